"""YAML as a small tree of texts, lists and mappings, each with its line; nothing is interpreted.

Built from the parser's events instead of by PyYAML's composer: ten times as fast on a schema of
50,000 columns, and neither deep nesting (a crash of the composer) nor aliases (a few lines that
stand for billions) can do harm. A column called `no` and an example `2024-05-01` stay texts.
"""

from dataclasses import dataclass

import yaml

from matchloop.errors import SchemaError

DEEPEST = 8
_NULLS = ("", "~", "null", "Null", "NULL")
# The parser of libyaml is ten times as fast; PyYAML is sometimes built without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar as it is written; "" for null. line: from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list. line: from 1."""

    line: int
    items: "list[Node]"


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping: keys and values in turn, with keys that come twice still in it. line: from 1."""

    line: int
    items: "list[Node]"

    @property
    def pairs(self) -> "zip[tuple[Node, Node]]":
        """(key, value) in the order of the file."""
        return zip(self.items[::2], self.items[1::2], strict=True)


Node = TextNode | ListNode | MapNode


def parse(data: bytes) -> Node | None:
    """Return the tree of one YAML document; None for an empty one.

    Raises `SchemaError` with the line when the bytes are no YAML, hold several documents or an
    alias, or are nested deeper than `DEEPEST`.
    """
    try:
        return _tree(data)
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise SchemaError(f"not readable as YAML: {told}. See docs/schemas.md.") from error


def _tree(data: bytes) -> Node | None:
    roots: list[Node] = []
    open_lists: list[list[Node]] = [roots]
    for event in yaml.parse(data, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.implicit[0] and event.value in _NULLS
            open_lists[-1].append(TextNode(line, "" if is_null else event.value))
        elif isinstance(event, yaml.CollectionStartEvent):
            kind = MapNode if isinstance(event, yaml.MappingStartEvent) else ListNode
            node = kind(line, [])
            open_lists[-1].append(node)
            open_lists.append(node.items)
            if len(open_lists) > DEEPEST + 1:
                raise SchemaError(f"line {line}: nested too deep. See docs/schemas.md.")
        elif isinstance(event, yaml.CollectionEndEvent):
            open_lists.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise SchemaError(f"line {line}: got the alias *{event.anchor}. Write its value out.")
    if len(roots) > 1:
        raise SchemaError(f"line {roots[1].line}: a second document begins. Keep one in a file.")
    return roots[0] if roots else None
