"""Figures in words: numbers as people write them, and the verdict in sentences.

The verdict here is a classifier's; that on a ranking is in `ranks`, from the same parts.
"""

from collections.abc import Sequence

from matchloop.evaluation.calibration import CoveragePoint
from matchloop.evaluation.classification import ClassificationMetrics, ClassScore
from matchloop.evaluation.measured import Measured
from matchloop.report.data import M, ReportData

NONE = "–"
SPACE = "\u202f"  # narrow, and keeps number and unit on one line


def percent(share: float | None, digits: int = 1) -> str:
    """0.9412 → "94.1 %"; None → a dash. Never rounds up to 100 % what is not all."""
    if share is None:
        return NONE
    shown = f"{share * 100:.{digits}f}"
    if share < 1 and float(shown) == 100:
        shown = f"{100 - 10**-digits:.{digits}f}"
    return f"{'100' if share == 1 else shown}{SPACE}%"


def size(count: int | None) -> str:
    """Bytes as kB or MB (powers of ten)."""
    if count is None:
        return NONE
    if count < 1_000_000:
        return f"{count / 1000:.0f}{SPACE}kB"
    return f"{count / 1_000_000:.1f}{SPACE}MB"


def milliseconds(value: float | None) -> str:
    """A latency with two figures that mean something."""
    if value is None:
        return NONE
    return f"{value:.3f}{SPACE}ms" if value < 0.1 else f"{value:.2f}{SPACE}ms"


def listed(items: Sequence[str]) -> str:
    """Things as people list them: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def confident_point(metrics: Measured, threshold: float) -> CoveragePoint:
    """The measured point whose threshold is nearest."""
    points = (*metrics.coverage, *metrics.curve)
    return min(points, key=lambda point: abs(point.threshold - threshold))


def served_points(data: ReportData[M]) -> dict[str, CoveragePoint]:
    """What the first of the served thresholds gives on each hold-out.

    The measured point nearest to it; the hold-outs that a ranking measured with it have it exactly.
    """
    if not data.thresholds:
        return {}
    metrics, at = data.served_model.metrics, data.thresholds[0].at
    return {part.name: _exact_or_near(metrics[part.name], at) for part in data.hold_outs}


def _exact_or_near(metrics: Measured, at: float) -> CoveragePoint:
    given = getattr(metrics, "answered", None)
    return given if given is not None and given.threshold == at else confident_point(metrics, at)


def verdict(data: ReportData[ClassificationMetrics]) -> list[str]:
    """The page's opening: a few sentences on the first hold-out, plain text."""
    metrics = data.served_model.metrics[data.hold_outs[0].name]
    sentences = [_accuracy(data, metrics), _confidence(data, metrics)]
    sentences += [_weakest(metrics), others(data)]
    return [sentence for sentence in sentences if sentence]


def interval(metrics: Measured, unit: str) -> str:
    """How far the accuracy can be trusted, from so many rows."""
    low, high = (percent(bound, 0) for bound in metrics.accuracy_interval)
    return (
        f"From so many {unit} one can tell that the true figure lies between {low} and {high} "
        f"(95{SPACE}% interval)."
    )


def others(data: ReportData[M]) -> str:
    """How the best of the other models does on the first hold-out; "" when there is none."""
    name = data.hold_outs[0].name
    measured = {m.name: m.metrics[name] for m in data.models if name in m.metrics}
    own = measured.pop(data.served)
    if not measured:
        return ""
    name, best = max(measured.items(), key=lambda item: item[1].accuracy)
    points = (best.accuracy - own.accuracy) * 100
    if abs(points) < 0.05:
        return f"The model {name} does as well."
    more = "more" if points > 0 else "less"
    return (
        f"The best of the other models, {name}, is right on {percent(best.accuracy)}, "
        f"{abs(points):.1f} points {more}."
    )


def _accuracy(data: ReportData[ClassificationMetrics], metrics: ClassificationMetrics) -> str:
    right = sum(row[i] for i, row in enumerate(metrics.confusion))
    return (
        f"Of {metrics.count:,} {data.unit} in the hold-out “{data.hold_outs[0].name}”, {right:,} "
        f"were answered right: {percent(metrics.accuracy)}. {interval(metrics, data.unit)}"
    )


def _confidence(data: ReportData[ClassificationMetrics], metrics: ClassificationMetrics) -> str:
    point = confident_point(metrics, data.confident)
    if point.accuracy is None:
        return f"It was never {percent(data.confident, 0)} sure or more."
    return (
        f"When it is at least {percent(data.confident, 0)} sure, it is right "
        f"{percent(point.accuracy)} of the time, and it is that sure about "
        f"{percent(point.coverage, 0)} of the {data.unit}."
    )


def _weakest(metrics: ClassificationMetrics) -> str:
    present = [score for score in metrics.per_class if score.f1 is not None and score.support]
    score = min(present, key=lambda s: s.f1 or 0.0)
    if score.f1 == 1:
        return "No class has an error."
    hits = round((score.recall or 0) * score.support)
    found = f"The weakest class is {score.label}: {hits:,} of {score.support:,} were found"
    return f"{found}, and {_trust(score)}. {_confusion(metrics)}"


def _trust(score: ClassScore) -> str:
    if score.precision is None:
        return "it was never the answer"
    return f"the answer “{score.label}” is right {percent(score.precision)} of the time"


def _confusion(metrics: ClassificationMetrics) -> str:
    counts = {
        (truth, answer): count
        for truth, row in zip(metrics.labels, metrics.confusion, strict=True)
        for answer, count in zip(metrics.labels, row, strict=True)
        if truth != answer
    }
    (truth, answer), count = max(counts.items(), key=lambda item: item[1])
    times = "once" if count == 1 else f"{count:,} times"
    return f"The commonest confusion is {truth} taken for {answer}, {times}." if count else ""
