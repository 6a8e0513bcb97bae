"""Word lists written as one text, which read better than lists of quoted words."""


def words(text: str) -> tuple[str, ...]:
    """Split at spaces."""
    return tuple(text.split())


def items(text: str) -> tuple[str, ...]:
    """Split at "|": for lists whose entries have spaces."""
    return tuple(text.split("|"))


def phrases(text: str) -> dict[str, tuple[str, ...]]:
    """Read lines "name: a|b|c"; lines of the same name are put together."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        name, _, entries = line.partition(": ")
        found[name] = (*found.get(name, ()), *items(entries))
    return found
