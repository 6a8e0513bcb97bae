"""Numeric columns written as plain numbers: counts, measures, prices, coordinates, ratings."""

import numpy as np

from matchloop.column_types.generate.calendar_words import SHORT
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.number_formats import scientific, significant

_RANGES = (
    ("age", 42, 17, 0, 99),
    ("body height", 171, 10, 140, 205),
    ("body weight", 76, 15, 40, 160),
    ("score", 64, 18, 0, 100),
    ("temperature", 15, 11, -25, 42),
    ("speed", 63, 24, 3, 240),
    ("heart rate", 78, 14, 40, 180),
    ("blood pressure", 124, 17, 80, 210),
    ("duration", 46, 27, 1, 400),
    ("humidity", 61, 19, 5, 100),
    ("credit score", 690, 70, 300, 850),
)
_FEW = (
    ("children", 0, 5),
    ("rooms", 1, 7),
    ("goals", 0, 6),
    ("household size", 1, 8),
    ("visits", 0, 9),
    ("quantity", 1, 8),
    ("attempts", 1, 5),
)
_SENTINELS = ("-999", "-9999", "999", "9999", "-1", "99999")
_CENTERS = (
    (40.7, -74.0),
    (51.5, -0.12),
    (48.85, 2.35),
    (52.5, 13.4),
    (19.07, 72.87),
    (-23.5, -46.6),
)


def write_integers(c: Context, numbers: np.ndarray) -> list[str | None]:
    """Write whole numbers; now and then as "3.0", as pandas does to columns with nulls."""
    tail = ".0" if c.chance(0.15) else ""
    texts: list[str | None] = [f"{number}{tail}" for number in numbers.astype(np.int64).tolist()]
    if c.chance(0.05):
        sentinel = c.one(_SENTINELS) + tail
        hits = c.flags(c.rng.uniform(0.01, 0.1))
        texts = [sentinel if hit else text for text, hit in zip(texts, hits, strict=True)]
    return texts


def write_floats(c: Context, numbers: np.ndarray) -> list[str | None]:
    """Write numbers with fixed decimals, significant digits, or all the digits of a float."""
    form = c.weighted({"fixed": 6, "significant": 3, "full": 2})
    if form == "fixed":
        decimals = c.between(1, 4) if c.chance(0.8) else c.between(5, 9)
        return [f"{number:.{decimals}f}" for number in numbers.tolist()]
    if form == "significant":
        return list(significant(numbers.tolist(), c.between(3, 6)))
    return [repr(number) for number in _steady(numbers).tolist()]


def _steady(numbers: np.ndarray) -> np.ndarray:
    """Round to 32 binary digits, which take as many decimal ones to write as any float does.

    The last bits of a logarithm differ between processors; a column must not.
    """
    fractions, exponents = np.frexp(numbers)
    return np.ldexp(np.rint(fractions * 2.0**32), exponents - 32)


def count(c: Context) -> Draft:
    """Counts: skewed, often with many zeros."""
    mean = 10 ** c.rng.uniform(0.3, 3.2)
    numbers = c.rng.negative_binomial(c.rng.uniform(0.4, 3), 1 / (1 + mean), c.rows)
    if c.chance(0.4):
        numbers = numbers * (c.rng.random(c.rows) > c.rng.uniform(0.1, 0.8))
    return Draft(write_integers(c, numbers), "count")


def integer(c: Context) -> Draft:
    """Whole measures around a mean: ages, heights, scores."""
    concept, mean, deviation, low, high = c.one(_RANGES)
    numbers = c.rng.normal(mean, deviation, c.rows).round().clip(low, high)
    return Draft(write_integers(c, numbers), concept, clear=c.chance(0.7))


def large(c: Context) -> Draft:
    """Whole numbers over several orders of magnitude: inhabitants, revenue, views."""
    numbers = c.rng.lognormal(c.rng.uniform(8, 16), c.rng.uniform(0.6, 2), c.rows)
    if c.chance(0.2):
        numbers *= np.where(c.rng.random(c.rows) < 0.2, -1, 1)
    return Draft(write_integers(c, numbers), "amount large", clear=True)


