"""Schemas of standard columns by name, kept in `<home>/schemas`, and those that come in a question.

One file a name, in the layout of docs/schemas.md as JSON. What was read is kept in memory until
the file changes; processes of one machine share the folder.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matchloop.column_mapping.schema.schema import Schema, StandardColumn, load_schema, schema_of
from matchloop.errors import SchemaError, UnknownSchemaError
from matchloop.files import write_text
from matchloop.home import home

DEFAULT = "default"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_KEPT = 64


def named(name: str) -> Schema:
    """Return the schema of a name; "default" is the one that matchloop brings along.

    Raises UnknownSchemaError with the names there are.
    """
    if name == DEFAULT:
        return _default()
    path = _path(name)
    try:
        found = path.stat()
    except FileNotFoundError:
        raise UnknownSchemaError(
            f"There is no schema {name!r}; there are: {', '.join(names())}. Keep one with "
            f"PUT /v1/schemas/{name}, or give its columns in the question."
        ) from None
    return _read(path, found.st_mtime_ns, found.st_ino)


def names() -> list[str]:
    """The names of the schemas there are, the default one first."""
    kept = sorted(path.stem for path in _folder().glob("*.json")) if _folder().is_dir() else []
    return [DEFAULT, *(name for name in kept if _NAME.fullmatch(name))]


def keep(name: str, data: bytes, ending: str) -> Schema:
    """Check a schema and keep it under a name, in the place of one that is there.

    data: the bytes of a file that ends in `ending` (.json, .yaml or .txt). Raises SchemaError that
    names every problem with its line; then nothing has changed.
    """
    path = _path(name)
    if name == DEFAULT:
        raise SchemaError("The schema 'default' is matchloop's own. Keep yours under another name.")
    schema = _checked(name, data, ending)
    write_text(path, _text(name, schema))
    return schema


def remove(name: str) -> bool:
    """Remove a schema that was kept; False if there was none."""
    path = _path(name)
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there


def inline(given: Sequence[Any] | dict[str, Any]) -> Schema:
    """Return the schema of a question: names, columns, or the whole layout of docs/schemas.md."""
    if isinstance(given, list) and all(isinstance(name, str) for name in given):
        return _of_names(tuple(given))
    return _of_json(json.dumps(given))


@lru_cache(maxsize=_KEPT)
def _of_names(given: tuple[str, ...]) -> Schema:
    return schema_of(given)


@lru_cache(maxsize=_KEPT)
def _of_json(text: str) -> Schema:
    return _checked("in the question", text.encode(), ".json")


@lru_cache(maxsize=1)
def _default() -> Schema:
    return load_schema()


@lru_cache(maxsize=_KEPT)
def _read(path: Path, _time: int, _inode: int) -> Schema:
    return load_schema(path)


def _checked(name: str, data: bytes, ending: str) -> Schema:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{ending}"
        path.write_bytes(data)
        try:
            return load_schema(path)
        except SchemaError as error:  # the name of the temporary file helps nobody
            raise SchemaError(str(error).replace(str(path), name)) from error


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise SchemaError(
            f"{name[:80]!r} is no name of a schema; expected at most 64 of a-z, 0-9, _, - and ., "
            "such as 'web_shop'."
        )
    return _folder() / f"{name}.json"


def _folder() -> Path:
    return home() / "schemas"


def _text(name: str, schema: Schema) -> str:
    domains: dict[str, list[dict[str, Any]]] = {}
    for column in schema.columns:
        domains.setdefault(column.domain, []).append(_plain(column))
    whole = {"name": name, "domains": domains} if list(domains) != [""] else domains[""]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _plain(column: StandardColumn) -> dict[str, Any]:
    fields = {
        "name": column.name,
        "description": column.description,
        "type": column.type,
        "synonyms": list(column.synonyms),
        "examples": list(column.examples),
    }
    return {key: value for key, value in fields.items() if value}
