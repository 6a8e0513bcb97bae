"""Columns nobody should give a type: mixed, serialized, near-empty, garbage, meaningless."""

import base64
import json
from dataclasses import replace

import numpy as np

from matchloop.column_types.generate.characters import ALNUM, BASE64, HEX, strings
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.noise import mojibake
from matchloop.column_types.generate.typed_kinds import TYPED_KINDS
from matchloop.column_types.generate.vocabularies import vocabularies

_ERRORS = (
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#N/A",
    "[object Object]",
    "NaN",
    "Infinity",
    "ERR",
    "undefined",
)
_LABELS = ("numeric", "datetime", "categorical", "identifier", "text_short", "text_long", "boolean")


def draft_of(c: Context, labels: tuple[str, ...], rows: int | None = None) -> Draft:
    """Make a column of another label, of a kind drawn by weight."""
    kinds = TYPED_KINDS[c.one(labels)]
    chosen = c.weighted({i: entry.weight for i, entry in enumerate(kinds)})
    return kinds[chosen].make(replace(c, rows=c.rows if rows is None else rows))


def _scalar(c: Context) -> list[object]:
    form = c.between(0, 4)
    if form == 0:
        return list(c.integers(0, 10 ** c.between(1, 6)))
    if form == 1:
        return [round(x, 2) for x in c.rng.normal(20, 40, c.rows).tolist()]
    if form == 2:
        return list(c.flags(0.5))
    return list(c.many(vocabularies().list_items)) if form == 3 else list(c.many(c.pool("first")))


def mixed(c: Context) -> Draft:
    """Rows of three to five kinds of values in one column."""
    labels = c.some(_LABELS, 3, 5)
    columns = [draft_of(c, (label,)) for label in labels]
    weights = c.rng.dirichlet(np.full(len(columns), 3.0))
    sources = c.rng.choice(len(columns), size=c.rows, p=weights).tolist()
    sources[: len(columns)] = range(len(columns))
    texts = [columns[s].values[i % len(columns[s].values)] for i, s in enumerate(sources)]
    return Draft(texts, c.one(("anything", columns[0].concept)))


def json_objects(c: Context) -> Draft:
    """JSON objects, whole or cut off, and their cousins from Python and PHP."""
    keys = c.some(vocabularies().payload_keys, 2, 5)
    columns = [_scalar(c) for _ in keys]
    rows = [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]
    if c.chance(0.25):
        rows_: list[object] = [[row] * (1 + len(str(row)) % 3) for row in rows]
    elif c.chance(0.2):
        rows_ = [{"data": row, "ok": True} for row in rows]
    else:
        rows_ = list(rows)
    form = c.weighted({"json": 6, "python": 2, "php": 0.7, "cut": 1.2})
    if form == "php":
        texts = [_php(row) for row in rows]
    else:
        texts = [
            str(row) if form == "python" else json.dumps(row, ensure_ascii=c.chance(0.5))
            for row in rows_
        ]
    if form == "cut":
        cut = c.between(12, 60)
        texts = [text[:cut] for text in texts]
    return Draft(list(texts), "payload")


def _php(row: dict[str, object]) -> str:
    body = "".join(
        f's:{len(key)}:"{key}";s:{len(str(value))}:"{value}";' for key, value in row.items()
    )
    return f"a:{len(row)}:{{{body}}}"


