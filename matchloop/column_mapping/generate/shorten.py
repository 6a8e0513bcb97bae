"""Ways to write one word with fewer letters.

Each takes a word and the source of chance and returns letters of the word in their order, the
first one always first; a word too short for the method comes back as it is.
"""

import re
from collections.abc import Callable

from matchloop.column_mapping.generate.draft import Random

Shorten = Callable[[str, Random], str]

_VOWELS = re.compile("[aeiou]")
_DOUBLED = re.compile(r"(.)\1")
_KEEP = ((0.15, 0.85), (0.25, 0.95), (0.4, 0.9), (0.5, 0.95), (0.3, 0.7), (0.6, 0.75))
"""Chances that a contraction keeps a vowel, and another letter."""
_LENGTHS = (1, 2, 3, 4, 5, 6)
_LENGTH_WEIGHTS = (4, 9, 32, 32, 15, 8)


def drop_vowels(word: str, rng: Random) -> str:
    """Drop every vowel after the first letter: "quantity" to "qntty"; a last "y" often stays."""
    return word[:1] + _VOWELS.sub("", word[1:])


def drop_some_vowels(word: str, rng: Random) -> str:
    """Drop some vowels: "balance" to "balnce" or "balanc"."""
    places = [at for at in range(1, len(word)) if word[at] in "aeiou"]
    if not places:
        return word
    gone = set(rng.sample(places, rng.randint(1, len(places))))
    return "".join(letter for at, letter in enumerate(word) if at not in gone)


def skeleton(word: str, rng: Random) -> str:
    """Keep the consonants, doubled ones once, at most three to five: "transaction" to "trns"."""
    bare = word[:1] + re.sub("[aeiouy]", "", word[1:])
    bare = _DOUBLED.sub(r"\1", bare)
    most = rng.choice((3, 4, 4, 5))
    if len(bare) > most:
        # People keep the beginning and, as often, the last consonant.
        bare = bare[:most] if rng.random() < 0.5 else bare[: most - 1] + bare[-1]
    return bare if len(bare) > 1 else word[:2]


def truncate(word: str, rng: Random) -> str:
    """Keep the first one to six letters: "department" to "dep"."""
    length = rng.choices(_LENGTHS, _LENGTH_WEIGHTS)[0]
    # Cutting one letter off a word is rare: nobody gains by it.
    return word[: min(length, max(1, len(word) - 2))]


def ends(word: str, rng: Random) -> str:
    """Keep the first letters and the last ones: "month" to "mth", "department" to "dept"."""
    first, last = rng.choice(((1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2), (2, 1), (3, 1)))
    return word[:first] + word[-last:] if len(word) > first + last else word


def contract(word: str, rng: Random) -> str:
    """Skip letters anywhere, vowels more often: "record" to "recrd", "incidence" to "incdnc"."""
    keep_vowel, keep_other = rng.choice(_KEEP)
    kept = [word[0]]
    for letter in word[1:]:
        if rng.random() < (keep_vowel if letter in "aeiou" else keep_other):
            kept.append(letter)
    return "".join(kept) if len(kept) > 1 else word[:2]


def syllables(word: str, rng: Random) -> str:
    """Keep the first letters of the word's two parts: "database" to "datb", "website" to "webs"."""
    cut = rng.randint(3, max(3, len(word) - 3))
    tail = re.search("[^aeiou]", word[cut:])
    if tail is None or len(word) < 7:
        return word[:4]
    at = cut + tail.start()
    return word[: rng.randint(1, 3)] + word[at : at + rng.randint(1, 2)]


METHODS: dict[str, tuple[tuple[Shorten, float], ...]] = {
    "vowels": ((drop_vowels, 3), (drop_some_vowels, 2)),
    "skeleton": ((skeleton, 1),),
    "truncation": ((truncate, 1),),
    "ends": ((ends, 1),),
    "contraction": ((contract, 5), (syllables, 1)),
}
"""Methods of each kind with their weights inside it."""
