"""Figures as rows of a table, for CSV files and `dvc plots`; data counted for the report."""

from collections import Counter
from typing import Any

import pyarrow as pa

from matchloop.evaluation.calibration import rounded
from matchloop.evaluation.classification import ClassificationMetrics
from matchloop.evaluation.measured import Measured


def confusion_rows(metrics: ClassificationMetrics) -> list[dict[str, str]]:
    """One row for each measured row, `actual` and `predicted`.

    DVC's confusion template counts rows itself, so the matrix is unfolded; in label order.
    """
    return [
        {"actual": actual, "predicted": predicted}
        for actual, counts in zip(metrics.labels, metrics.confusion, strict=True)
        for predicted, count in zip(metrics.labels, counts, strict=True)
        for _ in range(count)
    ]


def reliability_rows(metrics: Measured) -> list[dict[str, Any]]:
    """`confidence`, `accuracy`, `count` for each bin that is not empty."""
    return [
        {
            "confidence": rounded(bin_.confidence),
            "accuracy": rounded(bin_.accuracy),
            "count": bin_.count,
        }
        for bin_ in metrics.reliability
        if bin_.count
    ]


def coverage_rows(metrics: Measured) -> list[dict[str, Any]]:
    """`threshold`, `coverage`, `accuracy`, `count` for each threshold that leaves any row."""
    return [
        {
            "threshold": point.threshold,
            "coverage": rounded(point.coverage),
            "accuracy": rounded(point.accuracy),
            "count": point.count,
        }
        for point in metrics.curve
        if point.count
    ]


def composition(splits: pa.ChunkedArray, kinds: pa.ChunkedArray) -> dict[str, dict[str, int]]:
    """Rows by kind for each split, splits in alphabetical order, the most frequent kinds first."""
    found: dict[str, Counter[str]] = {}
    for split, kind in zip(splits.to_pylist(), kinds.to_pylist(), strict=True):
        found.setdefault(split, Counter())[kind] += 1
    return {split: dict(counts.most_common()) for split, counts in sorted(found.items())}
