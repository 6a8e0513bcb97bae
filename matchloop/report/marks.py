"""Labels of marks on a drawing, so that no two are printed over each other.

Knows places and sizes, not what is marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matchloop.report import svg

RADIUS = 4.0
_LETTER, _HEIGHT = 6.2, 10.0  # room that a sign of a label takes
_LEFT, _MIDDLE, _RIGHT = "end", "middle", "start"
_PLACES = (
    *((0.0, -8.0, _MIDDLE), (0.0, 16.0, _MIDDLE), (-8.0, 4.0, _LEFT), (8.0, 4.0, _RIGHT)),
    *((-6.0, -7.0, _LEFT), (-6.0, 14.0, _LEFT), (6.0, -7.0, _RIGHT), (6.0, 14.0, _RIGHT)),
)
"""Where a label may stand: right and down from its mark, and which end of it stands there."""

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""


@dataclass(frozen=True)
class Mark:
    """A mark at x, y as it is `drawn`, and its label; class_ is the label's."""

    x: float
    y: float
    label: str
    class_: str
    drawn: str


def labels(marks: Sequence[Mark], within: Box) -> list[str]:
    """Draw each label at the first place where it covers no mark and no other label.

    A label for which there is no such place is left out: its mark still has its tooltip.
    """
    taken = [(mark.x - RADIUS, mark.y - RADIUS, mark.x + RADIUS, mark.y + RADIUS) for mark in marks]
    drawn = []
    for mark in marks:
        for right, down, anchor in _PLACES:
            x, y = mark.x + right, mark.y + down
            box = _box(x, y, mark.label, anchor)
            if _holds(within, box) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                drawn.append(svg.text(x, y, mark.label, mark.class_, text_anchor=anchor))
                break
    return drawn


def _box(x: float, y: float, label: str, anchor: str) -> Box:
    width = _LETTER * len(label)
    left = x - {_LEFT: width, _MIDDLE: width / 2, _RIGHT: 0.0}[anchor]
    return left, y - _HEIGHT, left + width, y


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
