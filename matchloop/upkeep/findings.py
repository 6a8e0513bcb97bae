"""What a look at a home comes to: findings, each with its remedy."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How things stand. A note is worth knowing and no fault."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, what was seen, and what to do; "" for nothing."""

    place: str
    state: State
    text: str
    remedy: str = ""


def ok(place: str, text: str) -> Finding:
    """A finding of something sound."""
    return Finding(place, State.OK, text)


def note(place: str, text: str, remedy: str) -> Finding:
    """A finding worth knowing."""
    return Finding(place, State.NOTE, text, remedy)


def fault(place: str, text: str, remedy: str) -> Finding:
    """A finding of something that is to be mended."""
    return Finding(place, State.FAULT, text, remedy)
