"""What a column's values say for or against a candidate, in log-odds and in words.

Three witnesses, each bounded, together kept within [`VETO`, `LIFT`]:

- the column's type, by the model of column_types, against the standard column's type;
- what the values are written like (e-mail addresses, dates, numbers) against its examples;
- values that are among its examples, or are made of the same signs (AA-9999).

The log-odds are set by hand and not learned: schemas come without values to learn from. At most a
candidate becomes e^1.5 = 4.5 times likelier or e^3 = 20 times less likely, so a name that is
read with 0.97 stays the best answer against a doubtful type, and loses its certainty only to values
that contradict it plainly. Few values say little: with n of them the log-odds are n / (n + 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchloop.column_mapping.evidence import formats
from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.column_types.explain import mask
from matchloop.column_types.summary import ColumnSummary
from matchloop.table_mapping.value_kinds import Kind, kind_of, main_kind

LIFT, VETO = 1.5, -3.0
_TYPE_LIFT, _TYPE_VETO = 0.4, -2.5
_SOME_AMONG, _MOST_AMONG, _WRITTEN_ALIKE = 0.5, 1.0, 0.7
_HALF = 3  # with this many values, evidence counts half
_WORTH_SAYING = 0.2
_LOOKED_AT = 300  # different values of a column that are looked at

# What a column of the type may well be taken for; every other type speaks against it.
_RELATED: Mapping[str, frozenset[str]] = {
    "text_long": frozenset({"text_short"}),
    "text_short": frozenset({"text_long", "categorical", "identifier"}),
    "numeric": frozenset({"categorical", "identifier", "boolean"}),
    "datetime": frozenset({"numeric", "categorical", "identifier"}),  # years, 20240301, epochs
    "categorical": frozenset({"text_short", "boolean", "numeric", "identifier"}),
    "identifier": frozenset({"numeric", "text_short", "categorical"}),
    "boolean": frozenset({"categorical", "numeric"}),
}
_TYPE_WORDS = {
    "text_long": "long texts",
    "text_short": "short texts",
    "numeric": "numbers",
    "datetime": "dates or times",
    "categorical": "categories",
    "identifier": "identifiers",
    "boolean": "yes or no",
    "unknown": "unclear",
}
_CONTRADICTED = -1.5  # of two kinds that seldom stand for the same thing
# Kinds of examples and of values; a pair that is not listed says nothing.
_CLASH: Mapping[tuple[Kind, Kind], float] = {
    **{
        (a, b): VETO
        for a in (Kind.EMAIL, Kind.URL, Kind.DATE, Kind.PHONE, Kind.IP)
        for b in (Kind.EMAIL, Kind.URL, Kind.DATE, Kind.PHONE, Kind.IP)
        if a is not b
    },
    **{(Kind.NUMBER, seen): VETO for seen in (Kind.EMAIL, Kind.URL, Kind.DATE)},
    **{(seen, Kind.NUMBER): VETO for seen in (Kind.EMAIL, Kind.URL)},
    **{(Kind.WORDS, seen): _CONTRADICTED for seen in (Kind.EMAIL, Kind.URL, Kind.DATE, Kind.PHONE)},
    **{(seen, Kind.WORDS): VETO for seen in (Kind.EMAIL, Kind.URL)},
    **{(seen, Kind.WORDS): _CONTRADICTED for seen in (Kind.DATE, Kind.PHONE, Kind.IP)},
}
_TELLING = frozenset({Kind.EMAIL, Kind.URL, Kind.UUID, Kind.IP, Kind.DATE, Kind.PHONE})


@dataclass(frozen=True)
class Evidence:
    """log_odds: within [`VETO`, `LIFT`], 0 says nothing; words: "" when there is nothing to say."""

    log_odds: float
    words: str


NOTHING = Evidence(0.0, "")


@dataclass(frozen=True)
class Values:
    """The values of one column: its summary, and the probability of each type (label: 0 to 1)."""

    summary: ColumnSummary
    types: Mapping[str, float]

    @property
    def rows(self) -> int:
        """Rows that hold a value."""
        return self.summary.total - self.summary.nulls

    @cached_property
    def _frequent(self) -> np.ndarray:
        return np.argsort(-self.summary.counts, kind="stable")[:_LOOKED_AT]

    @cached_property
    def texts(self) -> list[str]:
        """The most frequent values, lower case."""
        values = self.summary.values
        return [values[int(i)].as_py().strip() for i in self._frequent]

    @cached_property
    def counts(self) -> np.ndarray:
        """How many rows of the sample hold each of `texts`."""
        return self.summary.counts[self._frequent]

    @cached_property
    def kind(self) -> Kind | None:
        """What at least four of five values are written like."""
        return main_kind(self.texts, self.counts, 0.8)

    @cached_property
    def written(self) -> np.ndarray:
        """The share of rows in each format of `evidence.formats`."""
        return formats.shares(self.texts, self.counts)

    @cached_property
    def masks(self) -> list[str]:
        """The values' patterns: 9 for a digit, A and a for letters."""
        return [mask(text) for text in self.texts]

    def share(self, keys: Sequence[str], wanted: frozenset[str]) -> float:
        """Return the share of rows whose key (one for each of `texts`) is wanted."""
        met = np.array([key in wanted for key in keys], bool)
        return float(self.counts[met].sum() / self.counts.sum())


