"""How the words of one name are put together: one case and one separator for the whole name."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matchloop.column_mapping.generate.draft import Random


class Style(NamedTuple):
    """A way to write: separator, case of the words, share among names."""

    name: str
    separator: str
    case: str
    weight: float


STYLES = (
    Style("snake", "_", "lower", 24),
    Style("screaming", "_", "upper", 15),
    Style("camel", "", "camel", 11),
    Style("pascal", "", "title", 15),
    Style("title", " ", "title", 8),
    Style("words", " ", "lower", 4),
    Style("upper words", " ", "upper", 3),
    Style("sentence", " ", "sentence", 2),
    Style("kebab", "-", "lower", 3),
    Style("dots", ".", "lower", 2),
    Style("pascal dots", ".", "title", 1),
    Style("pascal snake", "_", "title", 5),
    Style("merged", "", "lower", 7),
    Style("merged upper", "", "upper", 5),
)
_WEIGHTS = [style.weight for style in STYLES]
_MOST_MERGED = 4
"""Words a name may have and still be written as one."""


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


_FIRST: dict[str, Callable[[str], str]] = {
    "lower": str,
    "upper": str.upper,
    "camel": str,
    "title": _title,
    "sentence": _title,
}
_REST: dict[str, Callable[[str], str]] = _FIRST | {"camel": _title, "sentence": str}


def draw_style(words: int, rng: Random) -> Style:
    """Draw a style; names of many words are not merged."""
    while True:
        style = rng.choices(STYLES, _WEIGHTS)[0]
        if words <= _MOST_MERGED or not style.name.startswith("merged"):
            return style


def write(parts: Sequence[str], style: Style, rng: Random) -> str:
    """Write the parts (lower case) in a style; numbers sometimes stick to the word before."""
    parts = _sticky(parts) if style.separator and rng.random() < 0.4 else parts
    short = style.case in ("camel", "title", "sentence") and rng.random() < 0.25
    first, rest = _FIRST[style.case], _REST[style.case]
    written = [first(parts[0]), *(rest(part) for part in parts[1:])]
    if short:
        # Many keep what is an acronym in capitals: "CustomerID", "DOB".
        pairs = zip(written, parts, strict=True)
        written = [part.upper() if part in _CAPITALS else text for text, part in pairs]
    return style.separator.join(written)


_CAPITALS = frozenset(
    "id url dob ssn sku vat zip gps ip no nr cd dt qty amt fk pk hh uuid api isbn ytd gpa".split()
)


def _sticky(parts: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and part.isdigit() and not joined[-1][-1:].isdigit():
            joined[-1] += part
        else:
            joined.append(part)
    return joined
