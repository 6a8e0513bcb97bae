"""The summary of a column as the second look takes it: plain values instead of a family's type."""

import numpy as np

from matchloop.column_mapping.evidence.facts import ColumnFacts
from matchloop.column_types.summary import ColumnSummary

_LOOKED_AT = 60  # different values of a column


def facts_of(name: str, summary: ColumnSummary | None, description: str = "") -> ColumnFacts:
    """Return what is known of a column; None for a bare name."""
    if summary is None:
        return ColumnFacts(name, description=description)
    frequent = np.argsort(-summary.counts, kind="stable")[:_LOOKED_AT]
    return ColumnFacts(
        name=name,
        texts=tuple(summary.values[int(i)].as_py().strip() for i in frequent),
        counts=summary.counts[frequent],
        rows=summary.total,
        nulls=summary.nulls,
        distinct=summary.distinct,
        description=description,
    )
