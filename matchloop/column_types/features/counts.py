"""Features of how many rows, nulls and different values there are."""

import math

import numpy as np

from matchloop.column_types.features import exact
from matchloop.column_types.features.view import SampleView

NAMES = (
    "count_rows_log",
    "count_present_log",
    "count_distinct_log",
    "null_share",
    "null_none",
    "null_most",
    "distinct_share",
    "distinct_one",
    "distinct_two",
    "distinct_three_to_ten",
    "distinct_eleven_to_fifty",
    "distinct_all",
    "distinct_nearly_all",
    "rows_per_distinct_log",
    "sample_rows_log",
    "sample_distinct_share",
    "sample_top_share",
    "sample_second_share",
    "sample_entropy",
    "sample_singleton_share",
    "sample_case_folded_share",
)


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    summary, counts = view.summary, view.summary.counts
    present = summary.total - summary.nulls
    distinct = summary.distinct
    null_share = summary.nulls / summary.total if summary.total else 1.0
    share = min(distinct / present, 1.0) if present else 0.0
    top = np.sort(counts)[::-1][:2].tolist()
    sampled = int(counts.sum())
    return [
        math.log1p(summary.total),
        math.log1p(present),
        math.log1p(distinct),
        null_share,
        float(summary.nulls == 0),
        float(null_share > 0.95),
        share,
        float(distinct == 1),
        float(distinct == 2),
        float(3 <= distinct <= 10),
        float(11 <= distinct <= 50),
        float(present > 1 and distinct >= present),
        float(share > 0.95),
        math.log1p(present / distinct) if distinct else 0.0,
        math.log1p(sampled),
        len(counts) / sampled if sampled else 0.0,
        top[0] / sampled if top else 0.0,
        top[1] / sampled if len(top) > 1 else 0.0,
        _evenness(counts),
        float((counts == 1).mean()) if sampled else 0.0,
        len({text.casefold() for text in view.texts}) / len(view.texts) if view.texts else 0.0,
    ]


def _evenness(counts: np.ndarray) -> float:
    """Entropy of the value distribution over its maximum; 0 for one value, 1 for all alike."""
    return exact.entropy(counts) / math.log2(len(counts)) if len(counts) > 1 else 0.0
