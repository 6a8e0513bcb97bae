"""Long free texts: reviews, descriptions, tickets, notes, abstracts, posts, mails, HTML."""

from dataclasses import replace

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.grammar import paragraphs
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.phrases import phrases
from matchloop.column_types.generate.sentences import Grammar, sentence_parts

_LOCAL_CONCEPTS = ("review", "description", "comment", "ticket", "summary")
_FAKER_TEXT = (
    "en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "ru_RU", "zh_CN", "ja_JP",
    "el_GR", "ar_SA",
)  # fmt: skip
_LONG_MOST = 400
"""Rows of the longest paragraphs; they would fill the disk and teach nothing more."""


def bounded(c: Context, most: int) -> Context:
    """Return the context with at most that many rows."""
    return replace(c, rows=min(c.rows, most))


def language_of_text(c: Context) -> tuple[str, Grammar]:
    """Draw a header concept and a grammar: of the locale's language, or English."""
    parts = sentence_parts()
    if c.language in parts.languages and c.chance(0.8):
        return c.one(_LOCAL_CONCEPTS), parts.languages[c.language]
    concept, genre = c.one(parts.of_domain[c.domain] if c.chance(0.6) else parts.anywhere)
    return concept, parts.genres[genre]


def _texts(c: Context, least: int, most: int) -> tuple[list[str], str]:
    concept, rules = language_of_text(c)
    return paragraphs(c, rules, least, most), concept


def sentence(c: Context) -> Draft:
    """One sentence or two."""
    texts, concept = _texts(bounded(c, 900), 1, 2)
    return Draft(list(texts), concept)


def paragraph(c: Context) -> Draft:
    """A few sentences."""
    texts, concept = _texts(bounded(c, 600), 2, c.between(3, 6))
    return Draft(list(texts), concept)


def article(c: Context) -> Draft:
    """Many sentences, in paragraphs."""
    c = bounded(c, _LONG_MOST)
    concept, rules = language_of_text(c)
    parts = [paragraphs(c, rules, 2, 5) for _ in range(c.between(2, 4))]
    break_ = c.one(("\n\n", "\n", "\r\n", " ", "<br>", "\\n"))
    return Draft([break_.join(row) for row in zip(*parts, strict=True)], c.one((concept, "body")))


def uneven(c: Context) -> Draft:
    """Free answers: some of a few words, most of whole sentences."""
    c = bounded(c, 900)
    texts, concept = _texts(c, 1, c.between(3, 8))
    short = c.one(
        (
            ("ok", "none", "Good", "nothing to add", "see above"),
            ("Thanks!", "Great", "No comment", "-"),
        )
    )
    flags = c.flags(c.rng.uniform(0.02, 0.2))
    rows = zip(texts, flags, c.many(short), strict=True)
    return Draft([word if flag else text for text, flag, word in rows], concept)


def typed(c: Context) -> Draft:
    """Text typed in a hurry: no capitals, no full stops, capitals throughout, repeated marks."""
    texts, concept = _texts(bounded(c, 900), 1, 3)
    form = c.one(("lower", "upper", "bare", "loud"))
    forms = {
        "lower": str.lower,
        "upper": str.upper,
        "bare": lambda t: t.lower().replace(".", "").replace(",", ""),
        "loud": lambda t: t.replace(".", "!!"),
    }
    return Draft([forms[form](text) for text in texts], concept)


def html(c: Context) -> Draft:
    """Descriptions with HTML tags and entities."""
    c = bounded(c, 500)
    concept, rules = language_of_text(c)
    first, second = paragraphs(c, rules, 1, 2), paragraphs(c, rules, 1, 3)
    pattern = c.one(
        (
            "<p>{}</p>\n<p>{}</p>",
            "<div><b>{}</b><br/>{}</div>",
            "{}<br><br>{}",
            "<ul><li>{}</li><li>{}</li></ul>",
            "<p>{}&nbsp;{}</p>",
        )
    )
    texts = [pattern.format(a, b) for a, b in zip(first, second, strict=True)]
    return Draft([text.replace("'", "&#39;") for text in texts], c.one((concept, "body")))


