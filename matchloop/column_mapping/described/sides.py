"""The columns of one side as they are compared by their descriptions: vectors, words, kinds.

A column is its name, the table (or the domain) it stands in, and a sentence on what it holds, which
may be missing. Which side it is of is not known here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchloop.column_mapping.evidence.context import table_words
from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.wording import Words, parts_of
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.words.inflect import STOP_WORDS, singular
from matchloop.column_mapping.words.names import fold, words

Encode = Callable[[Sequence[str]], np.ndarray]
"""Texts to unit vectors float32 [n, d]."""
_SMALL = frozenset(STOP_WORDS) | frozenset(
    "a all and any are as at be been by can do does each for from had has have if in into is it "
    "its may no not of on or other so such than that the their then there these they this those "
    "to was were what when where which who whom will with".split()
)
KINDS = {
    "key": "id key uuid identifier reference symbol",
    "name": "name title subject brand surname label",
    "code": "code abbreviation concept",
    "moment": "date time timestamp at year day month datetime moment when instant start end",
    "money": "amount price cost total value balance fee salary spend revenue payment charge",
    "kind": "type status category stage level tier segment method priority class sort",
    "count": "count quantity points days hours age many often size length",
    "share": "rate percent score rating percentage ratio share",
    "place": "address city state province county country district location region street zip where",
    "flag": "whether boolean flag is has indicate indicating true",
    "text": "text description note comment body content instruction free",
    "person": "who whom",
}
"""What sort of thing a column holds, by the last word of its name or the head of its sentence."""
_KIND_OF = {word: i for i, listed in enumerate(KINDS.values()) for word in listed.split()}
_OPENING = frozenset(("whether", "when", "where", "who", "is", "boolean", "timestamp", "id", "how"))
_FIRST_CLAUSE = re.compile(
    r"\b(?:of|that|which|for|to|in|on|at|from|by|when|with|where|used|containing)\b|[,.;:(]"
)


@dataclass(frozen=True)
class Text:
    """What is written of a column; description: "" when there is none."""

    table: str
    name: str
    description: str = ""

    @property
    def coded(self) -> bool:
        """Whether the name says nothing, like F001."""
        return not any(len(part) > 1 and not part.isdecimal() for part in parts_of(self.name))

    @property
    def whole(self) -> str:
        """Name and description, as one text."""
        if not self.description:
            return fold(self.name)
        return self.description if self.coded else f"{fold(self.name)}: {self.description}"


@dataclass(frozen=True, eq=False)
class Side:
    """n columns. table: int [n], a number for each table; whole, meaning, name: vectors [n, d].

    names, words: of each column the words of its name, and those of name and description; kinds:
    bool [n, kinds]; coded: bool [n], whether the name says nothing.
    """

    texts: tuple[Text, ...]
    table: np.ndarray
    whole: np.ndarray
    meaning: np.ndarray
    name: np.ndarray
    names: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, ...], ...]
    kinds: np.ndarray
    coded: np.ndarray

    @cached_property
    def vocabulary(self) -> Words:
        """The words of all columns."""
        found = {word for words in self.words for word in words}
        return Words(found, found)

    @cached_property
    def rarity(self) -> np.ndarray:
        """Float64 [words]: how rare each word is, 1 for one that no column has."""
        users = np.array([sum(w in words for words in self.words) for w in self.vocabulary.words])
        return np.log(1 + len(self.texts) / (0.5 + users)) / np.log(1 + 2 * len(self.texts))


def read(texts: Sequence[Text], encode: Encode) -> Side:
    """Make the columns of a side ready to be compared."""
    tables = sorted({text.table for text in texts})
    coded = np.array([text.coded for text in texts], bool)
    written = [() if text.coded else parts_of(text.name) for text in texts]
    vectors = np.asarray(
        encode(
            [
                *(text.whole for text in texts),
                *(text.description or fold(text.name) for text in texts),
                *(fold(text.name) for text in texts),
            ]
        )
    ).reshape(3, len(texts), -1)
    return Side(
        texts=tuple(texts),
        table=np.array([tables.index(text.table) for text in texts], np.intp),
        whole=vectors[0],
        meaning=vectors[1],
        name=vectors[2],
        names=tuple(written),
        words=tuple(
            tuple(dict.fromkeys((*name, *sentence_words(text.description))))
            for name, text in zip(written, texts, strict=True)
        ),
        kinds=np.stack([_kinds(n, t.description) for n, t in zip(written, texts, strict=True)]),
        coded=coded,
    )


def of_schema(schema: Schema) -> list[Text]:
    """Return what is written of standard columns; their table is the domain, or stands in the name.

    >>> from matchloop.column_mapping.schema.schema import schema_of
    >>> of_schema(schema_of(["visit.start_date"]))
    [Text(table='visit', name='start_date', description='')]
    """
    return [
        Text(column.domain or apart(column.name)[0], apart(column.name)[1], column.description)
        for column in schema.columns
    ]


def of_table(table: TableFacts) -> list[Text]:
    """Return what is written of raw columns."""
    around = " ".join(table_words(table.name))
    found = [(apart(column.name), column.description) for column in table.columns]
    return [Text(own or around, name, description) for (own, name), description in found]


def apart(name: str) -> tuple[str, str]:
    """Return table and column of a name like `visit.start_date`, "" and the name of any other."""
    table, dot, column = name.rpartition(".")
    return (table, column) if dot and fold(table) and fold(column) else ("", name)


def sentence_words(text: str) -> tuple[str, ...]:
    """Return the different singular words of a sentence without small ones."""
    found = (singular(word) for piece in text.split() for word in words(piece))
    return tuple(dict.fromkeys(word for word in found if word not in _SMALL))


def _kinds(name: Sequence[str], description: str) -> np.ndarray:
    found = np.zeros(len(KINDS), bool)
    if name and name[-1] in _KIND_OF:
        found[_KIND_OF[name[-1]]] = True
    low = description.lower()
    for word in words(low)[:2]:
        if word in _OPENING:
            found[_KIND_OF.get(word, _KIND_OF["count"])] = True
            return found
    clauses = (clause for clause in _FIRST_CLAUSE.split(low) if clause.strip())
    for word in reversed(words(next(clauses, ""))):
        if singular(word) in _KIND_OF:
            found[_KIND_OF[singular(word)]] = True
            break
    return found
