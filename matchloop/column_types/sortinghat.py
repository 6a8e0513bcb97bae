"""Reads SortingHat's labelled columns: published statistics with five sample values each.

Shah et al., "Towards Benchmarking Feature Type Inference for AutoML Platforms", SIGMOD 2021.
The file gives a column's name, its counts and moments, and samples; not the column itself.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from matchloop.column_types.labels import SORTINGHAT_LABELS
from matchloop.column_types.summary import NULL_SPELLINGS, ColumnSummary, Moments
from matchloop.errors import DataError

_SAMPLES = [f"sample_{i}" for i in range(1, 6)]
_COUNTS = ["total_vals", "num_nans", "num_of_dist_val"]
_MOMENTS = ["mean", "std_dev", "min_val", "max_val"]
_NEEDED = ["Record_id", "Attribute_name", "y_act", *_COUNTS, *_MOMENTS, *_SAMPLES]


def read_sortinghat(path: Path) -> tuple[list[ColumnSummary], list[str], list[str]]:
    """Return summaries, labels (of `SORTINGHAT_LABELS`) and table ids, one an entry each.

    Raises `DataError` when columns are missing or a label is not one of the nine.
    """
    table = _read(path)
    labels = table["y_act"].to_pylist()
    for row, label in enumerate(labels):
        if label not in SORTINGHAT_LABELS:
            raise DataError(
                f"{path}, line {row + 2}, column y_act: got {label!r}, expected one of "
                f"{', '.join(SORTINGHAT_LABELS)}. Pull the file again: matchloop sources pull."
            )
    summaries = [_summary(row) for row in table.to_pylist()]
    return summaries, labels, table["Record_id"].to_pylist()


def _read(path: Path) -> pa.Table:
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(_NEEDED, pa.string()), strings_can_be_null=False
    )
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    try:
        table = pyarrow.csv.read_csv(path, parse_options=parse, convert_options=options)
        return table.select(_NEEDED)
    except (pa.ArrowException, KeyError) as error:
        raise DataError(
            f"{path} is not a SortingHat file: {error}. Expected a CSV with the columns "
            f"{', '.join(_NEEDED)}."
        ) from error


def _summary(row: dict[str, str]) -> ColumnSummary:
    samples = [row[name] for name in _SAMPLES]
    total, nulls, distinct = (int(float(row[name])) for name in _COUNTS)
    # The publishers counted a spelled-out null such as "#NULL!" as a value like any other.
    spelled = {text.strip().lower() for text in samples} & (NULL_SPELLINGS - {""})
    moments = [_number(row[name]) for name in _MOMENTS]
    return ColumnSummary.given(
        row["Attribute_name"],
        samples,
        total=total,
        nulls=nulls,
        distinct=max(distinct - len(spelled), 0),
        # All zero is how the publishers wrote "not numbers".
        moments=Moments(*moments) if any(moments) else None,
    )


def _number(text: str) -> float:
    number = float(text) if text else 0.0
    return number if np.isfinite(number) else 0.0
