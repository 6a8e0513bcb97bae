"""Raw column names made from standard ones, as people and systems write them.

`raw_names` makes the names of one standard, `pairs` a labelled dataset with hard negatives.
"""

from matchloop.column_mapping.generate.pairs import pairs
from matchloop.column_mapping.generate.raw import RawName, raw_names

__all__ = ["RawName", "pairs", "raw_names"]
