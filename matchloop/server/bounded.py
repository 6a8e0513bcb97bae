"""A table of a stranger within limits: columns, rows, time, and what an archive unpacks to."""

import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matchloop.server.problems import RefusedError
from matchloop.tables import Table, open_table

_MOST_UNPACKED = 20
"""How many times the largest body an archive or its text may be, unpacked."""


@dataclass(frozen=True)
class Bounds:
    """columns, rows: of a table. bytes: of the largest body. seconds: that reading may take."""

    columns: int
    rows: int
    bytes: float
    seconds: float


def open_bounded(path: Path, bounds: Bounds) -> Table:
    """Open a file that was sent. Raises InputError, or RefusedError 413 for a bomb."""
    _check_archive(path, bounds)
    return BoundedTable(open_table(path), bounds)


class BoundedTable(Table):
    """A table that raises RefusedError 413 where it goes over its bounds."""

    def __init__(self, table: Table, bounds: Bounds):
        self._table, self._bounds = table, bounds
        self.name = table.name
        self._file = table._file
        _check_columns(len(table.columns), bounds)

    @property
    def columns(self) -> tuple[str, ...]:
        """Headers by position."""
        return self._table.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found out so far."""
        return self._table.notes

    def progress(self) -> tuple[int, int]:
        """Bytes read so far and bytes of the file."""
        return self._table.progress()

    def chunks(self) -> Iterator[list[pa.Array]]:
        """Yield the rows, as the table does."""
        return self._read()

    def _read(self) -> Iterator[list[pa.Array]]:
        rows = size = 0
        end = time.monotonic() + self._bounds.seconds
        for chunk in self._table.chunks():
            _check_columns(len(chunk), self._bounds)
            rows += len(chunk[0]) if chunk else 0
            size += sum(values.nbytes for values in chunk)
            if rows > self._bounds.rows:
                raise _too_much(f"more than {self._bounds.rows:,} rows")
            if size > _MOST_UNPACKED * self._bounds.bytes:
                raise _too_much(f"more than {_MOST_UNPACKED * self._bounds.bytes / 1e6:,.0f} MB")
            if time.monotonic() > end:
                raise RefusedError(
                    504,
                    "slow-table",
                    f"Reading {self.name} took longer than {self._bounds.seconds:g} seconds. Send "
                    "a sample of the rows.",
                )
            yield chunk


def _check_columns(columns: int, bounds: Bounds) -> None:
    if columns > bounds.columns:
        raise _too_much(f"{columns:,} columns, at most {bounds.columns:,} are answered for")


def _check_archive(path: Path, bounds: Bounds) -> None:
    """Look at what a workbook says that it unpacks to, before anything of it is unpacked."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):  # the reader of workbooks tells what is wrong
        return
    if unpacked > _MOST_UNPACKED * bounds.bytes:
        raise _too_much(f"{unpacked / 1e6:,.0f} MB unpacked")


def _too_much(what: str) -> RefusedError:
    return RefusedError(
        413, "too-much", f"The table has {what}. Send a sample of it, or a part of its columns."
    )
