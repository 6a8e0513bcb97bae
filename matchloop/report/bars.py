"""Bars: two shares of each class or kind, rows of each class, a model's spread in one line."""

from collections.abc import Mapping, Sequence

from matchloop.evaluation.classification import ClassificationMetrics
from matchloop.evaluation.ranking import RankedGroup
from matchloop.report import svg
from matchloop.report.words import percent

WIDTH, RIGHT, ROW, BAR = 420.0, 50.0, 35.0, 9.0
LETTER = 7.0  # room for a letter of a label


def class_bars(metrics: ClassificationMetrics, name: str) -> str:
    """Two bars a class, from 0 to 100 %: precision above, recall below."""
    rows = [(score.label, score.precision, score.recall) for score in metrics.per_class]
    return _pairs(rows, ("precision", "recall"), f"Precision and recall by class, {name}")


def group_bars(groups: Sequence[RankedGroup], name: str) -> str:
    """Two bars a kind, from 0 to 100 %: right first above, right among three below."""
    rows = [(group.name, group.top1, group.top3) for group in groups]
    return _pairs(rows, ("top1", "top3"), f"Top-1 and top-3, {name}")


def composition_bars(composition: Mapping[str, Mapping[str, int]]) -> str:
    """One bar a label, its splits one after the other; labels as in the first split."""
    labels = list(dict.fromkeys(label for rows in composition.values() for label in rows))
    left = _left(labels)
    totals = {label: sum(rows.get(label, 0) for rows in composition.values()) for label in labels}
    scale = (WIDTH - left - RIGHT) / max(1, *totals.values())
    drawn = []
    for i, label in enumerate(labels):
        y, x = 6 + 24.0 * i, left
        drawn.append(svg.text(left - 6, y + 12, label, "label", text_anchor="end"))
        for number, (split, rows) in enumerate(composition.items()):
            width = rows.get(label, 0) * scale
            hint = svg.title(f"{label}, {split}: {rows.get(label, 0):,}")
            kind = f"{svg.hue(number)} split"
            shape = {"x": x, "y": y, "width": width, "height": 16}
            drawn.append(svg.element("rect", hint, class_=kind, **shape))
            x += width
        drawn.append(svg.text(x + 5, y + 12, f"{totals[label]:,}", "muted small"))
    return svg.drawing(WIDTH, 10 + 24.0 * len(labels), "Rows by label and split", *drawn)


def spread(mean: float, deviation: float, low: float, high: float) -> str:
    """Mean and deviation on a line from `low` to `high`, for a cell of a table."""
    scale = 92 / max(high - low, 1e-9)
    at = 4 + (mean - low) * scale
    start, end = max(1.0, at - deviation * scale), min(99.0, at + deviation * scale)
    return svg.drawing(
        100,
        14,
        f"{mean:.4f} ± {deviation:.4f}",
        svg.line(1, 7, 99, 7, "grid"),
        svg.line(start, 7, end, 7, "spread"),
        svg.element("circle", cx=at, cy=7, r=3.5, class_="dot"),
    )


def _pairs(
    rows: Sequence[tuple[str, float | None, float | None]], kinds: tuple[str, str], about: str
) -> str:
    left = _left([label for label, *_ in rows])
    drawn = [_grid(left, len(rows) * ROW)]
    for i, (label, *shares) in enumerate(rows):
        y = 8 + ROW * i
        drawn.append(svg.text(left - 6, y + 15, label, "label", text_anchor="end"))
        for place, (share, kind) in enumerate(zip(shares, kinds, strict=True)):
            drawn.append(_bar(left, y + place * (BAR + 3), share, kind, label))
    return svg.drawing(WIDTH, 8 + ROW * len(rows) + 14, about, *drawn)


def _left(labels: Sequence[str]) -> float:
    return max(92.0, LETTER * max(map(len, labels)) + 12)


def _bar(left: float, y: float, share: float | None, kind: str, label: str) -> str:
    width = (share or 0.0) * (WIDTH - left - RIGHT)
    shape = {"x": left, "y": y, "width": width, "height": BAR, "rx": 2}
    hint = svg.title(f"{kind} of {label}: {percent(share)}")
    value = svg.text(WIDTH - RIGHT + 6, y + BAR - 0.5, percent(share), "value small")
    return svg.element("rect", hint, class_=kind, **shape) + value


def _grid(left: float, height: float) -> str:
    drawn = []
    for share in (0.0, 0.5, 1.0):
        x = left + share * (WIDTH - left - RIGHT)
        drawn.append(svg.line(x, 4, x, 4 + height, "grid"))
        number = percent(share, 0)
        drawn.append(svg.text(x, height + 18, number, "muted small", text_anchor="middle"))
    return "".join(drawn)
