"""Identifier columns: numbers, keys and hashes that each point at one thing."""

import uuid
from collections.abc import Callable

import numpy as np

from matchloop.column_types.generate.characters import ALNUM, BASE64, HEX, UPPER, strings
from matchloop.column_types.generate.check_digits import cpf, ean, iban, isbn10, issn, luhn, vin
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind

_PREFIXES: dict[str, tuple[str, ...]] = {
    "commerce": ("ORD", "SKU", "PRD", "CUST", "INV", "RMA", "CART", "VND", "SO", "ITEM"),
    "social": ("USR", "PST", "usr_", "post_", "GRP", "MSG", "t3_", "thread-", "U", "act_"),
    "finance": ("TXN", "ACC", "INV", "LN", "POL", "CLM", "PAY", "TR", "ch_", "FND"),
    "health": ("PAT", "ENC", "MRN", "RX", "LAB", "VIS", "SPEC", "P", "STUDY", "SUBJ"),
    "logistics": ("SHP", "TRK", "AWB", "BOL", "CONT", "WH", "PO", "DLV", "ROUTE", "PKG"),
    "enterprise": ("EMP", "TCK", "INC", "PRJ", "CHG", "REQ", "CASE", "JIRA", "ASSET", "DOC"),
}


def digits(c: Context, length: int, rows: int | None = None) -> list[str]:
    """Draw texts of random digits."""
    return strings(c, "0123456789", length, rows)


def unique_numbers(c: Context, low: int, high: int) -> np.ndarray:
    """Draw different whole numbers (a few may repeat when the range is tight)."""
    drawn = np.unique(c.rng.integers(low, high, 2 * c.rows + 8))
    return (
        c.rng.permutation(drawn)[: c.rows] if len(drawn) >= c.rows else np.arange(low, low + c.rows)
    )


def sequence(c: Context) -> Draft:
    """Numbers counted up from somewhere, with or without gaps, sorted or not."""
    start = c.one((0, 1, 1, 1, 100, 1_000, 10_001, c.between(2, 5_000_000)))
    gaps = (
        np.ones(c.rows, int) if c.chance(0.6) else c.rng.geometric(c.rng.uniform(0.1, 0.9), c.rows)
    )
    numbers = start + np.cumsum(gaps) - gaps[0]
    if c.chance(0.35):
        numbers = c.rng.permutation(numbers)
    if c.chance(0.08):
        return Draft([f"{n}.0" for n in numbers.tolist()], "id", clear=True)
    unit_steps = bool((gaps == 1).all())
    return Draft([str(n) for n in numbers.tolist()], "id", clear=not unit_steps)


def number(c: Context) -> Draft:
    """Different whole numbers of about one length; the header says what they point at."""
    width = c.between(4, 12)
    values = unique_numbers(c, 10 ** (width - 1), 10**width)
    if c.chance(0.3):
        values = np.sort(values)
    return Draft([str(v) for v in values.tolist()], "id", clear=True)


def padded(c: Context) -> Draft:
    """Numbers with leading zeros."""
    width = c.between(5, 10)
    values = unique_numbers(c, 1, 10 ** c.between(4, width - 1))
    return Draft([f"{v:0{width}}" for v in values.tolist()], "id")


def foreign_key(c: Context) -> Draft:
    """Keys of another table: they repeat."""
    known = max(2, int(c.rows * c.rng.uniform(0.15, 0.8)))
    width = c.between(3, 9)
    low = 1 if c.chance(0.4) else 10 ** (width - 1)
    pool = [str(v) for v in c.rng.integers(low, 10**width, known).tolist()]
    if c.chance(0.35):
        prefix = c.one(_PREFIXES[c.domain])
        pool = [f"{prefix}{key}" for key in pool]
    return Draft(list(c.skewed(pool)), "id", clear=True)


