"""The evaluation report: one HTML page a person reads, and rows for plots.

`evaluation_report(ReportData(...))` returns the page of a family that tells labels apart,
`ranking_report(ReportData(...))` that of one that ranks candidates; both need jinja2 (the extra
`train`).
"""

from matchloop.report.data import (
    DataSource,
    Mistake,
    ModelResult,
    ReportData,
    ServedThreshold,
    StrangersResult,
    VariantResult,
)
from matchloop.report.page import evaluation_report, ranking_report
from matchloop.report.rows import composition, confusion_rows, coverage_rows, reliability_rows
from matchloop.report.sources import data_sources

__all__ = [
    "DataSource",
    "Mistake",
    "ModelResult",
    "ReportData",
    "ServedThreshold",
    "StrangersResult",
    "VariantResult",
    "composition",
    "confusion_rows",
    "coverage_rows",
    "data_sources",
    "evaluation_report",
    "ranking_report",
    "reliability_rows",
]
