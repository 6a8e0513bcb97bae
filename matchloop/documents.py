"""JSON and YAML that people or machines wrote, read within bounds of size and depth.

The one place for files that anybody may have touched: a pointer, a manifest, params.yaml, the list
of sources. Nesting that would exhaust the stack, a few lines of aliases that stand for billions, a
key that stands twice (the first would be lost) and numbers that are none are refused here, so that
callers get plain values or a DocumentError. Knows nothing of what the values mean. Schemas of
standard columns, which need the line of each name, are read by `column_mapping.schema.yaml_nodes`.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from matchloop.errors import DocumentError
from matchloop.refusals import telling

MOST_BYTES = 16 * 2**20
DEEPEST = 40
MOST_NODES = 1_000_000
"""Values of a YAML document with each alias counted as what it stands for."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_json(path: Path, most_bytes: int = MOST_BYTES) -> Any:
    """Return the value in a JSON file.

    Raises FileNotFoundError where there is none, DocumentError naming the file where it cannot be
    read, is no JSON, or is beyond the bounds.
    """
    return _parsed(path, parse_json, most_bytes)


def read_yaml(path: Path, most_bytes: int = MOST_BYTES) -> Any:
    """Return the value in a YAML file of one document, None for an empty one.

    Errors are those of `read_json`.
    """
    return _parsed(path, parse_yaml, most_bytes)


def parse_json(data: bytes | str, deepest: int = DEEPEST) -> Any:
    """Return the value of a JSON text in UTF-8. Raises DocumentError saying what is wrong."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise DocumentError(f"is not UTF-8 (byte {error.start + 1})") from error
    except RecursionError:
        raise DocumentError(_too_deep(deepest)) from None
    except ValueError as error:  # a number of 5,000 digits is one, too
        raise DocumentError(f"is not JSON: {error}") from error
    _check_depth(value, deepest)
    if _SURROGATE.search(text):
        _check_signs(value)
    return value


def parse_yaml(data: bytes | str, deepest: int = DEEPEST) -> Any:
    """Return the value of a YAML text in UTF-8. Raises DocumentError saying what is wrong."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        _check_events(text, deepest)
        return yaml.load(text, _Loader)
    except UnicodeDecodeError as error:
        raise DocumentError(f"is not UTF-8 (byte {error.start + 1})") from error
    except yaml.YAMLError as error:
        raise DocumentError(f"is not YAML: {' '.join(str(error).split())}") from error
    except (ValueError, OverflowError) as error:  # such as the 31st of February
        raise DocumentError(f"is not YAML: {error}") from error


class _Loader(_Parser):  # type: ignore[misc,valid-type]
    """Safe YAML in which no key may stand twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Hashable] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen and name != "<<":
                line = key.start_mark.line + 1
                raise DocumentError(f"line {line}: {name!r} is there twice; rename one")
            seen.add(name)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


@dataclass
class _Open:
    """A list or mapping that has not ended: its values so far, and how deep they go."""

    anchor: str | None
    nodes: int = 1
    depth: int = 0

    def take(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        self.depth = max(self.depth, depth)


def _check_events(text: str, deepest: int) -> None:
    """Look at the parser's events: its composer would crash on what is too deep."""
    known: dict[str, _Open | None] = {}
    waiting, documents = [_Open(None)], 0
    for event in yaml.parse(text, Loader=_Parser):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth = 0
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise DocumentError(f"line {line}: a second document begins; keep one in a file")
        elif isinstance(event, yaml.CollectionStartEvent):
            waiting.append(_Open(event.anchor))
            if event.anchor:
                known[event.anchor] = None  # an alias inside it would have no end
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = waiting.pop()
            waiting[-1].take(ended.nodes, ended.depth + 1)
            if ended.anchor:
                known[ended.anchor] = replace(ended, depth=ended.depth + 1)
        elif isinstance(event, yaml.AliasEvent):
            meant = known.get(event.anchor or "", _Open(None))
            if meant is None:
                raise DocumentError(f"line {line}: *{event.anchor} stands inside itself")
            depth = meant.depth
            waiting[-1].take(meant.nodes, depth)
        elif isinstance(event, yaml.ScalarEvent):
            if event.anchor:
                known[event.anchor] = _Open(None)
            waiting[-1].take(1, 0)
        if len(waiting) - 1 + depth > deepest:
            raise DocumentError(f"{_too_deep(deepest)} (line {line})")
        if sum(each.nodes for each in waiting) > MOST_NODES:
            raise DocumentError(f"line {line}: it stands for more than {MOST_NODES:,} values")


def _check_depth(value: Any, deepest: int) -> None:
    level = [value]
    for _ in range(deepest):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise DocumentError(_too_deep(deepest))


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, dict | list))
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict | list))


def _check_signs(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise DocumentError("is not JSON in UTF-8: half a sign (a lone surrogate)") from error


def _too_deep(deepest: int) -> str:
    return f"is nested deeper than {deepest} levels"


def _refuse_constant(name: str) -> Any:
    raise DocumentError(f"is not JSON: {name} is no number there")


def _parsed(path: Path, parse: Callable[[bytes], Any], most: int) -> Any:
    with telling(DocumentError, path, "read"), Path(path).open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise DocumentError(f"{path} is larger than {most:,} bytes, which no such file is")
    try:
        return parse(data)
    except DocumentError as error:
        joined = " " if str(error).startswith("is ") else ": "
        raise DocumentError(f"{path}{joined}{error}") from error
