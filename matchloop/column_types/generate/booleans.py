"""Boolean columns: two truth values in many spellings and languages."""

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.truth_words import spellings, truth_words

_MARKS = ("X", "x", "1", "Y", "yes", "✓", "true", "TRUE")
_THIRD = ("unknown", "Unknown", "not sure", "n.d.", "U", "?", "don't know")


def _concept(pair: tuple[str, str]) -> str:
    word = pair[0].lower()
    return next(
        (concept for concept, words in truth_words().states.items() if word in words), "flag"
    )


def _flags(c: Context, pair: tuple[str, str]) -> list[str | None]:
    share = c.rng.beta(0.8, 0.8)
    share = min(max(share, 1.5 / c.rows), 1 - 1.5 / c.rows)
    texts: list[str | None] = [pair[0] if flag else pair[1] for flag in c.flags(share)]
    if len(set(texts)) == 1:
        other = pair[1] if texts[0] == pair[0] else pair[0]
        texts[c.between(0, c.rows - 1)] = other
    return texts


def digit(c: Context) -> Draft:
    """0 and 1; as 0.0 and 1.0 now and then."""
    pair = ("1.0", "0.0") if c.chance(0.15) else ("1", "0")
    return Draft(_flags(c, pair), "flag", clear=c.chance(0.7))


def word(c: Context) -> Draft:
    """Words and letters, in English or the locale's language."""
    pairs = spellings(c.language if c.chance(0.7) else "en")
    pair = c.one(pairs)
    return Draft(_flags(c, pair), _concept(pair), clear=len(pair[0]) == 1)


def program(c: Context) -> Draft:
    """What programs write: True/False in their three casings."""
    return Draft(_flags(c, c.one(spellings("en")[5:8])), "flag")


def mixed_case(c: Context) -> Draft:
    """One pair in several casings, as typed by hand."""
    pairs = [pair for pair in spellings(c.language) if len(pair[0]) > 1] or [("yes", "no")]
    pair = c.one(pairs)
    texts = _flags(c, pair)
    share = c.rng.uniform(0.05, 0.4)
    rows = zip(texts, c.flags(share), c.flags(0.5), strict=True)
    cased = [(t.title() if title else t.upper()) if t and flag else t for t, flag, title in rows]
    return Draft(list(cased), _concept(pair))


def mixed_spelling(c: Context) -> Draft:
    """Two spellings of the same truth, after an import from two systems."""
    first, second = (
        c.one(spellings("en")[:5]),
        c.one((("1", "0"), ("true", "false"), ("Y", "N"))),
    )
    flags = c.flags(c.rng.uniform(0.2, 0.8))
    from_second = c.flags(c.rng.uniform(0.05, 0.5))
    rows = zip(flags, from_second, strict=True)
    return Draft(
        [(second if other else first)[0 if f else 1] for f, other in rows], "flag", clear=True
    )


def mark(c: Context) -> Draft:
    """A mark or nothing: the blanks mean no."""
    sign = c.one(_MARKS)
    blank = c.one((None, None, ""))
    texts: list[str | None] = [
        sign if flag else blank for flag in c.flags(c.rng.uniform(0.25, 0.9))
    ]
    texts[0] = sign
    return Draft(texts, "flag", clear=True, tidy=True)


def third(c: Context) -> Draft:
    """Yes, no and, seldom, a word for not knowing."""
    other = c.one(_THIRD)
    share = c.rng.uniform(0.01, 0.08)
    texts = _flags(c, c.one((*spellings(c.language)[:4], *spellings("en")[:8])))
    rows = zip(texts, c.flags(share), strict=True)
    return Draft([other if flag else text for text, flag in rows], "flag", clear=True)


def constant(c: Context) -> Draft:
    """A flag that has the same value in every row; the header says that it is a flag."""
    pair = c.one((("1", "0"), *spellings("en")[:8]))
    return Draft([c.one(pair)] * c.rows, "flag", clear=True, tidy=True)


KINDS = (
    Kind("boolean.digit", 4, digit),
    Kind("boolean.word", 7, word),
    Kind("boolean.program", 2.5, program),
    Kind("boolean.mixed_case", 1, mixed_case),
    Kind("boolean.mixed_spelling", 0.8, mixed_spelling),
    Kind("boolean.mark", 1.5, mark),
    Kind("boolean.third", 1.2, third),
    Kind("boolean.constant", 0.7, constant),
)
