"""One raw column on its way to an answer: its candidates, what its values say, what is said of it.

Pure: takes numbers and names, returns answers. Knows nothing of the models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matchloop.column_mapping.evidence.judgement import Judgement
from matchloop.column_mapping.evidence.packs import listed_for
from matchloop.column_mapping.evidence.second_look import Judged
from matchloop.column_mapping.explain import NO_LETTERS, why
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.words.names import fold, words
from matchloop.table_mapping.assignment import NONE, one_to_one
from matchloop.table_mapping.batch import chosen
from matchloop.table_mapping.context import NOTHING, Evidence, Values, evidence, reweighed
from matchloop.table_mapping.result import LEAST, Candidate, ColumnMapping, Status
from matchloop.table_mapping.veto import veto

_DIGITS = 4
_TOGETHER = "withheld, since the answers for this table are barely sure enough"


@dataclass(frozen=True, eq=False)
class RankedColumn:
    """A raw column with its candidates, best first.

    candidates: int [k]. chances: float [k]. evidence: [k], () for names alone. by_name: the best
    candidate before values were looked at, with what they say of it, if it is no longer the best.
    listed: bool [k], which candidates more than letters speak for; exact: bool [k], which are
    called so word for word somewhere; None when nobody looked.
    values: of a column that was looked at so; refused: why each candidate is ruled out, "" if not.
    choice: the place of the answer; taken_by: the name of the column that got the best guess.
    held_back: why the best guess is no answer whatever its chance, "" when it may be one.
    """

    schema: Schema
    position: int
    raw: str
    candidates: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    chances: np.ndarray = field(default_factory=lambda: np.zeros(0))
    evidence: tuple[Evidence, ...] = ()
    by_name: tuple[int, Evidence] | None = None
    listed: np.ndarray | None = None
    exact: np.ndarray | None = None
    values: Values | None = None
    refused: tuple[str, ...] = ()
    choice: int | None = None
    taken_by: str | None = None
    held_back: str = ""

    @property
    def best(self) -> int:
        """The place of the answer, of the likeliest where none is chosen."""
        return 0 if self.choice in (None, NONE) else int(self.choice or 0)

    def judged_by(self, judged: Judged, values: Values | None) -> "RankedColumn":
        """Return the column with its candidates as the second look judges them.

        What the values rule out stands last and has no chance. A column without values is told by
        its name alone, so only a name that is listed word for word will do.
        """
        columns = [self.schema.columns[i] for i in judged.candidates]
        refused = [veto(values, column) if values else "" for column in columns]
        if values and not values.rows:
            refused = [
                "" if exact else "the column is empty and the name is not the same"
                for exact in judged.exact
            ]
        chances = np.where([bool(words) for words in refused], 0.0, judged.confidences)
        order = np.argsort(-chances, kind="stable")
        moved = bool(len(order)) and order[0] != 0
        return replace(
            self,
            candidates=judged.candidates[order],
            chances=chances[order],
            listed=judged.listed[order],
            values=values,
            refused=tuple(refused[i] for i in order),
            exact=judged.exact[order],
            by_name=(int(judged.candidates[0]), Evidence(0.0, _but(refused[0]))) if moved else None,
            held_back=refused[0] if refused and not moved else "",
        )

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
        reasons = [self._read(place, sure)]
        if said := self._said(place, sure):
            reasons.append(said)
        if self.by_name and place == 0:
            before, against = self.by_name
            name = self.schema.columns[before].name
            reasons.append(f"by its name {name}{f', {against.words}' if against.words else ''}")
        return "; ".join(reasons)

    def unlikely(self) -> str:
        """Say why there is no guess; of a candidate that nobody is shown nothing is said."""
        return self.held_back or "nothing in the schema is likely"

    def _read(self, place: int, sure: bool) -> str:
        """Say how the name reads as the candidate at `place`."""
        column = self.schema.columns[self.candidates[place]]
        if self.listed is None or self.exact is None:
            return why(self.raw, column, sure=sure)
        if self.exact[place] and fold(self.raw) in listed_for(column):
            return "a listed name"
        # The trees weigh the name among other things, so it is not claimed to be a synonym.
        read = why(self.raw, column, sure=False)
        if read != NO_LETTERS:
            return read
        if self.listed[place]:
            return "by listed names and the table's" if sure else "some words are in listed names"
        return "by meaning, no letters show it" if sure else read

    def _said(self, place: int, sure: bool) -> str:
        """Return what the values say of the candidate at `place`, "" for nothing.

        Of an answer only what speaks for it is said: what spoke against it was outweighed.
        """
        if self.evidence:
            return self.evidence[place].words
        if self.refused and self.refused[place]:
            return _but(self.refused[place])
        if self.values is None:
            return ""
        found = evidence(self.values, self.schema.columns[self.candidates[place]])
        # What rules out the name's own candidate, said next, is the same once more.
        against = found.log_odds < 0
        return "" if against and (sure or (self.by_name and place == 0)) else found.words


def _but(words: str) -> str:
    return f"but {words}" if words else ""


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


def held_together(
    columns: Sequence[RankedColumn], threshold: float, judgement: Judgement
) -> list[RankedColumn]:
    """Hold back the weakest answers of a table until the rest keeps the promise; see `chosen`."""
    confidences = np.array(
        [
            round(float(c.chances[c.best]), _DIGITS)
            if len(c.chances) and c.choice != NONE and not c.held_back
            else 0.0
            for c in columns
        ]
    )
    given = chosen(confidences, judgement.precision(confidences), threshold, judgement.rate)
    return [
        replace(c, held_back=_TOGETHER) if confidence >= threshold > 0 and not kept else c
        for c, confidence, kept in zip(columns, confidences, given, strict=True)
    ]


def answer(column: RankedColumn, threshold: float, top_k: int) -> ColumnMapping:
    """Put a column's candidates into an answer; it is withheld under the threshold."""
    guesses = column.guesses()
    if not guesses:
        return _nothing(column)
    best = column.best
    enough = guesses[best].probability >= threshold
    sure = enough and column.choice != NONE and not column.held_back
    taken = enough and not sure and not column.held_back
    status = Status.MAPPED if sure else Status.TAKEN if taken else Status.UNSURE
    reason = column.why(best, sure)
    if not sure and guesses[best].probability < LEAST:
        reason = column.unlikely()
    if column.held_back == _TOGETHER:
        reason = f"{reason}; {_TOGETHER}"
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
        guess_only=column.listed is not None and not bool(column.listed[best]),
    )


def _nothing(column: RankedColumn) -> ColumnMapping:
    reason = "no candidate in the schema"
    status = Status.UNSURE
    if not words(column.raw):
        status = Status.NAMELESS
        empty = not column.raw.strip()
        reason = "the column has no name" if empty else "no letters or digits in the name"
    return ColumnMapping(column.raw, column.position, None, 0.0, status, (), reason)
