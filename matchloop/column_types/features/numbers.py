"""Features of values read as numbers: in which notation, and how the numbers are spread."""

import math
import re
from functools import cached_property, lru_cache

import numpy as np

from matchloop.column_types.features.view import SampleView

_FORMS = (
    "integer",
    "decimal_point",
    "decimal_comma",
    "grouped",
    "scientific",
    "percent",
    "currency",
    "accounting",
    "zero_padded",
    "with_unit",
)
_SPREAD = (
    "number_share",
    "number_plain_share",
    "number_mean_log",
    "number_std_log",
    "number_min_log",
    "number_max_log",
    "number_range_log",
    "number_variation",
    "number_skewness",
    "number_negative_share",
    "number_zero_share",
    "number_whole_share",
    "number_unit_interval",
    "number_year_share",
    "number_epoch_share",
    "number_latitude_like",
    "number_starts_at_zero_or_one",
    "number_only_zero_one",
    "number_only_small",
    "number_distinct_over_range",
    "number_gap_one_share",
    "number_gap_equal_share",
    "number_consecutive",
    "number_digits_mean",
    "number_digits_same",
    "number_decimals_mean",
    "number_decimals_same",
    "number_multiple_of_ten_share",
    "number_largest_is_repdigit",
    "number_given_moments",
)

NAMES = tuple(f"notation_{form}" for form in _FORMS) + _SPREAD

_CURRENCY = r"(?:[$€£¥₹₽₩₺]|USD|EUR|GBP|CHF|JPY|INR|BRL|PLN|RUB|CNY|R\$|zł|kr|Fr\.?)"
_PLAIN = r"\d+(?:[.,]\d+)?"
_SEPARATOR = r"[,.'’\u00a0\u202f ]"
_GROUPED = rf"\d{{1,3}}(?P<separator>{_SEPARATOR})\d{{2,3}}(?:(?P=separator)\d{{2,3}})*(?:[.,]\d+)?"
_ANY = rf"(?:\d{{1,3}}(?:{_SEPARATOR}\d{{2,3}})+(?:[.,]\d+)?|{_PLAIN})"
_NUMBER = re.compile(
    rf"""
    (?P<integer>[+\-−]?\d+)
    |(?P<decimal_point>[+\-−]?\d*\.\d+|[+\-−]?\d+\.)
    |(?P<decimal_comma>[+\-−]?\d+,(?:\d{{1,2}}|\d{{4,}}))
    |(?P<scientific>[+\-−]?\d+(?:[.,]\d*)?[eE][+\-]?\d+)
    |(?P<grouped>[+\-−]?{_GROUPED})
    |(?P<percent>[+\-−]?{_ANY}\s?[%‰])
    |(?P<currency>[+\-−]?{_CURRENCY}\s?[+\-−]?{_ANY}\s?[KMBkmb]?n?|[+\-−]?{_ANY}\s?{_CURRENCY})
    |(?P<accounting>\(\s?{_CURRENCY}?\s?{_ANY}\s?\)|{_ANY}-)
    |(?P<with_unit>[<>~≈]?\s?[+\-−]?{_ANY}[\s\u00a0]?[^\W\d_]{{1,8}}(?:[/.²³][^\W\d_]{{0,5}})?|[<>~≈]\s?{_ANY})
    """,
    re.VERBOSE,
)
_PLAIN_FORMS = {"integer", "decimal_point", "scientific", "zero_padded"}


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    forms = [_form(mask) for mask in view.masks]
    numbers = np.full(len(view.texts), np.nan)
    for i, (text, form) in enumerate(zip(view.texts, forms, strict=True)):
        if form:
            numbers[i] = _value(text, form)
            if form == "integer" and len(text) > 1 and text[0] == "0":
                forms[i] = "zero_padded"
    notation = view.share_of_each(forms, _FORMS)
    plain = view.share([form in _PLAIN_FORMS for form in forms])
    share = view.share([form is not None for form in forms])
    return notation + _Spread(view, numbers, share, plain).features()


@lru_cache(maxsize=8192)
def _form(mask: str) -> str | None:
    match = _NUMBER.fullmatch(mask) if len(mask) <= 32 else None
    return match.lastgroup if match else None


def _value(text: str, form: str) -> float:
    """Read a number; NaN where its notation has no plain value."""
    if form in _PLAIN_FORMS or form == "decimal_comma":
        number = float(text.replace(",", ".").replace("−", "-"))
    else:
        digits = re.sub(r"[^\d]", "", text[:20])
        number = float(digits) if digits and form == "grouped" else math.nan
    return number if abs(number) < 1e150 else math.nan  # its square is still a float


