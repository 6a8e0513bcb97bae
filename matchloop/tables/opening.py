"""Opens a file, a pipe, standard input or a folder: the way from a name to a `Table`."""

import gzip
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from matchloop.errors import InputError
from matchloop.tables.kind import GZIP, HEAD_BYTES, Kind, kind_of, unpacked_head
from matchloop.tables.reading import reading, shown
from matchloop.tables.table import Table

STANDARD_INPUT = "-"
_TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".jsonl", ".ndjson")
_BINARY_SUFFIXES = (".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SUFFIXES = frozenset((*_TEXT_SUFFIXES, *_BINARY_SUFFIXES))
_SPOOLED_AT_ONCE = 1 << 20


def open_table(source: Path | str) -> Table:
    """Open a table by its path, or standard input for "-".

    Standard input, pipes and files that cannot be read twice (such as those of /proc) are copied
    to a temporary file, because a table is looked at before it is read. Raises InputError where
    there is no such file, it cannot be read, is empty or is no table.
    """
    name, file = _open(source)
    try:
        with reading(name):
            file.seek(0, 2)
            size = file.tell()
            file.seek(0)
            return _table(name, file, size)
    except BaseException:
        file.close()
        raise


def find_tables(folder: Path) -> list[Path]:
    """List the tables of a folder by suffix, in the order of their names.

    Hidden files and folders inside are left out. Raises InputError when there is none.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if _is_named(path) and path.is_file())
    except OSError as error:
        raise _not_opened(str(folder), error) from error
    if not paths:
        raise InputError(
            f"{folder} is a folder without a table in it (folders inside it are not searched). "
            f"Files of these kinds are taken: {', '.join(sorted(_SUFFIXES))}, also with .gz."
        )
    return paths


def _is_named(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return not name.startswith(".") and Path(name).suffix in _SUFFIXES


def _open(source: Path | str) -> tuple[str, BinaryIO]:
    if str(source) == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("standard input is closed. Give a file, or send the table through |.")
        return "standard input", _spooled(cast(BinaryIO, sys.stdin.buffer), "standard input")
    path = Path(source)
    try:
        if path.is_dir():
            raise InputError(
                f"{path} is a folder. Give one of the files in it, or use "
                f"`matchloop profile {path}`, which reads every table of a folder."
            )
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise _not_opened(str(path), error) from error
    state = os.fstat(file.fileno())
    if stat.S_ISREG(state.st_mode) and state.st_size:
        return path.name, file
    with file:
        if _is_endless(state.st_mode, file):
            raise InputError(f"{path} is a device and not a file. Give the path of a table.")
        return str(path), _spooled(file, str(path))


def _is_endless(mode: int, file: BinaryIO) -> bool:
    """Say whether it is a disk, or a device such as /dev/zero that never ends."""
    device = stat.S_ISCHR(mode) and not file.isatty()
    return stat.S_ISBLK(mode) or (device and bool(file.peek(1)))  # type: ignore[attr-defined]


def _spooled(source: BinaryIO, name: str) -> BinaryIO:
    """Copy what can be read only once to a temporary file, which goes when it is closed."""
    spool = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by the table
    while True:
        try:
            block = source.read(_SPOOLED_AT_ONCE)
        except (OSError, ValueError) as error:
            spool.close()
            raise _not_opened(name, error) from error
        if not block:
            return spool
        try:
            spool.write(block)
            spool.flush()
        except OSError as error:
            spool.close()
            raise InputError(
                f"{name} cannot be kept in {tempfile.gettempdir()} while it is read "
                f"({error.strerror}). Make room there, set TMPDIR to a folder with more, or save "
                "it as a file and give that."
            ) from error


def _not_opened(name: str, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(
            f"{_path(name)} does not exist. Check the path; `-` reads standard input."
        )
    if isinstance(error, PermissionError):
        return InputError(
            f"{_path(name)} may not be read by you. Give yourself the right to read it."
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or error
    return InputError(f"{shown(name)} cannot be opened ({reason}). Check the path.")


def _path(name: str) -> str:
    return name if len(name) <= 1_000 else shown(name)


def _table(name: str, file: BinaryIO, size: int) -> Table:
    text = file
    head = file.read(HEAD_BYTES)
    if head.startswith(GZIP):
        head = unpacked_head(file, name)
        text = cast(BinaryIO, gzip.GzipFile(fileobj=file))
    kind = kind_of(head, name)
    file.seek(0)
    # Readers are imported one by one: a CSV must not wait for the Parquet library to load.
    if kind is Kind.PARQUET:
        from matchloop.tables.parquet import ParquetTable

        return ParquetTable(name, file, size)
    if kind is Kind.EXCEL:
        from matchloop.tables.excel import ExcelTable

        return ExcelTable(name, file, size)
    if kind is Kind.DELIMITED:
        from matchloop.tables.delimited import DelimitedTable

        return DelimitedTable(name, file, size, text, head, file.tell)
    from matchloop.tables.jsonlines import JsonTable

    return JsonTable(name, file, size, text, head, file.tell, kind)
