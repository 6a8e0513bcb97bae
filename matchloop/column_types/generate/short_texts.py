"""Short free texts: names, titles, places, products, phrases of at most about eight words."""

from collections.abc import Callable, Sequence

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.phrases import phrases


def filled(c: Context, patterns: Sequence[str], **slots: Sequence[str]) -> list[str]:
    """Fill one random pattern a row with random words for its slots."""
    drawn = {name: c.many(words) for name, words in slots.items()}
    rows = zip(c.many(patterns), *drawn.values(), strict=True)
    return [row[0].format(**dict(zip(drawn, row[1:], strict=True))) for row in rows]


_CASES: tuple[Callable[[str], str], ...] = (*[str] * 5, str.upper, str.lower)


def _recased(c: Context, texts: list[str]) -> list[str | None]:
    case = c.one(_CASES)
    return [case(text) for text in texts]


def person(c: Context) -> Draft:
    """Full names, in one of several orders."""
    form = c.weighted({"full": 6, "last_first": 2, "two": 2, "initial": 1})
    if form == "full":
        texts = c.many(c.pool("name"))
    else:
        pattern = {"last_first": "{l}, {f}", "two": "{f} {l}", "initial": "{f[0]}. {l}"}[form]
        texts = filled(c, [pattern], f=c.pool("first"), l=c.pool("last"))
    return Draft(_recased(c, texts), "person")


def first_name(c: Context) -> Draft:
    """Given names."""
    return Draft(_recased(c, c.many(c.pool("first"))), "first name")


def last_name(c: Context) -> Draft:
    """Family names."""
    return Draft(_recased(c, c.many(c.pool("last"))), "last name")


def product(c: Context) -> Draft:
    """Names of products, some with brand and size."""
    patterns = c.one(
        (
            ("{b} {a} {n}{t}",),
            ("{a} {n}{t}",),
            ("{n} {a}", "{a} {n}"),
            ("{b} {n}{t}", "{b} {a} {n}"),
        )
    )
    p = phrases().products
    slots = {"a": p.adjectives, "n": p.nouns, "t": p.tails, "b": p.brands}
    return Draft(_recased(c, filled(c, patterns, **slots)), "product")


def title(c: Context) -> Draft:
    """Titles of films, books, songs and articles."""
    p = phrases().titles
    if c.language in p.of_language and c.chance(0.75):
        own = p.of_language[c.language]
        tails = (
            [""] * 6
            + [f" {k}" for k in range(2, 9)]
            + [f" ({c.one(c.pool('city'))})", f" – {c.one(c.pool('last'))}"]
        )
        texts = filled(
            c,
            [pattern + "{t}" for pattern in own.patterns],
            a=own.adjectives,
            n=own.nouns,
            m=own.settings,
            t=tails,
        )
    else:
        slots = {"a": p.adjectives, "n": p.nouns, "m": p.nouns, "v": p.verbs}
        texts = filled(c, p.patterns, place=c.pool("city"), **slots)
    if c.chance(0.12):
        texts = [
            f"{text} ({year})" for text, year in zip(texts, c.integers(1950, 2024), strict=True)
        ]
    return Draft(_recased(c, texts), "title")


def company(c: Context) -> Draft:
    """Names of firms."""
    return Draft(_recased(c, c.many(c.pool("company"))), "company")


def job(c: Context) -> Draft:
    """Job titles, seldom the same twice."""
    titles = c.many(c.pool("job"))
    if c.chance(0.3):
        heads = c.many(("Senior ", "Junior ", "Lead ", "", "", "Head - "))
        titles = [head + text for head, text in zip(heads, titles, strict=True)]
    return Draft(_recased(c, titles), "job")


def city(c: Context) -> Draft:
    """Towns, many different ones; some with their region or country."""
    towns = c.many(c.pool("city"))
    if c.chance(0.3):
        states = ("TX", "NY", "CA", "FL", "WA", "OH", "IL", "GA")
        tails = c.many(states if c.locale.name == "en_US" else c.pool("country"))
        towns = [f"{town}, {tail}" for town, tail in zip(towns, tails, strict=True)]
    return Draft(_recased(c, towns), "city")


def address(c: Context) -> Draft:
    """Street addresses, with town and postcode or without."""
    streets = c.many(c.pool("street"))
    if c.chance(0.4):
        rows = zip(streets, c.integers(10_000, 99_999), c.many(c.pool("city")), strict=True)
        streets = [f"{street}, {code} {town}" for street, code, town in rows]
    return Draft(_recased(c, streets), "address")


