"""Data dictionaries: sentences on raw columns, and which column of which table each is of.

Reads a table with a line for each column, or takes a mapping; knows nothing of models. Names like
`orders.order_id` are read as a column of a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path, PurePath

from matchloop.column_mapping.described.sides import apart
from matchloop.column_mapping.words.names import fold
from matchloop.errors import InputError
from matchloop.table_mapping.inputs import Given
from matchloop.tables import open_table

COLUMN = (
    *("column", "column name", "field", "field name", "variable", "variable name", "name"),
    *("attribute", "attribute name", "header", "element", "data element", "column id"),
)
DESCRIPTION = (
    *("description", "definition", "meaning", "comment", "explanation", "desc", "descr"),
    *("column description", "field description", "variable description", "comments", "label"),
    *("variable label", "remarks", "notes"),
)
TABLE = ("table", "table name", "file", "file name", "dataset", "entity", "sheet", "data set")
_SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """What one line says. table: "" when it does not say."""

    table: str
    column: str
    description: str


@dataclass(frozen=True)
class Dictionary:
    """Entries in their order; name: of the file, for what is told."""

    name: str
    entries: tuple[Entry, ...]

    def describe(self, given: Given) -> Given:
        """Return a table with the descriptions of its columns, and notes on what did not fit.

        Entries of another table are left out. Where no table of the dictionary is called like this
        one, entries count whose column stands in one table alone.
        """
        fitting, notes = self._fitting(given)
        used: set[Entry] = set()
        found = []
        for name in given.names:
            entry = next((e for e in fitting if _is_of(e, name)), None)
            found.append(entry.description if entry else "")
            used |= {e for e in fitting if _is_of(e, name)}
        if strangers := [e.column for e in fitting if e not in used]:
            what = "entry is" if len(strangers) == 1 else "entries are"
            notes.append(
                f"{len(strangers):,} {what} in {self.name} and no column here: {_listed(strangers)}"
            )
        return replace(given, descriptions=tuple(found), notes=(*given.notes, *notes))

    def _fitting(self, given: Given) -> tuple[list[Entry], list[str]]:
        tables = dict.fromkeys(e.table for e in self.entries if e.table)
        # A list of names has no table of its own: what is there may be of any.
        if not given.is_table or len({fold(table) for table in tables}) < 2:
            return list(self.entries), []
        mine = [e for e in self.entries if not e.table or _same_table(e.table, given.table)]
        if any(e.table for e in mine):
            return mine, []
        owners: dict[str, set[str]] = {}
        for e in self.entries:
            owners.setdefault(fold(e.column), set()).add(fold(e.table))
        once = [e for e in self.entries if len(owners[fold(e.column)]) == 1]
        here = {fold(name) for name in given.names}
        return [e for e in once if fold(e.column) in here], [
            f"no table of {self.name} is called like {given.table} ({_listed(list(tables))}), so "
            "only columns that stand in one of them were read"
        ]


def as_dictionary(
    source: Dictionary | PathLike[str] | str | Mapping[str, str] | None,
) -> Dictionary | None:
    """Return a dictionary from a file or from names and sentences; None for None."""
    if source is None or isinstance(source, Dictionary):
        return source
    if isinstance(source, Mapping):
        entries = []
        for name, description in source.items():
            if not isinstance(name, str) or not isinstance(description, str):
                raise InputError(
                    f"The dictionary has {name!r}: {description!r}; expected the name of a column "
                    "and a sentence, both as text."
                )
            entries.append(_entry("", name, description))
        return _checked("the dictionary", entries)
    return read_dictionary(Path(source))


def read_dictionary(path: Path) -> Dictionary:
    """Read a table with a column for names, one for sentences, and perhaps one for tables.

    Raises InputError when it cannot be read or has no such columns.
    """
    with open_table(path) as table:
        places = [_place(table.columns, wanted) for wanted in (TABLE, COLUMN, DESCRIPTION)]
        _, name, description = places
        if name is None or description is None:
            missing = [
                f"{what} ({', '.join(listed[:4])} …)"
                for what, listed, place in (
                    ("the names of columns", COLUMN, name),
                    ("what they hold", DESCRIPTION, description),
                )
                if place is None
            ]
            raise InputError(
                f"{path} has the columns {_listed(table.columns)}; a data dictionary needs one "
                f"for {' and one for '.join(missing)}. Rename the header that holds it."
            )
        entries = [
            _entry(*row)
            for chunk in table.chunks()
            for row in zip(
                *(
                    [""] * len(chunk[0])
                    if place is None
                    else [value or "" for value in chunk[place].to_pylist()]
                    for place in places
                ),
                strict=True,
            )
        ]
    return _checked(path.name, entries)


def _entry(table: str, column: str, description: str) -> Entry:
    return Entry(table.strip(), column.strip(), " ".join(description.split()))


def _checked(name: str, entries: Iterable[Entry]) -> Dictionary:
    kept = tuple(dict.fromkeys(e for e in entries if e.column and e.description))
    if not kept:
        raise InputError(
            f"No entry of {name} has both the name of a column and a description. Give at least "
            "one that has."
        )
    return Dictionary(name, kept)


def _place(headers: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return where the header stands that comes first among the wanted ones."""
    folded = [fold(header) for header in headers]
    return next((folded.index(name) for name in wanted if name in folded), None)


def _is_of(entry: Entry, name: str) -> bool:
    """Whether an entry is of a column, as it stands or as `table.column` on either side."""
    if fold(entry.column) == fold(name):
        return True
    table, column = apart(name)
    if table and entry.table:
        return _same_table(entry.table, table) and fold(entry.column) == fold(column)
    own_table, own = apart(entry.column)
    return bool(own_table) and not table and fold(own) == fold(name)


def _same_table(said: str, name: str) -> bool:
    return fold(_stem(said)) == fold(_stem(name))


def _stem(name: str) -> str:
    return PurePath(name.removesuffix(".gz")).stem if name.count(".") else name


def _listed(names: Sequence[str]) -> str:
    more = f" … and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
