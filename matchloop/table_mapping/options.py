"""How a table or list of names is to be answered."""

from dataclasses import dataclass

from matchloop.errors import InputError
from matchloop.table_mapping.rivals import Compared

_POOL = 10  # candidates that values and one-to-one choose among, if no more are asked for


@dataclass(frozen=True)
class Options:
    """How to answer.

    top_k: guesses to give for a column, the answer among them. min_confidence: answers under it
    are withheld; None is the model's own threshold. one_to_one: see `map_columns`; None is for
    tables and not for lists of names.
    """

    top_k: int = 3
    min_confidence: float | None = None
    one_to_one: bool | None = None

    def __post_init__(self) -> None:
        if self.top_k < 1:
            raise InputError(f"top_k is {self.top_k}; give a whole number from 1.")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise InputError(f"min_confidence is {self.min_confidence}; give a number from 0 to 1.")


def candidates_of(options: Options, among: Compared) -> int:
    """Return how many candidates of each name are looked at."""
    return min(max(options.top_k, _POOL), len(among.schema))
