"""What a column's values rule out, whatever its name: no answer at all, instead of a doubtful one.

Only plain contradictions count: dates in a column of numbers, numbers in a column of dates, yes or
no for a measure, long texts for a code. Knows nothing of names or models.
"""

import functools

import numpy as np

from matchloop.column_mapping.evidence import formats
from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.table_mapping.context import Values

_NEARLY_ALL, _PLAINLY, _HARDLY = 0.9, 0.9, 0.02
_FEW_VALUES = 3  # values under which a column says nothing
_CODES = ("identifier", "categorical", "boolean")
_PLACE = {name: i for i, name in enumerate(formats.NAMES)}


def veto(values: Values, standard: StandardColumn) -> str:
    """Return why these values cannot stand in that column, "" when they may."""
    if values.rows < _FEW_VALUES or not standard.type:
        return ""
    found, theirs = values.written, _written(standard.examples)

    def share(*names: str) -> float:
        return max(float(found[_PLACE[name]]) for name in names)

    def examples(*names: str) -> float:
        return max(float(theirs[_PLACE[name]]) for name in names)

    likely = values.types
    wanted = standard.type
    dates = share("day", "moment") >= _NEARLY_ALL and share("whole") < _NEARLY_ALL
    if wanted in ("numeric", "boolean") and dates and not examples("day", "moment"):
        return "the values are dates"
    if wanted == "datetime" and _are_numbers(share("decimal"), share("whole"), values):
        return "the values are numbers, not dates"
    if wanted in ("numeric", "datetime") and _are_yes_or_no(share("yes_no"), values):
        return "the values are yes or no"
    if wanted == "boolean" and likely.get("boolean", 0) < _HARDLY and len(values.texts) > 3:
        return "the values are not yes or no"
    if wanted in (*_CODES, "numeric", "datetime") and likely.get("text_long", 0) >= _PLAINLY:
        return "the values are long texts"
    if wanted == "numeric" and share("one_word", "few_words", "many_words", "email") >= _NEARLY_ALL:
        return "the values are words, not numbers"
    return ""


@functools.lru_cache(maxsize=4096)
def _written(examples: tuple[str, ...]) -> np.ndarray:
    return formats.shares(examples, np.ones(len(examples)))


def _are_numbers(decimal: float, whole: float, values: Values) -> bool:
    """Whether these are numbers that no date, year or epoch looks like."""
    if decimal >= _NEARLY_ALL:
        return values.types.get("datetime", 0) < 0.5
    numeric = values.types.get("numeric", 0) >= _PLAINLY
    return numeric and whole >= _NEARLY_ALL and values.types.get("datetime", 0) < _HARDLY


def _are_yes_or_no(share: float, values: Values) -> bool:
    """Whether these are a pair of words for yes and no; 0 and 1 alone may be a count."""
    digits = all(text.strip() in ("0", "1") for text in values.texts)
    return share >= _NEARLY_ALL and len(values.texts) <= 2 and not digits