def uuids(c: Context) -> Draft:
    """UUIDs: with and without hyphens, braces, capitals."""
    raw = c.rng.bytes(16 * c.rows)
    form = c.weighted({"plain": 6, "upper": 1.5, "hex": 1.2, "braces": 0.6, "urn": 0.3})
    texts = [str(uuid.UUID(bytes=raw[16 * i : 16 * i + 16], version=4)) for i in range(c.rows)]
    forms: dict[str, Callable[[str], str]] = {
        "plain": str,
        "upper": str.upper,
        "hex": lambda t: t.replace("-", ""),
        "braces": lambda t: "{" + t.upper() + "}",
        "urn": lambda t: "urn:uuid:" + t,
    }
    return Draft([forms[form](text) for text in texts], "key")


def hashes(c: Context) -> Draft:
    """MD5, SHA and short git hashes, object ids and other hexadecimal keys."""
    length = c.one((32, 40, 64, 7, 8, 10, 12, 16, 24, 24))
    texts = strings(c, HEX, length)
    if c.chance(0.15):
        texts = ["0x" + text for text in texts]
    elif c.chance(0.15):
        texts = [text.upper() for text in texts]
    return Draft(list(texts), "hash")


def tokens(c: Context) -> Draft:
    """Random keys over letters and digits: video ids, ULIDs, tracking codes."""
    alphabet = c.one((ALNUM, UPPER + "0123456789", BASE64.replace("+/", "-_")))
    head = c.one(("", "", "", "sk_", "B0", "01H", "UC", "cus_", "1Z"))
    return Draft([head + text for text in strings(c, alphabet, c.between(8, 26))], "key")


def prefixed(c: Context) -> Draft:
    """Keys with a prefix: ORD-000123, PAT_4711."""
    prefix = c.one(_PREFIXES[c.domain])
    width = c.between(3, 9)
    values = unique_numbers(c, 1, 10**width)
    if c.chance(0.4):
        values = np.sort(values)
    mark = "" if prefix[-1] in "_-" else c.one(("-", "_", "", "-", "/", " "))
    form = f"0{width}" if c.chance(0.6) else ""
    return Draft([f"{prefix}{mark}{v:{form}}" for v in values.tolist()], c.one(("id", "code")))


def composite(c: Context) -> Draft:
    """Keys put together of several parts: INV-2024-00012, DE|12|AB, store_item."""
    mark = c.one(("-", "-", "_", "/", "|", ".", ":"))
    parts = [
        [c.one(_PREFIXES[c.domain]).strip("_-")] * c.rows,
        c.many([str(year) for year in range(2012, 2026)]),
        [f"{n:05}" for n in unique_numbers(c, 1, 99_999).tolist()],
        c.many(("DE", "US", "FR", "UK", "IN", "CN", "BR", "EU", "NA", "AP")),
        strings(c, UPPER, 2),
        [f"{n:03}" for n in c.integers(1, 400)],
    ]
    chosen = [parts[2], *c.some([parts[i] for i in (0, 1, 3, 4, 5)], 1, 3)]
    order = c.some(chosen, len(chosen), len(chosen))
    return Draft([mark.join(row) for row in zip(*order, strict=True)], c.one(("id", "code")))


def article(c: Context) -> Draft:
    """Article, part and asset numbers with a mask of letters and digits."""
    pattern = c.one(
        ("AA-9999", "999-AAA-99", "A99999", "AAA999", "99A-9999-AA", "AA99 9999", "9999-99")
    )
    rows: list[str | None] = []
    columns = [
        c.many(UPPER) if mark == "A" else c.many("0123456789") if mark == "9" else [mark] * c.rows
        for mark in pattern
    ]
    rows = ["".join(row) for row in zip(*columns, strict=True)]
    return Draft(rows, c.one(("code", "article")))


