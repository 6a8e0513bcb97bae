"""Identifier columns of addresses: phones, e-mail, web, network, files, handles, DOIs."""

import re
import unicodedata

from matchloop.column_types.generate.addresses import address_words
from matchloop.column_types.generate.characters import ALNUM, HEX, LOWER, strings
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.identifiers import digits
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.pools import pool


def ascii_names(c: Context) -> tuple[list[str], list[str]]:
    """Draw first and last names in plain small letters; English ones for other scripts."""
    first = [_plain(text) for text in c.pool("first")]
    last = [_plain(text) for text in c.pool("last")]
    if sum(map(len, first)) < 2 * len(first):
        first, last = (
            [_plain(text) for text in pool("en_US", name, c.seed)] for name in ("first", "last")
        )
    first = [text for text in first if len(text) > 1]
    last = [text for text in last if len(text) > 1]
    return c.many(first), c.many(last)


def _plain(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", ascii_.lower())


def _hosts(c: Context, size: int) -> list[str]:
    known = address_words()
    tops = (*known.tops, c.locale.country, c.locale.country)
    first, second, top = (c.many(items, size) for items in (known.sites, known.sites, tops))
    return [f"{a}{b}.{t}" for a, b, t in zip(first, second, top, strict=True)]


def _slugs(c: Context) -> list[str]:
    words = [c.many(address_words().slugs) for _ in range(c.between(2, 5))]
    return ["-".join(row) for row in zip(*words, strict=True)]


def emails(c: Context) -> Draft:
    """E-mail addresses, private or of one firm."""
    first, last = ascii_names(c)
    private = c.chance(0.6)
    hosts = c.many(address_words().mail_hosts if private else _hosts(c, c.one((1, 5, 60))))
    tails = [str(n) if n < 100 else "" for n in c.integers(0, 300)]
    pattern = c.one(("{f}.{l}{t}", "{f}{l}{t}", "{i}{l}{t}", "{f}_{l}{t}", "{l}.{i}{t}", "{f}{t}"))
    rows = zip(first, last, tails, hosts, strict=True)
    texts = [pattern.format(f=f, l=s, i=f[0], t=t) + "@" + h for f, s, t, h in rows]
    if c.chance(0.06):
        texts = [f"mailto:{text}" for text in texts]
    return Draft(list(texts), "email")


def phones(c: Context) -> Draft:
    """Telephone numbers as the locale writes them, or in one of the usual masks."""
    if c.chance(0.45):
        return Draft(list(c.many(c.pool("phone"))), "phone")
    pattern = c.one(
        ("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{} {} {}", "+1-{}-{}-{}", "DIAL {} {} {}", "{}{}{}")
    )
    pattern = pattern.replace("DIAL", c.locale.dial)
    texts = [pattern.format(t[:3], t[3:6], t[6:]) for t in digits(c, 10)]
    return Draft(list(texts), "phone")


def urls(c: Context) -> Draft:
    """Web addresses: home pages, articles, pictures, products."""
    hosts = c.many(_hosts(c, c.one((1, 1, 8, c.rows))))
    scheme = c.one(("https://www.", "https://", "http://www.", "http://", "www.", ""))
    form = c.weighted({"home": 2, "slug": 4, "id": 3, "query": 1.5, "file": 2})
    slugs, numbers, hexes = _slugs(c), c.integers(10, 9_999_999), strings(c, HEX, 12)
    rows = zip(hosts, slugs, numbers, hexes, strict=True)
    patterns = {
        "home": "{h}",
        "slug": "{h}/{s}/",
        "id": "{h}/item/{n}",
        "query": "{h}/watch?v={x}&ref={n}",
        "file": "{h}/img/{x}.jpg",
    }
    pattern = scheme + patterns[form]
    concept = "image url" if form == "file" else "url"
    return Draft([pattern.format(h=h, s=s, n=n, x=x) for h, s, n, x in rows], concept)


def network(c: Context) -> Draft:
    """IPv4, IPv6, MAC addresses, host names."""
    form = c.weighted({"ip": 4, "ip6": 1, "mac": 1.2, "host": 1, "port": 0.6})
    if form in {"ip", "port"}:
        first = c.one(((10,), (192,), tuple(range(1, 224))))
        parts = [c.many(first), *(c.integers(0, 255) for _ in range(3))]
        texts = [".".join(map(str, row)) for row in zip(*parts, strict=True)]
        if form == "port":
            texts = [f"{t}:{p}" for t, p in zip(texts, c.integers(1024, 65_000), strict=True)]
    elif form == "host":
        texts = [
            f"{c.one(('srv', 'db', 'web', 'ip'))}-{n:03}.{c.locale.country}.local"
            for n in c.integers(1, 999)
        ]
    else:
        length, mark = (4, ":") if form == "ip6" else (2, c.one(":-"))
        parts_ = [strings(c, HEX, length) for _ in range(8 if form == "ip6" else 6)]
        texts = [mark.join(row) for row in zip(*parts_, strict=True)]
    return Draft(list(texts), "ip address" if form != "mac" else "mac address")


def paths(c: Context) -> Draft:
    """File names and paths, object stores, Windows shares."""
    names = [f"{s}_{n}" for s, n in zip(_slugs(c), c.integers(1, 9_999), strict=True)]
    known = address_words()
    ending = c.many(known.endings) if c.chance(0.3) else [c.one(known.endings)] * c.rows
    folders = c.many([f"{a}/{b}" for a in known.folders for b in known.folders if a != b])
    head = c.one(("", "", "/", "/var/data/", "s3://bucket/", "./", "C:\\"))
    rows = zip(folders, names, ending, strict=True)
    texts = [head + (f"{f}/" if head else "") + n + e for f, n, e in rows]
    if head.endswith("\\"):
        texts = [text.replace("/", "\\") for text in texts]
    return Draft(list(texts), "path")


def handles(c: Context) -> Draft:
    """User names and @handles."""
    first, last = ascii_names(c)
    mark, tails = c.one(("", "", "@")), c.integers(0, 160)
    glue = c.one(("", "_", "."))
    rows = zip(first, last, tails, strict=True)
    texts = [f"{mark}{f}{glue}{s[: 1 + t % 7]}{t if t < 99 else ''}" for f, s, t in rows]
    return Draft(list(texts), "username")


def references(c: Context) -> Draft:
    """DOIs, ORCIDs, accession numbers, security codes."""
    makers = {
        "doi": lambda: [
            f"10.{a}/{b}.{d}"
            for a, b, d in zip(
                c.integers(1000, 9999), strings(c, LOWER, 5), digits(c, 6), strict=True
            )
        ],
        "orcid": lambda: [f"0000-000{t[:1]}-{t[1:5]}-{t[5:9]}" for t in digits(c, 9)],
        "isin": lambda: [
            f"{a}{t}" for a, t in zip(c.many(("US", "DE", "GB", "FR")), digits(c, 10), strict=True)
        ],
        "accession": lambda: [f"GSM{t}" for t in digits(c, 6)],
        "snp": lambda: [f"rs{n}" for n in c.integers(10_000, 99_999_999)],
        "ticker": lambda: strings(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", c.between(3, 5)),
        "short_link": lambda: [f"https://bit.ly/{t}" for t in strings(c, ALNUM, 7)],
    }
    form = c.one(tuple(makers))
    return Draft(list(makers[form]()), form.replace("_", " "))


KINDS = (
    Kind("identifier.email", 3, emails),
    Kind("identifier.phone", 3, phones),
    Kind("identifier.url", 4, urls),
    Kind("identifier.network", 2, network),
    Kind("identifier.path", 1.2, paths),
    Kind("identifier.handle", 1.4, handles),
    Kind("identifier.reference", 1.2, references),
)
