"""What a distortion is: something that may happen to a name, at which stage and how often.

A distortion is a function from a draft to a changed draft, or None where it does not fit. The
stages run in the order in which names come about: first the words are chosen, then shortened, then
marked by the system that holds them. Each module of distortions ends with the tuple of its own;
`distortions` puts them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from matchloop.column_mapping.generate.draft import Draft, Random

Distort = Callable[[Draft, Random], Draft | None]


class Stage(StrEnum):
    """When a distortion is applied; the stages in their order."""

    LANGUAGE = "language"
    """Another language; at most one."""
    WORDING = "wording"
    """Other words, or words in another order; every distortion has its own chance."""
    SHORTENING = "shortening"
    """Fewer letters; one distortion is drawn by weight."""
    MARKS = "marks"
    """Prefixes and suffixes; every distortion has its own chance."""


@dataclass(frozen=True)
class Distortion:
    """One distortion; `chance` is a probability, or a weight in the stage "shortening"."""

    name: str
    stage: Stage
    chance: float
    apply: Distort
