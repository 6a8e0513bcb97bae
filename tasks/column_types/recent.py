"""The hold-out of recent feedback of `column_types`: what was kept back in data/recent/.

No stage learns from it; of its snapshot only the gate looks at it.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_types.collect import user_columns
from matchloop.column_types.dataset import content_id
from matchloop.column_types.evaluation import HoldOut
from matchloop.column_types.features import extract_many
from matchloop.column_types.labels import LABELS
from tasks.column_types.paths import RECENT

NAME = "recent"
_ABOUT = "columns that people labelled after the model had answered, never trained on"


def hold_outs(features: pa.Table, minimum: int) -> list[HoldOut]:
    """Return the hold-out, none with fewer than `minimum` columns.

    features: the table of the pipeline; a column of it that was trained on, because it came from
    elsewhere too, is left out. Raises `DataError` when the file is damaged.
    """
    trained = pc.is_in(features["split"], pa.array(["train", "validation"]))
    known = set(features.filter(trained)["id"].to_pylist())
    columns = {content_id(column.summary): column for column in user_columns(RECENT)}
    kept = {key: column for key, column in columns.items() if key not in known}
    if len(kept) < minimum:
        return []
    X = extract_many([column.summary for column in kept.values()])
    y = np.array([LABELS.index(column.label) for column in kept.values()], np.int64)
    return [HoldOut(NAME, _ABOUT, True, tuple(kept), X, y)]
