"""The table of labelled columns that the pipeline passes on: one row a column.

It stores summaries, not columns: what a model may see of a column, and nothing else. Knows the
layout; where columns come from is the business of `generate`, `sortinghat` and `labelled`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matchloop.column_types.summary import ColumnSummary, Moments

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("header", pa.string()),
        ("label", pa.string()),
        ("also", pa.string()),
        ("source", pa.string()),
        ("kind", pa.string()),
        ("domain", pa.string()),
        ("locale", pa.string()),
        ("total", pa.int64()),
        ("nulls", pa.int64()),
        ("distinct", pa.int64()),
        ("values", pa.list_(pa.string())),
        ("counts", pa.list_(pa.int64())),
        ("mean", pa.float64()),
        ("std", pa.float64()),
        ("minimum", pa.float64()),
        ("maximum", pa.float64()),
    ]
)
"""Layout of the columns table; the moments are null unless the source gave them.

also: further labels that are right too, separated by |.
"""


@dataclass(frozen=True)
class LabelledSummary:
    """A column's summary with its label and where it comes from.

    source: "synthetic", "sortinghat", "user:<file>" or a part of `foreign`; kind: the generator's
    kind, or the table of the source; domain, locale: "" when not known; also: further labels that
    are right too.
    """

    summary: ColumnSummary
    label: str
    source: str
    kind: str
    domain: str = ""
    locale: str = ""
    also: tuple[str, ...] = ()


def content_id(summary: ColumnSummary) -> str:
    """32 hexadecimal digits that name a column by its header, values and counts.

    How long the column is plays no part: tables that grow, or come in parts, repeat themselves.
    """
    digest = hashlib.sha256(summary.header.encode("utf-8", "replace"))
    texts = summary.values.to_pylist()
    digest.update(f"\0{','.join(str(len(text)) for text in texts)}\0".encode())
    digest.update("".join(texts).encode("utf-8", "replace"))
    digest.update(summary.counts.astype("<i8").tobytes())
    return digest.hexdigest()[:32]


def to_table(columns: Iterable[LabelledSummary]) -> pa.Table:
    """Lay out labelled summaries as a table of `SCHEMA`; of equal columns the first is kept."""
    rows: dict[str, dict[str, object]] = {}
    for column in columns:
        row = _row(column)
        rows.setdefault(str(row["id"]), row)
    return pa.Table.from_pylist(list(rows.values()), SCHEMA)


def summaries(table: pa.Table) -> list[ColumnSummary]:
    """Read the summaries back, in the table's order."""
    values, counts = table["values"].combine_chunks(), table["counts"].combine_chunks()
    plain = table.select(
        ["header", "total", "nulls", "distinct", "mean", "std", "minimum", "maximum"]
    ).to_pylist()
    return [
        ColumnSummary(
            row["header"],
            row["total"],
            row["nulls"],
            row["distinct"],
            values[i].values,
            counts[i].values.to_numpy(),
            None
            if row["mean"] is None
            else Moments(row["mean"], row["std"], row["minimum"], row["maximum"]),
        )
        for i, row in enumerate(plain)
    ]


def _row(column: LabelledSummary) -> dict[str, object]:
    summary, moments = column.summary, column.summary.moments
    return {
        "id": content_id(summary),
        "header": summary.header.encode("utf-8", "replace").decode(),
        "label": column.label,
        "also": "|".join(column.also),
        "source": column.source,
        "kind": column.kind,
        "domain": column.domain,
        "locale": column.locale,
        "total": summary.total,
        "nulls": summary.nulls,
        "distinct": summary.distinct,
        "values": summary.values.to_pylist(),
        "counts": np.asarray(summary.counts, np.int64).tolist(),
        "mean": moments and moments.mean,
        "std": moments and moments.std,
        "minimum": moments and moments.minimum,
        "maximum": moments and moments.maximum,
    }
