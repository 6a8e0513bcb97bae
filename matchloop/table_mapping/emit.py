"""Writes a mapping as the renaming that would otherwise be written by hand: SQL or YAML.

Whatever signs the names hold, the SQL runs in its dialect and the YAML loads. The same mapping
gives the same bytes.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePath

import yaml

from matchloop.table_mapping.forms import Dialect, Form
from matchloop.table_mapping.result import LEAST, ColumnMapping, Status, TableMapping, shown
from matchloop.table_mapping.sql_names import obstacle, quoted, table_name

_GUESSES = 3
_LINE = 160  # signs of a comment
_ENDLESS = 2**20  # no line of YAML is broken


def emit(mapping: TableMapping, form: Form, dialect: Dialect = Dialect.ANSI) -> str:
    """Return the mapping in a form; ends with a line break. dialect: of SQL."""
    return sql(mapping, dialect) if form is Form.SQL else as_yaml(mapping)


def sql(mapping: TableMapping, dialect: Dialect = Dialect.ANSI) -> str:
    """Return a SELECT that gives mapped columns their standard names and leaves the others alone.

    An output name comes once: when columns share a standard column, the most confident one gets
    its name and the others keep theirs, with a comment. An answer under `SURE` renames nothing: it
    stands in the comment, to be taken or left by whoever reads it. Columns that the dialect cannot
    name (without a name, with a NUL in it, too long) are left out, with a comment.
    """
    named = [column for column in mapping.columns if not obstacle(column.raw, dialect)]
    owners = _best(
        [c for c in named if c.is_sure and not obstacle(c.standard or "", dialect)],
        key=lambda column: column.standard,
    )
    taken = {_folded(column.standard or "") for column in owners.values()}
    repeated = Counter(column.raw for column in named)
    lines = []
    for column in mapping.columns:
        if not repeated[column.raw]:
            why = obstacle(column.raw, dialect)
            text = f"column {column.position + 1} is left out: {why}: {column.raw[:_LINE]!a}"
            lines.append(f"  -- {_one_line(text)}")
            continue
        owner = column is owners.get(column.standard)
        item, remark = _item(column, owner, taken, dialect)
        comma = "," if column is not named[-1] else ""
        times = repeated[column.raw]
        remark = f"header is there {times} times; {remark}" if times > 1 else remark
        lines.append(f"  {item}{comma}  -- {_one_line(remark)}")
    # A SELECT needs an item; a table of nameless columns has none to rename.
    lines += [] if named else ["  *"]
    about = f"-- {_one_line(_about(mapping))}"
    stem = table_name(_stem(mapping.table), dialect)
    return "\n".join([about, "SELECT", *lines, f"FROM {quoted(stem, dialect)};", ""])


def as_yaml(mapping: TableMapping) -> str:
    """Return a YAML mapping from raw to standard names; columns without an answer are comments.

    An answer under `SURE` is marked at the end of its line.

    A raw name that comes several times is one key: that of its most confident answer.
    """
    mapped = [c for c in mapping.columns if c.standard and _is_unicode(c.raw + c.standard)]
    owners = _best(mapped, key=lambda column: column.raw)
    lines = [f"# {_one_line(_about(mapping))}"]
    for column in mapping.columns:
        if column is owners.get(column.raw):
            mark = "" if column.is_sure else f"  # check: {shown(column.confidence)}"
            lines.append(_entry(column.raw, column.standard or "") + mark)
        else:
            lines.append(f"# {_one_line(f'{column.raw!r}: {_state(column)}')}")
    return "\n".join([*lines, *([] if owners else ["{}"]), ""])


def _entry(key: str, value: str) -> str:
    """Return one entry of a YAML mapping, without a line break at its end."""
    # PyYAML leaves line breaks of Unicode, such as U+0085, unescaped in its plainer styles.
    plain = (key + value).isprintable()
    style = None if plain else '"'
    text = yaml.safe_dump({key: value}, default_style=style, allow_unicode=plain, width=_ENDLESS)
    return text.rstrip("\n")


def _item(column: ColumnMapping, owner: bool, taken: set[str], dialect: Dialect) -> tuple[str, str]:
    """Return the item of a SELECT and a remark on it; the output name is added to `taken`."""
    raw = quoted(column.raw, dialect)
    if owner and column.standard:
        return f"{raw} AS {quoted(column.standard, dialect)}", f"{shown(column.confidence)}"
    remark = _suggested(column, dialect)
    name, number = column.raw, 1
    while _folded(name) in taken:
        number += 1
        name = f"{column.raw}_{number}"
    taken.add(_folded(name))
    if number == 1:
        return raw, remark or _state(column)
    return f"{raw} AS {quoted(name, dialect)}", f"its name is in use; {remark or _state(column)}"


def _suggested(column: ColumnMapping, dialect: Dialect) -> str:
    """Return the renaming that is not sure enough, or that the dialect cannot carry; else ""."""
    if column.standard is None:
        return ""
    if why := obstacle(column.standard, dialect):
        return f"{shown(column.confidence)}, not renamed: {why}: {column.standard}"
    if column.is_sure:
        return ""
    return f"AS {quoted(column.standard, dialect)} {shown(column.confidence)}"


def _best(
    columns: Iterable[ColumnMapping], key: Callable[[ColumnMapping], str | None]
) -> dict[str | None, ColumnMapping]:
    """Return the most confident column for each key, the first among equals."""
    best: dict[str | None, ColumnMapping] = {}
    for column in columns:
        rival = best.get(key(column))
        if rival is None or column.confidence > rival.confidence:
            best[key(column)] = column
    return best


def _state(column: ColumnMapping) -> str:
    """Say why a column keeps its name."""
    if column.standard is not None and not column.is_sure:
        return f"check: {column.standard} {shown(column.confidence)}"
    if column.standard is not None:
        return f"also {column.standard} {shown(column.confidence)}"
    likely = [c for c in column.runners_up[:_GUESSES] if c.probability >= LEAST]
    if column.status is Status.NAMELESS or not likely:
        return column.why
    guesses = ", ".join(f"{c.standard} {shown(c.probability)}" for c in likely)
    return f"{column.status}: {guesses}"


def _about(mapping: TableMapping) -> str:
    answered = f"{mapping.count(Status.MAPPED):,} of {len(mapping.columns):,} columns"
    return (
        f"{mapping.table}: {answered} mapped to schema {mapping.schema} by matchloop, model "
        f"{mapping.model}, from confidence {mapping.threshold:g}"
    )


def _stem(table: str) -> str:
    name = PurePath(table).name
    return PurePath(name.removesuffix(".gz")).stem


def _folded(name: str) -> str:
    return name.casefold()  # databases compare names without case


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)  # half of a pair has no UTF-8


def _one_line(text: str) -> str:
    """Make a text safe for a comment: one line, nothing unprintable, of bounded length."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"
