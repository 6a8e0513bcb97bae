"""What is to be mapped: names, with a summary of each column's values where there are values.

Takes files, frames, dicts and lists of names. Knows nothing of models.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from matchloop.column_mapping.words.names import LONGEST
from matchloop.column_types.profile import header_text, summarize_column, summarize_table
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import InputError, NoRowsError
from matchloop.tables import Table, columns_of, open_table
from matchloop.tables.reading import reading

Progress = Callable[[int, int], None]
_ENDINGS = (
    *(".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".gz"),
)
_MOST_NAMES = 1_000_000
_CONTAINERS = (Mapping, list, tuple, Set, bytes)


@dataclass(frozen=True)
class Given:
    """Names by position and, where there are values, one summary each; () for names alone.

    is_table: whether the names are the columns of one table, and not just a list of names.
    descriptions: a sentence on each column, "" where there is none; () when nobody gave any.
    """

    table: str
    names: tuple[str, ...]
    summaries: tuple[ColumnSummary, ...] = ()
    notes: tuple[str, ...] = ()
    is_table: bool = True
    descriptions: tuple[str, ...] = ()


def given(source: Any, on_progress: Progress | None = None) -> Given:
    """Read what the caller gave: see `matchloop.map_columns`; also a table that is open already.

    Raises InputError when it cannot be read, or is none of what can be mapped.
    """
    if isinstance(source, str | PathLike):
        source = _opened(source)
    if isinstance(source, Table):
        return _read(source, on_progress)
    columns = columns_of(source)
    if columns is None:
        names = _names(source)
        return Given("names", names, (), (*_repeated(names), *_long(names)), is_table=False)
    summaries = tuple(summarize_column(name, values) for name, values in columns)
    names = tuple(summary.header for summary in summaries)
    there = summaries if summaries[0].total else ()
    return Given("table", names, there, (*_repeated(names), *_long(names)))


def looks_like_path(text: str) -> bool:
    """Whether a text has a slash or the ending of a table, so that it is hardly a column's name."""
    return "/" in text or "\\" in text or text.lower().endswith(_ENDINGS)


def _opened(source: str | PathLike[str]) -> Table:
    text = str(source)
    if isinstance(source, str) and not (text == "-" or looks_like_path(text) or _exists(text)):
        raise InputError(
            f"{text!r} is neither a file that exists nor looks like the path of one. "
            f"Give names as a list: [{text!r}]."
        )
    return open_table(source if isinstance(source, str) else Path(source))


def _read(table: Table, on_progress: Progress | None) -> Given:
    notes: tuple[str, ...] = ()
    try:
        summaries = tuple(summarize_table(table, on_progress))
    except NoRowsError:
        summaries, notes = (), ("there are no rows, so the names alone decided",)
    names = table.columns
    return Given(table.name, names, summaries, (*table.notes, *notes, *_long(names)))


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long for a path, or with a NUL in it
        return False


def _names(source: Any) -> tuple[str, ...]:
    if isinstance(source, bytes) or not isinstance(source, Iterable):
        raise InputError(
            f"Got {type(source).__name__}. Give a path, a pandas, polars or Arrow table, a dict "
            "from column names to lists, or a list of names."
        )
    with reading(f"the {type(source).__name__} of names"):
        names = list(islice(source, _MOST_NAMES + 1))
    if len(names) > _MOST_NAMES:
        raise InputError(f"More than {_MOST_NAMES:,} names were given. Give them in parts.")
    if not names:
        raise InputError("The list of names is empty. Give at least one name.")
    for place, name in enumerate(names, start=1):
        if isinstance(name, _CONTAINERS):
            raise InputError(
                f"Name {place} of the list is {type(name).__name__}, expected text. Give a list "
                "of names, or a dict from column names to lists."
            )
    return tuple(header_text(name) for name in names)


def _repeated(names: Sequence[str]) -> list[str]:
    repeated = len(names) - len(set(names))
    what = "name" if repeated == 1 else "names"
    return [f"{repeated:,} {what} repeated; told apart by position"] if repeated else []


def _long(names: Sequence[str]) -> list[str]:
    long = sum(len(name) > LONGEST for name in names)
    what = "name is" if long == 1 else "names are"
    return [f"{long:,} {what} long; the first {LONGEST} characters were read"] if long else []
