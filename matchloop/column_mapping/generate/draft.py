"""A raw name on its way: the words so far, and what has been done to them."""

import random
from typing import NamedTuple

Random = random.Random


class Word(NamedTuple):
    """One word of a name.

    whole: False once it has been shortened. glued: written together with the word before, as in a
    German compound.
    """

    text: str
    whole: bool = True
    language: str = "en"
    glued: bool = False


class Draft(NamedTuple):
    """Words in their order and the kinds of distortion applied, the first one first."""

    words: tuple[Word, ...]
    kinds: tuple[str, ...] = ()

    def changed(self, words: tuple[Word, ...] | list[Word], kind: str) -> "Draft":
        """Return the draft with other words and one kind more."""
        kinds = self.kinds if kind in self.kinds else (*self.kinds, kind)
        return Draft(tuple(words), kinds)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words' texts."""
        return tuple(word.text for word in self.words)


def parts_of(draft: Draft) -> list[str]:
    """Return the texts as they are written: glued words together with the word before."""
    parts: list[str] = []
    for word in draft.words:
        if word.glued and parts:
            parts[-1] += word.text
        else:
            parts.append(word.text)
    return parts


def draft_of(standard: str) -> Draft:
    """Return the untouched draft of a folded standard name."""
    return Draft(tuple(Word(text) for text in standard.split()))
