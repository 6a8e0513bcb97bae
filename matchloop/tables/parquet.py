"""Reads Parquet, a few thousand rows at a time."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from matchloop.errors import InputError
from matchloop.tables.plain import plain
from matchloop.tables.reading import shown
from matchloop.tables.table import Table

_ROWS = 32_768
_CELLS = 1_000_000


class ParquetTable(Table):
    """A Parquet file: top-level columns with their own types."""

    def __init__(self, name: str, file: BinaryIO, size: int):
        try:
            self._parquet = pq.ParquetFile(file, pre_buffer=False)
            self._schema = self._parquet.schema_arrow
            columns = self._schema.names
        except (pa.ArrowException, OSError) as error:
            raise _damaged(name, error) from error
        if not columns:
            raise InputError(f"{name} is a Parquet file without columns. Give one that has some.")
        super().__init__(name, file, size, columns)
        self._rows_done = 0

    def _position(self) -> int:
        rows = max(self._parquet.metadata.num_rows, 1)
        return self._size * self._rows_done // rows

    def _read(self) -> Iterator[list[pa.Array]]:
        rows = max(1, min(_ROWS, _CELLS // len(self._columns)))
        try:
            for batch in self._parquet.iter_batches(rows, use_threads=False):
                self._rows_done += batch.num_rows
                fields = zip(batch.columns, self._schema, strict=True)
                yield [self._plain(column, field) for column, field in fields]
        except (pa.ArrowException, OSError) as error:
            raise _damaged(self.name, error) from error

    def _plain(self, column: pa.Array, field: pa.Field) -> pa.Array:
        told = plain(column, field, self.name)
        if told is not column and _is_text(column):
            note = (
                f"column {shown(field.name)} holds bytes that are not valid UTF-8: read as \ufffd"
            )
            if note not in self._notes:
                self._notes.append(note)
        return told


def _is_text(column: pa.Array) -> bool:
    return pa.types.is_string(column.type) or pa.types.is_large_string(column.type)


def _damaged(name: str, error: Exception) -> InputError:
    reason = str(error).split("\n")[0].rstrip(".")
    return InputError(
        f"{name} begins like a Parquet file and cannot be read as one ({reason}). It is damaged "
        "or cut short: copy or write it again."
    )
