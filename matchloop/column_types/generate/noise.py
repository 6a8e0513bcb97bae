"""What goes wrong with any column: missing values, stray spaces, wrong encodings, strangers.

Works on finished values; knows nothing of their kind. Every kind of trouble hits some columns only.
"""

from dataclasses import replace

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context

NULLS = (
    "",
    "NA",
    "N/A",
    "n/a",
    "NaN",
    "nan",
    "NULL",
    "null",
    "None",
    "-",
    "--",
    "?",
    "#N/A",
    "missing",
    ".",
    "\\N",
    "(null)",
    "nil",
    "#NULL!",
    "not available",
)
_NATIVE_NULLS = {
    "de": "k.A.",
    "ru": "нет данных",
    "zh": "无",
    "ja": "なし",
    "es": "s/o",
    "it": "n.d.",
    "pt": "n/d",
}
_STRANGERS = (
    "TBD",
    "see notes",
    "unknown",
    "???",
    "error",
    "test",
    "x",
    "0",
    "tbc",
    "#REF!",
    "-1",
    "ask Anna",
    "12/2",
    "total",
    "N.N.",
    "to be checked",
    "9999-99",
    "asdf",
    "*",
    "n.b.",
)
_LEFT = 3
"""Values that stay when others go missing."""

MOST_STRANGERS = 0.03
"""Largest share of values of another kind in a column that has a type."""


def spoil(c: Context, draft: Draft) -> list[str | None]:
    """Apply the troubles of this column, each with its own probability."""
    if draft.tidy:
        return draft.values
    values = draft.values
    c = replace(c, rows=len(values))
    if c.chance(0.12):
        values = _strangers(c, values)
    if c.chance(0.1):
        values = _spaces(c, values)
    if c.chance(0.09):
        values = _encodings(c, values)
    if c.chance(0.04):
        values = _cases(c, values)
    return _missing(c, values) if c.chance(0.45) else values


def mojibake(text: str, wrong: str) -> str:
    """Return the text as it looks when its UTF-8 bytes are read in another encoding."""
    return text.encode("utf-8").decode(wrong, "replace")


def _missing(c: Context, values: list[str | None]) -> list[str | None]:
    share = 0.6 * c.rng.random() ** 2
    native = (_NATIVE_NULLS[c.language],) if c.language in _NATIVE_NULLS else ()
    spelling: str | None = None if c.chance(0.55) else c.one((*NULLS, *native))
    second = spelling if c.chance(0.9) else c.one(NULLS)
    hits = c.flags(share)
    if hits.count(False) < _LEFT:
        return values
    other = c.flags(0.3)
    rows = zip(values, hits, other, strict=True)
    return [(second if odd else spelling) if hit else value for value, hit, odd in rows]


def _strangers(c: Context, values: list[str | None]) -> list[str | None]:
    count = int(len(values) * c.rng.uniform(0, MOST_STRANGERS))
    changed = list(values)
    words = c.some(_STRANGERS, 1, 3)
    for row in c.rng.permutation(len(values))[:count].tolist():
        changed[row] = c.one(words)
    return changed


def _spaces(c: Context, values: list[str | None]) -> list[str | None]:
    before, after = c.one(
        (
            ("", " "),
            (" ", ""),
            (" ", " "),
            ("", "   "),
            ("\t", ""),
            ("", "\u00a0"),
            ("  ", ""),
            ("'", ""),
        )
    )
    hits = c.flags(1.0 if c.chance(0.35) else c.rng.uniform(0.02, 0.5))
    rows = zip(values, hits, strict=True)
    return [before + value + after if hit and value else value for value, hit in rows]


def _encodings(c: Context, values: list[str | None]) -> list[str | None]:
    form = c.weighted({"cp1252": 4, "latin-1": 2, "question": 1.5, "replaced": 1.5})
    hits = c.flags(1.0 if c.chance(0.4) else c.rng.uniform(0.1, 0.8))
    return [
        _garbled(value, form) if hit and value and not value.isascii() else value
        for value, hit in zip(values, hits, strict=True)
    ]


def _garbled(text: str, form: str) -> str:
    if form == "question":
        return text.encode("ascii", "replace").decode()
    if form == "replaced":
        return "".join(letter if letter.isascii() else "\ufffd" for letter in text)
    return mojibake(text, form)


def _cases(c: Context, values: list[str | None]) -> list[str | None]:
    hits = c.flags(c.rng.uniform(0.02, 0.3))
    upper = c.chance(0.5)
    rows = zip(values, hits, strict=True)
    return [(v.upper() if upper else v.lower()) if hit and v else v for v, hit in rows]
