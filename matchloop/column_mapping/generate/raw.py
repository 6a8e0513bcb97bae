"""Raw names of one standard: the stages run, the name is written, and checked to be readable.

Most names stay something a careful person could resolve; a small share may go beyond it.
"""

import unicodedata
from collections.abc import Sequence, Set
from typing import NamedTuple

from matchloop.column_mapping.generate.distortion import Stage
from matchloop.column_mapping.generate.distortions import of_stage
from matchloop.column_mapping.generate.draft import Draft, Random, draft_of, parts_of
from matchloop.column_mapping.generate.marks import with_table, with_tail
from matchloop.column_mapping.generate.styles import draw_style, write
from matchloop.column_mapping.generate.typos import typo
from matchloop.column_mapping.words.inflect import STOP_WORDS, Content, content
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError

PLAIN, TYPO, TABLE, TAIL, SYNONYM = 0.13, 0.06, 0.06, 0.06, 0.25
LOSSY, ACCENTS, FOREIGN_PLAIN = 0.06, 0.12, 0.5
"""Chances of a name: nothing is shortened, a typo, the table's name, a needless tail, one of the
schema's synonyms; that it may be unreadable, that foreign words keep their accents, that nothing is
shortened in another language (a shortened foreign word is seldom one that a person could read)."""

MOST_KINDS = 3
_ATTEMPTS = 12
_SEVERITY = (
    "acronym", "initials", "translation", "skeleton", "ends", "contraction", "vowels", "truncation",
    "budget", "synonym", "abbreviation", "dropped_word", "order", "typo", "table", "tail",
    "hungarian", "prefix", "suffix", "year", "number", "plural", "stop_words", "merged", "style",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_SEVERITY)}


class RawName(NamedTuple):
    """A raw name; `distortion` is the kind that changed it most, `kinds` are all of them."""

    name: str
    distortion: str
    kinds: tuple[str, ...]


def raw_names(
    standard: str,
    rng: Random,
    n: int,
    *,
    avoid: Set[Content] = frozenset(),
    synonyms: Sequence[str] = (),
) -> list[RawName]:
    """Return n raw names of a folded standard, no two with the same fold while chance finds others.

    avoid: contents (`inflect.content`) of all standards; a name that says another one is not made.
    synonyms: folded other names of this very standard, which the schema gives.
    Raises DataError when the standard has no words or n is negative.
    """
    if not standard.split():
        raise DataError(
            f"The standard {standard!r} has no words; give a folded name of one or more."
        )
    if n < 0:
        raise DataError(f"{n} raw names of {standard!r} were asked for; give 0 or more.")
    names: dict[str, RawName] = {}
    for _ in range(_ATTEMPTS * n):
        if len(names) == n:
            break
        made = raw_name(standard, rng, avoid, synonyms)
        names.setdefault(fold(made.name), made)
    found = list(names.values())
    return found + [found[at % len(found)] for at in range(n - len(found))]


def raw_name(
    standard: str,
    rng: Random,
    avoid: Set[Content] = frozenset(),
    synonyms: Sequence[str] = (),
) -> RawName:
    """Return one raw name of a folded standard, as `raw_names` does."""
    own = {content(standard), *map(content, synonyms)}
    for _ in range(_ATTEMPTS):
        worded = _worded(standard, rng, synonyms)
        said = content(" ".join(worded.texts))
        if said in avoid and said not in own:
            continue
        draft = _marked(_shortened(worded, rng), tuple(standard.split()), rng)
        if not readable(standard, draft) and rng.random() > LOSSY:
            continue
        made = _written(draft, rng)
        said = content(fold(made.name))
        if said not in avoid or said in own:
            return made
    return _written(draft_of(standard), rng)


def _worded(standard: str, rng: Random, synonyms: Sequence[str]) -> Draft:
    """Choose the words: the standard's own, or others for the same."""
    draft = draft_of(standard)
    if synonyms and rng.random() < SYNONYM:
        draft = draft.changed(draft_of(rng.choice(synonyms)).words, "synonym")
    for entry in (*_LANGUAGE, *_WORDING):
        if rng.random() < entry.chance and len(draft.kinds) < MOST_KINDS:
            draft = entry.apply(draft, rng) or draft
    if rng.random() < TAIL and len(draft.kinds) < MOST_KINDS - 1:
        draft = with_tail(draft, tuple(standard.split()), rng) or draft
    return draft


def _marked(draft: Draft, standard: tuple[str, ...], rng: Random) -> Draft:
    """Add at most one mark of a system."""
    if len(draft.kinds) >= MOST_KINDS:
        return draft
    for entry in _MARKS:
        if rng.random() < entry.chance:
            return entry.apply(draft, rng) or draft
    return (with_table(draft, standard, rng) or draft) if rng.random() < TABLE else draft


def _shortened(draft: Draft, rng: Random) -> Draft:
    """Shorten by the first of three drawn plans that fits; some names stay as they are."""
    if rng.random() < (FOREIGN_PLAIN if _is_foreign(draft) else PLAIN):
        return draft
    for entry in rng.choices(_SHORTENING, _SHORTENING_WEIGHTS, k=3):
        short = entry.apply(draft, rng)
        if short is not None:
            return short
    return draft


def readable(standard: str, draft: Draft) -> bool:
    """Whether a careful person could find the standard: enough letters of enough words are left."""
    own = [word for word in standard.split() if word not in STOP_WORDS]
    letters = sum(len(text) for text in draft.texts)
    if "acronym" in draft.kinds:
        return letters >= 4
    if letters < max(2, 0.22 * sum(map(len, own))):
        return False
    if len(own) == 1 and "abbreviation" not in draft.kinds and letters < min(3, len(standard)):
        return False
    stumps = sum(len(text) == 1 for text in draft.texts)
    return stumps * 3 <= len(draft.words) and letters >= min(2 * len(own), len(standard))


def _written(draft: Draft, rng: Random) -> RawName:
    texts = parts_of(draft)
    if rng.random() > ACCENTS:
        texts = [text if text.isascii() else _without_accents(text) for text in texts]
    style = draw_style(len(texts), rng)
    name = write(texts, style, rng)
    kinds = draft.kinds
    if rng.random() < TYPO:
        slipped = typo(name, rng)
        kinds = (*kinds, "typo") if slipped != name else kinds
        name = slipped
    if style.name.startswith("merged") and len(texts) > 1:
        kinds = (*kinds, "merged")
    kinds = kinds or ("style",)
    return RawName(name, min(kinds, key=_rank), kinds)


def _without_accents(text: str) -> str:
    """Write a Latin word in ASCII: "straße" to "strasse", "año" to "ano"."""
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _is_foreign(draft: Draft) -> bool:
    return any(kind.startswith("translation") for kind in draft.kinds)


def _rank(kind: str) -> int:
    return _RANK[kind.partition(":")[0]]


_LANGUAGE = of_stage(Stage.LANGUAGE)
_WORDING = of_stage(Stage.WORDING)
_MARKS = of_stage(Stage.MARKS)
_SHORTENING = of_stage(Stage.SHORTENING)
_SHORTENING_WEIGHTS = [entry.chance for entry in _SHORTENING]
