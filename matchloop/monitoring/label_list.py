"""The list of recent inputs that are worth a person's label, as a file that feedback takes back.

Which ones they are, `labels.to_label` says; here the prediction log and the reference are read for
it, and the rows are written.
"""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import serving
from matchloop.drift.reference import Reference
from matchloop.errors import MatchloopError
from matchloop.files import write_text
from matchloop.labels.to_label import Wanted, choose, novelty
from matchloop.monitoring import window
from matchloop.monitoring.probation import FAILED_ANSWER
from matchloop.params import WatchParams
from matchloop.store import feedback, predictions
from matchloop.store.engine import Store

LOOKED_AT = 5_000
"""The newest predictions among which inputs to label are looked for."""

_HEAD = ("right", "prediction", "input", "given", "note", "time", "version")


def write(
    store: Store, family: str, path: Path, watch: WatchParams, most: int, payload: Sequence[str]
) -> int:
    """Write the list of at most `most` recent inputs to label; return how many there are.

    payload: the keys of the family's examples, the raw column name first.
    """
    rows, wanted = _wanted(store, family, watch, most)
    write_text(path, _csv(rows, wanted, payload))
    return len(wanted)


def _wanted(
    store: Store, family: str, watch: WatchParams, most: int
) -> tuple[pa.Table, list[Wanted]]:
    pointer = serving.current(family)
    version = pointer.name if pointer else None
    rows = predictions.window(store, family, version, size=LOOKED_AT)
    rows = rows.filter(pc.not_equal(rows.column("answer"), FAILED_ANSWER))
    rows = rows.filter(pa.array(_unlabelled(store, family, rows), pa.bool_()))
    if not len(rows):
        return rows, []
    confidence = np.nan_to_num(rows.column("confidence").to_numpy())
    inputs = np.array(rows.column("input").to_pylist())
    return rows, choose(confidence, inputs, _novelty(store, family, watch, rows), most)


def _unlabelled(store: Store, family: str, rows: pa.Table) -> list[bool]:
    known = feedback.stored(store, family)
    ids, inputs = {each.prediction for each in known}, {each.input for each in known}
    pairs = zip(rows.column("id").to_pylist(), rows.column("input").to_pylist(), strict=True)
    return [number not in ids and text not in inputs for number, text in pairs]


def _novelty(store: Store, family: str, watch: WatchParams, rows: pa.Table) -> np.ndarray | None:
    """How unlike the reference each row is; None where features or a reference are missing."""
    reference = _reference(store, family, watch)
    if reference is None or rows.column("features").null_count:
        return None
    features = predictions.feature_matrix(rows)
    if not len(reference.sample) or reference.sample.features.shape[1] != features.shape[1]:
        return None
    return novelty(np.nan_to_num(features), reference.sample.features)


def _reference(store: Store, family: str, watch: WatchParams) -> Reference | None:
    try:
        pointer = serving.current(family)
        if pointer is None:
            return None
        bundle = serving.champion(family)
        found = window.reference(store, family, pointer.name, bundle, watch)
    except MatchloopError:  # without a reference the least certain ones take all places
        return None
    return found if isinstance(found, Reference) else None


def _csv(rows: pa.Table, wanted: Sequence[Wanted], payload: Sequence[str]) -> str:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, [*_HEAD, *payload], lineterminator="\n")
    writer.writeheader()
    for each in wanted:
        row = rows.slice(each.row, 1).to_pylist()[0]
        line = {
            "prediction": row["id"],
            "input": row["input"],
            "given": row["answer"],
            "note": f"{each.why}: confidence {row['confidence']:.2f}",
            "time": row["time"].isoformat(timespec="seconds"),
            "version": row["version"],
        }
        writer.writerow({**line, **dict.fromkeys(payload[:1], row["name"])})
    return out.getvalue()
