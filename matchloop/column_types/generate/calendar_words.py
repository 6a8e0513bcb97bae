"""Names of months (words/months.yaml) and weekdays, and written-out dates.

Knows no formats other than "day month year" in words.
"""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from matchloop.column_types.generate.word_files import read

Months = Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]


@functools.cache
def months() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the months by language, as they stand in a date."""
    return read("months", dict[str, Months])


ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SHORT = tuple(name[:3] for name in ENGLISH)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_PATTERNS = {
    "de": "{d}. {month} {y}",
    "es": "{d} de {month} de {y}",
    "pt": "{d} de {month} de {y}",
    "ru": "{d} {month} {y} г.",
    "zh": "{y}年{m}月{d}日",
    "ja": "{y}年{m}月{d}日",
}


def in_words(moment: datetime, language: str) -> str:
    """Write a date with the month's name, as the language does: "5 de febrero de 2024"."""
    pattern = _PATTERNS.get(language, "{d} {month} {y}")
    month = months().get(language, ENGLISH)[moment.month - 1]
    return pattern.format(d=moment.day, m=moment.month, y=moment.year, month=month)


def month_and_year(moment: datetime, language: str) -> str:
    """Write a month and its year: "März 2024", "2024年3月"."""
    if language in {"zh", "ja"}:
        return f"{moment.year}年{moment.month}月"
    return f"{months().get(language, ENGLISH)[moment.month - 1]} {moment.year}"


def short_in_words(moment: datetime, language: str) -> str:
    """Write a date with the first letters of the month's name: "05-févr.-24", "5 Feb 2024"."""
    if language in {"zh", "ja"}:
        return f"{moment.month}月{moment.day}日"
    if language == "en":
        return f"{moment.day:02} {SHORT[moment.month - 1]} {moment.year}"
    name = months()[language][moment.month - 1]
    cut = name if len(name) <= 4 else name[:3] + "."
    return f"{moment.day} {cut} {moment.year}"