def lists(c: Context) -> Draft:
    """Lists in one cell: brackets, semicolons, pipes, commas; of numbers or words."""
    items = c.one(
        (
            vocabularies().list_items,
            c.pool("first"),
            [str(n) for n in range(1, 40)],
            [f"{n / 8:.3f}" for n in range(-90, 90)],
        )
    )
    counts = c.integers(1, c.one((4, 6, 12)))
    counts[0] = max(2, counts[0])
    flat = iter(c.many(items, sum(counts)))
    rows = [[next(flat) for _ in range(count)] for count in counts]
    form = c.weighted({"json": 3, "python": 3, "joined": 5, "braces": 0.7, "pairs": 1})
    if form == "json":
        texts = [json.dumps(row, ensure_ascii=False) for row in rows]
    elif form == "python":
        texts = [str(row) for row in rows]
    elif form == "braces":
        texts = ["{" + ",".join(row) + "}" for row in rows]
    elif form == "pairs":
        keys = c.some(vocabularies().payload_keys, 2, 6)
        texts = [", ".join(f"{k}:{v}" for k, v in zip(keys * 6, row, strict=False)) for row in rows]
    else:
        mark = c.one((";", "|", ", ", ",", " ; ", "/", "; "))
        texts = [
            mark.join([*row, row[0]] if len(row) == 1 and c.rows < 20 else row) for row in rows
        ]
    return Draft(list(texts), "list")


def empty(c: Context) -> Draft:
    """Nothing but missing values."""
    spelling = c.one((None, None, None, "", "", "NA", "N/A", "NULL", "nan", "-", "None"))
    return Draft(
        [spelling] * c.rows,
        c.one(("anything", "price", "event date", "comment", "id", "flag")),
        tidy=True,
    )


