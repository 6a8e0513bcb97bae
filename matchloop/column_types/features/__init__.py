"""413 numbers that describe a column, computed from its `ColumnSummary`.

`FEATURE_NAMES` gives their order. `FEATURE_VERSION` changes before the point when the meaning of
any does, and bundles of another one are refused; after it when only last digits do, or features
are appended, of which older bundles read the first ones.
The code that trains is the code that serves: numpy and pyarrow only.
"""

from collections.abc import Sequence

import numpy as np

from matchloop.column_types.features import (
    characters,
    counts,
    dates,
    header,
    meanings,
    ngrams,
    numbers,
    patterns,
    readings,
    words,
)
from matchloop.column_types.features.view import SampleView
from matchloop.column_types.summary import ColumnSummary

FEATURE_VERSION = "1.2"

FEATURE_NAMES: tuple[str, ...] = (
    *counts.NAMES,
    *header.NAMES,
    *characters.NAMES,
    *words.NAMES,
    *numbers.NAMES,
    *dates.NAMES,
    *patterns.NAMES,
    *ngrams.NAMES,
    *meanings.NAMES,
    *readings.NAMES,
)

_LIMIT = 1e6


def extract(summary: ColumnSummary) -> np.ndarray:
    """Describe one column: float32 [413], finite, within ±1e6, in the order of `FEATURE_NAMES`.

    Never raises, whatever the column holds; a column without values gives zeros where a feature
    is of values.
    """
    view = SampleView.of(summary)
    parts: list[Sequence[float] | np.ndarray] = [
        counts.compute(view),
        header.compute(summary.header),
        characters.compute(view),
        words.compute(view),
        numbers.compute(view),
        dates.compute(view),
        patterns.compute(view),
        ngrams.compute(view),
        meanings.compute(summary.header),
        readings.compute(view),
    ]
    features = np.concatenate([np.asarray(part, np.float64) for part in parts])
    return (
        np.nan_to_num(features, nan=0.0, posinf=_LIMIT, neginf=-_LIMIT)
        .clip(-_LIMIT, _LIMIT)
        .astype(np.float32)
    )


def extract_many(summaries: Sequence[ColumnSummary]) -> np.ndarray:
    """Describe columns: float32 [n, 413]."""
    result = np.zeros((len(summaries), len(FEATURE_NAMES)), np.float32)
    for row, summary in zip(result, summaries, strict=True):
        row[:] = extract(summary)
    return result
