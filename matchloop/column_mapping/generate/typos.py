"""Slips of the finger in a finished name."""

from collections.abc import Callable

from matchloop.column_mapping.generate.draft import Random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    letter: tuple(row[at] for at in (place - 1, place + 1) if 0 <= at < len(row))
    for row in _ROWS
    for place, letter in enumerate(row)
}
"""Letters beside each letter on an English keyboard."""


def swap(name: str, at: int, rng: Random) -> str:
    """Swap a letter and the next one."""
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def double(name: str, at: int, rng: Random) -> str:
    """Type a letter twice."""
    return name[: at + 1] + name[at:]


def miss(name: str, at: int, rng: Random) -> str:
    """Leave a letter out."""
    return name[:at] + name[at + 1 :]


def neighbour(name: str, at: int, rng: Random) -> str:
    """Hit the key beside."""
    key = rng.choice(NEIGHBOURS.get(name[at].lower(), (name[at],)))
    return name[:at] + (key.upper() if name[at].isupper() else key) + name[at + 1 :]


SLIPS: tuple[tuple[Callable[[str, int, Random], str], float], ...] = (
    (swap, 3),
    (double, 2),
    (miss, 3),
    (neighbour, 2),
)


def typo(name: str, rng: Random) -> str:
    """Make one slip between two letters after the first; short names come back as they are."""
    places = [at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha()]
    if len(places) < 3:
        return name
    slips, weights = zip(*SLIPS, strict=True)
    return rng.choices(slips, weights)[0](name, rng.choice(places), rng)
