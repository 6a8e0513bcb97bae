"""The label sets: eight types of matchloop, and SortingHat's nine for comparison."""

from enum import StrEnum


class ColumnType(StrEnum):
    """What a column holds. The order is the order of model outputs."""

    TEXT_LONG = "text_long"
    TEXT_SHORT = "text_short"
    NUMERIC = "numeric"
    DATETIME = "datetime"
    CATEGORICAL = "categorical"
    IDENTIFIER = "identifier"
    BOOLEAN = "boolean"
    UNKNOWN = "unknown"


LABELS: tuple[str, ...] = tuple(ColumnType)

GROUPS: dict[str, tuple[str, ...]] = {"text": (ColumnType.TEXT_LONG, ColumnType.TEXT_SHORT)}
"""Labels that are also judged as one."""

SORTINGHAT_LABELS: tuple[str, ...] = (
    "numeric",
    "categorical",
    "datetime",
    "sentence",
    "url",
    "embedded-number",
    "list",
    "not-generalizable",
    "context-specific",
)
