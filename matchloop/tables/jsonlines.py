"""Reads JSON Lines, and a JSON file that is one list of objects."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from matchloop.errors import InputError, NoRowsError
from matchloop.tables import arrow
from matchloop.tables.encoding import Utf8Reader
from matchloop.tables.kind import HEAD_BYTES, Kind
from matchloop.tables.table import Table

_ROWS = 16_384
_BYTES = 8 << 20
_MAX_ARRAY_BYTES = 64 << 20
_HEAD_LINES = 1_000


class JsonTable(Table):
    """JSON objects as rows: their keys are the columns, nested values become JSON text."""

    def __init__(
        self,
        name: str,
        file: BinaryIO,
        size: int,
        text: BinaryIO,
        head: bytes,
        position: Callable[[], int],
        kind: Kind,
    ):
        self._reader = Utf8Reader(text, head, name)
        self._where = position
        self._kind = kind
        self._places: dict[str, int] = {}
        self._rows_before = 0
        self._repeating = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object)
        super().__init__(name, file, size, [])
        if kind is Kind.JSON_LINES:
            for line in self._reader.peek(HEAD_BYTES).split(b"\n")[:_HEAD_LINES][:-1]:
                self._learn(line)
        self._notes = self._reader.notes()

    def _position(self) -> int:
        return self._where()

    def _learn(self, line: bytes) -> None:
        """Take the columns from a line, if it is sound; the reading tells of it if not."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return
        if isinstance(row, dict):
            self._place(row)

    def _place(self, row: dict[str, Any]) -> None:
        for key in row:
            if key not in self._places:
                self._places[key] = len(self._columns)
                self._columns.append(text_of(key) or "")

    def _read(self) -> Iterator[list[pa.Array]]:
        rows: list[dict[str, Any]] = []
        size = 0
        for row, length in self._array() if self._kind is Kind.JSON_ARRAY else self._lines():
            rows.append(row)
            size += length
            if len(rows) >= _ROWS or size >= _BYTES:
                yield self._chunk(rows)
                rows, size = [], 0
        if rows:
            yield self._chunk(rows)
        self._notes = self._reader.notes()
        if self._repeating:
            self._notes.append(
                f"{self._repeating:,} object(s) have a key twice: the last value of it was read"
            )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self._repeating += len(found) < len(pairs)
        return found

    def _chunk(self, rows: list[dict[str, Any]]) -> list[pa.Array]:
        for row in rows:
            self._place(row)
        if not self._columns:
            raise InputError(f"{self.name} holds only empty objects: its rows have no keys.")
        try:
            columns = [[text_of(row.get(key)) for row in rows] for key in self._places]
        except RecursionError as error:
            place = next((place for place, row in enumerate(rows) if _is_deep(row)), 0)
            number = self._rows_before + place + 1
            raise InputError(f"{self.name}, row {number:,}: {_TOO_DEEP}") from error
        self._rows_before += len(rows)
        return [arrow.texts(column) for column in columns]

    def _lines(self) -> Iterator[tuple[dict[str, Any], int]]:
        for number, line in enumerate(io.BufferedReader(self._reader, 1 << 20), start=1):
            if line.isspace():
                continue
            try:
                row = self._decoder.decode(line.decode())
            except RecursionError as error:
                raise InputError(f"{self.name}, line {number:,}: {_TOO_DEEP}") from error
            except ValueError as error:
                raise InputError(
                    f"{self.name}, line {number:,}: not valid JSON ({error}): {_shown(line)}. "
                    "JSON Lines has one whole object in each line; correct or remove this one. "
                    "Objects that go over several lines are made so by: jq -c . FILE > FILE.jsonl"
                ) from error
            yield self._checked(row, f"line {number:,}"), len(line)

    def _array(self) -> Iterator[tuple[dict[str, Any], int]]:
        content = self._reader.read(_MAX_ARRAY_BYTES + 1)
        if len(content) > _MAX_ARRAY_BYTES:
            raise InputError(
                f"{self.name} is one JSON list of more than {_MAX_ARRAY_BYTES >> 20} MB, which "
                "cannot be read in pieces. Make it JSON Lines: jq -c '.[]' FILE > FILE.jsonl"
            )
        try:
            items = self._decoder.decode(content.decode())
        except RecursionError as error:
            raise InputError(f"{self.name}: {_TOO_DEEP}") from error
        except ValueError as error:
            raise InputError(
                f"{self.name} is not valid JSON ({error}). Correct it there, or save it again."
            ) from error
        if not items:
            raise NoRowsError(f"{self.name} is an empty JSON list. Give one with objects in it.")
        for number, item in enumerate(items, start=1):
            yield self._checked(item, f"item {number:,}"), 0

    def _checked(self, row: Any, place: str) -> dict[str, Any]:
        if isinstance(row, dict):
            return row
        raise InputError(
            f"{self.name}, {place}: {_shown(json.dumps(row).encode())} is not an object. Each row "
            'must be one, like {"name": "value"}.'
        )


def text_of(value: Any) -> str | None:
    """Return a JSON value as the text of a cell; None stays None."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return _ENCODER.encode(value).encode("utf-8", "replace").decode("utf-8")


_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes a new one at each call
_TOO_DEEP = (
    "values are nested deeper than can be read (about 900 levels). Flatten them, or remove the row."
)


def _is_deep(row: dict[str, Any]) -> bool:
    try:
        _ENCODER.encode(row)
    except RecursionError:
        return True
    return False


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return text if len(text) <= 60 else text[:60] + "…"
