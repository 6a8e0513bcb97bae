"""Ways to write a date, a time or a period, by name.

Each format is a function from a moment and a language to a text. Knows nothing of columns.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from matchloop.column_types.generate.calendar_words import (
    ENGLISH,
    SHORT,
    WEEKDAYS,
    in_words,
    month_and_year,
    short_in_words,
)

Format = Callable[[datetime, str], str]

_ERA_REIWA = datetime(2019, 5, 1)
_EPOCH = datetime(1970, 1, 1)
_EXCEL = datetime(1899, 12, 30)


def epoch(moment: datetime) -> int:
    """Return seconds since 1970, the moment taken as UTC."""
    return int((moment - _EPOCH).total_seconds())


def excel_serial(moment: datetime) -> float:
    """Return days since 1899-12-30, as spreadsheets store dates."""
    return (moment - _EXCEL).total_seconds() / 86_400


def _clock12(t: datetime) -> str:
    return f"{t.hour % 12 or 12}:{t.minute:02} {'AM' if t.hour < 12 else 'PM'}"


def _dated(pattern: str) -> Format:
    return lambda t, _: t.strftime(pattern)


def _era(t: datetime, _: str) -> str:
    if t >= _ERA_REIWA:
        return f"令和{t.year - 2018}年{t.month}月{t.day}日"
    return f"平成{t.year - 1988}年{t.month}月{t.day}日"


def _week(t: datetime, _: str) -> str:
    year, week, _day = t.isocalendar()
    return f"{year}-W{week:02}"


def _week_day(t: datetime, _: str) -> str:
    year, week, day = t.isocalendar()
    return f"{year}-W{week:02}-{day}"


ISO: dict[str, Format] = {
    "iso_date": lambda t, _: t.date().isoformat(),
    "iso_t": lambda t, _: t.isoformat(timespec="seconds"),
    "iso_space": lambda t, _: t.isoformat(" ", "seconds"),
    "iso_minutes": lambda t, _: t.isoformat(" ", "minutes"),
    "iso_z": lambda t, _: t.isoformat(timespec="seconds") + "Z",
    "iso_millis": lambda t, _: t.isoformat(" ", "milliseconds"),
    "iso_millis_z": lambda t, _: t.isoformat(timespec="milliseconds") + "Z",
    "iso_micros": lambda t, _: t.isoformat(" ", "microseconds"),
    "iso_utc": lambda t, _: t.isoformat(" ", "seconds") + " UTC",
    "iso_basic": _dated("%Y%m%dT%H%M%SZ"),
    "iso_midnight": lambda t, _: t.date().isoformat() + " 00:00:00",
    "iso_ordinal": _dated("%Y-%j"),
}
COMPACT: dict[str, Format] = {
    "yyyymmdd": _dated("%Y%m%d"),
    "yyyymmddhhmmss": _dated("%Y%m%d%H%M%S"),
    "yyyymm": _dated("%Y%m"),
    "ddmmyyyy": _dated("%d%m%Y"),
    "yymmdd": _dated("%y%m%d"),
}
NAMED: dict[str, Format] = {
    "words": in_words,
    "words_short": short_in_words,
    "month_year": month_and_year,
    "english_us": lambda t, _: f"{ENGLISH[t.month - 1]} {t.day}, {t.year}",
    "english_us_short": lambda t, _: f"{SHORT[t.month - 1]} {t.day}, {t.year}",
    "oracle": lambda t, _: f"{t.day:02}-{SHORT[t.month - 1].upper()}-{t.year % 100:02}",
    "excel_day_month": lambda t, _: f"{t.day}-{SHORT[t.month - 1]}-{t.year % 100:02}",
    "month_dash_year": lambda t, _: f"{SHORT[t.month - 1]}-{t.year % 100:02}",
    "weekday": lambda t, _: f"{WEEKDAYS[t.weekday()]}, {t.day} {ENGLISH[t.month - 1]} {t.year}",
    "us_clock": lambda t, _: f"{SHORT[t.month - 1]} {t.day}, {t.year} {_clock12(t)}",
}
MACHINE: dict[str, Format] = {
    "rfc2822": lambda t, _: (
        f"{WEEKDAYS[t.weekday()][:3]}, {t.day:02} {SHORT[t.month - 1]} {t.year} {t:%H:%M:%S} +0000"
    ),
    "unix": lambda t, _: (
        f"{WEEKDAYS[t.weekday()][:3]} {SHORT[t.month - 1]} {t.day:2} {t:%H:%M:%S} UTC {t.year}"
    ),
    "twitter": lambda t, _: (
        f"{WEEKDAYS[t.weekday()][:3]} {SHORT[t.month - 1]} {t.day:02} {t:%H:%M:%S} +0000 {t.year}"
    ),
    "apache": lambda t, _: f"{t.day:02}/{SHORT[t.month - 1]}/{t.year}:{t:%H:%M:%S} +0000",
    "dotnet": lambda t, _: f"/Date({epoch(t) * 1000})/",
    "java_zone": lambda t, _: t.isoformat(timespec="seconds") + "+01:00[Europe/Paris]",
}
PERIOD: dict[str, Format] = {
    "year_month": _dated("%Y-%m"),
    "month_slash_year": _dated("%m/%Y"),
    "quarter": lambda t, _: f"{t.year}Q{(t.month + 2) // 3}",
    "quarter_dash": lambda t, _: f"{t.year}-Q{(t.month + 2) // 3}",
    "quarter_first": lambda t, _: f"Q{(t.month + 2) // 3} {t.year}",
    "week": _week,
    "week_day": _week_day,
    "fiscal_year": lambda t, _: f"FY{t.year}",
    "split_year": lambda t, _: f"{t.year}/{(t.year + 1) % 100:02}",
    "split_year_dash": lambda t, _: f"{t.year}-{(t.year + 1) % 100:02}",
}
CLOCK: dict[str, Format] = {
    "clock": _dated("%H:%M"),
    "clock_seconds": _dated("%H:%M:%S"),
    "clock_millis": lambda t, _: t.time().isoformat("milliseconds"),
    "clock12": lambda t, _: _clock12(t),
    "clock12_tight": lambda t, _: _clock12(t).replace(" ", "").lower(),
    "clock12_seconds": _dated("%I:%M:%S %p"),
    "clock_h": lambda t, _: f"{t.hour}h{t.minute:02}",
    "clock_uhr": lambda t, _: f"{t.hour:02}:{t.minute:02} Uhr",
}
EASTERN: dict[str, Format] = {
    "cjk": lambda t, _: f"{t.year}年{t.month}月{t.day}日",
    "cjk_padded": lambda t, _: f"{t.year}年{t.month:02}月{t.day:02}日",
    "cjk_clock": lambda t, _: f"{t.year}年{t.month}月{t.day}日 {t.hour:02}:{t.minute:02}",
    "era": _era,
}


def numeric_format(
    order: str, separator: str, *, padded: bool, short_year: bool, clock: str
) -> Format:
    """Return a format like 05/02/24 13:07.

    order: "dmy", "mdy" or "ymd". clock: "" for none, "24", "24s" with seconds, "12" AM/PM.
    """
    width = "02" if padded else ""
    clocks: dict[str, Callable[[datetime], str]] = {
        "": lambda t: "",
        "24": lambda t: f" {t.hour:{width}}:{t.minute:02}",
        "24s": lambda t: f" {t:%H:%M:%S}",
        "12": lambda t: " " + _clock12(t),
    }

    def write(t: datetime, _: str) -> str:
        year = f"{t.year % 100:02}" if short_year else str(t.year)
        parts = {"d": f"{t.day:{width}}", "m": f"{t.month:{width}}", "y": year}
        return separator.join(parts[letter] for letter in order) + clocks[clock](t)

    return write


def with_offset(moment: datetime, minutes: int) -> str:
    """Write ISO 8601 with an offset of so many minutes, e.g. 2024-02-05T10:00:00+05:30."""
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{moment.isoformat(timespec='seconds')}{sign}{size // 60:02}:{size % 60:02}"


def moment(seconds: float) -> datetime:
    """Return the moment so many seconds after 1970 (before it when negative), without a zone."""
    return _EPOCH + timedelta(seconds=seconds)
