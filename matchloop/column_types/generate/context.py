"""Chance and surroundings of one column: random draws, locale, domain and pools.

All randomness of a column comes from its own numpy Generator, so a column is the same whichever
process makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matchloop.column_types.generate.locales import Locale
from matchloop.column_types.generate.pools import pool

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """Everything a kind may use to make one column of `rows` rows."""

    rng: np.random.Generator
    rows: int
    domain: str
    locale: Locale
    seed: int

    @property
    def language(self) -> str:
        """Language of the locale, e.g. "de"."""
        return self.locale.language

    def chance(self, share: float) -> bool:
        """Return True with the given probability."""
        return bool(self.rng.random() < share)

    def between(self, low: int, high: int) -> int:
        """Draw one whole number, both ends included."""
        return int(self.rng.integers(low, high + 1))

    def integers(self, low: int, high: int, rows: int | None = None) -> list[int]:
        """Draw whole numbers, both ends included; one a row."""
        return self.rng.integers(low, high + 1, self.rows if rows is None else rows).tolist()

    def one(self, items: Sequence[T]) -> T:
        """Draw one item."""
        return items[int(self.rng.integers(len(items)))]

    def many(self, items: Sequence[T], rows: int | None = None) -> list[T]:
        """Draw items with replacement; one a row."""
        size = self.rows if rows is None else rows
        return [items[i] for i in self.rng.integers(len(items), size=size).tolist()]

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """Draw a few different items, in random order."""
        size = min(self.between(least, most), len(items))
        return [items[i] for i in self.rng.permutation(len(items))[:size].tolist()]

    def skewed(self, items: Sequence[T], rows: int | None = None) -> list[T]:
        """Draw items so that a few are frequent and many rare (Zipf, random exponent)."""
        weights = 1.0 / np.arange(1, len(items) + 1) ** self.rng.uniform(0.0, 1.8)
        size = self.rows if rows is None else rows
        drawn = self.rng.choice(len(items), size=size, p=weights / weights.sum())
        order = self.rng.permutation(len(items))
        return [items[i] for i in order[drawn].tolist()]

    def weighted(self, choices: dict[T, float]) -> T:
        """Draw one key with probability proportional to its weight."""
        keys = list(choices)
        weights = np.array(list(choices.values()), float)
        return keys[int(self.rng.choice(len(keys), p=weights / weights.sum()))]

    def flags(self, share: float, rows: int | None = None) -> list[bool]:
        """Draw True with the given probability for each row."""
        return (self.rng.random(self.rows if rows is None else rows) < share).tolist()

    def pool(self, name: str) -> tuple[str, ...]:
        """Return the locale's pool of that name (see `pools.POOLS`)."""
        return pool(self.locale.name, name, self.seed)
