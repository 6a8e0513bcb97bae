"""The page: figures, words and drawings put into a template.

One self-contained HTML text: no request leaves it, nothing in it depends on the clock or the
machine, so the same evaluation gives the same bytes. `page.html` is what every family has;
`classification.html` and `ranking.html` fill in what theirs needs.
"""

from pathlib import Path
from typing import Any

from matchloop.errors import MissingExtraError
from matchloop.evaluation.calibration import THRESHOLDS
from matchloop.evaluation.classification import ClassificationMetrics, GroupScore
from matchloop.evaluation.ranking import RankingMetrics
from matchloop.report import ranks, svg, words
from matchloop.report.bars import class_bars, composition_bars, spread
from matchloop.report.curves import coverage_curve, reliability_diagram
from matchloop.report.data import M, ReportData
from matchloop.report.heatmap import confusion_heatmap

FOLDER = Path(__file__).parent


def evaluation_report(data: ReportData[ClassificationMetrics]) -> str:
    """Render the page of a family that tells labels apart.

    Raises:
        DataError: the served model was not measured, or not on every hold-out.
        MissingExtraError: jinja2 is not installed.
    """
    return _render("classification.html", {**_context(data), **_classes(data)})


def ranking_report(data: ReportData[RankingMetrics]) -> str:
    """Render the page of a family that ranks candidates; raises as `evaluation_report`."""
    return _render("ranking.html", {**_context(data), **ranks.context(data)})


def _render(template: str, context: dict[str, Any]) -> str:
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
        "hue": svg.hue,
        "percent": words.percent,
        "size": words.size,
        "milliseconds": words.milliseconds,
    }
    return environment.get_template(template).render(context)


def _context(data: ReportData[M]) -> dict[str, Any]:
    series = _series(data)
    return {
        "data": data,
        "served": data.served_model,
        "series": series,
        "models": _models(data),
        "answered": words.served_points(data),
        "marked": words.listed([f"{at:g}" for at in THRESHOLDS]),
        "crossed": any(model.cv_mean is not None for model in data.models),
        "reliability": reliability_diagram(series),
        "coverage": coverage_curve(series),
        "composition": composition_bars(data.composition) if data.composition else "",
        "style": (FOLDER / "style.css").read_text(encoding="utf-8"),
        "script": (FOLDER / "sort.js").read_text(encoding="utf-8"),
    }


def _classes(data: ReportData[ClassificationMetrics]) -> dict[str, Any]:
    series = _series(data)
    return {
        "verdict": words.verdict(data),
        "confident": {n: words.confident_point(m, data.confident) for n, m in series.items()},
        "heatmaps": {name: confusion_heatmap(m, name) for name, m in series.items()},
        "bars": {name: class_bars(m, name) for name, m in series.items()},
        "groups": _groups(series),
    }


def _series(data: ReportData[M]) -> dict[str, M]:
    metrics = data.served_model.metrics
    return {hold_out.name: metrics[hold_out.name] for hold_out in data.hold_outs}


def _models(data: ReportData[M]) -> list[tuple[Any, str]]:
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


def _groups(series: dict[str, ClassificationMetrics]) -> list[tuple[str, str, GroupScore]]:
    return [
        (group, name, score)
        for name, metrics in series.items()
        for group, score in metrics.groups.items()
    ]
