"""The page: figures, words and drawings put into the template.

One self-contained HTML text: no request leaves it, nothing in it depends on the clock or the
machine, so the same evaluation gives the same bytes.
"""

from pathlib import Path
from typing import Any

from matchloop.errors import MissingExtraError
from matchloop.metrics import ClassificationMetrics, GroupScore, group_score
from matchloop.report import words
from matchloop.report.bars import class_bars, composition_bars, spread
from matchloop.report.curves import coverage_curve, reliability_diagram
from matchloop.report.data import ReportData
from matchloop.report.heatmap import confusion_heatmap

FOLDER = Path(__file__).parent


def evaluation_report(data: ReportData) -> str:
    """Render the page.

    Raises:
        DataError: the served model was not measured, or not on every hold-out, or a group
            holds an unknown label.
        MissingExtraError: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtraError("jinja2", "train", "The evaluation report") from error
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": words.percent,
        "size": words.size,
        "milliseconds": words.milliseconds,
    }
    return environment.get_template("page.html").render(_context(data))


def _context(data: ReportData) -> dict[str, Any]:
    served = data.served_model
    series = {hold_out.name: served.metrics[hold_out.name] for hold_out in data.hold_outs}
    return {
        "data": data,
        "served": served,
        "series": series,
        "verdict": words.verdict(data),
        "confident": {name: words.confident_point(m, data.confident) for name, m in series.items()},
        "models": _models(data),
        "heatmaps": {name: confusion_heatmap(m, name) for name, m in series.items()},
        "bars": {name: class_bars(m, name) for name, m in series.items()},
        "groups": _groups(data, series),
        "reliability": reliability_diagram(series),
        "coverage": coverage_curve(series),
        "composition": composition_bars(data.composition) if data.composition else "",
        "style": (FOLDER / "style.css").read_text(encoding="utf-8"),
        "script": (FOLDER / "sort.js").read_text(encoding="utf-8"),
    }


def _models(data: ReportData) -> list[tuple[Any, str]]:
    """Each model with the drawing of its cross-validation, on one scale for all."""
    measured = [(m.cv_mean, m.cv_deviation or 0.0) for m in data.models if m.cv_mean is not None]
    low = min((mean - deviation for mean, deviation in measured), default=0.0)
    high = max((mean + deviation for mean, deviation in measured), default=1.0)
    return [
        (
            model,
            ""
            if model.cv_mean is None
            else spread(model.cv_mean, model.cv_deviation or 0.0, low, high),
        )
        for model in data.models
    ]


def _groups(
    data: ReportData, series: dict[str, ClassificationMetrics]
) -> list[tuple[str, str, GroupScore]]:
    return [
        (group.name, name, group_score(metrics, group.labels))
        for group in data.groups
        for name, metrics in series.items()
    ]
