"""Date and time columns: when things happened, in the many ways it is written down."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.date_formats import (
    CLOCK,
    COMPACT,
    EASTERN,
    ISO,
    MACHINE,
    NAMED,
    PERIOD,
    Format,
    epoch,
    excel_serial,
    moment,
    numeric_format,
    with_offset,
)
from matchloop.column_types.generate.kind import Kind

_DAY = 86_400.0
_YEAR = 365.25 * _DAY
_NOW = 55 * _YEAR
_OFFSETS = (-480, -420, -300, -240, -180, 0, 60, 120, 180, 210, 330, 480, 540, 600)


def _scattered(c: Context) -> np.ndarray:
    years = c.one((0.1, 0.5, 1, 2, 5, 15, 30))
    return _NOW - c.rng.uniform(0, 12) * _YEAR - c.rng.random(c.rows) * years * _YEAR


def _steps(c: Context) -> np.ndarray:
    step = c.one((60.0, 600.0, 3_600.0, _DAY, _DAY, _DAY, 7 * _DAY))
    start = _NOW - c.rng.uniform(0, 10) * _YEAR - 2 * step * c.rows
    gaps = step * (1 if c.chance(0.7) else c.rng.integers(1, 4, c.rows))
    return start // _DAY * _DAY + np.cumsum(np.full(c.rows, 1.0) * gaps)


def _births(c: Context) -> np.ndarray:
    return c.rng.normal(10, 16, c.rows).clip(-40, 52) * _YEAR // _DAY * _DAY


def _future(c: Context) -> np.ndarray:
    return (_NOW + c.rng.uniform(-0.5, 8, c.rows) * _YEAR) // _DAY * _DAY


def _firsts(c: Context) -> np.ndarray:
    """First days of months, quarters or years in order, beginning again when they reach 2024."""
    months = c.one((1, 1, 3, 12))
    span = max(2, min(c.rows, 600 // months))
    numbers = (2024 - 1970) * 12 - months * (span - np.arange(c.rows) % span)
    return numbers.astype("datetime64[M]").astype("datetime64[s]").astype(np.int64).astype(float)


def _crowded(c: Context) -> np.ndarray:
    days = _NOW - c.rng.uniform(0, 9) * _YEAR + c.rng.integers(0, c.between(2, 60), c.rows) * _DAY
    return days // _DAY * _DAY + c.rng.integers(0, 96, c.rows) * 900


def moments(c: Context) -> tuple[list[datetime], str]:
    """Draw one moment a row, and what they are the dates of (a concept of the header words)."""
    shape = c.weighted(
        {"event": 8, "step": 4, "first": 1.5, "birth": 1.3, "future": 1.2, "crowd": 2}
    )
    draw = {"event": _scattered, "step": _steps, "birth": _births, "future": _future,
            "first": _firsts}  # fmt: skip
    seconds = draw.get(shape, _crowded)(c)
    concepts = {"birth": "birth date", "future": "due date", "step": "date", "first": "date"}
    concept = concepts.get(shape) or c.one(("event date", "event date", "timestamp", "date"))
    return [moment(second) for second in seconds.tolist()], concept


def _write(
    c: Context, formats: Mapping[str, Format], concept: str = "", clear: bool = False
) -> Draft:
    when, drawn = moments(c)
    write = formats[c.one(tuple(formats))]
    return Draft([write(t, c.language) for t in when], concept or drawn, clear)


def iso(c: Context) -> Draft:
    """ISO 8601 and close relatives; plain dates half of the time."""
    return _write(c, {"iso_date": ISO["iso_date"]} if c.chance(0.45) else ISO)


def offset(c: Context) -> Draft:
    """ISO 8601 with the offset of one or two time zones (summer and winter)."""
    when, concept = moments(c)
    first = c.one(_OFFSETS)
    second = first + 60 if c.chance(0.4) else first
    texts = [with_offset(t, second if 3 < t.month < 11 else first) for t in when]
    if c.chance(0.3):
        texts = [text.replace("T", " ") for text in texts]
    if c.chance(0.2):
        texts = [text[:-3] + text[-2:] for text in texts]
    return Draft(list(texts), concept)


def numeric(c: Context) -> Draft:
    """05/02/2024 and its many variants, in the order of the locale."""
    order = c.locale.order if c.chance(0.8) else c.one(("dmy", "mdy", "ymd"))
    separator = c.locale.separators[0] if c.chance(0.6) else c.one("/-.")
    write = numeric_format(
        order,
        separator,
        padded=c.chance(0.65),
        short_year=order != "ymd" and c.chance(0.3),
        clock=c.weighted({"": 6, "24": 2, "24s": 1.2, "12": 1}),
    )
    when, concept = moments(c)
    return Draft([write(t, c.language) for t in when], concept)


def named(c: Context) -> Draft:
    """Dates with the month in words."""
    if c.language in {"zh", "ja"} and c.chance(0.8):
        formats = {k: v for k, v in EASTERN.items() if k != "era" or c.language == "ja"}
        return _write(c, formats)
    local = {"words": NAMED["words"], "words_short": NAMED["words_short"]}
    return _write(c, local if c.language != "en" and c.chance(0.6) else NAMED)


def compact(c: Context) -> Draft:
    """Digits only: 20240205, 202402, 240205."""
    form = c.weighted({"yyyymmdd": 5, "yyyymmddhhmmss": 2, "yyyymm": 2, "ddmmyyyy": 1, "yymmdd": 1})
    hard = form in {"yyyymm", "ddmmyyyy", "yymmdd"}
    return _write(c, {form: COMPACT[form]}, clear=hard)


def epochs(c: Context) -> Draft:
    """Seconds or milliseconds since 1970."""
    when, _ = moments(c)
    seconds = [epoch(t) for t in when]
    form = c.weighted({"s": 4, "ms": 3, "float": 1, "us": 0.6})
    if form == "float":
        texts = [f"{s}.{m:03}" for s, m in zip(seconds, c.integers(0, 999), strict=True)]
    else:
        factor = {"s": 1, "ms": 1_000, "us": 1_000_000}[form]
        texts = [str(s * factor) for s in seconds]
    return Draft(list(texts), "timestamp", clear=True)


def period(c: Context) -> Draft:
    """Months, quarters, weeks, fiscal years."""
    name = c.one(tuple(PERIOD))
    unit = (
        "year"
        if name.startswith(("fiscal", "split"))
        else next(unit for unit in ("quarter", "week", "month") if unit in name)
    )
    return _write(c, {name: PERIOD[name]}, f"{unit} period")


def clock(c: Context) -> Draft:
    """Times of day."""
    usual = {name: write for name, write in CLOCK.items() if name not in {"clock_h", "clock_uhr"}}
    usual |= {"clock_h": CLOCK["clock_h"]} if c.language == "fr" else {}
    usual |= {"clock_uhr": CLOCK["clock_uhr"]} if c.language == "de" else {}
    minutes = c.rng.normal(13 * 60, c.rng.uniform(60, 400), c.rows) % 1_440
    if c.chance(0.3):
        minutes = minutes // 15 * 15
    write = usual[c.one(tuple(usual))]
    return Draft([write(moment(m * 60), c.language) for m in minutes.tolist()], "time")


def machine(c: Context) -> Draft:
    """Timestamps of mail, log files and programs."""
    return _write(c, MACHINE, "timestamp")


def years(c: Context) -> Draft:
    """Years; the header says so."""
    last = c.between(1990, 2025)
    spread = c.one((3, 10, 30, 60, 120))
    tail = ".0" if c.chance(0.15) else ""
    numbers = (last - c.rng.beta(1, 2, c.rows) * spread).astype(int).tolist()
    return Draft([f"{number}{tail}" for number in numbers], "year", clear=True)


def serial(c: Context) -> Draft:
    """Days since 1900 as a spreadsheet stores dates; the header says so."""
    when, concept = moments(c)
    days = [excel_serial(t) for t in when]
    whole = c.chance(0.7)
    return Draft([f"{d:.0f}" if whole else f"{d:.5f}" for d in days], concept, clear=True)


def two_formats(c: Context) -> Draft:
    """Two formats in one column, as after an import from two systems."""
    when, concept = moments(c)
    first = numeric_format(c.locale.order, "/", padded=c.chance(0.5), short_year=False, clock="")
    second = c.one((ISO["iso_date"], ISO["iso_space"], NAMED["english_us_short"]))
    flags = c.flags(c.rng.uniform(0.05, 0.5))
    texts = [(second if f else first)(t, c.language) for t, f in zip(when, flags, strict=True)]
    return Draft(list(texts), concept)


def clipped(c: Context) -> Draft:
    """Dates of a spreadsheet whose narrow columns were saved as ##########."""
    when, concept = moments(c)
    write = numeric_format(c.locale.order, "/", padded=False, short_year=True, clock="24")
    flags = c.flags(c.rng.uniform(0.1, 0.6))
    texts = ["##########" if f else write(t, "en") for t, f in zip(when, flags, strict=True)]
    return Draft(list(texts), concept, clear=True)


KINDS = (
    Kind("datetime.iso", 5, iso),
    Kind("datetime.offset", 1.2, offset),
    Kind("datetime.numeric", 6, numeric),
    Kind("datetime.named", 3.5, named),
    Kind("datetime.compact", 1.5, compact),
    Kind("datetime.epoch", 1.5, epochs),
    Kind("datetime.period", 2, period),
    Kind("datetime.clock", 1.8, clock),
    Kind("datetime.machine", 1.3, machine),
    Kind("datetime.year", 1.6, years),
    Kind("datetime.serial", 0.5, serial),
    Kind("datetime.two_formats", 1, two_formats),
    Kind("datetime.clipped", 0.6, clipped),
)
