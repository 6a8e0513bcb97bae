"""The evaluation report: one HTML page a person reads, and rows for plots.

`evaluation_report(ReportData(...))` returns the page; needs jinja2 (the extra `train`).
"""

from matchloop.report.data import (
    DataSource,
    Group,
    HoldOut,
    Mistake,
    ModelResult,
    ReportData,
    VariantResult,
)
from matchloop.report.page import evaluation_report
from matchloop.report.rows import confusion_rows, coverage_rows, reliability_rows

__all__ = [
    "DataSource",
    "Group",
    "HoldOut",
    "Mistake",
    "ModelResult",
    "ReportData",
    "VariantResult",
    "confusion_rows",
    "coverage_rows",
    "evaluation_report",
    "reliability_rows",
]
