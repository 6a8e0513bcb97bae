"""New standard names, composed as people name columns of open data: "percent of students enrolled".

Subjects and their words come from subjects.yaml; a few modifiers come from real headers, so that
the phrases reach beyond the subjects. It knows patterns, not whether a phrase makes sense.
"""

import functools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

from matchloop.column_mapping.generate.draft import Random
from matchloop.column_mapping.words.inflect import plural

HEADS = (
    "count number rate percent name date code type status id description category amount total "
    "time year month day level group score rank index address city state zip|code county phone "
    "email location source notes comments class flag unit start|date end|date key title value "
    "reason method area length hour week quarter share ratio change average identifier label size "
    "duration frequency limit role owner list plan period begin|date last|update "
    "latitude longitude first|name last|name district ward region zone name|and|address"
)
STATISTICS = (
    "average mean median total minimum maximum standard|deviation|of sum|of change|in share|of"
)
TIMES = "last next first previous current original estimated actual scheduled initial final"
PERIODS = "year month week day quarter hour fiscal|year school|year season"
UNITS = (
    "feet meters miles kilometers pounds kilograms dollars euros hours minutes seconds days years "
    "percent degrees inches square|feet gallons liters tons thousands millions"
)
ORDINALS = "first second third fourth fifth"
GRADES = "kindergarten grade|1 grade|2 grade|3 grade|4 grade|5 grade|8 grades|3|to|5 grade|12"
GROUPS = "male female adult child white black hispanic asian total other unknown senior youth"
BASES = "100 1000 10000 100000 capita day hour year household person unit"
LONGEST = 6
"""Most words of a composed phrase; set phrases inside it may make it a little longer."""
_FOREIGN_MODIFIER = 0.22
"""Share of phrases that take a modifier from the real headers."""


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.replace("|", " ") for part in text.split())


_HEADS, _STATISTICS, _TIMES = _list(HEADS), _list(STATISTICS), _list(TIMES)
_PERIODS, _UNITS, _GRADES = _list(PERIODS), _list(UNITS), _list(GRADES)
_GROUPS, _BASES = _list(GROUPS), _list(BASES)
_ORDINALS = _list(ORDINALS)


@dataclass(frozen=True)
class Subject:
    """The words of one subject."""

    name: str
    things: tuple[str, ...]
    measures: tuple[str, ...]
    traits: tuple[str, ...]
    parts: tuple[str, ...]


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """Return the subjects of the package, in the order of the file."""
    text = resources.files(__package__).joinpath("subjects.yaml").read_text(encoding="utf-8")
    return tuple(
        Subject(name, *(tuple(fields[key].split(", ")) for key in _FIELDS))
        for name, fields in yaml.safe_load(text).items()
    )


_FIELDS = ("things", "measures", "traits", "parts")


