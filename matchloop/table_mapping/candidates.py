"""One raw column on its way to an answer: its candidates, what its values say, what is said of it.

Pure: takes numbers and names, returns answers. Knows nothing of the models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matchloop.column_mapping.explain import why
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.words.names import words
from matchloop.table_mapping.assignment import NONE, one_to_one
from matchloop.table_mapping.context import NOTHING, Evidence, Values, evidence, reweighed
from matchloop.table_mapping.result import Candidate, ColumnMapping, Status

_DIGITS = 4


@dataclass(frozen=True, eq=False)
class RankedColumn:
    """A raw column with its candidates, best first.

    candidates: int [k]. chances: float [k]. evidence: [k], () for names alone. by_name: the best
    candidate before values were looked at, with what they say of it, if it is no longer the best.
    choice: the place of the answer; taken_by: the name of the column that got the best guess.
    """

    schema: Schema
    position: int
    raw: str
    candidates: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    chances: np.ndarray = field(default_factory=lambda: np.zeros(0))
    evidence: tuple[Evidence, ...] = ()
    by_name: tuple[int, Evidence] | None = None
    choice: int | None = None
    taken_by: str | None = None

    def reweighed_by(self, values: Values) -> "RankedColumn":
        """Return the column with its candidates re-weighed by its values."""
        weighed = [evidence(values, self.schema.columns[i]) for i in self.candidates]
        if all(part is NOTHING for part in weighed):
            return self
        chances = reweighed(
            np.asarray(self.chances, np.float64), np.array([part.log_odds for part in weighed])
        )
        order = np.argsort(-chances, kind="stable")
        return replace(
            self,
            candidates=self.candidates[order],
            chances=chances[order],
            evidence=tuple(weighed[i] for i in order),
            by_name=None if order[0] == 0 else (int(self.candidates[0]), weighed[0]),
        )

    def guesses(self) -> list[Candidate]:
        """Return the candidates with rounded probabilities."""
        names = [self.schema.columns[i].name for i in self.candidates]
        return [
            Candidate(name, round(float(chance), _DIGITS))
            for name, chance in zip(names, self.chances, strict=True)
        ]

    def why(self, place: int, sure: bool) -> str:
        """Say what speaks for the candidate at `place`."""
        reasons = [why(self.raw, self.schema.columns[self.candidates[place]], sure=sure)]
        if self.evidence and self.evidence[place].words:
            reasons.append(self.evidence[place].words)
        if self.by_name and place == 0:
            before, against = self.by_name
            name = self.schema.columns[before].name
            reasons.append(f"by its name {name}{f', {against.words}' if against.words else ''}")
        return "; ".join(reasons)


def served_once(columns: Sequence[RankedColumn], threshold: float) -> list[RankedColumn]:
    """Choose for each column so that no standard column is given twice; see `one_to_one`."""
    width = max((len(column.candidates) for column in columns), default=0)
    candidates = np.full((len(columns), width), -1)
    chances = np.zeros((len(columns), width))
    for row, column in enumerate(columns):
        candidates[row, : len(column.candidates)] = column.candidates
        chances[row, : len(column.chances)] = np.round(column.chances, _DIGITS)
    choices = one_to_one(candidates, chances, threshold)
    owners = {
        int(candidates[row, choice]): columns[row]
        for row, choice in enumerate(choices)
        if choice != NONE
    }
    served = []
    for column, choice in zip(columns, choices, strict=True):
        best = owners.get(int(column.candidates[0])) if len(column.candidates) else None
        taken_by = f"column {best.position + 1}, {best.raw!r}" if best else None
        served.append(replace(column, choice=int(choice), taken_by=taken_by))
    return served


def answer(column: RankedColumn, threshold: float, top_k: int) -> ColumnMapping:
    """Put a column's candidates into an answer; it is withheld under the threshold."""
    guesses = column.guesses()
    if not guesses:
        return _nothing(column)
    best = 0 if column.choice in (None, NONE) else int(column.choice or 0)
    enough = guesses[best].probability >= threshold
    sure = enough and column.choice != NONE
    status = Status.MAPPED if sure else Status.TAKEN if enough else Status.UNSURE
    reason = column.why(best, sure)
    if status is Status.TAKEN or (sure and best > 0):
        reason = f"{guesses[0].standard} goes to {column.taken_by}; {reason}"
    others = guesses[:best] + guesses[best + 1 :]
    return ColumnMapping(
        raw=column.raw,
        position=column.position,
        standard=guesses[best].standard if sure else None,
        confidence=guesses[best].probability,
        status=status,
        runners_up=tuple(others[: top_k - 1] if sure else guesses[:top_k]),
        why=reason,
    )


def _nothing(column: RankedColumn) -> ColumnMapping:
    reason = "no candidate in the schema"
    status = Status.UNSURE
    if not words(column.raw):
        status = Status.NAMELESS
        empty = not column.raw.strip()
        reason = "the column has no name" if empty else "no letters or digits in the name"
    return ColumnMapping(column.raw, column.position, None, 0.0, status, (), reason)
