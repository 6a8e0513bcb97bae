"""A frozen hold-out: examples that no model was trained or calibrated on, with their name."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Examples_co = TypeVar("Examples_co", covariant=True)


@dataclass(frozen=True)
class HoldOut(Generic[Examples_co]):
    """Examples for measuring only.

    name: as in reports, e.g. "real tables"; about: a line on where they are from; real: False for
    generated ones; examples: what is asked and the truth, in the family's own form.
    """

    name: str
    about: str
    real: bool
    examples: Examples_co
