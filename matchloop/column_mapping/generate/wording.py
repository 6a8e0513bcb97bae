"""Other words for the same column: synonyms, dropped words, plurals, order, numbers, years.

Works on whole words in the standard's own order; shortening comes later.
"""

from matchloop.column_mapping.generate.distortion import Distortion, Stage
from matchloop.column_mapping.generate.draft import Draft, Random, Word
from matchloop.column_mapping.words.inflect import STOP_WORDS, singular
from matchloop.column_mapping.words.inflect import plural as plural_of
from matchloop.column_mapping.words.lexicon import lexicon

_KEPT_STOPS = frozenset(("per", "is", "to", "from", "with", "or", "by"))
"""Stop words that carry meaning; they are dropped less often."""
_LIGHT = frozenset(
    "total number current information data value amount count name code date type time level "
    "record details full general main primary official public local city state reported".split()
)
NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "first": "1st", "second": "2nd", "third": "3rd",
    "fourth": "4th", "fifth": "5th", "zero": "0", "hundred": "100", "thousand": "1000",
    "half": "0.5", "million": "1m", "twenty": "20",
}  # fmt: skip
_FROM_DIGITS = {digits: word for word, digits in NUMBER_WORDS.items() if digits.isdigit()}


def synonym(draft: Draft, rng: Random) -> Draft | None:
    """Put another word for one of the words: "customer id" to "client id"."""
    found = [
        (at, entry.synonyms)
        for at, word in enumerate(draft.words)
        if word.whole and word.language == "en"
        for entry in (lexicon().find((word.text,)),)
        if entry is not None and entry.synonyms
    ]
    if not found:
        return None
    at, choices = rng.choice(found)
    other = [Word(text) for text in rng.choice(choices)]
    return draft.changed((*draft.words[:at], *other, *draft.words[at + 1 :]), "synonym")


def phrase(draft: Draft, rng: Random) -> Draft | None:
    """Put the usual short form of a set phrase: "date of birth" to "dob"."""
    for start, stop in _phrases_in(draft):
        entry = lexicon().entries[draft.texts[start:stop]]
        if entry.abbreviations and rng.random() < 0.75:
            new = [Word(text, whole=False) for text in rng.choice(entry.abbreviations)]
            kind = "abbreviation"
        elif entry.synonyms:
            new = [Word(text) for text in rng.choice(entry.synonyms)]
            kind = "synonym"
        else:
            continue
        return draft.changed((*draft.words[:start], *new, *draft.words[stop:]), kind)
    return None


def _phrases_in(draft: Draft) -> list[tuple[int, int]]:
    """Return start and stop of the set phrases of at least two words, the longest first."""
    texts, entries = draft.texts, lexicon().entries
    return [
        (start, start + size)
        for size in range(min(lexicon().longest, len(texts)), 1, -1)
        for start in range(len(texts) - size + 1)
        if texts[start : start + size] in entries
    ]


def stop_words(draft: Draft, rng: Random) -> Draft | None:
    """Drop small words: "number of trips" to "number trips"; "per" and "to" less often."""
    harsh = rng.random() < 0.35
    kept = [
        word
        for at, word in enumerate(draft.words)
        if at == 0 or word.text not in STOP_WORDS or (word.text in _KEPT_STOPS and not harsh)
    ]
    return draft.changed(kept, "stop_words") if len(kept) < len(draft.words) else None


def dropped_word(draft: Draft, rng: Random) -> Draft | None:
    """Drop one word that says little, of three or more: "total trip count" to "trip count"."""
    places = [at for at, word in enumerate(draft.words) if word.text in _LIGHT]
    if len(draft.words) < 3 or not places:
        return None
    at = rng.choice(places)
    return draft.changed((*draft.words[:at], *draft.words[at + 1 :]), "dropped_word")


def plural(draft: Draft, rng: Random) -> Draft | None:
    """Make one noun plural, or singular when it is plural: "order items" to "order item"."""
    places = [at for at, word in enumerate(draft.words) if _is_noun(word)]
    if not places:
        return None
    at = rng.choice(places)
    text = draft.words[at].text
    single = singular(text)
    other = Word(single if single != text else plural_of(text))
    return draft.changed((*draft.words[:at], other, *draft.words[at + 1 :]), "plural")


def _is_noun(word: Word) -> bool:
    """Whether the word may be a noun: we know word forms only."""
    text = word.text
    return (
        word.whole
        and word.language == "en"
        and len(text) > 3
        and text not in STOP_WORDS
        and not text.endswith(("ed", "ing", "al", "ic", "ous", "ive", "ly", "able"))
        and text.isalpha()
    )


def order(draft: Draft, rng: Random) -> Draft | None:
    """Turn the order: "number of trips" to "trips number", "order date" to "date order"."""
    words = draft.words
    if len(words) < 2 or len(words) > 5:
        return None
    stops = [at for at, word in enumerate(words) if word.text == "of" and 0 < at < len(words) - 1]
    if stops:
        turned = (*words[stops[0] + 1 :], *words[: stops[0]])
    elif rng.random() < 0.6:
        turned = (words[-1], *words[:-1])
    else:
        turned = (*words[1:], words[0])
    return draft.changed(turned, "order")


def number(draft: Draft, rng: Random) -> Draft | None:
    """Write a number in another way: "one" to "1", "third" to "3rd", "2" to "two"."""
    table = NUMBER_WORDS if rng.random() < 0.8 else _FROM_DIGITS
    words = [Word(table[word.text], False) if word.text in table else word for word in draft.words]
    return draft.changed(words, "number") if tuple(words) != draft.words else None


def year(draft: Draft, rng: Random) -> Draft | None:
    """Cut a year to its last two digits: "2012" to "12"; sometimes the year goes to the front."""
    places = [at for at, word in enumerate(draft.words) if _is_year(word.text)]
    if not places:
        return None
    words = [Word(w.text[2:], False) if at in places else w for at, w in enumerate(draft.words)]
    if len(places) == 1 and places[0] == len(words) - 1 and rng.random() < 0.25:
        words = [words[-1], *words[:-1]]
    return draft.changed(words, "year")


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


DISTORTIONS = (
    Distortion("synonym", Stage.WORDING, 0.14, synonym),
    Distortion("phrase", Stage.WORDING, 0.45, phrase),
    Distortion("stop_words", Stage.WORDING, 0.65, stop_words),
    Distortion("dropped_word", Stage.WORDING, 0.035, dropped_word),
    Distortion("plural", Stage.WORDING, 0.07, plural),
    Distortion("order", Stage.WORDING, 0.045, order),
    Distortion("number", Stage.WORDING, 0.4, number),
    Distortion("year", Stage.WORDING, 0.35, year),
)
