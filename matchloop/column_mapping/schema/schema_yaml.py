"""A schema's YAML as plain columns, each with the line it begins in.

Knows the layout (docs/schemas.md) and its keys, and not which names or types are allowed.
"""

import difflib
from dataclasses import dataclass, field

from matchloop.column_mapping.schema.yaml_nodes import ListNode, MapNode, Node, TextNode, parse

LIST_KEYS = ("synonyms", "examples")
COLUMN_KEYS = ("name", "description", "type", *LIST_KEYS)
SCHEMA_KEYS = ("name", "domains")


@dataclass(frozen=True)
class RawColumn:
    """One column as written; "" and () for what is not given. line: from 1."""

    line: int
    domain: str
    name: str
    description: str = ""
    type: str = ""
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass
class RawSchema:
    """What a file holds. name: "" when not given. problems: one sentence each, with its line."""

    name: str = ""
    columns: list[RawColumn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_yaml(data: bytes) -> RawSchema:
    """Read the bytes of a YAML file: a mapping with `domains`, or a list of columns.

    Raises `SchemaError` when the bytes are not usable YAML at all; everything else that is wrong
    is among the problems of what is returned.
    """
    root = parse(data)
    schema = RawSchema()
    if isinstance(root, ListNode):
        _read_columns(root, "", schema)
    elif isinstance(root, MapNode):
        _read_schema(root, schema)
    elif root is not None and root.text:
        schema.problems.append(
            f"line {root.line}: got a single text, expected `domains:` or a list of names, each "
            "on a line that begins with '- ' (a file of bare names, one a line, must end in .txt)"
        )
    return schema


def _read_schema(root: MapNode, schema: RawSchema) -> None:
    values = _values(root, SCHEMA_KEYS, "a schema", schema.problems)
    if "name" in values:
        schema.name = _text(values["name"], "name", schema.problems)
    domains = values.get("domains")
    if domains is None:
        schema.problems.append(f"line {root.line}: a schema needs the key `domains`")
    elif not isinstance(domains, MapNode):
        schema.problems.append(
            f"line {domains.line}: `domains` must map the name of each domain to its columns"
        )
    else:
        for domain, columns in _values(domains, None, "domains", schema.problems).items():
            if isinstance(columns, ListNode) and columns.items:
                _read_columns(columns, domain, schema)
            else:
                schema.problems.append(
                    f"line {columns.line}: the domain {domain!r} must hold a list of columns, "
                    "each beginning with '- '. Add one, or remove the domain"
                )


def _read_columns(node: ListNode, domain: str, schema: RawSchema) -> None:
    for item in node.items:
        if isinstance(item, MapNode):
            schema.columns.append(_column(item, domain, schema.problems))
        else:
            name = _text(item, "name", schema.problems)
            schema.columns.append(RawColumn(item.line, domain, name))


def _column(node: MapNode, domain: str, problems: list[str]) -> RawColumn:
    texts = {"name": ""}
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in _values(node, COLUMN_KEYS, "a column", problems).items():
        if key in LIST_KEYS:
            lists[key] = _texts(value, key, problems)
        else:
            texts[key] = _text(value, key, problems)
    return RawColumn(
        node.line,
        domain,
        texts["name"],
        texts.get("description", ""),
        texts.get("type", ""),
        lists.get("synonyms", ()),
        lists.get("examples", ()),
    )


def _values(
    node: MapNode, allowed: tuple[str, ...] | None, what: str, problems: list[str]
) -> dict[str, Node]:
    """Return the values by key; a key not in `allowed` (None: any) or there twice is a problem."""
    values: dict[str, Node] = {}
    for key_node, value in node.pairs:
        key = _text(key_node, f"a key of {what}", problems)
        if allowed is not None and key not in allowed:
            close = difflib.get_close_matches(key, allowed, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            problems.append(
                f"line {key_node.line}: unknown key {key!r}.{meant} "
                f"The keys of {what} are {', '.join(allowed)}"
            )
        elif key in values:
            problems.append(
                f"line {key_node.line}: the key {key!r} is there twice (first value in line "
                f"{values[key].line}). Make them one"
            )
        else:
            values[key] = value
    return values


def _text(node: Node, key: str, problems: list[str]) -> str:
    if isinstance(node, TextNode):
        return node.text.strip()
    got = "a list" if isinstance(node, ListNode) else "a mapping"
    problems.append(f"line {node.line}: `{key}` must be a text, got {got}")
    return ""


def _texts(node: Node, key: str, problems: list[str]) -> tuple[str, ...]:
    if isinstance(node, ListNode):
        return tuple([text for item in node.items if (text := _text(item, key, problems))])
    if not isinstance(node, TextNode) or node.text:
        problems.append(f"line {node.line}: `{key}` must be a list, such as [one, two]")
    return ()
