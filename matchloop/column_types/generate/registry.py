"""The list of kinds: which functions make columns of which label, and how often.

A kind is a function from `Context` to `Draft`; it registers itself under "label.kind".
"""

from collections.abc import Callable
from dataclasses import dataclass

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context

Maker = Callable[[Context], Draft]


@dataclass(frozen=True)
class Kind:
    """One kind of column; `weight` is its share among the kinds of its label."""

    name: str
    weight: float
    make: Maker

    @property
    def label(self) -> str:
        """The label of its columns, e.g. "numeric"."""
        return self.name.partition(".")[0]


KINDS: dict[str, list[Kind]] = {}
"""Kinds of each label, in the order of registration."""


def kind(name: str, weight: float = 1.0) -> Callable[[Maker], Maker]:
    """Register the decorated function as a kind, e.g. `@kind("numeric.price", 2)`."""

    def register(make: Maker) -> Maker:
        entry = Kind(name, weight, make)
        KINDS.setdefault(entry.label, []).append(entry)
        return make

    return register
