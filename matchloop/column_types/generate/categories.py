"""Categorical columns: few values that sort rows into groups."""

from collections.abc import Callable

from matchloop.column_types.generate.characters import UPPER, strings
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.vocabularies import Vocabulary, vocabularies

_CASES: tuple[Callable[[str], str], ...] = (
    *[str] * 4,
    str.upper,
    str.lower,
    lambda text: text.replace(" ", "_"),
)


def levels(c: Context) -> int:
    """Draw how many different values a categorical column of this length has."""
    most = max(2, min(40, c.rows // 3))
    return min(most, max(2, round(2 ** c.rng.uniform(1, 5.3))))


def _draw(c: Context, words: Vocabulary) -> Draft:
    concept, values = words
    if len(values) > 3 and c.chance(0.5):
        values = tuple(v for v in values if c.chance(0.75)) or values
        values = values if len(values) > 1 else words[1]
    most = max(2, c.rows // 2)
    case = c.one(_CASES)
    return Draft([case(text) for text in c.skewed(values[:most])], concept)


def common(c: Context) -> Draft:
    """Vocabularies of every table: gender, level, country, colour, weekday."""
    return _draw(c, c.one(vocabularies().common))


def of_domain(c: Context) -> Draft:
    """Statuses, types and departments of the domain."""
    return _draw(c, c.one(vocabularies().of_domain[c.domain]))


def local(c: Context) -> Draft:
    """Vocabularies in the language of the locale."""
    known = vocabularies()
    return _draw(c, c.one(known.of_language.get(c.language, known.common)))


def coded(c: Context) -> Draft:
    """Classes written as small whole numbers; the header says that they are classes."""
    first = c.one((0, 1, 1, 1))
    step = c.one((1, 1, 1, 1, 10))
    size = min(levels(c), 14)
    values = [(first + i) * step for i in range(size)]
    if c.chance(0.15):
        values[-1] = c.one((9, 99, 98, 88))
    tail = ".0" if c.chance(0.12) else ""
    return Draft([f"{v}{tail}" for v in c.skewed(values)], "class code", clear=True)


def long_codes(c: Context) -> Draft:
    """Whole numbers that name groups: postcodes, departments, industries."""
    concept, low, high = c.one(
        (("postcode", 10_000, 99_999), ("industry code", 1_000, 9_999), ("area code", 201, 989),
         ("district", 1, 120), ("class code", 100, 999))
    )  # fmt: skip
    size = max(2, min(c.rows // 2, round(2 ** c.rng.uniform(2, 7))))
    base = c.between(low, high)
    values = [
        min(base + n, high) for n in c.integers(0, (high - low) // c.one((1, 20, 50)) + size, size)
    ]
    return Draft([str(v) for v in c.skewed(values)], concept, clear=True)


def short_codes(c: Context) -> Draft:
    """Short codes of letters and digits with skewed frequencies."""
    size = levels(c)
    form = c.one(("AA", "A9", "AAA", "99A", "A-9", "A", "A.99", "AAA_9", "C9"))
    letters = [strings(c, UPPER if m == "A" else "0123456789", 1, size) if m in "A9" else [m] * size
               for m in form]  # fmt: skip
    values = sorted({"".join(row) for row in zip(*letters, strict=True)})
    return Draft(list(c.skewed(values)), c.one(("class code", "category", "type")))


def places(c: Context) -> Draft:
    """A limited number of towns, countries or firms that come up again and again."""
    name, concept = c.one(
        (("city", "city"), ("country", "country"), ("company", "brand"), ("city", "site"))
    )
    size = max(2, min(c.rows // 4, round(2 ** c.rng.uniform(1, 6.5))))
    return Draft(list(c.skewed(c.many(c.pool(name), size))), concept)


def many(c: Context) -> Draft:
    """Vocabularies of dozens of values of several words: parks, breeds, routes."""
    size = max(2, min(c.rows // 4, 150))
    adjectives = vocabularies().place_adjectives
    nouns = c.some(vocabularies().place_nouns, 2, 8)
    rows = zip(c.many(adjectives, size), c.many(adjectives, size), c.many(nouns, size), strict=True)
    names = [f"{a} {n}" if c.chance(0.6) else f"{a} {b} {n}" for a, b, n in rows]
    if c.chance(0.3):
        names = [f"{n:02} - {name}" for n, name in enumerate(names)]
    return Draft(list(c.skewed(names)), c.one(("site", "category", "region")))


def people(c: Context) -> Draft:
    """A few people who come up again and again: owners, agents, authors."""
    size = max(2, min(c.rows // 6, c.between(2, 30)))
    return Draft(list(c.skewed(c.many(c.pool("name"), size))), "agent")


def versions(c: Context) -> Draft:
    """Versions, groups, clusters, arms of a study."""
    head = c.one(
        ("v1.", "Group ", "cluster_", "Phase ", "T", "Arm ", "Level ", "Q", "Class ", "Type ")
    )
    texts = [f"{head}{n}" for n in range(1, min(levels(c), 12) + 1)]
    return Draft(list(c.skewed(texts)), c.one(("group", "type", "category")))


def survey(c: Context) -> Draft:
    """Answers of a survey: whole phrases out of a few."""
    values = c.one(vocabularies().surveys)
    return Draft(list(c.skewed(values)), "survey question")


KINDS = (
    Kind("categorical.common", 5, common),
    Kind("categorical.domain", 5, of_domain),
    Kind("categorical.local", 3, local),
    Kind("categorical.integer", 5, coded),
    Kind("categorical.long_code", 1.6, long_codes),
    Kind("categorical.code", 3, short_codes),
    Kind("categorical.place", 2, places),
    Kind("categorical.many", 2, many),
    Kind("categorical.person", 1, people),
    Kind("categorical.version", 1, versions),
    Kind("categorical.survey", 1.6, survey),
)