def message(c: Context) -> Draft:
    """Mails and chats: greeting, text, name."""
    c = bounded(c, 500)
    concept, rules = language_of_text(c)
    greetings = {
        "de": ("Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen"),
        "fr": ("Bonjour,", "Cordialement"),
        "es": ("Estimados señores:", "Un saludo"),
        "pt": ("Olá,", "Atenciosamente"),
        "it": ("Buongiorno,", "Cordiali saluti"),
        "ru": ("Здравствуйте!", "С уважением"),
    }
    hello, bye = (
        greetings.get(c.language, ("", ""))
        if rules in sentence_parts().languages.values()
        else ("Hi team,", "Best regards")
    )
    break_ = c.one(("\n\n", " ", "\n"))
    rows = zip(paragraphs(c, rules, 1, 4), c.many(c.pool("first")), strict=True)
    texts = [
        break_.join(part for part in (hello, text, bye and f"{bye}{break_}{name}") if part)
        for text, name in rows
    ]
    return Draft(list(texts), c.one(("body", "ticket", concept)))


def repeated(c: Context) -> Draft:
    """Long texts of which some come up again and again: descriptions of types, canned answers."""
    known = max(3, int(c.rows * c.rng.uniform(0.1, 0.5)))
    texts, concept = _texts(replace(bounded(c, 800), rows=min(known, 300)), 1, 3)
    return Draft(list(c.skewed(texts, min(c.rows, 800))), c.one((concept, "description")))


def dated(c: Context) -> Draft:
    """Journal entries: a date or number, then text."""
    c = bounded(c, 700)
    texts, _ = _texts(c, 1, 3)
    pattern = c.one(
        (
            "{d:02}/{m:02}/20{y}: {t}",
            "[{y}-{m:02}-{d:02}] {t}",
            "{d}) {t}",
            "{m}/{d} - {t}",
            '"{t}"',
        )
    )
    rows = zip(texts, c.integers(1, 28), c.integers(1, 12), c.integers(15, 24), strict=True)
    return Draft(
        [pattern.format(t=t, d=d, m=m, y=y) for t, d, m, y in rows],
        c.one(("comment", "clinical note")),
    )


def prose(c: Context) -> Draft:
    """Faker's text in languages where its words are real; a wide vocabulary, loosely strung."""
    c = bounded(c, 700)
    if c.locale.name not in _FAKER_TEXT:
        return paragraph(c)
    texts = c.many(c.pool("text"))
    if c.chance(0.5):
        texts = [f"{a} {b}" for a, b in zip(texts, c.many(c.pool("text")), strict=True)]
    return Draft([text.replace("\n", " ") for text in texts], c.one(_LOCAL_CONCEPTS))


def question(c: Context) -> Draft:
    """Questions of surveys, forums and frequently asked ones."""
    things = (
        "my account",
        "the order",
        "this service",
        "the report",
        "the invoice",
        "the first visit",
        "the new contract",
    )
    rows = zip(
        c.many(phrases().questions), c.many(things), c.many(things), c.integers(2, 12), strict=True
    )
    return Draft([text.format(a=a, b=b, n=n) for text, a, b, n in rows], "question")


KINDS = (
    Kind("text_long.sentence", 4, sentence),
    Kind("text_long.paragraph", 5, paragraph),
    Kind("text_long.article", 2, article),
    Kind("text_long.uneven", 3, uneven),
    Kind("text_long.typed", 2.5, typed),
    Kind("text_long.html", 1.5, html),
    Kind("text_long.message", 1.5, message),
    Kind("text_long.repeated", 2, repeated),
    Kind("text_long.dated", 1.2, dated),
    Kind("text_long.prose", 2, prose),
    Kind("text_long.question", 1, question),
)
