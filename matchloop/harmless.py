"""What a stranger wrote, made harmless for where it is shown: a terminal, a page, a spreadsheet.

Names and values come from files that nobody has looked at. Whoever shows them asks here. Exact
values are for programs: JSON, and what is written to be read back. Imports nothing of ours.
"""

import json
import re
from html import escape
from unicodedata import category

_KEPT = "\n\t\u200c\u200d"  # joiners: Persian, Hindi and emoji are written with them
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)
_BYTE = re.compile("[\udc80-\udcff]")  # how Python writes a byte that is no UTF-8
_BEYOND = re.compile("[^\x00-\x7e]")
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)(e[+-]?\d+)?\s?%?", re.IGNORECASE)


def visible(text: str) -> str:
    r"""The text with what is no sign as an escape, such as `\x1b`; line breaks and tabs stay.

    Control characters, overrides of the direction of writing, halves of pairs, and what has no
    shape would steer a terminal or say something else than they hold.
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or category(sign) == "Zs" or sign in _KEPT else _escape(sign)
        for sign in text.replace("\r\n", "\n")
    )


def one_line(text: str, most: int | None = None) -> str:
    """The text on one line, `visible`, shortened to so many signs with an ellipsis at the end."""
    if most is not None and len(text) > 20 * most:
        text = text[: 20 * most]  # the rest is not shown anyway
    line = visible(" ".join(text.split()))
    return line if most is None or len(line) <= most else line[: most - 1] + "…"


def paragraph(text: str, most: int = 1_000) -> str:
    """The text `visible`, each line shortened in its middle: what is said stands at the ends."""
    return "\n".join(_cut(line, most) for line in visible(text).split("\n"))


def for_page(text: str) -> str:
    """The text as HTML that shows it, also inside a script."""
    return escape(visible(text))


def for_spreadsheet(text: str) -> str:
    """The text `visible`, and with an apostrophe before what a spreadsheet takes for a formula.

    A number stays as it is, a negative one as well.
    """
    shown = visible(text)
    if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown):
        return "'" + shown
    return shown


def for_json(document: str) -> str:
    """A JSON document that reads the same, with what has no shape written as an escape."""
    return _BEYOND.sub(lambda sign: _in_json(sign[0]), document)


def steers(text: str) -> bool:
    """Whether a text moves a terminal's cursor, colours it, or turns the direction of writing."""
    return _STEERING.search(text) is not None


def given_bytes(text: str) -> str:
    r"""A text of the command line; bytes that are no UTF-8 become escapes, such as `\xfc`."""
    return visible(_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text))


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def _in_json(sign: str) -> str:
    shown = sign.isprintable() or category(sign) == "Zs" or sign in _KEPT
    return sign if shown else json.dumps(sign)[1:-1]


def _cut(line: str, most: int) -> str:
    if len(line) <= most:
        return line
    head = most * 2 // 3
    return f"{line[:head]} … {line[head + 3 - most :]}"
