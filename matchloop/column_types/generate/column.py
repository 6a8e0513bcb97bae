"""What the generator hands out: one labelled column, and how many of each label there should be.

Knows nothing of how columns are made.
"""

from dataclasses import dataclass

from matchloop.column_types.labels import ColumnType

MINIMUM_ROWS = 5
"""Fewest rows of a generated column."""

CLASS_MINIMUMS: dict[ColumnType, int] = {
    ColumnType.TEXT_LONG: 5_000,
    ColumnType.TEXT_SHORT: 3_000,
    ColumnType.NUMERIC: 2_500,
    ColumnType.DATETIME: 2_500,
    ColumnType.CATEGORICAL: 2_500,
    ColumnType.IDENTIFIER: 2_500,
    ColumnType.BOOLEAN: 2_500,
    ColumnType.UNKNOWN: 2_500,
}
"""Columns of each label at full scale; the largest is at most twice the smallest."""


@dataclass(frozen=True)
class GeneratedColumn:
    """One synthetic column.

    header: the column's name, "" when it has none.
    values: rows in order; a missing one is None or spelled ("N/A", "-", …).
    label: a `ColumnType` value.
    kind: what made it, "label.kind", e.g. "numeric.currency".
    domain, locale: what the words and formats are taken from, e.g. "health", "de_DE".
    """

    header: str
    values: tuple[str | None, ...]
    label: str
    kind: str
    domain: str
    locale: str


@dataclass(frozen=True)
class Draft:
    """A column before header style and noise.

    values: one text (or None) a row.
    concept: key of `HeaderWords.english` that the header is drawn from.
    clear: the values alone do not decide the label, so the header must say what they are
        (never missing, generic, misleading or unreadably shortened).
    tidy: the noise layer leaves the values alone.
    header: a ready header, used as it is.
    """

    values: list[str | None]
    concept: str
    clear: bool = False
    tidy: bool = False
    header: str | None = None
