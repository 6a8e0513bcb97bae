"""Standard schemas: the columns that raw names are mapped to, and what is known of each.

Reads a schema from a file or from names and checks it whole: every name usable, none there twice.
Knows nothing of encoding or ranking; the layout of the file is docs/schemas.md.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path

from matchloop.column_mapping.schema.schema_yaml import RawColumn, RawSchema, read_yaml
from matchloop.column_mapping.words.names import LONGEST, fold
from matchloop.errors import SchemaError

DEFAULT_SCHEMA = Path(__file__).parent / "schemas" / "default.yaml"
MOST_BYTES = 32 * 1024**2
# The labels of the family column_types. Families do not import each other; a test compares them.
COLUMN_TYPES = (
    "text_long", "text_short", "numeric", "datetime", "categorical", "identifier", "boolean",
    "unknown",
)  # fmt: skip
_YAML = (".yaml", ".yml", ".json")
_SHOWN = 10


@dataclass(frozen=True)
class StandardColumn:
    """A column of a schema. type: one of `COLUMN_TYPES`, or "" when not known.

    description, domain: "" when not given. synonyms: other names of the same column. examples:
    values as they are written in files.
    """

    name: str
    description: str = ""
    type: str = ""
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    domain: str = ""


@dataclass(frozen=True)
class Schema:
    """Checked standard columns, in the order of their file; no two names fold to the same words."""

    name: str
    columns: tuple[StandardColumn, ...]

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal hash of the columns and their order, whatever the file looks like.

        The schema's own name does not count: what is computed from the columns stays true.
        """
        content = json.dumps([astuple(column) for column in self.columns], ensure_ascii=False)
        # A lone surrogate, which JSON may hold, has no UTF-8.
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def load_schema(source: Path | str | None = None) -> Schema:
    """Read a schema from a file; None is the default schema that matchloop brings along.

    source: .yaml, .yml or .json in the layout of docs/schemas.md or a list of names; .txt with one
    name a line. At most `MOST_BYTES`. Raises `SchemaError` that names every problem with its line
    (the first ten in full).
    """
    path = DEFAULT_SCHEMA if source is None else Path(source)
    data = _bytes(path)
    try:
        raw = read_yaml(data) if path.suffix.lower() in _YAML else _read_lines(data)
    except SchemaError as error:
        raise SchemaError(f"schema {path}: {error}") from error
    places = [f"line {column.line}" for column in raw.columns]
    return _checked(raw, raw.name or path.stem, f"schema {path}", places)


def schema_of(names: Sequence[str]) -> Schema:
    """Return the schema of bare names; raises `SchemaError` naming entries by number, from 1."""
    if isinstance(names, str):
        raise SchemaError(f"schema: got the text {names!r}, expected several names. Pass a list.")
    for i, name in enumerate(names, start=1):
        if not isinstance(name, str):
            raise SchemaError(f"schema, entry {i}: got {name!r}, expected a name as a text.")
    columns = [RawColumn(i, "", name.strip()) for i, name in enumerate(names, start=1)]
    places = [f"entry {column.line}" for column in columns]
    return _checked(RawSchema(columns=columns), "names", "schema", places)


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() not in (*_YAML, ".txt"):
        raise SchemaError(
            f"schema {path}: got a file that ends in {path.suffix!r}, expected .yaml, .yml, .json "
            "(docs/schemas.md) or .txt (one name a line). Rename or convert it."
        )
    if not path.is_file():
        got = "is not a file" if path.exists() else "is not there"
        raise SchemaError(f"schema {path} {got}. Give a file, or no schema for the default one.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SchemaError(
            f"schema {path} has {size / 1024**2:,.0f} MB, at most {MOST_BYTES // 1024**2} MB are "
            "read. Is it a schema and not a data file? Otherwise split it."
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise SchemaError(f"schema {path} cannot be read: {error.strerror}.") from error


def _read_lines(data: bytes) -> RawSchema:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemaError(f"line {line}: not UTF-8. Save the file as UTF-8.") from error
    lines = enumerate(text.splitlines(), start=1)
    return RawSchema(columns=[RawColumn(i, "", name.strip()) for i, name in lines if name.strip()])


def _checked(raw: RawSchema, name: str, what: str, places: list[str]) -> Schema:
    columns = tuple(_standard(column) for column in raw.columns)
    problems = list(raw.problems)
    for column, place in zip(columns, places, strict=True):
        problems += [f"{place}: {problem}" for problem in _faults(column)]
    problems += _clashes(columns, places)
    if problems:
        raise SchemaError(_report(what, problems))
    if not columns:
        raise SchemaError(f"{what}: holds no column, at least one is needed. Add one.")
    return Schema(name, columns)


def _standard(raw: RawColumn) -> StandardColumn:
    return StandardColumn(
        raw.name, raw.description, raw.type, raw.synonyms, raw.examples, raw.domain
    )


def _faults(column: StandardColumn) -> list[str]:
    faults: list[str] = []
    for name in (column.name, *column.synonyms):
        what = "name" if name is column.name else f"synonym of {column.name!r}"
        if len(name) > LONGEST:
            faults.append(
                f"a {what} has {len(name)} characters ({name[:40]!r}…), at most {LONGEST} are "
                "allowed. Shorten it"
            )
        elif not fold(name):
            faults.append(f"got {name!r} as {what}, expected letters or digits. Write it in words")
    if column.type and column.type not in COLUMN_TYPES:
        faults.append(
            f"the type of {column.name!r} is {column.type!r}, expected one of "
            f"{', '.join(COLUMN_TYPES)}, or none"
        )
    return faults


def _clashes(columns: Sequence[StandardColumn], places: Sequence[str]) -> list[str]:
    """Tell columns of one name, and synonyms that are another column's name.

    A synonym that two columns share is allowed: it makes an answer less sure, not wrong.
    """
    clashes: list[str] = []
    first: dict[str, int] = {}
    for i, column in enumerate(columns):
        j = first.setdefault(fold(column.name), i)
        if j != i and fold(column.name):
            clashes.append(
                f"{places[i]}: {column.name!r} is the same name as {columns[j].name!r} in "
                f"{places[j]} (case, separators and accents do not count). Keep one"
            )
    for i, column in enumerate(columns):
        for synonym in column.synonyms:
            j = first.get(fold(synonym), i)
            if fold(columns[j].name) != fold(column.name):
                clashes.append(
                    f"{places[i]}: the synonym {synonym!r} of {column.name!r} is the name of the "
                    f"column in {places[j]}. Remove the synonym or that column"
                )
    return clashes


def _report(what: str, problems: list[str]) -> str:
    count = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
    lines = [f"{what} has {count}:", *(f"  {problem}" for problem in problems[:_SHOWN])]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN:,} more")
    return "\n".join(lines)
