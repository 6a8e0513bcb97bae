"""Numeric columns with marks around the digits: money, percent, thousands, units, brackets."""

import numpy as np

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.number_formats import (
    ARABIC_DIGITS,
    NumberStyle,
    accounting,
    local_style,
    money_writer,
    scientific,
    short_scale,
    trailing_minus,
)

_UNITS: dict[str, tuple[str, ...]] = {
    "body weight": ("kg", "lbs", "lb"),
    "weight": ("kg", "g", "lbs", "oz", "t"),
    "length": ("cm", "mm", "m", "in", "ft", '"', "inches"),
    "distance": ("km", "mi", "m", "miles"),
    "duration": ("min", "days", "hrs", "h", "s", "ms", "mins", "weeks", "months"),
    "age": ("years", "yrs", "y", "Jahre", "ans"),
    "file size": ("MB", "GB", "KB", "kB", "TB"),
    "temperature": ("°C", "°F", "C", "F"),
    "speed": ("km/h", "mph", "m/s", "Mbps", "rpm"),
    "volume": ("ml", "l", "L", "cl", "m3", "gal"),
    "energy": ("kWh", "kcal", "W", "V", "kW", "mAh", "GHz", "Hz"),
    "dose": ("mg", "mcg", "ml", "IU", "mg/dL", "mmol/L"),
    "area": ("m²", "sq ft", "ha", "sqm", "acres", "qm"),
    "count": ("new", "used", "items", "pcs", "reviews", "ratings", "votes", "units", "Stk."),
}


def _amounts(c: Context, negatives: float = 0.1) -> np.ndarray:
    numbers = c.rng.lognormal(c.rng.uniform(1.5, 12), c.rng.uniform(0.4, 1.6), c.rows)
    if c.chance(negatives):
        numbers = numbers * np.where(c.rng.random(c.rows) < c.rng.uniform(0.05, 0.5), -1, 1)
    return numbers


def _in_script(c: Context, texts: list[str]) -> list[str | None]:
    if c.language == "ar" and c.chance(0.25):
        return [text.translate(ARABIC_DIGITS) for text in texts]
    return list(texts)


def currency(c: Context) -> Draft:
    """Amounts with the sign or code of a currency."""
    decimals = 0 if c.locale.code == "JPY" or c.chance(0.3) else 2
    texts = local_style(c).write(_amounts(c), decimals)
    write = money_writer(c)
    return Draft(_in_script(c, [write(text) for text in texts]), "price")


def grouped(c: Context) -> Draft:
    """Numbers with thousands separators of the locale, large enough to show them."""
    decimals = c.one((0, 0, 1, 2, 2, 3))
    numbers = _amounts(c, 0.2)
    if np.median(np.abs(numbers)) < 1_000:
        numbers = numbers * 1_000
    style = local_style(c, grouped=True)
    return Draft(_in_script(c, style.write(numbers, decimals)), "amount large")


def decimal_comma(c: Context) -> Draft:
    """Numbers with a decimal comma and no thousands separator."""
    numbers = c.rng.normal(c.rng.uniform(-5, 50), c.rng.uniform(0.5, 200), c.rows)
    texts: list[str | None] = list(NumberStyle(",").write(numbers, c.between(1, 4)))
    return Draft(texts, c.one(("measure", "price", "sensor")))


def percent(c: Context) -> Draft:
    """Percentages with their sign."""
    top = c.one((1, 5, 30, 100, 100, 100))
    numbers = c.rng.beta(1.2, c.rng.uniform(0.8, 3), c.rows) * top
    if c.chance(0.25):
        numbers = c.rng.normal(2, 12, c.rows)
    texts = NumberStyle(c.locale.decimal).write(numbers, c.one((0, 0, 1, 1, 2, 2)))
    sign = c.one(("%", "%", "%", " %", "\u00a0%"))
    plus = c.chance(0.08)
    return Draft([("+" if plus and t[0] != "-" else "") + t + sign for t in texts], "percent")


def brackets(c: Context) -> Draft:
    """Ledger amounts with negatives in brackets or a minus behind; zero may be a dash."""
    numbers = _amounts(c) * np.where(c.rng.random(c.rows) < c.rng.uniform(0.15, 0.6), -1, 1)
    texts = local_style(c, grouped=True).write(numbers, c.one((0, 2, 2)))
    write = accounting if c.chance(0.75) else trailing_minus
    texts = [write(text) for text in texts]
    if c.chance(0.25):
        sign = c.locale.symbol
        texts = [f"({sign}{t[1:]}" if t[0] == "(" else sign + t for t in texts]
    return Draft(list(texts), "balance")


def with_unit(c: Context) -> Draft:
    """Measures that carry their unit."""
    concept = c.one(tuple(_UNITS))
    unit = c.one(_UNITS[concept])
    whole = concept in {"age", "count"} or c.chance(0.5)
    numbers = c.rng.gamma(2, 10 ** c.rng.uniform(0.8, 2.2), c.rows) + 1
    texts = local_style(c, grouped=c.chance(0.2)).write(numbers, 0 if whole else c.between(1, 2))
    space = " " if len(unit) > 3 or c.chance(0.65) else ""
    return Draft([text + space + unit for text in texts], concept)


def thousands(c: Context) -> Draft:
    """Amounts cut to thousands and millions: $395K, 1.2M."""
    units = c.one((("K", "M", "B"), ("k", "M", "bn"), ("K", "M", "B"), (" k", " Mio", " Mrd")))
    decimals = c.between(0, 2)
    sign = c.one(("", "", "$", "€", "£"))
    numbers = c.rng.lognormal(c.rng.uniform(9, 15), c.rng.uniform(0.4, 1.8), c.rows)
    texts = [sign + short_scale(number, decimals, units) for number in numbers.tolist()]
    return Draft(list(texts), c.one(("price", "amount large")))


def signed(c: Context) -> Draft:
    """Differences that always show their sign."""
    scale = 10 ** c.rng.uniform(-1, 3)
    numbers = c.rng.normal(0, scale, c.rows)
    decimals = c.between(0 if scale > 10 else 2, 3)
    return Draft([f"{number:+.{decimals}f}" for number in numbers.tolist()], "change")


def spreadsheet(c: Context) -> Draft:
    """Long whole numbers as a spreadsheet spoils them: some as 1.36E+10, some in full."""
    numbers = np.floor(c.rng.lognormal(23, 2.0, c.rows))
    cut = scientific(numbers.tolist(), 2, "E")
    texts = [s if n >= 1e11 else f"{n:.0f}" for s, n in zip(cut, numbers.tolist(), strict=True)]
    return Draft(list(texts), "amount large", clear=True)


KINDS = (
    Kind("numeric.currency", 3.5, currency),
    Kind("numeric.grouped", 3.5, grouped),
    Kind("numeric.decimal_comma", 1.5, decimal_comma),
    Kind("numeric.percent", 3, percent),
    Kind("numeric.accounting", 1.3, brackets),
    Kind("numeric.unit", 2.5, with_unit),
    Kind("numeric.short_scale", 1, thousands),
    Kind("numeric.signed", 0.8, signed),
    Kind("numeric.export", 0.8, spreadsheet),
)
