"""The checks that families share: sentences about a frame's columns, the layout, sizes of splits.

Builds `validation.Check`s and the small frames some of them look at. Knows nothing of families.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from matchloop.validation.checks import Check, ValidationReport, validate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Frame:
    """A frame by its name; its methods are checks of it.

    key: columns that name a row in examples. In every check, `what` says what is expected and
    `remedy` what to do when it is not so; mostly: share of the rows that must meet it.
    """

    name: str
    key: tuple[str, ...]

    def between(
        self,
        what: str,
        column: str,
        remedy: str,
        low: float | None = None,
        high: float | None = None,
        mostly: float = 1.0,
    ) -> Check:
        """Expect numbers from `low` to `high`."""
        bounds = {"min_value": low, "max_value": high, "mostly": mostly}
        return self._check(what, "column_values_to_be_between", remedy, column=column, **bounds)

    def at_least(self, what: str, larger: str, smaller: str, remedy: str) -> Check:
        """Expect no number of one column under the one of another."""
        kind = "column_pair_values_a_to_be_greater_than_b"
        pair = {"column_A": larger, "column_B": smaller, "or_equal": True}
        return self._check(what, kind, remedy, **pair)

    def equal(self, what: str, one: str, other: str, remedy: str) -> Check:
        """Expect the same in two columns."""
        kind = "column_pair_values_to_be_equal"
        return self._check(what, kind, remedy, column_A=one, column_B=other)

    def in_set(
        self, what: str, column: str, values: Sequence[object], remedy: str, mostly: float = 1.0
    ) -> Check:
        """Expect some of the values and no others."""
        arguments = {"column": column, "value_set": list(values), "mostly": mostly}
        return self._check(what, "column_values_to_be_in_set", remedy, **arguments)

    def not_in_set(self, what: str, column: str, values: Sequence[str], remedy: str) -> Check:
        """Expect none of the values."""
        arguments = {"column": column, "value_set": list(values)}
        return self._check(what, "column_values_to_not_be_in_set", remedy, **arguments)

    def matches(self, what: str, column: str, regex: str, remedy: str) -> Check:
        """Expect texts that match a regular expression."""
        kind = "column_values_to_match_regex"
        return self._check(what, kind, remedy, column=column, regex=regex)

    def unique(self, what: str, column: str, remedy: str) -> Check:
        """Expect no value twice."""
        return self._check(what, "column_values_to_be_unique", remedy, column=column)

    def _check(self, what: str, kind: str, remedy: str, **arguments: Any) -> Check:
        return Check(what, self.name, f"expect_{kind}", arguments, remedy, self.key)


def validate_layout(
    tables: Mapping[str, pa.Table],
    layout: Mapping[str, Mapping[str, str]],
    may_be_missing: frozenset[str] = frozenset(),
) -> ValidationReport:
    """Check that tables have the fields of a layout, with their types.

    layout: {table: {field: type}}; other fields may be there too. may_be_missing: fields that may
    have missing values.
    """
    check = Frame("schema", ("table", "field")).equal(
        "every field is there, with its type and no missing value",
        "found",
        "expected",
        "A stage wrote other fields than the next one reads: run it again with dvc repro "
        "--force, or mend what it writes",
    )
    return validate({"schema": _layout_frame(tables, layout, may_be_missing)}, [check])


def _layout_frame(
    tables: Mapping[str, pa.Table],
    layout: Mapping[str, Mapping[str, str]],
    may_be_missing: frozenset[str],
) -> "pd.DataFrame":
    """One row a field: table, field, expected and found type, "none" when it is not there."""
    import pandas as pd  # takes long, and only who validates needs it

    rows = [
        (name, field, expected, _found(tables[name], field, field in may_be_missing))
        for name, fields in layout.items()
        for field, expected in fields.items()
    ]
    return pd.DataFrame(rows, columns=["table", "field", "expected", "found"])


def _found(table: pa.Table, field: str, may_be_missing: bool) -> str:
    if table.column_names.count(field) != 1:
        return "none"
    column = table[field]
    gaps = bool(column.null_count) and not may_be_missing
    return _type_name(column.type) + (" with missing values" if gaps else "")


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_fixed_size_list(kind):
        return f"fixed_size_list<{_type_name(kind.value_type)}>[{kind.list_size}]"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    return str(kind).removeprefix("large_")


def shares_frame(
    splits: "pd.Series", shares: Mapping[str, float], tolerance: float
) -> "pd.DataFrame":
    """One row a split: its share of the rows, and the least and greatest it should be."""
    import pandas as pd

    found = splits.value_counts(normalize=True)
    rows = [
        (name, float(found.get(name, 0.0)), share - tolerance, share + tolerance)
        for name, share in shares.items()
    ]
    return pd.DataFrame(rows, columns=["split", "share", "least", "greatest"])


def share_checks(frame: str, remedy: str) -> list[Check]:
    """Check the sizes in a `shares_frame`."""
    splits = Frame(frame, ("split",))
    return [
        splits.at_least("no split is too small", "share", "least", remedy),
        splits.at_least("no split is too large", "greatest", "share", remedy),
    ]