def few_values(c: Context) -> Draft:
    """Counts of a handful of different numbers; only the header says that they are counts."""
    concept, low, high = c.one(_FEW)
    numbers = (low + c.rng.poisson(c.rng.uniform(0.7, 2.2), c.rows)).clip(low, high)
    return Draft(write_integers(c, numbers), concept, clear=True)


def rare_events(c: Context) -> Draft:
    """Counts of what seldom happens: nearly all zero, and now and then one, two or three."""
    most = c.between(2, 6)
    numbers = c.rng.poisson(c.rng.uniform(0.05, 0.6), c.rows).clip(0, most)
    numbers[: c.between(1, 2)] = most
    return Draft(write_integers(c, c.rng.permutation(numbers)), "rare events", clear=True)


def multiplier(c: Context) -> Draft:
    """Factors around one: a few different numbers, most rows with the neutral one."""
    choices = ((0, 0.5, 1, 2), (0.25, 0.5, 1, 2, 4), (0, 0.25, 0.5, 1, 2, 4), (0.8, 0.9, 1, 1.1))
    factors = np.array(c.one(choices))
    shares = c.rng.dirichlet(np.where(factors == 1, 6.0, 1.0))
    numbers = c.rng.choice(factors, c.rows, p=shares)
    return Draft(list(significant(numbers.tolist(), 3)), "multiplier", clear=True)


def measure(c: Context) -> Draft:
    """Measures around a mean, of any magnitude and sign."""
    scale = 10 ** c.rng.uniform(-2, 4)
    numbers = scale * (c.rng.normal(0, 1, c.rows) + c.rng.choice([0, 0, 2, 5, 20]))
    concept = c.one(("measure", "sensor", "statistic", "sensor"))
    return Draft(write_floats(c, numbers), concept)


def fraction(c: Context) -> Draft:
    """Shares, probabilities and correlations."""
    numbers = c.rng.beta(c.rng.uniform(0.5, 4), c.rng.uniform(0.5, 4), c.rows)
    if c.chance(0.25):
        return Draft(write_floats(c, 2 * numbers - 1), "statistic")
    return Draft(write_floats(c, numbers), "ratio")


def small(c: Context) -> Draft:
    """Numbers with exponents, all of them or only the extreme ones."""
    numbers = 10 ** c.rng.normal(c.rng.uniform(-7, 9), 2.5, c.rows)
    numbers *= np.where(c.rng.random(c.rows) < 0.3 * c.chance(0.5), -1, 1)
    if c.chance(0.5):
        texts = scientific(numbers.tolist(), c.between(1, 6), c.one("eE"))
    else:
        texts = [repr(float(f"{number:.7g}")) for number in numbers.tolist()]
    return Draft(list(texts), c.one(("statistic", "measure", "p value")))


def price(c: Context) -> Draft:
    """Prices and amounts without a sign of the currency."""
    numbers = c.rng.lognormal(c.rng.uniform(1.5, 8), c.rng.uniform(0.4, 1.3), c.rows)
    if c.chance(0.35):
        numbers = np.floor(numbers) + c.rng.choice([0.99, 0.95, 0.49, 0.5, 0.0], c.rows)
    if c.chance(0.2):
        numbers *= np.where(c.rng.random(c.rows) < 0.15, -1, 1)
    decimals = c.one((2, 2, 2, 1, 4))
    short = c.chance(0.35)
    texts = [f"{number:.{decimals}f}" for number in numbers.tolist()]
    return Draft([t.rstrip("0").rstrip(".") for t in texts] if short else list(texts), "price")


