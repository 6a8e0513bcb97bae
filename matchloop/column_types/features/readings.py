"""Features of what values could also be: digits that are dates or times, pairs that are no truth,
lists that are none.

A code can be in the range of epochs and two names can stand where yes and no would. What is
plausible is told here; what it is, the header and the model decide.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence

from matchloop.column_types.features.view import SampleView
from matchloop.column_types.features.words import BOOLEAN_WORDS

NAMES = (
    "digits_day_first_share",
    "digits_short_date_share",
    "digits_day_and_month_share",
    "digits_clock_share",
    "digits_long_clock_share",
    "digits_year_and_month_share",
    "digits_year_and_counter_share",
    "epoch_years_log",
    "epoch_plausible",
    "digits_round_five_share",
    "digits_wide_same",
    "other_date_share",
    "dotted_code_share",
    "pair_of_no_truth",
    "few_of_no_truth",
    "constant_truth",
    "constant_code",
    "constant_key",
    "constant_number",
    "constant_words",
    "word_and_number_share",
    "items_elsewhere_share",
    "items_vary",
)
_OF_DIGITS = NAMES.index("other_date_share")

_ENOUGH = 0.95
_DAYS = range(1, 32)
_MONTHS = range(1, 13)
_YEARS = range(1900, 2101)
_EPOCH = (315_532_800, 1_988_150_400)
"""1980 to 2033 in seconds: from there on ten digits begin with a year of ours."""
_YEAR_SECONDS = 31_556_952
_FEW_YEARS = 15
_CODE = re.compile(r"[A-Z]{1,4}|[A-Z]{2,}(?:[_\-][A-Z]+)+|[a-z]{2,3}|0\d{0,3}")
_KEY = re.compile(r"(?=.*\d.*\d.*\d)[A-Za-z0-9][A-Za-z0-9\-_/.: ]{4,}")
_NUMBER = re.compile(r"[+\-]?\d{1,3}(?:[.,]\d+)?\s?%?|[+\-]?\d+[.,]\d{1,6}\s?%?")
_OTHER_DATE = re.compile(
    r"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d(?:\.\d+)?"  # of DB2
    r"|\d{1,2}[A-Za-z]{3}\d{2,4}(?::\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"  # of SAS
)
_DOTTED_CODE = re.compile(r"\d{1,3}(?:\.\d{1,4}){2,}")
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[,/;|]")
_TO_COMMA = str.maketrans(";|/", ",,,")
_MOST_ITEMS = 32


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    if not view.texts:
        return [0.0] * len(NAMES)
    # Most columns lack a sign that a reading needs: one look at all of it spares many at each.
    joined = "".join(view.prefixes)
    digits = bool(_DIGIT.search(joined))
    signs = digits and not joined.isdecimal()
    return [
        *(_digits(view) if digits else [0.0] * _OF_DIGITS),
        view.share([_other_date(text) for text in view.texts]) if signs else 0.0,
        view.share([_dotted_code(text) for text in view.texts]) if joined.count(".") > 1 else 0.0,
        *_truths(view),
        *_constants(view),
        view.share([_ends_in_number(t) for t in view.prefixes]) if signs and " " in joined else 0.0,
        *(_items(view) if _SEPARATOR.search(joined) else (0.0, 0.0)),
    ]


def _digits(view: SampleView) -> list[float]:
    """What values of nothing but digits could be; all zero where few are such."""
    digits = [text if text.isdecimal() and len(text) <= 14 else "" for text in view.texts]
    if digits.count("") > len(digits) / 2:
        return [0.0] * _OF_DIGITS
    sizes = {len(text) for text in digits}
    nothing = 0.0
    short = sizes & {5, 6, 7}
    return [
        view.share([_day_first(text) for text in digits]) if sizes & {7, 8} else nothing,
        max(
            view.share([_short(text, order) for text in digits]) if short else nothing
            for order in _ORDERS
        ),
        view.share([_day_and_month(text) for text in digits]) if sizes & {3, 4} else nothing,
        view.share([_clock(text) for text in digits]) if sizes & {3, 4} else nothing,
        view.share([_long_clock(text) for text in digits]) if short else nothing,
        view.share([_year_and_month(text) for text in digits]) if 6 in sizes else nothing,
        view.share([_year_and_counter(text) for text in digits]) if max(sizes) > 6 else nothing,
        *_epochs(digits),
        view.share([text[-1:] in ("0", "5") for text in digits]),
        float(len(digits[0]) >= 5 and len(sizes) == 1),
    ]


def _day_first(text: str) -> bool:
    return (
        len(text) in (7, 8)
        and int(text[-4:]) in _YEARS
        and int(text[-6:-4]) in _MONTHS
        and int(text[:-6]) in _DAYS
    )


_ORDERS = ((0, 1, 2), (2, 1, 0), (1, 0, 2))
"""Places of day, month and year among three pairs of digits."""


def _short(text: str, order: tuple[int, int, int]) -> bool:
    if len(text) == 7 and text[0] in "01":
        text = text[1:]  # the century comes first
    if len(text) not in (5, 6):
        return False
    text = text.zfill(6)
    if not int(text):
        return True  # how systems without nulls write that there is none
    pairs = [int(text[i : i + 2]) for i in (0, 2, 4)]
    day, month, year = (pairs[place] for place in order)
    return day in _DAYS and month in _MONTHS and (year <= 40 or year >= 60)


def _day_and_month(text: str) -> bool:
    if len(text) not in (3, 4):
        return False
    first, second = int(text[:-2]), int(text[-2:])
    return (first in _DAYS and second in _MONTHS) or (first in _MONTHS and second in _DAYS)


def _clock(text: str) -> bool:
    return len(text) in (3, 4) and int(text[:-2]) < 24 and int(text[-2:]) < 60


def _long_clock(text: str) -> bool:
    if len(text) not in (5, 6):
        return False
    text = text.zfill(6)
    return int(text[:2]) < 24 and int(text[2:4]) < 60 and int(text[4:]) < 60


def _year_and_month(text: str) -> bool:
    return len(text) == 6 and int(text[:4]) in _YEARS and int(text[4:6]) in _MONTHS


def _year_and_counter(text: str) -> bool:
    """Whether a year stands before more digits that are no month and day."""
    if not 7 <= len(text) <= 12 or int(text[:4]) not in range(1990, 2040):
        return False
    dated = _year_and_month(text[:6]) and int(text[6:8].ljust(2, "1")) in _DAYS
    hours = int(text[8:10] or 0) < 24
    return not (dated and hours) or len(text) in (7, 9, 11)


def _other_date(text: str) -> bool:
    told = text[4:5] == "-" or text[2:4].isalpha()  # spares most values the pattern
    return told and len(text) <= 32 and bool(_OTHER_DATE.fullmatch(text))


def _dotted_code(text: str) -> bool:
    return text.count(".") > 1 and len(text) <= 24 and bool(_DOTTED_CODE.fullmatch(text))


def _epochs(digits: Sequence[str]) -> tuple[float, float]:
    """Years that numbers span as seconds or milliseconds since 1970, and whether they are few."""
    found = []
    for text in digits:
        if len(text) in (9, 10, 12, 13):
            seconds = int(text) // (1 if len(text) < 12 else 1000)
            if _EPOCH[0] <= seconds < _EPOCH[1]:
                found.append(seconds)
    if len(found) < _ENOUGH * len(digits):
        return 0.0, 0.0
    years = (max(found) - min(found)) / _YEAR_SECONDS
    return math.log1p(years), float(years < _FEW_YEARS)


def _truths(view: SampleView) -> tuple[float, float, float]:
    """Whether two, or three to five, values are no pair of truth, and whether the one may be."""
    folded = {text.casefold() for text in view.texts} if len(view.texts) <= 8 else set()
    told = bool(folded) and folded <= BOOLEAN_WORDS
    size = len(folded)
    return (
        float(size == 2 and not told),
        float(3 <= size <= 5 and not told),
        float(size == 1 and told),
    )


def _constants(view: SampleView) -> tuple[float, float, float, float]:
    """What the one value of a column looks like: a code, a key, a small number, words."""
    if len(view.texts) != 1 or view.summary.distinct != 1:
        return 0.0, 0.0, 0.0, 0.0
    text = view.texts[0]
    if len(text) > 64:
        return 0.0, 0.0, 0.0, 0.0
    return (
        float(bool(_CODE.fullmatch(text)) and text.casefold() not in BOOLEAN_WORDS),
        float(bool(_KEY.fullmatch(text))),
        float(bool(_NUMBER.fullmatch(text))),
        float(text.replace(" ", "").isalpha() and len(text) > 3),
    )


def _ends_in_number(text: str) -> bool:
    return text[-1:].isdecimal() and text[:2].isalpha() and " " in text


def _items(view: SampleView) -> tuple[float, float]:
    """Share of a list's items that come at other places too, and how much lists vary in length.

    The parts of a name or an address keep their places, and each has as many.
    """
    lists = [
        text.translate(_TO_COMMA).split(",")
        for text in view.prefixes[:: max(len(view.prefixes) // _MOST_ITEMS, 1)]
        if "," in text or "/" in text or ";" in text or "|" in text
    ]
    if len(lists) < 3:
        return 0.0, 0.0
    places: defaultdict[str, set[int]] = defaultdict(set)
    for parts in lists:
        for place, part in enumerate(parts):
            places[part.strip()].add(place)
    elsewhere = sum(len(places[part.strip()]) > 1 for parts in lists for part in parts)
    lengths = {len(parts) for parts in lists}
    return elsewhere / sum(map(len, lists)), min(len(lengths) - 1, 5) / 5
