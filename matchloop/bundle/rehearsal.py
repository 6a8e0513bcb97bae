"""Load what a bundle serves and let it answer, before anything depends on it.

First zeros in the shapes that each graph declares, which works for any family: that catches a
graph that does not load, does not run, or does not answer with finite numbers of the right width.
Then the golden inputs in the bundle, answered when it was built, through the family's own code:
that catches a model that answers differently here than where it was made.
"""

from pathlib import Path
from typing import Any

import numpy as np

from matchloop import families
from matchloop.bundle import Bundle, BundleManifest
from matchloop.errors import BundleError

_DTYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
    "tensor(string)": np.object_,
}
_REMEDY = "Nothing was promoted; export the model again (`dvc repro`) and register it anew."


def rehearse(bundle: Bundle) -> None:
    """Answer zeros and golden inputs. Raises BundleError saying what went wrong."""
    run_once(bundle)
    golden = families.get(bundle.manifest.family).golden_inputs()
    try:
        golden.check(bundle)
    except BundleError as error:
        raise BundleError(f"{error} {_REMEDY}") from error
    except Exception as error:  # the family's code meets files that it does not expect
        raise BundleError(f"{bundle.folder} cannot answer: {error!r}. {_REMEDY}") from error


def run_once(bundle: Bundle) -> None:
    """Answer zeros with every graph that serves. Raises BundleError saying what went wrong."""
    for graph in bundle.graphs:
        _check(graph.path, _answer_to_zeros(graph.path, bundle.manifest), bundle.manifest)


def _answer_to_zeros(path: Path, manifest: BundleManifest) -> dict[str, np.ndarray]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # its warnings say nothing that the error below does not
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        feeds = {each.name: _zeros(each, manifest) for each in session.get_inputs()}
        names = [each.name for each in session.get_outputs()]
        return dict(zip(names, session.run(None, feeds), strict=True))
    except Exception as error:  # onnxruntime's own errors share no base but Exception
        raise BundleError(f"{path} does not run: {error}. {_REMEDY}") from error


def _zeros(given: Any, manifest: BundleManifest) -> np.ndarray:
    """One row of zeros (empty text where the graph wants text) for one input of a graph."""
    shape = [size if isinstance(size, int) else 1 for size in given.shape]
    if given.name == "features" and len(shape) == 2:
        shape[1] = len(manifest.feature_names)
    dtype = _DTYPES[given.type]
    return np.full(shape, "" if dtype is np.object_ else 0, dtype)


def _check(path: Path, outputs: dict[str, np.ndarray], manifest: BundleManifest) -> None:
    for name, values in outputs.items():
        if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
            raise BundleError(
                f"{path}: output {name!r} holds NaN or infinity for an input of zeros. {_REMEDY}"
            )
    expected = len(manifest.labels)
    if "probabilities" in outputs and outputs["probabilities"].shape[-1] != expected:
        raise BundleError(
            f"{path}: output 'probabilities' is {outputs['probabilities'].shape[-1]} wide, "
            f"expected {expected}, one for each label. {_REMEDY}"
        )