def near_empty(c: Context) -> Draft:
    """One to three values in a sea of missing ones."""
    if c.rows < 30:
        return empty(c)
    filled = draft_of(c, ("numeric", "text_short", "categorical", "identifier"), 8)
    spelling = c.one((None, None, None, "", "NA", "NULL", "nan", "-"))
    texts: list[str | None] = [spelling] * c.rows
    for place in c.integers(0, c.rows - 1, c.between(1, max(1, min(3, c.rows // 50)))):
        texts[place] = filled.values[place % len(filled.values)]
    return Draft(texts, c.one(("anything", filled.concept)), tidy=True)


def constant(c: Context) -> Draft:
    """The same value in every row, from which nothing can be told, nor from the header."""
    value = c.one(("0", "0.0", "default", "-", "none found", "*", "x", "..", "void", "tbd"))
    return Draft([value] * c.rows, "anything", tidy=True)


def garbage(c: Context) -> Draft:
    """Debris: control characters, random marks, replacement characters."""
    alphabet = c.one(
        (
            "!@#$%^&*()_+-=[]{};:,.<>/?~",
            ALNUM + "!@#$%^&*(){}<>?/\\|",
            "?.-_*#",
            "\x01\x02\x1b\x7f%$AZaz09",
        )
    )
    lengths = c.integers(1, c.between(4, 30))
    texts = strings(c, alphabet, max(lengths))
    texts = [text[:length] for text, length in zip(texts, lengths, strict=True)]
    if c.chance(0.3):
        texts = [
            "\ufffd" * (1 + length % 9) + text[: length // 2]
            for text, length in zip(texts, lengths, strict=True)
        ]
    return Draft(list(texts), "anything")


def debris(c: Context) -> Draft:
    """Text of another script that was decoded wrongly two times over."""
    source = c.pool(c.one(("name", "city", "job")))
    texts = [mojibake(mojibake(text, "cp1252"), "cp1252") for text in c.many(source)]
    if all(text.isascii() for text in texts):
        texts = ["".join(chr(160 + (ord(ch) * 7) % 90) for ch in text) for text in texts]
    return Draft(list(texts), "anything")


def blob(c: Context) -> Draft:
    """Serialized bytes: base64, hex dumps, data URLs, tokens in three parts."""
    form = c.weighted({"base64": 4, "hex": 1.5, "data": 1, "jwt": 1, "bytes": 1})
    length = c.between(60, 240)
    texts = strings(c, HEX if form == "hex" else BASE64, length // 4 * 4)
    if form == "base64":
        size = c.between(40, 150)
        raw = c.rng.bytes(size * c.rows)
        cuts = c.integers(0, 20)
        texts = [
            base64.b64encode(raw[i * size : (i + 1) * size - cut]).decode()
            for i, cut in enumerate(cuts)
        ]
    elif form == "data":
        texts = ["data:image/png;base64,iVBORw0KGgo" + text for text in texts]
    elif form == "jwt":
        texts = [
            f"eyJhbGciOiJIUzI1NiJ9.{text[:48]}.{text[-43:]}".replace("/", "_").replace("+", "-")
            for text in texts
        ]
    elif form == "bytes":
        texts = ["b'" + "".join(f"\\x{ord(ch):02x}" for ch in text[:24]) + "'" for text in texts]
    elif c.chance(0.4):
        texts = ["\\x" + text for text in texts]
    return Draft(list(texts), "payload")


def masked(c: Context) -> Draft:
    """Nothing left to see: ####, ****, [REDACTED]; errors of a spreadsheet."""
    form = c.one(("hash", "stars", "redacted", "error"))
    if form == "hash":
        texts = ["#" * n for n in c.many(c.some(range(3, 14), 1, 3))]
    elif form == "stars":
        texts = ["*" * n for n in c.integers(3, 12)]
    elif form == "redacted":
        texts = c.many(
            c.some(("[REDACTED]", "XXXX", "xxx-xx-xxxx", "<hidden>", "***", "confidential"), 1, 3)
        )
    else:
        texts = c.many(c.some(_ERRORS, 2, 4))
    return Draft(list(texts), c.one(("anything", "price", "person", "event date", "id")), tidy=True)


def markup(c: Context) -> Draft:
    """Geometry, XML, SQL and other code in a cell."""
    form = c.one(("point", "polygon", "xml", "sql", "pair", "code", "style"))
    a, b = (
        c.rng.uniform(-90, 90, c.rows).round(5).tolist(),
        c.rng.uniform(-180, 180, c.rows).round(5).tolist(),
    )
    names, numbers = c.many(c.pool("first")), c.integers(1, 9_999)
    patterns = {
        "point": "POINT ({b} {a})",
        "polygon": "POLYGON (({b} {a}, {a} {b}, {n} {a}, {b} {a}))",
        "xml": "<row id='{n}'><name>{s}</name><v>{a}</v></row>",
        "sql": "SELECT * FROM t_{n} WHERE name = '{s}'",
        "pair": "({a}, {b})",
        "code": "function(){{return {n}*{a};}}",
        "style": "width:{n}px;color:#{n:04x}00;margin:{a}em",
    }
    rows = zip(a, b, names, numbers, strict=True)
    texts = [patterns[form].format(a=x, b=y, s=s, n=n) for x, y, s, n in rows]
    return Draft(list(texts), "location" if form in {"point", "polygon", "pair"} else "payload")


def shifted(c: Context) -> Draft:
    """A column into which neighbours slipped at every unquoted delimiter."""
    first, second, third = (draft_of(c, (label,)) for label in c.some(_LABELS[:6], 3, 3))
    share = c.rng.uniform(0.25, 0.45)
    marks = c.rng.random(c.rows).tolist()
    texts = []
    for i, draw in enumerate(marks):
        source = second if draw < share else third if draw < 1.7 * share else first
        texts.append(source.values[i % len(source.values)])
    return Draft(texts, c.one(("anything", first.concept)))


KINDS = (
    Kind("unknown.mixed", 5, mixed),
    Kind("unknown.json", 4, json_objects),
    Kind("unknown.list", 4, lists),
    Kind("unknown.empty", 2.5, empty),
    Kind("unknown.near_empty", 3, near_empty),
    Kind("unknown.constant", 1, constant),
    Kind("unknown.garbage", 2, garbage),
    Kind("unknown.debris", 1.5, debris),
    Kind("unknown.blob", 3, blob),
    Kind("unknown.masked", 2, masked),
    Kind("unknown.markup", 2, markup),
    Kind("unknown.shifted", 2, shifted),
)
