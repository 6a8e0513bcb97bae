"""Figures as rows of a table, for CSV files and `dvc plots`."""

from typing import Any

from matchloop.evaluation.classification import ClassificationMetrics, rounded
from matchloop.report.data import Measured


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
