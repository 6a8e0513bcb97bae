"""Which ONNX Runtime a graph needs, by the formats that the graph declares.

Older versions refuse a graph of a newer operator set or file format; newer ones read all older
graphs. Knows nothing of what is installed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matchloop.errors import BundleError

UNKNOWN = ""


@dataclass(frozen=True)
class _Release:
    """The newest formats that a release of ONNX Runtime reads, by ONNX's own numbers."""

    version: str
    opset: int
    ml_opset: int
    ir: int


# https://onnxruntime.ai/docs/reference/compatibility.html; the last row, which is not there, as
# that release says itself when it refuses a newer graph.
_RELEASES = (
    _Release("1.8", opset=14, ml_opset=2, ir=7),
    _Release("1.10", opset=15, ml_opset=2, ir=8),
    _Release("1.11", opset=16, ml_opset=2, ir=8),
    _Release("1.12", opset=17, ml_opset=3, ir=8),
    _Release("1.14", opset=18, ml_opset=3, ir=8),
    _Release("1.16", opset=19, ml_opset=3, ir=9),
    _Release("1.17", opset=20, ml_opset=4, ir=9),
    _Release("1.18", opset=21, ml_opset=4, ir=10),
    _Release("1.23", opset=23, ml_opset=5, ir=11),
)
_ML = "ai.onnx.ml"


def least(opsets: Mapping[str, int], ir: int = 0) -> str:
    """The oldest ONNX Runtime that reads a graph, such as "1.12"; `UNKNOWN` for newer formats.

    opsets: version by domain, ONNX's own being ""; ir: version of the file format, 0 where it is
    the one that came with the operator set. Operators of other domains (Microsoft's) have kept
    their version 1 so far.
    """
    for release in _RELEASES:
        fits = opsets.get("", 0) <= release.opset and opsets.get(_ML, 0) <= release.ml_opset
        if fits and ir <= release.ir:
            return release.version
    return UNKNOWN


def least_of(graph: Path) -> str:
    """The oldest ONNX Runtime that reads the graph in a file, see `least`.

    Raises BundleError where the file holds no ONNX graph. Needs the extra `train`.
    """
    import onnx

    try:
        model = onnx.load(graph, load_external_data=False)
    except Exception as error:  # protobuf raises its own, unrelated types
        raise BundleError(
            f"{graph} cannot be read as an ONNX model ({type(error).__name__}: {error}). "
            "Export the model again."
        ) from error
    # Some exporters write ONNX's own domain out.
    domains = {entry.domain: entry.version for entry in model.opset_import}
    return least({"": domains.pop("ai.onnx", 0)} | domains, model.ir_version)


def newest(versions: list[str]) -> str:
    """The newest of several least versions, which all of the graphs need; `UNKNOWN` if one is."""
    if not versions or UNKNOWN in versions:
        return UNKNOWN
    return max(versions, key=lambda version: tuple(map(int, version.split("."))))
