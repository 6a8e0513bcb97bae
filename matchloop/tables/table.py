"""What every reader gives: names, notes, and the rows as a stream of chunks."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO

import pyarrow as pa

from matchloop.errors import NoRowsError
from matchloop.tables.reading import reading


class Table(ABC):
    """A table that can be read once, in bounded memory.

    name: file name, or "standard input".
    columns: headers as they stand, by position; "" where there is none. A JSON Lines file may
        show new keys while it is read: they are added at the end.
    notes: sentences on what was found out or repaired; complete once the chunks are read.
    """

    def __init__(self, name: str, file: BinaryIO, size: int, columns: Iterable[str]):
        self.name = name
        self._file = file
        self._size = size
        self._columns = list(columns)
        self._notes: list[str] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """Headers by position."""
        return tuple(self._columns)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found out so far."""
        repeated = len(self._columns) - len(set(self._columns))
        named = any(self._columns)
        notes = list(self._notes)
        if repeated and named:
            notes.append(
                f"{_some(repeated, 'header')} repeated; columns are told apart by position"
            )
        return tuple(notes)

    def chunks(self) -> Iterator[list[pa.Array]]:
        """Yield the rows: lists with one array per column, all arrays of a list equally long.

        A later list may be longer than an earlier one (see `columns`). Raises InputError where
        the file cannot be read on, whatever the reader met, and NoRowsError at the end when there
        was no row.
        """
        rows = 0
        with self, reading(self.name):
            for chunk in self._read():
                rows += len(chunk[0]) if chunk else 0
                yield chunk
        if not rows:
            raise NoRowsError(
                f"{self.name} has a header ({_some(len(self._columns), 'column')}) and no rows. "
                "Give a file with at least one row of values below the header."
            )

    def progress(self) -> tuple[int, int]:
        """Bytes read so far and bytes of the file, compressed ones if it is compressed."""
        done = self._size if self._file.closed else self._position()
        return min(done, self._size), self._size

    def _position(self) -> int:
        return self._file.tell()

    @abstractmethod
    def _read(self) -> Iterator[list[pa.Array]]: ...

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