def evidence(values: Values, standard: StandardColumn) -> Evidence:
    """Weigh a column's values against a standard column."""
    if not values.rows or not len(values.summary.counts):
        return NOTHING
    found = [_by_kind(values, standard), *_by_examples(values, standard)]
    by_type = _by_type(values, standard)
    said = [part.words for part in (*found, by_type) if abs(part.log_odds) >= _WORTH_SAYING]
    said = [words for words in said if not words.startswith("but")] or said[:1]
    if any(part.log_odds > 0 for part in found):
        # Examples say more than a type: what is written like them is not refused for its type.
        by_type, said = Evidence(max(by_type.log_odds, 0.0), ""), said[:1]
    total = sum(part.log_odds for part in (*found, by_type)) * values.rows / (values.rows + _HALF)
    return Evidence(min(max(total, VETO), LIFT), "; ".join(said))


def reweighed(probabilities: np.ndarray, log_odds: np.ndarray) -> np.ndarray:
    """Return probabilities [k] after evidence [k]; "none of them", the rest up to 1, weighs 0.

    >>> reweighed(np.array([0.5, 0.25]), np.log([4.0, 1.0])).round(2).tolist()
    [0.8, 0.1]
    """
    weights = probabilities * np.exp(log_odds)
    none = max(1.0 - float(probabilities.sum()), 0.0)
    whole = float(weights.sum()) + none
    return weights / whole if whole else probabilities


def _by_type(values: Values, standard: StandardColumn) -> Evidence:
    if standard.type not in _RELATED or not values.types:
        return NOTHING
    related = _RELATED[standard.type] | {"unknown"}
    agreement = values.types.get(standard.type, 0.0)
    agreement += 0.5 * sum(values.types.get(label, 0.0) for label in related)
    bound = _TYPE_LIFT if agreement >= 0.5 else _TYPE_VETO
    log_odds = bound * abs(agreement - 0.5) / 0.5
    seen = max(values.types, key=lambda label: values.types[label])
    expected = _TYPE_WORDS[standard.type]
    if log_odds > 0:
        return Evidence(log_odds, f"values are {expected}, as expected")
    return Evidence(log_odds, f"but values are {_TYPE_WORDS[seen]}, expected {expected}")


def _by_kind(values: Values, standard: StandardColumn) -> Evidence:
    if not standard.examples or values.kind is None:
        return NOTHING
    expected = main_kind(standard.examples, np.ones(len(standard.examples)), 0.8)
    if expected is None:
        return NOTHING
    if expected is values.kind:
        if expected not in _TELLING:
            return NOTHING
        return Evidence(LIFT, f"values are {expected}, like its examples")
    log_odds = _CLASH.get((expected, values.kind), 0.0)
    return Evidence(log_odds, f"but values are {values.kind} and its examples {expected}")


def _by_examples(values: Values, standard: StandardColumn) -> list[Evidence]:
    """Look for the examples among the values, else for their patterns."""
    plain = [text for text in standard.examples if kind_of(text) is Kind.WORDS and len(text) > 1]
    if not plain:
        return []
    folded = frozenset(text.strip().casefold() for text in plain)
    among = values.share([text.casefold() for text in values.texts], folded)
    if among >= 0.1:
        log_odds = _MOST_AMONG if among >= 0.5 else _SOME_AMONG
        shown = next(text for text in values.texts if text.casefold() in folded)
        return [Evidence(log_odds, f"values such as {shown} are among its examples")]
    patterns = frozenset(mask(text.strip()) for text in plain)
    telling = frozenset(p for p in patterns if "9" in p and p.strip("9") and len(p) <= 32)
    if telling and values.share(values.masks, telling) >= 0.5:
        shown = next(p for p in values.masks if p in telling)
        return [Evidence(_WRITTEN_ALIKE, f"values are written {shown}, like its examples")]
    return []
