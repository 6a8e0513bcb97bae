"""Labels for a retraining: feedback written as the family's labelled files, or a list of wishes.

    data/labelled/<family>/feedback.csv   learned from; the pipeline reads a snapshot of the folder
    data/recent/<family>/feedback.csv     only measured on: the gate's hold-out of recent inputs
    reports/<family>/retrain/to_label.csv what should be labelled, for `matchloop feedback import`

Knows nothing of Prefect, and of a family what its module `feedback` offers.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import families, serving
from matchloop.drift.reference import Reference
from matchloop.errors import MatchloopError
from matchloop.files import write_text
from matchloop.labels import from_feedback, snapshot
from matchloop.labels.from_feedback import FeedbackData, Form
from matchloop.labels.to_label import Wanted, choose, novelty
from matchloop.monitoring import window
from matchloop.monitoring.probation import FAILED_ANSWER
from matchloop.params import RecentParams, WatchParams
from matchloop.store import feedback, predictions
from matchloop.store.engine import Store

FILE = "feedback.csv"
LOOKED_AT = 5_000
"""The newest predictions among which inputs to label are looked for."""

_HEAD = ("right", "prediction", "input", "given", "note", "time", "version")


@dataclass(frozen=True)
class Labels:
    """What there is to learn from beyond the last training.

    changed: rows of feedback that are new or gone; dropped_in: whether the folder of labelled
    files is another one than was trained on; disputed: inputs whose feedback is in conflict.
    """

    data: FeedbackData
    changed: int
    dropped_in: bool
    disputed: int = 0

    def enough(self, minimum: int) -> bool:
        """Whether they are worth a training."""
        return self.dropped_in or self.changed >= minimum

    def __str__(self) -> str:
        parts = [str(self.data), f"{self.changed} rows changed since the last training"]
        parts += [f"{self.disputed} inputs in conflict left out"] if self.disputed else []
        parts += ["other labelled files are new or changed"] if self.dropped_in else []
        return "; ".join(parts)


def gather(store: Store, family: str, root: Path, params: RecentParams) -> Labels:
    """Sort the family's feedback and compare it with what was trained on; writes nothing."""
    form = families.get(family).feedback_form()
    folder = Path("data") / "labelled" / family
    with _dependencies(root, folder) as found:
        # Where there is no snapshot, nothing was learned that the folder itself would not tell.
        unseen = any(dep.status() for dep in found if dep.exists)
    known = feedback.examples(store, family)
    data = from_feedback.sort_out(known, form, share=params.share, most=params.most)
    before = from_feedback.read_rows(_learned(root, family), form.COLUMNS)
    ours = {row.example.cells for row in data.learned}
    return Labels(data, len(before ^ ours), unseen, len(feedback.conflicts(store, family)))


def write(labels: Labels, family: str, root: Path) -> None:
    """Write the labelled file and the hold-out.

    The hold-out first: a row must not be learned from before it is known to be kept back.
    """
    form = families.get(family).feedback_form()
    recent = root / "data" / "recent" / family / FILE
    from_feedback.write(recent, form.COLUMNS, labels.data.recent)
    from_feedback.write(_learned(root, family), form.COLUMNS, labels.data.learned)


def depends_on(root: Path, folder: Path) -> bool:
    """Whether a stage depends on a folder or the snapshot of it; `folder`: from the root."""
    with _dependencies(root, folder) as found:
        return bool(found)


def ask(store: Store, family: str, root: Path, watch: WatchParams, most: int) -> tuple[Path, int]:
    """Write the list of recent inputs to label; return its path from `root`, and how many."""
    path = Path("reports") / family / "retrain" / "to_label.csv"
    rows, wanted = _wanted(store, family, watch, most)
    form = families.get(family).feedback_form()
    write_text(root / path, _csv(rows, wanted, form))
    return path, len(wanted)


def _learned(root: Path, family: str) -> Path:
    return root / "data" / "labelled" / family / FILE


@contextmanager
def _dependencies(root: Path, folder: Path) -> Iterator[list[Any]]:
    """Yield DVC's own view of a folder and of its snapshot, one for each stage that depends on it.

    The snapshot alone would not do: it is made when the pipeline runs. Nor would the folder: after
    a run that broke off, labels may be in the snapshot that no stage has learned from.
    """
    from dvc.repo import Repo

    places = {folder.as_posix(), snapshot.copy_of(folder).as_posix()}
    with Repo(str(root)) as repo:
        yield [dep for stage in repo.index.stages for dep in stage.deps if dep.def_path in places]


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
    said = feedback.stored(store, family)
    ids, inputs = {each.prediction for each in said}, {each.input for each in said}
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


def _csv(rows: pa.Table, wanted: Sequence[Wanted], form: Form) -> str:
    payload = form.PAYLOAD
    out = StringIO(newline="")
    writer = csv.DictWriter(out, [*_HEAD, *payload], lineterminator="\n")
    writer.writeheader()
    for each in wanted:
        row = rows.slice(each.row, 1).to_pylist()[0]
        told = f"{each.why}: confidence {row['confidence']:.2f}"
        line = {
            "prediction": row["id"],
            "input": row["input"],
            "given": row["answer"],
            "note": told,
            "time": row["time"].isoformat(timespec="seconds"),
            "version": row["version"],
        }
        writer.writerow({**line, **dict.fromkeys(payload[:1], row["name"])})
    return out.getvalue()
