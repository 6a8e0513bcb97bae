"""How numbers are written: decimal marks, thousands, money, percent, signs, units.

Pure text work on numbers; knows nothing of headers or labels.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matchloop.column_types.generate.context import Context

ARABIC_DIGITS = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")


@dataclass(frozen=True)
class NumberStyle:
    """Marks of one way to write numbers; `indian` groups as 12,34,567."""

    decimal: str = "."
    group: str = ""
    indian: bool = False

    def write(self, numbers: Iterable[float], decimals: int) -> list[str]:
        """Write numbers with a fixed number of decimals."""
        marks = str.maketrans({",": self.group, ".": self.decimal})
        texts = [f"{number:,.{decimals}f}" for number in numbers]
        if self.indian:
            texts = [_indian(text) for text in texts]
        return [text.translate(marks) for text in texts]


def _indian(text: str) -> str:
    whole, dot, fraction = text.replace(",", "").partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(i - 2, 0) : i] for i in range(len(head), 0, -2)][::-1]
    return sign + ",".join([*pairs, tail]) + dot + fraction


def local_style(c: Context, *, grouped: bool | None = None) -> NumberStyle:
    """Draw a way of writing numbers that the locale uses; `grouped` None leaves it to chance."""
    place = c.locale
    with_groups = c.chance(0.6) if grouped is None else grouped
    if not with_groups:
        return NumberStyle(place.decimal)
    group = place.groups[0] if c.chance(0.6) else c.one(place.groups)
    return NumberStyle(place.decimal, group, place.code == "INR" and c.chance(0.7))


def money_writer(c: Context) -> Callable[[str], str]:
    """Draw how money is marked in the locale: symbol or code, before or after, spaced or not."""
    place = c.locale
    mark = place.symbol if c.chance(0.75) else place.code
    if c.language != "en" and c.chance(0.15):
        mark, before = c.one(("$", "US$", "USD", "€", "EUR")), c.chance(0.5)
    else:
        before = place.before if c.chance(0.85) else not place.before
    space = (
        c.one(("", "", " ", "\u00a0"))
        if before and len(mark) == 1
        else c.one((" ", "\u00a0", " ", ""))
    )
    if before:
        return lambda text: f"-{mark}{space}{text[1:]}" if text[:1] == "-" else mark + space + text
    return lambda text: text + space + mark


def accounting(text: str) -> str:
    """Write a negative number in brackets."""
    return f"({text[1:]})" if text.startswith("-") else text


def trailing_minus(text: str) -> str:
    """Write the minus behind the number, as SAP does."""
    return f"{text[1:]}-" if text.startswith("-") else text


def significant(numbers: Iterable[float], digits: int) -> list[str]:
    """Write numbers with that many significant digits, as statistics programs do."""
    return [f"{number:.{digits}g}" for number in numbers]


def scientific(numbers: Iterable[float], digits: int, mark: str) -> list[str]:
    """Write numbers like 1.56E-05; `mark` is "e" or "E"."""
    return [f"{number:.{digits}e}".replace("e", mark) for number in numbers]


def short_scale(number: float, decimals: int, units: tuple[str, str, str]) -> str:
    """Write 395000 as "395K", 1200000 as "1.2M"; `units` are thousand, million, billion."""
    for size, unit in ((1e9, units[2]), (1e6, units[1]), (1e3, units[0])):
        if abs(number) >= size:
            return f"{number / size:.{decimals}f}{unit}"
    return f"{number:.0f}"