def coordinate(c: Context) -> Draft:
    """Latitudes or longitudes, of one town or of the world."""
    latitude = c.chance(0.5)
    if c.chance(0.6):
        center = c.one(_CENTERS)[0 if latitude else 1]
        numbers = c.rng.normal(center, 10 ** c.rng.uniform(-2, 0.5), c.rows)
    else:
        limit = 70 if latitude else 180
        numbers = c.rng.uniform(-limit, limit, c.rows)
    decimals = c.between(4, 8) if c.chance(0.8) else c.between(1, 3)
    texts: list[str | None] = [f"{number:.{decimals}f}" for number in numbers.tolist()]
    return Draft(texts, "latitude" if latitude else "longitude")


def rating(c: Context) -> Draft:
    """Ratings: few different numbers, and a measure all the same."""
    step, top = c.one(((0.5, 5), (0.1, 5), (0.1, 10), (0.5, 10), (0.25, 4)))
    numbers = (c.rng.beta(4, 1.6, c.rows) * top / step).round() * step
    decimals = 2 if step == 0.25 else 1
    return Draft([f"{number:.{decimals}f}" for number in numbers.tolist()], "rating", clear=True)


def steps(c: Context) -> Draft:
    """Settings of a machine or doses: a few different decimals."""
    size = c.between(3, 9)
    base = np.sort(
        c.rng.choice([0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 12.5, 15, 20, 25], size, False)
    )
    numbers = base[c.rng.integers(size, size=c.rows)] * c.one((1, 1, 10, 0.1))
    return Draft(list(significant(numbers.tolist(), 4)), c.one(("dose", "measure")), clear=True)


def series(c: Context) -> Draft:
    """A quantity over time: a share price, a reading, an index."""
    steps_ = c.rng.normal(0, c.rng.uniform(0.002, 0.04), c.rows)
    start = 10 ** c.rng.uniform(0, 4.5)
    numbers = start * np.exp(np.cumsum(steps_))
    decimals = c.one((2, 2, 3, 4, 6, 0 if start > 500 else 2))
    texts: list[str | None] = [f"{number:.{decimals}f}" for number in numbers.tolist()]
    return Draft(texts, c.one(("share price", "sensor", "measure")))


def pivot(c: Context) -> Draft:
    """A measure spread over columns that are headed by years, months or countries."""
    numbers = c.rng.lognormal(c.rng.uniform(0, 12), c.rng.uniform(0.5, 2), c.rows)
    texts = write_integers(c, numbers) if c.chance(0.4) else write_floats(c, numbers)
    years = [f"{c.between(1960, 2024)}"]
    header = c.one(
        (
            years[0],
            years[0],
            f"{years[0]} [YR{years[0]}]",
            f"{c.one(SHORT)}-{c.between(9, 24):02d}",
            f"Y{years[0]}",
            c.one(c.pool("country")),
            f"Q{c.between(1, 4)} {years[0]}",
        )
    )
    return Draft(texts, "measure", clear=True, header=header)


def seconds(c: Context) -> Draft:
    """Durations in seconds, milliseconds or minutes."""
    numbers = c.rng.gamma(1.5, 10 ** c.rng.uniform(1, 4), c.rows)
    texts = write_integers(c, numbers) if c.chance(0.6) else write_floats(c, numbers)
    return Draft(texts, "duration")


KINDS = (
    Kind("numeric.count", 3, count),
    Kind("numeric.integer", 3, integer),
    Kind("numeric.large", 2, large),
    Kind("numeric.few_values", 2.5, few_values),
    Kind("numeric.rare_events", 2, rare_events),
    Kind("numeric.multiplier", 1.2, multiplier),
    Kind("numeric.float", 4, measure),
    Kind("numeric.fraction", 2.5, fraction),
    Kind("numeric.scientific", 1.2, small),
    Kind("numeric.price", 3, price),
    Kind("numeric.coordinate", 1.6, coordinate),
    Kind("numeric.rating", 1.6, rating),
    Kind("numeric.steps", 1, steps),
    Kind("numeric.series", 2.2, series),
    Kind("numeric.pivot", 1.6, pivot),
    Kind("numeric.seconds", 1, seconds),
)
