"""Names written table.column: which of a list belong together."""

from collections.abc import Sequence

from matchloop.column_mapping.described.sides import apart


def tables_of(names: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Return the tables of a list of names, each with the places of its columns; "" for no table.

    A table is what at least two names begin with, up to their last dot.
    """
    begun: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        begun.setdefault(apart(name)[0], []).append(place)
    alone = begun.pop("", [])
    alone += [places.pop() for places in begun.values() if len(places) == 1]
    tables = [(table, places) for table, places in begun.items() if places]
    return [*(("", [place]) for place in sorted(alone)), *tables]
