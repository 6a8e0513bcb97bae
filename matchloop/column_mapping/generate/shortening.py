"""Names with fewer letters: which words of a name are shortened, and how.

One name has one plan, as one person wrote it: all by dropping vowels, all cut off, or each word as
it came. Known abbreviations are mixed in, as people do.
"""

from matchloop.column_mapping.generate.distortion import Distortion, Stage
from matchloop.column_mapping.generate.draft import Draft, Random, Word
from matchloop.column_mapping.generate.shorten import METHODS
from matchloop.column_mapping.words.inflect import STOP_WORDS
from matchloop.column_mapping.words.lexicon import lexicon

_MIX = (
    ("vowels", 3.0),
    ("skeleton", 3.0),
    ("truncation", 4.0),
    ("ends", 1.5),
    ("contraction", 3.0),
)
_MIX_NAMES = tuple(name for name, _ in _MIX)
_MIX_WEIGHTS = tuple(weight for _, weight in _MIX)
_KEPT_SHARES = (0.0, 0.0, 0.0, 0.2, 0.45)
"""Shares of words that a name leaves as they are."""
_BUDGETS = (8, 8, 10, 10, 10, 12, 16, 18)
"""Lengths that systems allow: 8 in SAS and dBASE, 10 in shapefiles, 18 in old Db2."""


def _short(word: Word, kind: str, rng: Random) -> Word:
    methods = METHODS[kind]
    method = methods[0][0] if len(methods) == 1 else rng.choices(*zip(*methods, strict=True))[0]
    text = method(word.text, rng)
    return word._replace(text=text, whole=len(text) == len(word.text))


def _known(word: Word, rng: Random) -> list[Word] | None:
    forms = lexicon().abbreviations(word.text, word.language)
    if not forms:
        return None
    # The first abbreviation of an entry is the usual one.
    form = forms[0] if rng.random() < 0.4 else rng.choice(forms)
    first, *rest = form
    return [word._replace(text=first, whole=False), *(Word(t, False, word.language) for t in rest)]


def _may_shorten(word: Word, rng: Random) -> bool:
    length = len(word.text)
    if not word.whole or length <= 3 or word.text.isdigit() or word.text in STOP_WORDS:
        return False
    return length > 4 or rng.random() < 0.6


def _plan(draft: Draft, rng: Random, kinds: tuple[str, ...], known: float) -> Draft | None:
    """Shorten words, each by one of `kinds`; a share `known` takes usual abbreviations."""
    kept = rng.choice(_KEPT_SHARES)
    for _ in range(3):
        words: list[Word] = []
        used: list[str] = []
        for word in draft.words:
            if not word.whole or (rng.random() < kept and len(draft.words) > 1):
                words.append(word)
                continue
            usual = _known(word, rng) if rng.random() < known else None
            if usual is not None:
                words.extend(usual)
                used.append("abbreviation")
            elif kinds and _may_shorten(word, rng):
                kind = kinds[0] if len(kinds) == 1 else rng.choices(kinds, _MIX_WEIGHTS)[0]
                words.append(_short(word, kind, rng))
                used.extend([kind] * (words[-1].text != word.text))
            else:
                words.append(word)
        if used:
            first = max(used, key=used.count)
            done = draft.changed(words, first)
            for kind in dict.fromkeys(used):
                done = done.changed(done.words, kind)
            return done
    return None


def vowels(draft: Draft, rng: Random) -> Draft | None:
    """Drop vowels, all or some: "customer balance" to "cstmr_blnce"."""
    return _plan(draft, rng, ("vowels",), 0.25)


def skeleton(draft: Draft, rng: Random) -> Draft | None:
    """Keep a few consonants of each word: "transaction amount" to "trns_amt"."""
    return _plan(draft, rng, ("skeleton",), 0.25)


def truncation(draft: Draft, rng: Random) -> Draft | None:
    """Cut words after their first letters, each at another place: "dep_manag"."""
    return _plan(draft, rng, ("truncation",), 0.25)


def ends(draft: Draft, rng: Random) -> Draft | None:
    """Keep the beginning and the end of words: "month" to "mth"."""
    return _plan(draft, rng, ("ends",), 0.3)


def contraction(draft: Draft, rng: Random) -> Draft | None:
    """Skip letters anywhere, in order: "incidence record" to "incidnc_recrd"."""
    return _plan(draft, rng, ("contraction",), 0.2)


def abbreviation(draft: Draft, rng: Random) -> Draft | None:
    """Use the well-known abbreviations only: "order quantity" to "ord_qty"."""
    return _plan(draft, rng, (), 0.9)


def mixed(draft: Draft, rng: Random) -> Draft | None:
    """Shorten each word in its own way, as most people do: "cust_addr_typ"."""
    return _plan(draft, rng, _MIX_NAMES, 0.3)


def initials(draft: Draft, rng: Random) -> Draft | None:
    """Put some neighbouring words down to their initials: "community area name" to "ca_name"."""
    if len(draft.words) < 3:
        return None
    size = rng.randint(2, min(3, len(draft.words) - 1))
    start = rng.randint(0, len(draft.words) - size)
    run = draft.words[start : start + size]
    if not all(_has_initial(word) for word in run):
        return None
    letters = Word("".join(word.text[0] for word in run), whole=False)
    done = draft.changed((*draft.words[:start], letters, *draft.words[start + size :]), "initials")
    rest = _plan(done, rng, _MIX_NAMES, 0.3) if rng.random() < 0.5 else None
    return rest or done


def _has_initial(word: Word) -> bool:
    return word.whole and word.text.isalpha() and word.text not in STOP_WORDS


def acronym(draft: Draft, rng: Random) -> Draft | None:
    """Put all words down to their initials: "standard industrial classification" to "sic"."""
    if len(draft.words) < 3 or not all(word.text.isalnum() for word in draft.words):
        return None
    letters = [word.text if word.text.isdigit() else word.text[0] for word in draft.words]
    return draft.changed((Word("".join(letters), whole=False),), "acronym")


def budget(draft: Draft, rng: Random) -> Draft | None:
    """Cut until the name fits the length its system allows, the longest words first."""
    room = rng.choice(_BUDGETS)
    texts = [word.text for word in draft.words]
    if sum(map(len, texts)) <= room or len(texts) > room // 2:
        return None
    bare = rng.random() < 0.3
    if bare:
        texts = [_short(word, "vowels", rng).text for word in draft.words]
    while sum(map(len, texts)) > room:
        at = max(range(len(texts)), key=lambda place: len(texts[place]))
        texts[at] = texts[at][:-1]
    words = [
        word._replace(text=text, whole=False) for word, text in zip(draft.words, texts, strict=True)
    ]
    return draft.changed(words, "budget")


DISTORTIONS = (
    Distortion("vowels", Stage.SHORTENING, 14, vowels),
    Distortion("skeleton", Stage.SHORTENING, 10, skeleton),
    Distortion("truncation", Stage.SHORTENING, 17, truncation),
    Distortion("ends", Stage.SHORTENING, 5, ends),
    Distortion("contraction", Stage.SHORTENING, 11, contraction),
    Distortion("abbreviation", Stage.SHORTENING, 13, abbreviation),
    Distortion("mixed", Stage.SHORTENING, 20, mixed),
    Distortion("initials", Stage.SHORTENING, 6, initials),
    Distortion("acronym", Stage.SHORTENING, 2.5, acronym),
    Distortion("budget", Stage.SHORTENING, 6, budget),
)
