"""Two curves about confidence: is it true, and what does it cost to be asked for more of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

from matchloop.evaluation.calibration import CoveragePoint, ReliabilityBin, wilson_interval
from matchloop.evaluation.measured import Measured
from matchloop.report import svg
from matchloop.report.marks import RADIUS, Mark, labels
from matchloop.report.words import percent

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420.0, 310.0, 46.0, 22.0, 28.0, 38.0
SPANS = (0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 1.0)  # a quarter of each is a whole percentage
CLOSE = 7.0  # marks of one curve nearer to each other than this become one
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
    dots: list[tuple[float, ReliabilityBin, int]] = []
    for number, metrics in enumerate(series.values()):
        bins = [bin_ for bin_ in metrics.reliability if bin_.count >= FEWEST]
        points = [(bin_.confidence or 0, bin_.accuracy or 0) for bin_ in bins]
        drawn.append(_path(plane, points, number))
        dots += [(bin_.count / metrics.count, bin_, number) for bin_ in bins]
    # The largest first, so that no dot is hidden by another.
    for share, bin_, number in sorted(dots, key=lambda dot: -dot[0]):
        drawn.append(_bin(plane, bin_, share, number))
    return svg.drawing(WIDTH, HEIGHT, "Reliability diagram", *drawn)


def coverage_curve(series: Mapping[str, Measured]) -> str:
    """Accuracy of what is answered against the share that is answered, thresholds marked."""
    curves = [[point for point in m.curve if point.count >= FEWEST] for m in series.values()]
    lowest = min((point.accuracy or 0 for curve in curves for point in curve), default=0.0)
    plane = Plane(1 - next(span for span in SPANS if span >= min(1.0, 1.05 * (1 - lowest))))
    drawn, marks = [_axes(plane, "answered", "right")], list[Mark]()
    for number, (curve, metrics) in enumerate(zip(curves, series.values(), strict=True)):
        drawn.append(_path(plane, [(p.coverage, p.accuracy or 0) for p in curve], number))
        kept = [point for point in metrics.coverage if point.count >= FEWEST]
        marks += [_mark(plane, points, number) for points in _apart(plane, kept)]
    drawn += [mark.drawn for mark in marks]
    drawn += labels(marks, (LEFT, TOP - 20, WIDTH, HEIGHT - BOTTOM))
    return svg.drawing(WIDTH, HEIGHT, "Accuracy against coverage", *drawn)


def _bin(plane: Plane, bin_: ReliabilityBin, share: float, number: int) -> str:
    accuracy, confidence = bin_.accuracy or 0.0, bin_.confidence or 0.0
    low, high = wilson_interval(round(accuracy * bin_.count), bin_.count)
    x = plane.x(confidence)
    hint = f"{bin_.count:,} rows, {percent(confidence)} sure, {percent(accuracy)} right"
    radius = 2.5 + 9 * share**0.5
    dot = {
        "cx": x,
        "cy": plane.y(accuracy),
        "r": radius,
        "class_": f"{svg.hue(number)} series bubble",
    }
    whisker = svg.line(x, plane.y(low), x, plane.y(high), f"{svg.hue(number)} series whisker")
    return whisker + svg.element("circle", svg.title(hint), **dot)


def _apart(plane: Plane, points: list[CoveragePoint]) -> list[list[CoveragePoint]]:
    """Points of one curve; those that would be printed on each other come together."""
    groups: list[list[CoveragePoint]] = []
    for point in points:
        if groups and _distance(plane, point, groups[-1][0]) < CLOSE:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _distance(plane: Plane, one: CoveragePoint, other: CoveragePoint) -> float:
    return hypot(
        plane.x(one.coverage) - plane.x(other.coverage),
        plane.y(one.accuracy or 0) - plane.y(other.accuracy or 0),
    )


def _mark(plane: Plane, points: list[CoveragePoint], number: int) -> Mark:
    x, y = plane.x(points[0].coverage), plane.y(points[0].accuracy or 0)
    hint = "; ".join(
        f"from {each.threshold:g}: {percent(each.coverage)} answered, "
        f"{percent(each.accuracy)} right"
        for each in points
    )
    ends = dict.fromkeys(f"{each.threshold:g}" for each in (points[0], points[-1]))
    dot = {"cx": x, "cy": y, "r": RADIUS, "class_": f"{svg.hue(number)} series mark"}
    drawn = svg.element("circle", svg.title(hint), **dot)
    return Mark(x, y, "–".join(ends), f"small {svg.hue(number)} series name", drawn)


def _path(plane: Plane, points: list[tuple[float, float]], number: int) -> str:
    steps = " ".join(f"{plane.x(x):.2f},{plane.y(y):.2f}" for x, y in points)
    return svg.element("polyline", points=steps, class_=f"{svg.hue(number)} series curve")


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
