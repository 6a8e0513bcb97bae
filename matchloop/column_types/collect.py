"""Real labelled columns: SortingHat's, the user's, and whole tables labelled by reading them.

Turns what the sources hold into labelled summaries. Reads files; writes none.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matchloop.column_types.dataset import LabelledSummary, content_id
from matchloop.column_types.labelled import read_labelled
from matchloop.column_types.labels import LABELS
from matchloop.column_types.profile import summarize_table
from matchloop.column_types.sortinghat import read_sortinghat
from matchloop.column_types.sortinghat_labels import eight_label
from matchloop.column_types.split import USER_TEST, USER_VALIDATION
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import DataError
from matchloop.tables import open_table

SAME_TABLE = 3
"""Headers a source's table must share with an example table to count as the same table."""


def sortinghat_columns(path: Path, source: str) -> list[LabelledSummary]:
    """Read SortingHat's columns with labels of eight; those in doubt are left out."""
    summaries, nine, tables = read_sortinghat(path)
    columns = []
    for summary, label, table in zip(summaries, nine, tables, strict=True):
        eight = eight_label(summary, label)
        if eight and (summary.header or len(summary.values)):
            columns.append(LabelledSummary(summary, eight.value, source, f"table {table}"))
    return columns


def user_columns(folder: Path) -> list[LabelledSummary]:
    """Read the user's own labelled files; raises `DataError` with everything wrong with them."""
    return [
        LabelledSummary(
            ColumnSummary.of(column.header, column.values),
            column.label,
            column.source,
            f"{column.source} {column.table}".rstrip(),
            column.domain,
            column.locale,
        )
        for column in read_labelled(folder)
    ]


def held_out_columns(folder: Path) -> list[LabelledSummary]:
    """Read the columns that the user has set aside for measuring, and for choosing a model by.

    They lie in the folders test/ and validation/ beside the user's other labelled files; each part
    is a source of its own. Raises `DataError` as `user_columns` does.
    """
    parts = (("test", USER_TEST), ("validation", USER_VALIDATION))
    return [
        replace(column, source=source)
        for name, source in parts
        for column in user_columns(folder / name)
    ]


def without_contents(
    columns: Iterable[LabelledSummary], held_out: Iterable[LabelledSummary]
) -> list[LabelledSummary]:
    """Leave out every column that is held out too, by its header and values."""
    known = {content_id(column.summary) for column in held_out}
    return [column for column in columns if content_id(column.summary) not in known]


def table_columns(tables: Sequence[Path], labels: Path) -> list[LabelledSummary]:
    """Read whole tables whose columns are labelled in a CSV `file,column,label,also`.

    Raises `DataError` when a labelled column is not in its table.
    """
    by_table = read_table_labels(labels)
    columns = []
    for path in sorted(tables):
        found = {summary.header: summary for summary in summarize_table(open_table(path))}
        for header, label in by_table.get(path.name, {}).items():
            if header not in found:
                raise DataError(
                    f"{labels}: {path.name} has no column {header!r}; it has "
                    f"{', '.join(found)}. Mend the line or pull the table again."
                )
            columns.append(LabelledSummary(found[header], label, "real_tables", path.name))
    return columns


def read_table_labels(path: Path) -> dict[str, dict[str, str]]:
    """Read labels of whole tables: {file: {column: label}}."""
    result: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with Path(path).open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            if row.get("label") not in LABELS:
                raise DataError(
                    f"{path}, line {line}, column label: got {row.get('label')!r}, expected one "
                    f"of {', '.join(LABELS)}. Mend the line."
                )
            result[row["file"]][row["column"]] = row["label"]
    return dict(result)


def without_tables(
    columns: Iterable[LabelledSummary], held_out: Iterable[LabelledSummary]
) -> list[LabelledSummary]:
    """Leave out every table that is one of the held-out tables, by the headers they share.

    SortingHat drew its columns from public tables, two of which are also among the whole tables
    that models are measured on.
    """
    columns = list(columns)
    ours, theirs = _headers(columns), _headers(held_out)
    same = {
        kind
        for kind, headers in ours.items()
        if any(_same(headers, other) for other in theirs.values())
    }
    return [column for column in columns if column.kind not in same]


def _same(headers: set[str], other: set[str]) -> bool:
    return len(headers & other) >= max(2, min(SAME_TABLE, len(other)))


def _headers(columns: Iterable[LabelledSummary]) -> Mapping[str, set[str]]:
    result: defaultdict[str, set[str]] = defaultdict(set)
    for column in columns:
        result[column.kind].add(column.summary.header.strip().lower())
    return result
