"""What a mapping answers: one frozen value a table, one a column, as plain data or as rows.

Knows nothing of how an answer comes about or how it is shown.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SURE = 0.9
"""Confidence from which on an answer is taken without a second thought."""
LEAST = 0.01
"""A guess or runner-up less likely than this is not worth showing."""


def shown(confidence: float) -> str:
    """A confidence with two digits, rounded down: what is not yet 0.9, or 1, does not look so."""
    return f"{round(confidence * 10_000) // 100 / 100:.2f}"


class Status(StrEnum):
    """What became of a column."""

    MAPPED = "mapped"
    UNSURE = "unsure"  # the best guess is under the threshold
    TAKEN = "taken"  # one-to-one: its standard column fits another column better
    NAMELESS = "nameless"  # no letter and no digit in the name


@dataclass(frozen=True)
class Candidate:
    """A standard column and the probability, 0 to 1, that it is the right one."""

    standard: str
    probability: float


@dataclass(frozen=True)
class ColumnMapping:
    """The answer for one raw column.

    raw: header as it stands, "" where there is none. position: from 0.
    standard: the standard column; None when the answer is withheld, see `status`.
    confidence: probability of `standard`, or of the best guess when it is withheld; 0 to 1.
    runners_up: the next best candidates, best first; when the answer is withheld they begin with
        the best guess. why: what speaks for the answer or the best guess, in words.
    guess_only: whether nothing but letters or meaning speaks for it, no word and no list.
    prediction: id in the prediction log, by which feedback names the answer; None if not logged.
    """

    raw: str
    position: int
    standard: str | None
    confidence: float
    status: Status
    runners_up: tuple[Candidate, ...]
    why: str
    guess_only: bool = False
    prediction: int | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it is an answer from `SURE` on."""
        return self.standard is not None and self.confidence >= SURE

    @property
    def guess(self) -> str:
        """The standard column, the best guess where it is withheld, "" without any."""
        return self.standard or (self.runners_up[0].standard if self.runners_up else "")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **asdict(self),
            "status": str(self.status),
            "runners_up": _plain(self.runners_up),
            # As text: it has more digits than a number of JSON keeps in many programs.
            "prediction": None if self.prediction is None else str(self.prediction),
        }


@dataclass(frozen=True)
class TableMapping:
    """The answers for one table or list of names, in the order of its columns.

    table: file name, "table" for a frame, "names" for a list of names. schema: its name.
    model: version that answered. threshold: confidence under which an answer is withheld.
    values_read: whether values played a part, or the names alone. notes: what was noticed.
    """

    table: str
    columns: tuple[ColumnMapping, ...]
    model: str
    schema: str
    threshold: float
    values_read: bool
    notes: tuple[str, ...]

    def count(self, status: Status) -> int:
        """Return how many columns have that status."""
        return sum(column.status is status for column in self.columns)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        columns = [column.to_dict() for column in self.columns]
        return {**vars(self), "columns": columns, "notes": list(self.notes)}

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one flat row a column; `runners_up` as "name 0.12 | name 0.03"."""
        return [
            {
                "table": self.table,
                "position": column.position,
                "raw": column.raw,
                "standard": column.standard or "",
                "confidence": column.confidence,
                "status": str(column.status),
                "runners_up": " | ".join(
                    f"{c.standard} {c.probability}" for c in column.runners_up
                ),
                "why": column.why,
                "prediction": column.prediction,
            }
            for column in self.columns
        ]


ROW_FIELDS = (
    *("table", "position", "raw", "standard", "confidence", "status"),
    *("runners_up", "why", "prediction"),
)
"""The keys of a row of `to_rows`, in order."""


def _plain(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    return [asdict(candidate) for candidate in candidates]
