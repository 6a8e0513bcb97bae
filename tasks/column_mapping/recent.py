"""The hold-out of recent feedback of `column_mapping`: what was kept back in data/recent/.

No stage learns from it; of its snapshot only the gate looks at it.
"""

import numpy as np

from matchloop.column_mapping.evaluation import HoldOut
from matchloop.column_mapping.labelled import read_labelled
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_mapping.standards import schema_for
from matchloop.column_mapping.words.names import fold
from tasks.column_mapping.paths import LABELLED, RECENT

NAME = "recent"
_ABOUT = "names that people mapped after the model had answered, never trained on"


def hold_outs(minimum: int) -> list[HoldOut]:
    """Return the hold-out, none with fewer than `minimum` names.

    Names are looked for among the default schema and their own standards. One that a labelled file
    has too is left out: it is trained on. Raises `DataError` when a file is damaged.
    """
    trained = {fold(name.raw) for name in read_labelled(LABELLED)}
    names = [name for name in read_labelled(RECENT) if fold(name.raw) not in trained]
    if len(names) < minimum:
        return []
    known = load_schema(None)
    standards = dict.fromkeys([*map(fold, known.names), *(name.standard for name in names)])
    number = {standard: place for place, standard in enumerate(standards)}
    truth = np.array([number[name.standard] for name in names])
    schema = schema_for(tuple(standards), known)
    return [HoldOut(NAME, _ABOUT, True, tuple(name.raw for name in names), schema, truth, {})]
