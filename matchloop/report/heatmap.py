"""The confusion matrix as a picture: what is right in one colour, what is wrong in another."""

from typing import Any

from matchloop.evaluation.classification import ClassificationMetrics
from matchloop.report import svg
from matchloop.report.words import percent

SIDE = 38.0
LETTER = 7.0  # room for a letter of a label
SLANT = 0.7  # labels of columns rise at an angle


def confusion_heatmap(metrics: ClassificationMetrics, name: str) -> str:
    """Rows are the truth, columns the answer; the shade is the share of the row.

    Every cell carries its count and its share, one of which the style sheet shows.
    """
    left, top, right = _margins(metrics.labels)
    length = SIDE * len(metrics.labels)
    drawn = [
        svg.text(left - 6, top - 21, "answer →", "muted small", text_anchor="end"),
        svg.text(left - 6, top - 7, "truth ↓", "muted small", text_anchor="end"),
        svg.element("rect", x=left, y=top, width=length, height=length, class_="frame"),
    ]
    for i, label in enumerate(metrics.labels):
        drawn += _labels(i, label, metrics.per_class[i].support, left, top)
        drawn += [_cell(metrics, i, j, left, top) for j in range(len(metrics.labels))]
    width, height = left + length + right, top + length + 4
    return svg.drawing(width, height, f"Confusion matrix of {name}", *drawn)


def _margins(labels: tuple[str, ...]) -> tuple[float, float, float]:
    longest, last = (LETTER * n for n in (max(map(len, labels)), len(labels[-1])))
    return max(92.0, longest + 12), SLANT * longest + 24, max(6.0, SLANT * last - SIDE / 2 + 8)


def _labels(i: int, label: str, support: int, left: float, top: float) -> list[str]:
    x, y = left + SIDE * (i + 0.5), top + SIDE * (i + 0.5)
    return [
        svg.text(left - 6, y + 1, label, "label", text_anchor="end"),
        svg.text(left - 6, y + 13, f"{support:,}", "muted small", text_anchor="end"),
        svg.text(x, top - 7, label, "label", transform=f"rotate(-42 {x:.2f} {top - 7:.2f})"),
    ]


def _cell(metrics: ClassificationMetrics, i: int, j: int, left: float, top: float) -> str:
    count, support = metrics.confusion[i][j], metrics.per_class[i].support
    x, y = left + SIDE * j, top + SIDE * i
    if not count:
        return svg.text(x + SIDE / 2, y + SIDE / 2 + 4, "·", "faint", text_anchor="middle")
    share = count / support
    # Errors are rare: the root lets a share of some percent be seen.
    shade = 0.25 + 0.75 * share if i == j else min(1.0, 0.15 + 0.95 * share**0.5)
    kind = "hit" if i == j else "miss"
    hint = f"{count:,} of {support:,} {metrics.labels[i]} answered as {metrics.labels[j]}"
    strong = f"cell{' strong' if shade > 0.55 else ''}"
    place: dict[str, Any] = {"x": x + SIDE / 2, "y": y + SIDE / 2 + 4, "text_anchor": "middle"}
    return svg.element(
        "g",
        svg.title(f"{hint} ({percent(share)})"),
        svg.element(
            "rect",
            x=x + 1,
            y=y + 1,
            width=SIDE - 2,
            height=SIDE - 2,
            rx=3,
            class_=kind,
            fill_opacity=shade,
        ),
        svg.text(content=f"{count:,}", class_=f"{strong} n", **place),
        svg.text(content=f"{share * 100:.0f}", class_=f"{strong} p", **place),
    )
