"""Two curves about confidence: is it true, and what does it cost to be asked for more of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchloop.evaluation.calibration import CoveragePoint, ReliabilityBin, wilson_interval
from matchloop.evaluation.measured import Measured
from matchloop.report import svg
from matchloop.report.words import percent

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420.0, 310.0, 46.0, 22.0, 28.0, 38.0
SPANS = (0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 1.0)  # a quarter of each is a whole percentage
FEWEST = 5  # a share of fewer rows than this says nothing, so it is not drawn


@dataclass(frozen=True)
class Plane:
    """Where shares lie on the picture: x from 0 to 1, y from `low` to 1."""

    low: float

    def x(self, share: float) -> float:
        """Horizontal place of a share."""
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        """Vertical place of a share."""
        return TOP + (1 - share) / (1 - self.low) * (HEIGHT - TOP - BOTTOM)


def reliability_diagram(series: Mapping[str, Measured]) -> str:
    """Accuracy against confidence, a dot a bin, its area the share of rows; 95 % intervals."""
    plane = Plane(0.0)
    drawn = [_axes(plane, "confidence", "right")]
    drawn.append(svg.line(plane.x(0), plane.y(0), plane.x(1), plane.y(1), "ideal"))
    for number, metrics in enumerate(series.values()):
        bins = [bin_ for bin_ in metrics.reliability if bin_.count >= FEWEST]
        drawn += [_bin(plane, bin_, metrics.count, number) for bin_ in bins]
        points = [(bin_.confidence or 0, bin_.accuracy or 0) for bin_ in bins]
        drawn.append(_path(plane, points, number))
    return svg.drawing(WIDTH, HEIGHT, "Reliability diagram", *drawn)


def coverage_curve(series: Mapping[str, Measured]) -> str:
    """Accuracy of what is answered against the share that is answered, thresholds marked."""
    curves = [[point for point in m.curve if point.count >= FEWEST] for m in series.values()]
    lowest = min((point.accuracy or 0 for curve in curves for point in curve), default=0.0)
    plane = Plane(1 - next(span for span in SPANS if span >= min(1.0, 1.05 * (1 - lowest))))
    drawn = [_axes(plane, "answered", "right")]
    for number, (curve, metrics) in enumerate(zip(curves, series.values(), strict=True)):
        drawn.append(_path(plane, [(p.coverage, p.accuracy or 0) for p in curve], number))
        marks = [point for point in metrics.coverage if point.count >= FEWEST]
        drawn += [_mark(plane, point, number) for point in marks]
    return svg.drawing(WIDTH, HEIGHT, "Accuracy against coverage", *drawn)


def _bin(plane: Plane, bin_: ReliabilityBin, total: int, number: int) -> str:
    accuracy, confidence = bin_.accuracy or 0.0, bin_.confidence or 0.0
    low, high = wilson_interval(round(accuracy * bin_.count), bin_.count)
    x = plane.x(confidence)
    hint = f"{bin_.count:,} rows, {percent(confidence)} sure, {percent(accuracy)} right"
    radius = 2.5 + 9 * (bin_.count / total) ** 0.5
    dot = {"cx": x, "cy": plane.y(accuracy), "r": radius, "class_": f"series{number} bubble"}
    whisker = svg.line(x, plane.y(low), x, plane.y(high), f"series{number} whisker")
    return whisker + svg.element("circle", svg.title(hint), **dot)


def _mark(plane: Plane, point: CoveragePoint, number: int) -> str:
    x, y = plane.x(point.coverage), plane.y(point.accuracy or 0)
    hint = f"from {point.threshold:g}: {percent(point.coverage)} answered, "
    hint += f"{percent(point.accuracy)} right"
    # Curves run close together: the first is labelled above, the others below.
    label = svg.text(
        x,
        y - 8 if number == 0 else y + 16,
        f"{point.threshold:g}",
        f"small series{number} name",
        text_anchor="middle",
    )
    dot = {"cx": x, "cy": y, "r": 4, "class_": f"series{number} mark"}
    return svg.element("circle", svg.title(hint), **dot) + label


def _path(plane: Plane, points: list[tuple[float, float]], number: int) -> str:
    steps = " ".join(f"{plane.x(x):.2f},{plane.y(y):.2f}" for x, y in points)
    return svg.element("polyline", points=steps, class_=f"series{number} curve")


def _axes(plane: Plane, below: str, beside: str) -> str:
    ticks = [_tick_y(plane, plane.low + (1 - plane.low) * step / 4) for step in range(5)]
    ticks += [_tick_x(plane, step / 4) for step in range(5)]
    middle = (LEFT + WIDTH - RIGHT) / 2
    names = [
        svg.text(middle, HEIGHT - 4, f"{below} →", "muted small", text_anchor="middle"),
        svg.text(LEFT - 38, TOP - 16, f"{beside} ↑", "muted small"),
    ]
    return "".join(ticks + names)


def _tick_y(plane: Plane, share: float) -> str:
    y = plane.y(share)
    number = svg.text(LEFT - 5, y + 4, _short(share), "muted small", text_anchor="end")
    return svg.line(LEFT, y, WIDTH - RIGHT, y, "grid") + number


def _tick_x(plane: Plane, share: float) -> str:
    x = plane.x(share)
    return svg.text(x, HEIGHT - BOTTOM + 15, _short(share), "muted small", text_anchor="middle")


def _short(share: float) -> str:
    return percent(round(share, 6), 0)