def composed(seed: int, modifiers: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield phrases and their subjects without end; a phrase may come more than once.

    modifiers: single words of real headers, used now and then before a noun.
    """
    rng = random.Random(f"{seed}/compose")
    patterns, weights = zip(*PATTERNS, strict=True)
    while True:
        subject = rng.choice(subjects())
        phrase = rng.choices(patterns, weights)[0](subject, rng)
        if modifiers and rng.random() < _FOREIGN_MODIFIER:
            phrase = f"{rng.choice(modifiers)} {phrase}"
        if len(phrase.split()) <= LONGEST and _is_sound(phrase):
            yield phrase, subject.name


def _is_sound(phrase: str) -> bool:
    words = phrase.split()
    return len(set(words)) == len(words)


def thing_head(s: Subject, rng: Random) -> str:
    """Make "inspection date", "vehicle owner"."""
    return f"{rng.choice(s.things)} {rng.choice(_HEADS)}"


def trait_thing_head(s: Subject, rng: Random) -> str:
    """Make "pending permit count"."""
    return f"{rng.choice(s.traits)} {rng.choice(s.things)} {rng.choice(_HEADS)}"


def time_thing_head(s: Subject, rng: Random) -> str:
    """Make "last inspection month"."""
    head = rng.choice(("date", "time", "year", "month", "day", "status", "result", "amount", "id"))
    return f"{rng.choice(_TIMES)} {rng.choice(s.things)} {head}"


def number_of(s: Subject, rng: Random) -> str:
    """Make "number of trips", "percent of low income students"."""
    lead = rng.choice(
        ("number of", "number of", "percent of", "total", "count of", "total number of")
    )
    trait = f"{rng.choice(s.traits)} " if rng.random() < 0.5 else ""
    return f"{lead} {trait}{plural_phrase(rng.choice(s.things))}"


def statistic(s: Subject, rng: Random) -> str:
    """Make "median household income", "average speed"."""
    of = f"{rng.choice(s.things)} " if rng.random() < 0.4 else ""
    return f"{rng.choice(_STATISTICS)} {of}{rng.choice(s.measures)}"


def measure_year(s: Subject, rng: Random) -> str:
    """Make "median income 2015", "turnout 2012 percent"."""
    lead = f"{rng.choice((*s.traits, *_STATISTICS))} " if rng.random() < 0.6 else ""
    tail = f" {rng.choice(('total', 'percent', 'rank', 'change'))}" if rng.random() < 0.2 else ""
    return f"{lead}{rng.choice((*s.measures, *s.things))} {rng.randint(1990, 2026)}{tail}"


def measure(s: Subject, rng: Random) -> str:
    """Make "assessed value", "net cash flow", "trip distance"."""
    lead = rng.choice((*s.traits, *s.things, *_GROUPS))
    return f"{lead} {rng.choice(s.measures)}"


def measure_unit(s: Subject, rng: Random) -> str:
    """Make "trip distance in miles", "duration hours"."""
    joint = " in" if rng.random() < 0.4 else ""
    return f"{rng.choice(s.measures)}{joint} {rng.choice(_UNITS)}"


def measure_per(s: Subject, rng: Random) -> str:
    """Make "crimes per 1000", "cost per unit"."""
    what = rng.choice(s.measures) if rng.random() < 0.5 else plural_phrase(rng.choice(s.things))
    return f"{what} per {rng.choice((*_BASES, *s.things))}"


def rate_by(s: Subject, rng: Random) -> str:
    """Make "arrests by district", "enrollment by month"."""
    what = plural_phrase(rng.choice(s.things)) if rng.random() < 0.6 else rng.choice(s.measures)
    return f"{what} by {rng.choice((*_PERIODS, 'age group', 'gender', 'race', 'district', 'type'))}"


def graded(s: Subject, rng: Random) -> str:
    """Make "grade 3 math score", "kindergarten attendance percent"."""
    tail = rng.choice(("", " percent", " count", " 2014", " rate"))
    return f"{rng.choice(_GRADES)} {rng.choice((*s.measures, *s.traits))}{tail}"


def grouped(s: Subject, rng: Random) -> str:
    """Make "victims female", "voters aged 18 to 24"."""
    low = rng.choice((0, 5, 10, 15, 18, 20, 25, 30, 35, 45, 50, 55, 65))
    group = rng.choice(
        (f"aged {low} to {low + rng.choice((4, 9, 14, 19))}", f"age {low} and over",
         f"under {low + 5}", rng.choice(_GROUPS), f"{rng.choice(_GROUPS)} percent")
    )  # fmt: skip
    return f"{plural_phrase(rng.choice(s.things))} {group}"


def numbered(s: Subject, rng: Random) -> str:
    """Make "second contact name", "product line 2"."""
    if rng.random() < 0.5:
        return f"{rng.choice(_ORDINALS)} {rng.choice(s.things)} {rng.choice(_HEADS)}"
    return f"{rng.choice((*s.parts, *s.things))} {rng.randint(1, 12)}"


def part(s: Subject, rng: Random) -> str:
    """Make "due date", "station time zone"."""
    return (
        rng.choice(s.parts)
        if rng.random() < 0.1
        else f"{rng.choice(s.things)} {rng.choice(s.parts)}"
    )


def flag(s: Subject, rng: Random) -> str:
    """Make "is expired", "has allergies", "permit approved"."""
    choice = rng.random()
    if choice < 0.3:
        return f"is {rng.choice(s.traits)} {rng.choice(s.things)}"
    if choice < 0.6:
        return f"has {rng.choice((*s.things, *s.parts))}"
    return f"{rng.choice(s.things)} {rng.choice(s.traits)}"


def head_of(s: Subject, rng: Random) -> str:
    """Make "date of last inspection", "name of owner", "type of facility"."""
    lead = rng.choice(
        ("date", "name", "type", "year", "cost", "length", "source", "place", "status")
    )
    trait = f"{rng.choice((*_TIMES, *s.traits))} " if rng.random() < 0.35 else ""
    return f"{lead} of {trait}{rng.choice(s.things)}"


def days_to(s: Subject, rng: Random) -> str:
    """Make "days to approval", "time from arrest to trial"."""
    unit = rng.choice(("days", "time", "hours", "distance", "months", "minutes"))
    first, second = rng.choice(s.things), rng.choice(s.things)
    return rng.choice(
        (f"{unit} to {first}", f"{unit} from {first} to {second}", f"{unit} since last {first}",
         f"{unit} between {plural_phrase(first)}", f"{plural_phrase(first)} with {second}")
    )  # fmt: skip


def plain(s: Subject, rng: Random) -> str:
    """Make "passenger", "officer age", "winning candidate"."""
    choice = rng.random()
    if choice < 0.25:
        return rng.choice((*s.things, *s.measures))
    if choice < 0.6:
        return f"{rng.choice(s.things)} {rng.choice(s.things)}"
    return f"{rng.choice(s.traits)} {plural_phrase(rng.choice(s.things))}"


def plural_phrase(phrase: str) -> str:
    """Return the plural of a noun phrase: that of its last word."""
    *front, last = phrase.split()
    return " ".join((*front, plural(last)))


PATTERNS: tuple[tuple[Callable[[Subject, Random], str], float], ...] = (
    (thing_head, 14), (trait_thing_head, 8), (time_thing_head, 6), (number_of, 9), (statistic, 8),
    (measure_year, 7), (measure, 8), (measure_unit, 3), (measure_per, 4), (rate_by, 3), (graded, 3),
    (grouped, 4), (numbered, 4), (part, 7), (flag, 3), (head_of, 4), (days_to, 3), (plain, 6),
)  # fmt: skip
"""The patterns and their shares."""