def venue(c: Context) -> Draft:
    """Names of hotels, schools, parks, churches."""
    texts = filled(c, phrases().venues, n=(*c.pool("city"), *c.pool("last")), s=c.pool("first"))
    return Draft(_recased(c, texts), "venue")


def subject(c: Context) -> Draft:
    """Subjects of mails, tickets and tasks."""
    p = phrases()
    slots = {"thing": p.things[c.domain], "problem": p.subjects.problems, "place": c.pool("city")}
    texts = filled(c, p.subjects.patterns, **slots)
    if c.chance(0.4):
        numbers = c.integers(100, 99_999)
        texts = [f"{text} #{n}" if n % 3 else text for text, n in zip(texts, numbers, strict=True)]
    return Draft([text[0].upper() + text[1:] for text in texts], "subject")


def note(c: Context) -> Draft:
    """Jottings: "left message", "call back Monday"."""
    p = phrases()
    slots = {
        "thing": p.things[c.domain],
        "day": p.notes.days,
        "name": c.pool("first"),
        "place": c.pool("city"),
    }
    return Draft(list(filled(c, p.notes.patterns, **slots)), "short note")


def dish(c: Context) -> Draft:
    """Dishes of menus and recipes."""
    p = phrases().dishes
    slots = {"a": p.adjectives, "b": p.bases, "s": p.sides, "style": p.styles}
    return Draft(_recased(c, filled(c, p.patterns, **slots)), "dish")


def course(c: Context) -> Draft:
    """Courses, projects and programmes."""
    p = phrases().courses
    return Draft(list(filled(c, p.patterns, f=p.fields, g=p.fields)), "course")


def species(c: Context) -> Draft:
    """Scientific names."""
    p = phrases().species
    return Draft(list(filled(c, ["{a} {b}"], a=p.first, b=p.second)), "species name")


def query(c: Context) -> Draft:
    """What people type into a search box."""
    p = phrases()
    things = tuple(text.lower() for text in (*p.things[c.domain], *p.products.nouns))
    years = [str(year) for year in range(2015, 2026)]
    texts = filled(c, p.queries, thing=things, other=things, place=c.pool("city"), year=years)
    return Draft([text.lower() for text in texts], "query")


def words(c: Context) -> Draft:
    """Keywords: one to three words of the locale's language."""
    pool = c.pool("word")
    triples = zip(c.many(pool), c.many(pool), c.many(pool), strict=True)
    rows = zip(triples, c.integers(1, 3), strict=True)
    return Draft([" ".join(triple[:count]) for triple, count in rows], "keyword")


def two_names(c: Context) -> Draft:
    """Pairs: teams of a match, artist and song, firm and town."""
    pattern = c.one(("{a} vs. {b}", "{a} - {b}", "{a} & {b}", "{a} ({b})", "{a} / {b}"))
    name = c.one(("city", "last", "company"))
    texts = filled(c, [pattern], a=c.pool(name), b=c.pool("city" if name == "company" else name))
    return Draft(list(texts), "company" if name == "company" else "match")


def slogan(c: Context) -> Draft:
    """Slogans and goals of firms, as Faker words them."""
    texts = c.many(c.pool("slogan"))
    return Draft(_recased(c, texts), "slogan")


KINDS = (
    Kind("text_short.person", 4, person),
    Kind("text_short.first_name", 1.2, first_name),
    Kind("text_short.last_name", 1.2, last_name),
    Kind("text_short.product", 3, product),
    Kind("text_short.title", 3, title),
    Kind("text_short.company", 2.5, company),
    Kind("text_short.job", 1.6, job),
    Kind("text_short.city", 2.5, city),
    Kind("text_short.address", 2.5, address),
    Kind("text_short.venue", 1.5, venue),
    Kind("text_short.subject", 2.5, subject),
    Kind("text_short.note", 1.8, note),
    Kind("text_short.dish", 1.2, dish),
    Kind("text_short.course", 1, course),
    Kind("text_short.species", 0.8, species),
    Kind("text_short.query", 1, query),
    Kind("text_short.words", 1, words),
    Kind("text_short.two_names", 1, two_names),
    Kind("text_short.slogan", 1, slogan),
)
