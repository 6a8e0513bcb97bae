"""Just enough SVG: elements as text, escaped, with coordinates that are the same everywhere.

Colours are left to the page's style sheet, through classes, so that one drawing serves light,
dark and paper.
"""

from html import escape
from typing import Any

HUES = 6
"""Colours that the style sheet has for series and splits."""


def element(tag: str, *children: str, **attributes: Any) -> str:
    """`<tag a-b="…">children</tag>`; `class_` and `a_b` become `class` and `a-b`; None is left out.

    Children are markup already; attribute values are escaped, numbers get two decimals.
    """
    pairs = (
        (name.strip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    head = " ".join([tag, *(f'{name}="{_text(value)}"' for name, value in pairs)])
    return f"<{head}>{''.join(children)}</{tag}>" if children else f"<{head}/>"


def text(x: float, y: float, content: str, class_: str = "", **attributes: Any) -> str:
    """A text at its baseline; content is escaped."""
    return element("text", escape(content), x=x, y=y, class_=class_ or None, **attributes)


def title(content: str) -> str:
    """A tooltip for the element it is put in."""
    return element("title", escape(content))


def hue(number: int) -> str:
    """The class that gives the `number`th of several things its colour; after `HUES` they recur."""
    return f"hue{number % HUES}"


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def drawing(width: float, height: float, label: str, *children: str) -> str:
    """A whole picture that scales with the page; `label` is read out by screen readers."""
    return element(
        "svg",
        *children,
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        role="img",
        aria_label=label,
        preserveAspectRatio="xMidYMid meet",
    )


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(str(value))
