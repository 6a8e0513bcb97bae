"""Features of values read as dates and times, by notation."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read

import re
from functools import lru_cache

import numpy as np

from matchloop.column_types.features.view import SampleView

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|jän|mär|mai|okt|dez|janv|févr|fev|mars|"
    r"avr|juin|juil|août|aou|déc|ene|abr|ago|dic|set|out|gen|mag|giu|lug|ott|янв|фев|мар|апр|мая|"
    r"май|июн|июл|авг|сен|окт|ноя|дек|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru)[^\W\d_]*\.?"
)
_MONTH_WORD = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|ma[yi]|jun[ei]?|jul[yi]?|"
    r"juin|juillet|aug(?:ust)?|août|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|"
    r"febrero|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUM = r"(?:0?[1-9]|1[0-2])"
_YEAR4 = r"(?:1[5-9]|20|21)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-6]\d)?(?:[.,]\d{1,9})?(?:\s?[ap]\.?m\.?)?"
_ZONE = r"(?:\s?(?:z|utc|gmt|[a-z]{3,4}|[+\-−]\d\d:?\d\d|[a-z]+/[a-z_]+))?"
_TIME = rf"(?:[t\s,]\s?{_CLOCK}{_ZONE})"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s)?"

_FORMS = {
    "iso_date": rf"{_YEAR4}-{_NUM}-{_DAY}",
    "iso_datetime": rf"{_YEAR4}-{_NUM}-{_DAY}{_TIME}",
    "year_first_other": rf"{_YEAR4}[/.]{_NUM}[/.]{_DAY}{_TIME}?|{_YEAR4}年{_NUM}月{_DAY}日",
    "slashed": rf"{_DAY}/{_DAY}/(?:{_YEAR4}|\d\d)",
    "dotted_or_dashed": rf"{_DAY}\.{_DAY}\.(?:{_YEAR4}|\d\d)|{_DAY}-{_DAY}-(?:{_YEAR4}|\d\d)",
    "day_first_with_time": rf"{_DAY}[/.\-]{_DAY}[/.\-](?:{_YEAR4}|\d\d){_TIME}",
    "month_name": rf"{_WEEKDAY}(?:{_DAY}(?:st|nd|rd|th|er|\.)?[\s\-/]*(?:de\s)?{_MONTH}[\s\-/,]*"
    rf"(?:de\s)?(?:{_YEAR4}|'?\d\d)?|{_MONTH}[\s\-/.]*{_DAY}(?:st|nd|rd|th)?,?(?:\s(?:{_YEAR4}|\d\d))?)"
    rf"{_TIME}?",
    "month_and_year": rf"{_MONTH}[\s\-/,']*(?:{_YEAR4}|\d\d)|{_YEAR4}[\-/]{_NUM}|{_NUM}/{_YEAR4}|"
    rf"{_YEAR4}[\s\-]?{_MONTH}",
    "weekday_or_month": rf"{_MONTH_WORD}|(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?",
    "clock": rf"{_CLOCK}{_ZONE}|\d{{1,3}}:[0-5]\d(?:[:.]\d+)?|(?:1[0-2]|0?[1-9])\s?[ap]\.?m\.?",
    "compact": rf"{_YEAR4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:t?[0-2]\d[0-5]\d(?:[0-5]\d)?z?)?",
    "year": _YEAR4,
    "year_range": rf"{_YEAR4}\s?[-/–]\s?(?:{_YEAR4}|\d\d)|fy\s?'?\d\d(?:\d\d)?",
    "quarter_or_week": rf"q[1-4][\s\-/']*(?:{_YEAR4}|\d\d)|{_YEAR4}[\s\-]?q[1-4]|{_YEAR4}-?w\d\d(?:-?\d)?",
    "duration": r"(?:-?\d+\s?days?,?\s)?\d+:\d\d:\d\d(?:\.\d+)?|p(?:\d+[ymwd])*t?(?:\d+[hms])+",
    "masked": r"#{4,}",
    "other_text": rf"[a-z]{{3}}\s{_MONTH}\s+{_DAY}\s{_CLOCK}.{{0,12}}{_YEAR4}.{{0,8}}|"
    rf"{_WEEKDAY}{_DAY}\s{_MONTH}\s{_YEAR4}.{{0,20}}|\d\d/{_MONTH}/{_YEAR4}:.{{8,16}}",
}
_DATE = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()), re.IGNORECASE)
_SURE = frozenset(_FORMS) - {
    "year", "compact", "weekday_or_month", "duration", "masked", "clock"
}  # fmt: skip
_PROBABLE = _SURE | {"clock", "compact", "duration"}

NAMES = (
    *(f"date_{name}" for name in _FORMS),
    "date_share",
    "date_or_clock_share",
    "date_forms",
)


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    forms = [
        date_form(text) if _maybe(mask) else None
        for text, mask in zip(view.texts, view.masks, strict=True)
    ]
    found = view.share_of_each(forms, _FORMS)
    return [
        *found,
        view.share([form in _SURE for form in forms]),
        view.share([form in _PROBABLE for form in forms]),
        float(np.count_nonzero(found)),
    ]


def date_form(text: str) -> str | None:
    """Name the notation of a date or time; None for anything else.

    >>> date_form("03/11/2024"), date_form("2024-11-03T10:00:00Z"), date_form("hello")
    ('slashed', 'iso_datetime', None)
    """
    match = _DATE.fullmatch(text) if 2 <= len(text) <= 48 else None
    return match.lastgroup if match else None


@lru_cache(maxsize=8192)
def _maybe(mask: str) -> bool:
    """Whether a text with this mask can be a date at all; spares most values the long pattern."""
    if not 2 <= len(mask) <= 48:
        return False
    if mask[0].isalpha():
        return mask[:3].lower() in _FIRST_LETTERS or bool(_LETTER_FORM.match(mask))
    return not _NO_DATE.fullmatch(mask)


_FIRST_LETTERS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec jän mär mai okt dez fév fev avr jui aoû aou déc "
    "ene abr ago dic set out gen mag giu lug ott янв фев мар апр мая май июн июл авг сен окт ноя дек "
    "sty lut kwi maj cze lip sie wrz paź lis gru mon tue wed thu fri sat sun".split()
)
_LETTER_FORM = re.compile(r"q9|fy|pt?9", re.IGNORECASE)
_NO_DATE = re.compile(
    r"[+\-−]?9*[.,]9+|[+\-−]?9{1,3}|-?9{5,7}|-?9{9,11}|-?9{15,}"
    r"|[^\W\d_]{16,}.*|[^9]{21,}.*|(?:[a-zA-Z]+9+){4,}.*|(?:9+[a-zA-Z]+){4,}.*|9{5,7}[^\d].*|9{9,}[^\d].*|(?:[^\W\d_]{3,15}[ \-]){5,}.*"
)
