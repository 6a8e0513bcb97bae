"""Feedback turned into labelled data: what is learned from, what is kept back, what is left out.

What an example looks like is the family's business (its module `feedback`, see `Form`); here it is
only sorted. Pure but for `write` and `read_rows`. A part of the feedback, drawn by a hash of the
example, is never learned from: on it one sees whether a new model has adapted.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

from matchloop.files import write_text
from matchloop.harmless import one_line
from matchloop.store.feedback import Feedback

PROVENANCE = ("feedback", "source", "version", "time")
"""Columns that say where a row is from; readers of labelled files pass them over."""


@dataclass(frozen=True)
class Example:
    """A labelled example.

    key: names the input, whatever its label. answer: the label, spelled in one way. cells: the row
    of the labelled file, in the order of the form's COLUMNS. table: what came in together and must
    not be divided; "" when not known.
    """

    key: str
    answer: str
    cells: tuple[str, ...]
    table: str = ""


class Form(Protocol):
    """What a family's module `matchloop.<family>.feedback` offers."""

    COLUMNS: tuple[str, ...]
    """Columns of the labelled file."""

    PAYLOAD: tuple[str, ...]
    """Keys of an example, the raw column name first."""

    def check(self, payload: Mapping[str, Any], right: str) -> str:
        """What is wrong with an example, "" when nothing is or there is none in it."""

    def example(self, payload: Mapping[str, Any], right: str, name: str | None) -> Example | None:
        """The example, None if there is none to learn from. name: the raw column name, if known."""


@dataclass(frozen=True)
class Row:
    """An example with where it is from."""

    example: Example
    origin: Feedback

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the labelled file, provenance included."""
        origin = self.origin
        moment = origin.time.isoformat(timespec="seconds")
        return (*self.example.cells, str(origin.id), origin.source, origin.version or "", moment)


@dataclass(frozen=True)
class FeedbackData:
    """Feedback, sorted.

    learned: rows to learn from; recent: rows only measured on, the newest of those kept back;
    repeated: pieces that say again what another says; bare: pieces that name a prediction and
    bring no example; conflicts, wrong: pieces left out, in words.
    """

    learned: tuple[Row, ...] = ()
    recent: tuple[Row, ...] = ()
    repeated: int = 0
    bare: int = 0
    conflicts: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [f"{len(self.learned)} to learn from, {len(self.recent)} only measured on"]
        parts += [f"{self.repeated} repeated"] if self.repeated else []
        parts += [f"{self.bare} without an example"] if self.bare else []
        parts += [f"{len(self.conflicts)} in conflict"] if self.conflicts else []
        parts += [f"{len(self.wrong)} unusable"] if self.wrong else []
        return "feedback: " + ", ".join(parts)


def problem(payload: Mapping[str, Any], right: str, form: Form) -> str:
    """Say what is wrong with an example that is given: an unknown key, or what the family says."""
    for key in payload:
        if key not in form.PAYLOAD:
            near = get_close_matches(key, form.PAYLOAD, n=1)
            meant = f"the nearest known one is {near[0]!r}" if near else "that is not known"
            known = ", ".join(form.PAYLOAD)
            return f"the example has a key {one_line(key, 40)!r}, {meant}. Known keys: {known}"
    return form.check(payload, right)


def sort_out(feedback: Sequence[Feedback], form: Form, *, share: float, most: int) -> FeedbackData:
    """Sort feedback that is in no conflict by subject (see `store.feedback.examples`).

    Two pieces about different subjects can still be the same example: then one is kept, or none
    when their labels differ. share: of the hash space is kept back; most: rows of `recent`.
    """
    found: dict[str, list[Row]] = {}
    wrong: list[str] = []
    bare = 0
    for piece in sorted(feedback, key=lambda each: (each.time, each.id)):
        if problem := form.check(piece.payload, piece.right_answer):
            wrong.append(f"feedback {piece.id}: {problem}")
            continue
        example = form.example(piece.payload, piece.right_answer, piece.name)
        if example is None:
            bare += 1
        else:
            found.setdefault(example.key, []).append(Row(example, piece))
    agreed = {key: rows for key, rows in found.items() if _agree(rows)}
    rows = [each[0] for each in agreed.values()]
    kept_back = [row for row in rows if is_kept_back(row.example, share)]
    newest = sorted(kept_back, key=lambda row: (row.origin.time, row.origin.id))[-most:]
    return FeedbackData(
        learned=tuple(_ordered(row for row in rows if not is_kept_back(row.example, share))),
        recent=tuple(_ordered(newest)),
        repeated=sum(len(each) - 1 for each in agreed.values()),
        bare=bare,
        conflicts=tuple(_conflict(each) for key, each in found.items() if key not in agreed),
        wrong=tuple(wrong),
    )


def is_kept_back(example: Example, share: float) -> bool:
    """Whether an example is only measured on; the same for ever, and for a whole table."""
    digest = hashlib.sha256(f"recent/{example.table or example.key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a labelled CSV file with provenance; without rows there is no file."""
    listed = list(rows)
    if not listed:
        path.unlink(missing_ok=True)
        return
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*columns, *PROVENANCE))
    writer.writerows(row.cells for row in listed)
    write_text(path, out.getvalue())


def read_rows(path: Path, columns: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the rows of a file that `write` wrote, without provenance; none without a file."""
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row.get(name) or "" for name in columns) for row in csv.DictReader(file)}


def _agree(rows: Sequence[Row]) -> bool:
    return len({row.example.answer for row in rows}) == 1


def _conflict(rows: Sequence[Row]) -> str:
    answers = " and ".join(f"{row.origin.right_answer!r} ({row.origin.id})" for row in rows[:4])
    about = rows[0].origin.name or rows[0].example.cells[0] or rows[0].example.key
    return f"{about[:80]!r} was given {answers}"


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.example.key)
