"""Learns trees on examples of foreign columns, and leaves them with what their scores are worth."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console

from matchloop.column_mapping.evidence.judgement import Learned
from matchloop.column_mapping.evidence.second_look import ASKED, GIVEN
from matchloop.errors import DataError
from matchloop.files import replacing
from matchloop.graphs import inference
from matchloop.labels.foreign import Part
from matchloop.params import Params

if TYPE_CHECKING:
    from matchloop.column_mapping.evidence.learning import Example

LEARNED = "learned.json"
_CHECKED = 300  # columns that the exported trees are compared on
_PARITY = 1e-5

console = Console()


def learn_forest(
    found: Sequence["Example"],
    params: Params,
    *,
    trees: Path,
    judgement: Path,
    version: str,
    missing: Sequence[str],
) -> None:
    """Learn on the part to learn from, cross-fitted by system, and set confidences and threshold.

    Writes trees and judgement, and beside them how each part fares. version: of the features;
    missing: systems whose tables are not here.
    """
    import onnx

    from matchloop.column_mapping.evidence import learning

    ours, wanted, seed = params.column_mapping, params.column_mapping.evidence, params.base.seed
    fitted = learning.fit([e for e in found if e.part is Part.LEARN], wanted, seed)
    scored = {Part.LEARN: learning.cross_fitted(found, wanted, seed)}
    for part in (Part.CALIBRATE, Part.MEASURE):
        scored[part] = learning.scored_by(fitted, [e for e in found if e.part is part])
    judged, threshold = learning.judgement(
        learning.firsts([*scored[Part.LEARN], *scored[Part.CALIBRATE]]),
        rate=ours.evaluate.rate,
        delta=ours.evaluate.delta,
        sure_rate=wanted.sure_rate,
        sure_delta=wanted.sure_delta,
        version=version,
    )
    with replacing(trees) as temporary:
        onnx.save(learning.to_onnx(fitted, ours.export.opset), str(temporary))
    judged.write(judgement)
    told = Learned(
        parts={
            str(part): learning.mapped(learning.firsts(each), judged)
            for part, each in scored.items()
            if each
        },
        missing=tuple(missing),
        threshold=threshold,
        largest_difference=_difference(
            trees, fitted.predict, [e.features for e in found[:_CHECKED]]
        ),
    )
    told.write(trees.with_name(LEARNED))
    console.print(str(threshold))
    for name, figures in told.parts.items():
        console.print(f"{name}: {figures}")


def _difference(
    graph: Path, predict: Callable[[np.ndarray], object], features: Sequence[np.ndarray]
) -> float:
    """Return how far the graph is from the trees at most; raises DataError where that is far."""
    rows = np.concatenate(features)
    got = inference.predict(inference.session(graph), rows, GIVEN, ASKED)[:, 1]
    difference = float(np.abs(got - np.asarray(predict(rows))).max())
    if difference > _PARITY:
        raise DataError(
            f"The exported trees differ from the trained ones by {difference:.1e}; expected at "
            f"most {_PARITY:g}. Look at the export of the trees."
        )
    return difference
