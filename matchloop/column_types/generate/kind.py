"""What a kind is: a function that makes columns of one label, and how often it does.

Each module of kinds ends with the tuple of its own; `kinds` puts them together.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context

Maker = Callable[[Context], Draft]


@dataclass(frozen=True)
class Kind:
    """One kind of column, named "label.kind"; `weight` is its share among those of its label."""

    name: str
    weight: float
    make: Maker

    @property
    def label(self) -> str:
        """The label of its columns, e.g. "numeric"."""
        return self.name.partition(".")[0]