def checked(c: Context) -> Draft:
    """Codes with a check digit: EAN, ISBN, ISSN, card numbers, IMEI, IBAN, VIN, CPF."""
    form = c.one(
        ("ean13", "ean8", "upc", "isbn13", "isbn10", "issn", "card", "imei", "iban", "vin", "cpf")
    )
    heads = c.many(("978", "979"))
    makers = {
        "ean13": lambda: [ean(c.one("45") + t) for t in digits(c, 11)],
        "ean8": lambda: [ean(t) for t in digits(c, 7)],
        "upc": lambda: [ean("0" + t) for t in digits(c, 10)],
        "isbn13": lambda: [ean(h + t) for h, t in zip(heads, digits(c, 9), strict=True)],
        "isbn10": lambda: [isbn10(t) for t in digits(c, 9)],
        "issn": lambda: [issn(t) for t in digits(c, 7)],
        "card": lambda: [luhn(h + t) for h, t in zip(c.many("45"), digits(c, 14), strict=True)],
        "imei": lambda: [luhn("35" + t) for t in digits(c, 12)],
        "iban": lambda: _ibans(c),
        "vin": lambda: [
            vin("WVW" + t) for t in strings(c, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 14)
        ],
        "cpf": lambda: [cpf(t) for t in digits(c, 9)],
    }
    texts = makers[form]()
    if form == "isbn13" and c.chance(0.4):
        texts = [f"{t[:3]}-{t[3]}-{t[4:8]}-{t[8:12]}-{t[12]}" for t in texts]
    if form == "card" and c.chance(0.5):
        mask = c.chance(0.5)
        texts = [f"{'****' if mask else t[:4]} {'****' if mask else t[4:8]} "
                 f"{'****' if mask else t[8:12]} {t[12:]}" for t in texts]  # fmt: skip
    return Draft(list(texts), form)


def _ibans(c: Context) -> list[str]:
    lengths = {
        "DE": 18,
        "FR": 23,
        "ES": 20,
        "IT": 23,
        "NL": 14,
        "PL": 24,
        "GB": 18,
        "CH": 17,
        "AT": 16,
    }
    country = c.one(tuple(lengths))
    letters = {"NL": "INGB", "GB": "BARC", "IT": "X"}.get(country, "")
    length = lengths[country] - len(letters)
    texts = [iban(country, letters + text) for text in digits(c, length)]
    if c.chance(0.4):
        texts = [" ".join(t[i : i + 4] for i in range(0, len(t), 4)) for t in texts]
    return texts


def national(c: Context) -> Draft:
    """Numbers that a state gives to people and firms."""
    makers = {
        "ssn": lambda: [f"{t[:3]}-{t[3:5]}-{t[5:]}" for t in digits(c, 9)],
        "ein": lambda: [f"{t[:2]}-{t[2:]}" for t in digits(c, 9)],
        "vat": lambda: ["DE" + t for t in digits(c, 9)],
        "siret": lambda: [f"{t[:3]} {t[3:6]} {t[6:9]} {t[9:]}" for t in digits(c, 14)],
        "aadhaar": lambda: [f"{t[:4]} {t[4:8]} {t[8:]}" for t in digits(c, 12)],
        "pan": lambda: [
            a + d + z
            for a, d, z in zip(
                strings(c, UPPER, 5), digits(c, 4), strings(c, UPPER, 1), strict=True
            )
        ],
        "plate": lambda: c.many(c.pool("plate")),
    }
    form = c.one(tuple(makers))
    return Draft(list(makers[form]()), form)


KINDS = (
    Kind("identifier.sequence", 4, sequence),
    Kind("identifier.number", 3, number),
    Kind("identifier.padded", 1.2, padded),
    Kind("identifier.foreign_key", 2.5, foreign_key),
    Kind("identifier.uuid", 3, uuids),
    Kind("identifier.hash", 2, hashes),
    Kind("identifier.token", 1.2, tokens),
    Kind("identifier.prefixed", 4, prefixed),
    Kind("identifier.composite", 2.5, composite),
    Kind("identifier.article", 1.6, article),
    Kind("identifier.check_digit", 3, checked),
    Kind("identifier.national", 1.2, national),
)
