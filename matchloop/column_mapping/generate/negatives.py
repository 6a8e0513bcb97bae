"""Wrong standards that look right: for each standard, others that a model takes for it.

Candidates come from the same split. A standard that may mean the same (synonyms, plural, another
order) is never a negative.
"""

from collections import defaultdict
from collections.abc import Sequence

from matchloop.column_mapping.generate.draft import Random
from matchloop.column_mapping.words.inflect import content, singular
from matchloop.column_mapping.words.lexicon import lexicon

KINDS = ("one_word", "same_head", "same_domain", "random")
_WEIGHTS = (36, 24, 20, 20)
_ATTEMPTS = 8


def head(words: Sequence[str]) -> str:
    """Return the head noun: the last word, or the one before the first "of"."""
    if "of" in words[1:]:
        return singular(words[words.index("of") - 1])
    return singular(words[-1])


def alike(first: str, second: str) -> bool:
    """Whether one of two words is used in place of the other."""
    if first == second:
        return True
    a, b = lexicon().find((first,)), lexicon().find((second,))
    return bool((a and (second,) in a.synonyms) or (b and (first,) in b.synonyms))


class Negatives:
    """Finds wrong standards for the standards of one split."""

    def __init__(self, standards: Sequence[str], domains: Sequence[str]):
        self._standards = standards
        self._domains = domains
        self._contents = [content(standard) for standard in standards]
        groups: dict[str, dict[object, list[int]]] = {kind: defaultdict(list) for kind in KINDS}
        for at, standard in enumerate(standards):
            for kind in KINDS:
                for key in self._keys(kind, at, standard):
                    groups[kind][key].append(at)
        self._groups = groups

    def _keys(self, kind: str, at: int, standard: str) -> list[object]:
        """Return the keys under which standard number `at` meets its negatives of a kind."""
        if kind == "same_head":
            return [head(standard.split())]
        if kind == "same_domain":
            return [self._domains[at]] if self._domains[at] else []
        if kind == "random":
            return [""]
        words = self._contents[at]
        masked = [(*words[:i], "*", *words[i + 1 :]) for i in range(len(words))]
        # One word more or less: the shorter one meets the longer one under its own words.
        shorter = [words[:i] + words[i + 1 :] for i in range(len(words))] + [words]
        return [key for key in (*masked, *shorter) if len(words) > 1 or key == words]

    def draw(self, at: int, wanted: int, loose: bool, rng: Random) -> list[tuple[int, str]]:
        """Return up to `wanted` different wrong standards for number `at`, each with its kind.

        loose: the raw name has a word more or less than its standard, so standards that differ by
            such a word are left out.
        """
        found: dict[int, str] = {}
        for kind in rng.choices(KINDS, _WEIGHTS, k=wanted):
            for choice in (kind, *(other for other in KINDS if other != kind)):
                other = self._one(at, choice, found, loose, rng)
                if other is not None:
                    found[other] = choice
                    break
        return list(found.items())

    def _one(
        self, at: int, kind: str, taken: dict[int, str], loose: bool, rng: Random
    ) -> int | None:
        keys = self._keys(kind, at, self._standards[at])
        groups = [group for key in keys if len(group := self._groups[kind][key]) > 1]
        if not groups:
            return None
        for _ in range(_ATTEMPTS):
            group = groups[int(rng.random() * len(groups))]
            other = group[int(rng.random() * len(group))]
            if other != at and other not in taken and not self._may_mean(at, other, loose):
                return other
        return None

    def _may_mean(self, at: int, other: int, loose: bool) -> bool:
        """Whether a raw name of one could as well be one of the other."""
        mine, theirs = self._contents[at], self._contents[other]
        if mine == theirs:
            return True
        if loose and (set(mine) <= set(theirs) or set(theirs) <= set(mine)):
            return True
        if len(mine) != len(theirs):
            return False
        only_mine = [word for word in mine if word not in theirs]
        only_theirs = [word for word in theirs if word not in mine]
        if len(only_mine) != len(only_theirs):
            return False
        return all(any(alike(a, b) for b in only_theirs) for a in only_mine)
