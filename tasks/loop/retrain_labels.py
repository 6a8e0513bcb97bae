"""Labels for a retraining: feedback written as the family's labelled files, or what to label.

    data/labelled/<family>/feedback.csv   learned from; the pipeline reads a snapshot of the folder
    data/recent/<family>/feedback.csv     only measured on: the gate's hold-out of recent inputs
    reports/<family>/retrain/to_label.csv what should be labelled, for `matchloop feedback import`

Knows nothing of Prefect; DVC says what is new and what a stage depends on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchloop import families
from matchloop.labels import from_feedback, snapshot
from matchloop.labels.from_feedback import FeedbackData
from matchloop.monitoring import label_list
from matchloop.params import RecentParams, WatchParams
from matchloop.store import feedback
from matchloop.store.engine import Store

FILE = "feedback.csv"


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


def list_to_label(
    store: Store, family: str, root: Path, watch: WatchParams, most: int
) -> tuple[Path, int]:
    """Write the list of recent inputs to label; return its path from `root`, and how many."""
    path = Path("reports") / family / "retrain" / "to_label.csv"
    form = families.get(family).feedback_form()
    return path, label_list.write(store, family, root / path, watch, most, form.PAYLOAD)


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
