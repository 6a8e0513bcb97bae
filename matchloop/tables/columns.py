"""Takes a table in memory apart: pandas, Arrow, polars, DuckDB or a dict, by its interface."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa


def columns_of(source: Any) -> Iterator[tuple[Any, Any]] | None:
    """Return names and columns of a table, by position; None for what is no table.

    Neither has to be what it should: names may be of any type, and values of a dict anything.
    """
    if isinstance(source, Mapping):
        return iter(source.items())
    if isinstance(source, pa.Table | pa.RecordBatch):
        return zip(source.schema.names, source.columns, strict=True)
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        # By position: names of a DataFrame may come twice.
        return ((name, source.iloc[:, i]) for i, name in enumerate(source.columns))
    if hasattr(source, "__arrow_c_stream__"):
        try:
            stream = pa.RecordBatchReader.from_stream(source)
        except pa.ArrowInvalid:  # the stream of a single column, such as a polars Series
            return None
        return columns_of(stream.read_all())
    return None
