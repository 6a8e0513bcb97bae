"""Opens a file, standard input or a folder: the way from a name to a `Table`."""

import gzip
import shutil
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from matchloop.errors import InputError
from matchloop.tables.kind import GZIP, HEAD_BYTES, Kind, kind_of, unpacked_head
from matchloop.tables.table import Table

STANDARD_INPUT = "-"
_TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".jsonl", ".ndjson")
_BINARY_SUFFIXES = (".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SUFFIXES = frozenset((*_TEXT_SUFFIXES, *_BINARY_SUFFIXES))


def open_table(source: Path | str) -> Table:
    """Open a table by its path, or standard input for "-".

    Standard input is copied to a temporary file, because a table is looked at before it is read.
    Raises InputError where there is no such file, it cannot be read, is empty or is no table.
    """
    name, file = _open(source)
    try:
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
        paths = sorted(path for path in folder.iterdir() if path.is_file() and _is_named(path))
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
        spool = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by the table
        shutil.copyfileobj(sys.stdin.buffer, spool, 1 << 20)
        return "standard input", spool
    path = Path(source)
    if path.is_dir():
        raise InputError(
            f"{path} is a folder. Give one of the files in it, or use `matchloop profile {path}`, "
            "which reads every table of a folder."
        )
    try:
        return path.name, path.open("rb")
    except (OSError, ValueError) as error:
        raise _not_opened(str(path), error) from error


def _not_opened(name: str, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"{name} does not exist. Check the path; `-` reads standard input.")
    if isinstance(error, PermissionError):
        return InputError(f"{name} may not be read by you. Give yourself the right to read it.")
    return InputError(f"{name!r} cannot be opened ({error}). Check the path.")


def _table(name: str, file: BinaryIO, size: int) -> Table:
    text = file
    head = file.read(HEAD_BYTES)
    if head.startswith(GZIP):
        head = unpacked_head(head, name)
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
