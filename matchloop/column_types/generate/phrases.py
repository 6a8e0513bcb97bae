"""Words that short texts are put together from, from words/phrases.yaml.

A word may be empty where it fills a slot that stays empty now and then.
"""

import functools

from matchloop.column_types.generate.word_files import Texts, Words, read


class Products(Words):
    """Words of product names."""

    adjectives: Texts
    nouns: Texts
    tails: Texts
    brands: Texts


class LocalTitles(Words):
    """Titles in another language; patterns have slots a, n and m."""

    patterns: Texts
    adjectives: Texts
    nouns: Texts
    settings: Texts


class Titles(Words):
    """Titles of films, books and songs; patterns have slots a, n, m (a noun), v and place."""

    patterns: Texts
    adjectives: Texts
    nouns: Texts
    verbs: Texts
    of_language: dict[str, LocalTitles]


class Subjects(Words):
    """Subjects of mails and tickets; patterns have slots thing, problem and place."""

    patterns: Texts
    problems: Texts


class Notes(Words):
    """Jottings; patterns have slots thing, day, name and place."""

    patterns: Texts
    days: Texts


class Dishes(Words):
    """Dishes; patterns have slots a (adjective), b (base), s (side) and style."""

    patterns: Texts
    adjectives: Texts
    bases: Texts
    sides: Texts
    styles: Texts


class Courses(Words):
    """Courses; patterns have slots f and g (two fields)."""

    patterns: Texts
    fields: Texts


class Species(Words):
    """Scientific names: genus, and the second word."""

    first: Texts
    second: Texts


class Phrases(Words):
    """All of them; things: what the tables of a domain are about."""

    products: Products
    titles: Titles
    subjects: Subjects
    things: dict[str, Texts]
    notes: Notes
    dishes: Dishes
    venues: Texts
    courses: Courses
    species: Species
    queries: Texts
    questions: Texts


@functools.cache
def phrases() -> Phrases:
    """Return the words of short texts."""
    return read("phrases", Phrases)
