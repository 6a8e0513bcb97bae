"""Names as letters: the arrays that the abbreviation channel reads.

A standard column is a run of letters that know their place in their word; a raw name is a run of
letters that know whether a new part begins at them. Knows nothing of models.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchloop.column_mapping.words.names import words

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LETTERS = len(ALPHABET) + 2  # 0 is padding, the last one any other letter
STANDARD_LENGTH = 56  # letters read of a standard column
RAW_LENGTH = 32  # letters read of a raw name
PLACES = 5  # a letter's place in its word, from either end; the last one is "further in"
SINGLE, INSIDE, START = 0, 1, 2  # of a raw letter: one part only; inside a part; starts a part

_CODES = {letter: code for code, letter in enumerate(ALPHABET, 1)}


@dataclass(frozen=True)
class StandardLetters:
    """Standard columns as letters; arrays uint8 [n, STANDARD_LENGTH], zero after `length`.

    codes: 1 to LETTERS - 1; place and place_from_end: 0 to PLACES - 1; word: number of the word,
    from 0; length: uint8 [n], letters used.
    """

    codes: np.ndarray
    place: np.ndarray
    place_from_end: np.ndarray
    word: np.ndarray
    length: np.ndarray

    def take(self, index: np.ndarray) -> "StandardLetters":
        """Return the rows at `index`."""
        fields = ("codes", "place", "place_from_end", "word", "length")
        return StandardLetters(*(getattr(self, field)[index] for field in fields))


@dataclass(frozen=True)
class RawLetters:
    """Raw names as letters; codes and part uint8 [n, RAW_LENGTH], length uint8 [n]."""

    codes: np.ndarray
    part: np.ndarray
    length: np.ndarray

    def take(self, index: np.ndarray) -> "RawLetters":
        """Return the rows at `index`."""
        return RawLetters(self.codes[index], self.part[index], self.length[index])


def standard_letters(texts: Sequence[str]) -> StandardLetters:
    """Read standard columns, such as "customer email"."""
    shape = (len(texts), STANDARD_LENGTH)
    codes, place, end, word = (np.zeros(shape, np.uint8) for _ in range(4))
    length = np.zeros(len(texts), np.uint8)
    furthest = PLACES - 1
    for row, text in enumerate(texts):
        letters = [
            (_CODES.get(letter, LETTERS - 1), k, len(w) - 1 - k, number)
            for number, w in enumerate(words(text))
            for k, letter in enumerate(w)
        ][:STANDARD_LENGTH]
        if letters:
            table = np.array(letters)
            n = length[row] = len(letters)
            codes[row, :n], word[row, :n] = table[:, 0], table[:, 3]
            place[row, :n] = np.minimum(table[:, 1], furthest)
            end[row, :n] = np.minimum(table[:, 2], furthest)
    return StandardLetters(codes, place, end, word, length)


def raw_letters(names: Sequence[str]) -> RawLetters:
    """Read raw names, such as "custEmailAddr"."""
    codes, part = (np.zeros((len(names), RAW_LENGTH), np.uint8) for _ in range(2))
    length = np.zeros(len(names), np.uint8)
    for row, name in enumerate(names):
        parts = words(name)
        letters = [_CODES.get(letter, LETTERS - 1) for w in parts for letter in w][:RAW_LENGTH]
        n = length[row] = len(letters)
        codes[row, :n] = letters
        if len(parts) > 1:
            starts = [START if k == 0 else INSIDE for w in parts for k in range(len(w))]
            part[row, :n] = starts[:RAW_LENGTH]
    return RawLetters(codes, part, length)
