"""Kinds of values that can be told by their letters: e-mail addresses, dates, phone numbers …

Knows nothing of columns, types or schemas.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

import numpy as np


class Kind(StrEnum):
    """What a value is written like; the value of each is its name in a sentence."""

    EMAIL = "e-mail addresses"
    URL = "web addresses"
    UUID = "UUIDs"
    IP = "IP addresses"
    DATE = "dates"
    PHONE = "phone numbers"
    NUMBER = "numbers"
    WORDS = "words or codes"


_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = (
    r"\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}|\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)(\d{4}|\d{2})"
    rf"|\d{{1,2}}[ -]{_MONTH}[ ,-]+\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
)
_PATTERNS = (
    (Kind.EMAIL, r"[^@\s]+@[^@\s]+\.[a-z]{2,}"),
    (Kind.URL, r"(https?|ftp)://\S+|www\.\S+"),
    (Kind.UUID, r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?"),
    (Kind.IP, r"(\d{1,3}\.){3}\d{1,3}"),
    (Kind.DATE, rf"({_DAY})([ t,]+\d{{1,2}}:\d{{2}}.{{0,20}})?"),
    (
        Kind.PHONE,
        r"\+\d[\d\s().-]{6,}|\(\d{2,5}\)[\d\s.-]{5,}|\d{3}[-. ]\d{3}[-. ]\d{4}( ?x\d+)?"
        r"|0\d{1,4}[ /-]\d[\d -]{4,}",
    ),
    (Kind.NUMBER, r"[-+(]?\s?[$€£¥]?\s?[-+]?[\d., ']*\d[.,]?\d*(e[-+]?\d+)?\s?[)%$€£¥]?"),
)
_COMPILED = tuple((kind, re.compile(text, re.IGNORECASE)) for kind, text in _PATTERNS)


def kind_of(text: str) -> Kind:
    """Return what a text is written like; `WORDS` when nothing more can be told.

    >>> kind_of("ann@example.org"), kind_of("2024-03-01"), kind_of("1,250.00")
    (<Kind.EMAIL: 'e-mail addresses'>, <Kind.DATE: 'dates'>, <Kind.NUMBER: 'numbers'>)
    """
    text = text.strip()[:200]
    return next((kind for kind, form in _COMPILED if form.fullmatch(text)), Kind.WORDS)


def main_kind(texts: Iterable[str], counts: np.ndarray, share: float) -> Kind | None:
    """Return the kind of at least `share` of the rows; None when there is no such kind.

    counts: [n], how many rows hold each text.
    """
    rows: dict[Kind, int] = {}
    for text, count in zip(texts, counts, strict=True):
        kind = kind_of(text)
        rows[kind] = rows.get(kind, 0) + int(count)
    best = max(rows, key=lambda kind: rows[kind], default=None)
    return best if best and rows[best] >= share * sum(rows.values()) else None
