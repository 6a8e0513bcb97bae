"""A ranking's own part of the page: the verdict in sentences, its kinds of rows in drawings."""

from typing import Any

from matchloop.evaluation.ranking import RankedGroup, RankingMetrics
from matchloop.report import words
from matchloop.report.bars import group_bars
from matchloop.report.data import ReportData
from matchloop.report.words import percent

Data = ReportData[RankingMetrics]
FEWEST = 20  # a kind of fewer rows than this is not called the hardest


def context(data: Data) -> dict[str, Any]:
    """What ranking.html shows beyond what every family has."""
    metrics = data.served_model.metrics
    kinds = [
        (hold_out.name, kind, groups, group_bars(groups, f"{kind}, {hold_out.name}"))
        for hold_out in data.hold_outs
        for kind, groups in metrics[hold_out.name].groups.items()
        if groups
    ]
    return {"verdict": verdict(data), "kinds": kinds}


def verdict(data: Data) -> list[str]:
    """The page's opening: a few sentences on the first hold-out, plain text."""
    metrics = data.served_model.metrics[data.hold_outs[0].name]
    sentences = [_first(data, metrics), _answered(data, metrics)]
    sentences += [_hardest(data, metrics), words.others(data)]
    return [sentence for sentence in sentences if sentence]


def _first(data: Data, metrics: RankingMetrics) -> str:
    right = round(metrics.top1 * metrics.count)
    return (
        f"Of {metrics.count:,} {data.unit} in the hold-out “{data.hold_outs[0].name}”, {right:,} "
        f"have the right candidate first: {percent(metrics.top1)}. "
        f"{words.interval(metrics, data.unit)} "
        f"Among the first three it is for {percent(metrics.top3)}."
    )


def _answered(data: Data, metrics: RankingMetrics) -> str:
    point = metrics.answered
    if point.accuracy is None:
        return f"It was sure enough of none of the {data.unit}, so it answered nothing."
    return (
        f"By names alone it answers from confidence {point.threshold:g}: "
        f"{percent(point.coverage)} of the {data.unit} get an answer, and "
        f"{percent(point.accuracy)} of the answers are right."
    )


def _hardest(data: Data, metrics: RankingMetrics) -> str:
    found: list[tuple[str, RankedGroup]] = [
        (kind, group)
        for kind, groups in metrics.groups.items()
        for group in groups
        if group.count >= FEWEST and len(groups) > 1
    ]
    if not found:
        return ""
    kind, group = min(found, key=lambda item: item[1].top1)
    return (
        f"The hardest {kind} is “{group.name}”: {percent(group.top1)} of {group.count:,} "
        f"{data.unit} have the right candidate first, {percent(group.top3)} among three."
    )
