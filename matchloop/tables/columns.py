"""Takes a table in memory apart: pandas, Arrow, polars, DuckDB or a dict, by its interface."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from matchloop.errors import InputError
from matchloop.tables.frames import as_column
from matchloop.tables.plain import plain
from matchloop.tables.reading import reading

_SHOWN_NAME = 60


def columns_of(source: Any) -> list[tuple[Any, Any]] | None:
    """Return names and columns of a table, by position; None for what is no table.

    Columns are Arrow arrays or sequences, equally long, whose values `texts.as_text` tells as what
    they mean; names may be of any type. Raises InputError where there is no column, one is no list
    of values or has values that cannot be told, or they are not equally long.
    """
    with reading(f"the {type(source).__name__}"):
        found = _taken_apart(source)
        if found is None:
            return None
        columns = list(found)
    if not columns:
        raise InputError("The table has no columns. Give one with at least one column.")
    lengths = [len(values) for _, values in columns]
    if len(set(lengths)) > 1:
        first = next(place for place, rows in enumerate(lengths) if rows != lengths[0])
        shown = {str(columns[place][0])[:_SHOWN_NAME]: lengths[place] for place in (0, first)}
        raise InputError(f"The columns are not equally long: {shown}. Give each every row.")
    return columns


def _taken_apart(source: Any) -> Iterable[tuple[Any, Any]] | None:
    if isinstance(source, Mapping):
        return [(name, as_column(name, values)) for name, values in source.items()]
    if isinstance(source, pa.Table | pa.RecordBatch):
        fields = zip(source.schema, source.columns, strict=True)
        return [(field.name, plain(column, field, "table")) for field, column in fields]
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        # By position: names of a DataFrame may come twice.
        places = enumerate(source.columns)
        return [(name, as_column(name, source.iloc[:, place])) for place, name in places]
    if type(source).__module__.startswith("polars.") and hasattr(source, "get_columns"):
        # Column by column: Arrow has no type for some, and one of them would spoil the stream.
        return [(column.name, as_column(column.name, column)) for column in source.get_columns()]
    if hasattr(source, "__arrow_c_stream__"):
        try:
            stream = pa.RecordBatchReader.from_stream(source)
        except pa.ArrowInvalid:  # the stream of a single column, such as a polars Series
            return None
        return _taken_apart(stream.read_all())
    return None