class _Spread:
    """How the numbers of a column are spread; given moments take the place of sampled ones."""

    def __init__(self, view: SampleView, numbers: np.ndarray, share: float, plain: float):
        known = ~np.isnan(numbers)
        self.view, self.share, self.plain = view, share, plain
        self.numbers = numbers[known]
        self.rows = view.rows[known]
        self.size = int(self.rows.sum())
        self.texts = [text for text, k in zip(view.texts, known, strict=True) if k]

    @cached_property
    def moments(self) -> tuple[float, float, float, float]:
        given = self.view.summary.moments
        if given is not None:
            return given.mean, given.std, given.minimum, given.maximum
        mean = self._mean(self.numbers)
        apart = self.numbers - mean
        std = math.sqrt(self._mean(apart * apart))
        return mean, std, float(self.numbers.min()), float(self.numbers.max())

    def features(self) -> list[float]:
        if len(self.numbers) == 0:
            return [self.share, self.plain] + [0.0] * (len(_SPREAD) - 2)
        mean, std, low, high = self.moments
        numbers, share = self.numbers, self._share
        return [
            self.share,
            self.plain,
            _log(mean),
            _log(std),
            _log(low),
            _log(high),
            _log(high - low),
            min(std / max(abs(mean), 1e-9), 100.0),
            self._skewness(mean, std),
            share(numbers < 0),
            share(numbers == 0),
            share(numbers == np.floor(numbers)),
            float(low >= 0 and high <= 1),
            share((numbers >= 1800) & (numbers <= 2100) & (numbers == np.floor(numbers))),
            share(((numbers > 8e8) & (numbers < 2.2e9)) | ((numbers > 8e11) & (numbers < 2.2e12))),
            float(low >= -180 and high <= 180 and self._decimals.mean() >= 3),
            float(low in (0, 1)),
            float(low >= 0 and high == 1 and self.view.summary.distinct <= 2),
            float(low >= 0 and high <= 12 and share(numbers == np.floor(numbers)) == 1),
            min(self.view.summary.distinct / max(high - low + 1, 1.0), 2.0),
            *self._gaps(),
            float(self._consecutive(low, high)),
            *_mean_and_same(self._digits),
            *_mean_and_same(self._decimals),
            share(numbers % 10 == 0),
            float(_repdigit(high)),
            float(self.view.summary.moments is not None),
        ]

    def _share(self, flags: np.ndarray) -> float:
        return int(self.rows @ flags) / self.size

    def _mean(self, numbers: np.ndarray) -> float:
        # fsum rounds once, whatever the order; numpy's dot depends on the BLAS kernel.
        return math.fsum((self.rows * numbers).tolist()) / self.size

    def _skewness(self, mean: float, std: float) -> float:
        if std < 1e-12:
            return 0.0
        scaled = np.clip((self.numbers - mean) / std, -100, 100)
        return min(max(self._mean(scaled * scaled * scaled), -10.0), 10.0)

    def _gaps(self) -> tuple[float, float]:
        """Shares of the gaps between neighbouring numbers that are one, and all alike."""
        gaps = np.diff(np.unique(self.numbers))
        if len(gaps) == 0:
            return 0.0, 0.0
        return float((gaps == 1).mean()), float((np.abs(gaps - np.median(gaps)) < 1e-9).mean())

    def _consecutive(self, low: float, high: float) -> bool:
        distinct = self.view.summary.distinct
        present = self.view.summary.total - self.view.summary.nulls
        return distinct > 2 and distinct == present and abs(high - low + 1 - distinct) < 0.5

    @cached_property
    def _digits(self) -> np.ndarray:
        return np.array([len(text.lstrip("+-−").split(".")[0]) for text in self.texts])

    @cached_property
    def _decimals(self) -> np.ndarray:
        return np.array(
            [len(text) - text.rfind(".") - 1 if "." in text else 0 for text in self.texts]
        )


def _log(x: float) -> float:
    return math.copysign(math.log1p(abs(x)), x)


def _mean_and_same(sizes: np.ndarray) -> tuple[float, float]:
    return float(sizes.mean()), float((sizes == sizes[0]).mean())


def _repdigit(high: float) -> bool:
    """Whether the greatest value reads 9, 99, 999 …: the usual code for "no answer"."""
    return high >= 9 and set(f"{high:.0f}") == {"9"}
