"""Pools of locales that Faker knows only in part, from words/natives.yaml."""

import functools
from collections.abc import Mapping

from matchloop.column_types.generate.word_files import Texts, Words, read


class Companies(Words):
    """Firms: every family in every trade."""

    pattern: str
    families: Texts
    trades: Texts

    def names(self) -> tuple[str, ...]:
        """Return the names of the firms."""
        return tuple(
            self.pattern.format(family=family, trade=trade)
            for trade in self.trades
            for family in self.families
        )


class Streets(Words):
    """Street addresses: a few houses of every street."""

    pattern: str
    names: Texts

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses."""
        return tuple(
            self.pattern.format(name=name, house=house)
            for house in range(3, 240, 17)
            for name in self.names
        )


class Native(Words):
    """Pools of one locale; None is left to Faker."""

    city: Texts | None = None
    companies: Companies | None = None
    streets: Streets | None = None
    job: Texts | None = None
    country: Texts | None = None
    word: Texts | None = None

    def pools(self) -> dict[str, tuple[str, ...]]:
        """Return the pools that are there, by name."""
        pools = {
            "city": self.city,
            "company": self.companies and self.companies.names(),
            "street": self.streets and self.streets.addresses(),
            "job": self.job,
            "country": self.country,
            "word": self.word,
        }
        return {name: texts for name, texts in pools.items() if texts}


@functools.cache
def native_pools() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the pools by locale and name."""
    natives = read("natives", dict[str, Native])
    return {locale: native.pools() for locale, native in natives.items()}
