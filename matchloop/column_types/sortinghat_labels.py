"""SortingHat's nine classes read as matchloop's eight.

The nine do not map one to one: a "context-specific" column may be a name, a key or a measure. A
column is taken over only where class, header and values together leave no doubt; the others are
left out of training rather than guessed. docs/labels.md tells the rules to people.
"""

import re

import pyarrow.compute as pc

from matchloop.column_types.features import FEATURE_NAMES, extract
from matchloop.column_types.labels import ColumnType
from matchloop.column_types.summary import ColumnSummary

_KEY = re.compile(r"(^|[^A-Za-z])(id|uuid|guid|key|code|number|no)$|[a-z](Id|ID)$", re.IGNORECASE)
_TEXT = re.compile(
    r"(name|title|address|author|subject|headline|location|company)s?$", re.IGNORECASE
)
_YEAR = re.compile(r"(year|yr|ano|jahr)$", re.IGNORECASE)

_DIRECT = {
    "datetime": ColumnType.DATETIME,
    "embedded-number": ColumnType.NUMERIC,
    "url": ColumnType.IDENTIFIER,
    "list": ColumnType.UNKNOWN,
}


def eight_label(summary: ColumnSummary, nine: str) -> ColumnType | None:
    """Return the label of eight for a column with a label of nine; None where it is in doubt."""
    if nine in _DIRECT:
        return _DIRECT[nine] if _present(summary) else ColumnType.UNKNOWN
    rule = {
        "numeric": _numeric,
        "categorical": _categorical,
        "sentence": _sentence,
        "not-generalizable": _not_generalizable,
        "context-specific": _context_specific,
    }[nine]
    return rule(summary, _Facts(summary))


class _Facts:
    """The few features the rules ask for, by name."""

    def __init__(self, summary: ColumnSummary):
        self._values = dict(zip(FEATURE_NAMES, extract(summary).tolist(), strict=True))

    def __getitem__(self, name: str) -> float:
        return self._values[name]


def _present(summary: ColumnSummary) -> int:
    return summary.total - summary.nulls


def _numeric(summary: ColumnSummary, facts: _Facts) -> ColumnType | None:
    if summary.distinct <= 2:
        return ColumnType.BOOLEAN if _is_boolean(summary, facts) else None
    if _YEAR.search(summary.header) and facts["number_year_share"] > 0.9:
        return ColumnType.DATETIME
    return ColumnType.NUMERIC


def _categorical(summary: ColumnSummary, facts: _Facts) -> ColumnType | None:
    if _is_boolean(summary, facts):
        return ColumnType.BOOLEAN
    if facts["number_year_share"] > 0.9 and facts["date_year"] > 0.9:
        return ColumnType.DATETIME
    share = summary.distinct / max(_present(summary), 1)
    if summary.distinct <= 60 or (summary.distinct <= 250 and share < 0.05):
        return ColumnType.CATEGORICAL
    if _KEY.search(summary.header) and facts["only_letters"] < 0.5:
        return ColumnType.IDENTIFIER
    if _is_text(summary, facts) and share > 0.1:
        return _text(summary)
    return None


def _sentence(summary: ColumnSummary, facts: _Facts) -> ColumnType | None:
    if summary.distinct <= 5 and _present(summary) >= 50:
        return ColumnType.CATEGORICAL
    return _text(summary) if _present(summary) else ColumnType.UNKNOWN


def _not_generalizable(summary: ColumnSummary, facts: _Facts) -> ColumnType | None:
    present = _present(summary)
    if present < 0.01 * summary.total or not present:
        return ColumnType.UNKNOWN
    if summary.distinct < 0.95 * present or present < 8:
        return None
    if _is_text(summary, facts):
        return _text(summary)
    if (
        _KEY.search(summary.header)
        or facts["number_consecutive"]
        or facts["letters_and_digits"] > 0.9
    ):
        return ColumnType.IDENTIFIER
    return None


def _context_specific(summary: ColumnSummary, facts: _Facts) -> ColumnType | None:
    if _TEXT.search(summary.header) and _is_text(summary, facts) and summary.distinct > 60:
        return ColumnType.TEXT_SHORT
    if _KEY.search(summary.header) and summary.distinct > 100 and not _is_text(summary, facts):
        return ColumnType.IDENTIFIER
    return None


def _is_boolean(summary: ColumnSummary, facts: _Facts) -> bool:
    pair = facts["boolean_pair"] == 1.0 and len(summary.values) == 2
    return summary.distinct == 2 and (pair or facts["number_only_zero_one"] == 1.0)


def _is_text(summary: ColumnSummary, facts: _Facts) -> bool:
    return facts["number_share"] < 0.1 and facts["characters_space"] > 0.03


def _text(summary: ColumnSummary) -> ColumnType:
    """Long text is more than a line: eight words or sixty characters on average."""
    words = pc.mean(pc.add(pc.count_substring(summary.values, " "), 1)).as_py() or 0
    letters = pc.mean(pc.utf8_length(summary.values)).as_py() or 0
    return ColumnType.TEXT_LONG if words >= 8 or letters >= 60 else ColumnType.TEXT_SHORT
