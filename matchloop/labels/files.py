"""Files that a user has labelled: which ones are read, as what, and what is said of their problems.

Knows nothing of families: what a file holds is theirs to say.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from matchloop.errors import DataError
from matchloop.labels.snapshot import original_of

_SHOWN = 10
_TABLES = (".csv", ".parquet")
_NOT_DATA = ("readme.md", "readme.txt")

Item = TypeVar("Item")


class Problem(Exception):  # noqa: N818 - collected, then raised as one DataError
    """One thing wrong with a folder: the place, what was got, and what to do."""


def collected(folder: Path, found: Iterable[Item | Problem]) -> list[Item]:
    """Return what was found; raises `DataError` with every problem, the first ten in full.

    folder: where the files lie; of a snapshot the error names the original, to be mended there.
    """
    items: list[Item] = []
    problems: list[str] = []
    for item in found:
        if isinstance(item, Problem):
            problems.append(str(item))
        else:
            items.append(item)
    if problems:
        raise DataError(_report(original_of(folder), problems))
    return items


def _report(folder: Path, problems: list[str]) -> str:
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"{folder} has {count}; no labelled file was used:"]
    lines += [f"  {problem}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN} more")
    return "\n".join(lines)


def visible(folder: Path, but: Sequence[str] = ()) -> list[Path]:
    """List what is to be read in a folder, in order of names; none where there is no folder.

    Hidden files, README and the names in `but` (lower case) are passed over.
    """
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.name.lower() not in (*_NOT_DATA, *but)
    )


def read_table(path: Path, place: str) -> pa.Table:
    """Read a file as it stands, every CSV cell a text and every empty one missing.

    place: how messages name the file. Raises `Problem` when it is no CSV or Parquet file.
    """
    if path.suffix.lower() not in _TABLES:
        raise Problem(f"{place}: only .csv and .parquet are read. Convert it or move it away")
    if path.stat().st_size == 0:
        raise Problem(f"{place}: empty file. Delete it or fill it")
    try:
        if path.suffix.lower() == ".parquet":
            return pyarrow.parquet.read_table(path)
        return _csv(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Problem(
            f"{place}: cannot be read as a table ({reason}). Save it as comma-separated UTF-8 "
            "with one header row, or as Parquet"
        ) from error


def _csv(path: Path) -> pa.Table:
    # Without names of its own the reader takes any header, also one with a name twice.
    read = pyarrow.csv.ReadOptions(autogenerate_column_names=True)
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    with pyarrow.csv.open_csv(path, read_options=read, parse_options=parse) as reader:
        names = reader.schema.names
    # In a file of one column an empty line is a missing value.
    parse.ignore_empty_lines = len(names) > 1
    convert = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    raw = pyarrow.csv.read_csv(
        path, read_options=read, parse_options=parse, convert_options=convert
    )
    header = [column[0].as_py() or "" for column in raw.columns]
    return pa.table([column[1:] for column in raw.columns], names=header)


def chosen(
    table: pa.Table, needed: Sequence[str], place: str, remedy: str, optional: Sequence[str] = ()
) -> pa.Table:
    """Return the needed columns and those of the optional ones that are there.

    Raises `Problem` with the remedy when one is there twice, or a needed one is not there.
    """
    counts = Counter(table.column_names)
    there = [name for name in optional if counts[name]]
    if any(counts[name] != 1 for name in (*needed, *there)):
        raise Problem(
            f"{place}: the columns are {', '.join(table.column_names)[:100]}; expected once each: "
            f"{', '.join((*needed, *there))}. {remedy}"
        )
    return table.select([*needed, *there])
