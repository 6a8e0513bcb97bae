"""Names, places, firms and jobs of each locale, made by Faker once per process.

The seed of a pool comes from the run's seed and the locale alone, so every process has the same
pools. Where Faker has no provider of a locale it would answer in English; `native_pools` fill in.
"""

from functools import lru_cache

from faker import Faker

from matchloop.column_types.generate.natives import native_pools

POOLS: dict[str, tuple[str, int]] = {
    "name": ("name", 700),
    "first": ("first_name", 300),
    "last": ("last_name", 400),
    "city": ("city", 400),
    "street": ("street_address", 500),
    "company": ("company", 500),
    "job": ("job", 400),
    "phone": ("phone_number", 300),
    "plate": ("license_plate", 300),
    "country": ("country", 150),
    "word": ("word", 200),
    "slogan": ("catch_phrase", 300),
    "text": ("text", 250),
}
"""Pool name: Faker's method and how many draws."""

_IN_FAKER = {"ar_SA": "ar_AA"}


@lru_cache(maxsize=256)
def pool(locale: str, name: str, seed: int) -> tuple[str, ...]:
    """Return different texts of one kind in one locale, in the order Faker first made them."""
    native = native_pools().get(locale, {}).get(name)
    if native:
        return native
    method, draws = POOLS[name]
    faker = Faker(_IN_FAKER.get(locale, locale))
    faker.seed_instance(f"{seed}/{locale}/{name}")
    _sort_cities(faker)
    make = getattr(faker, method)
    drawn = (
        str(make()).replace("\n", " " if name == "text" else ", ").strip() for _ in range(draws)
    )
    return tuple(dict.fromkeys(text for text in drawn if text))


def _sort_cities(faker: Faker) -> None:
    """Put lists of cities in order: Faker makes Italy's from a set, whose order changes."""
    for provider in faker.factories[0].get_providers():
        if isinstance(getattr(provider, "cities", None), list):
            provider.cities = sorted(provider.cities)
