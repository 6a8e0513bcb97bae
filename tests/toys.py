"""Three families that are no more than a name: what tests of the frame promote, log and watch."""

from matchloop.family import Family
from matchloop.section import Section


class ToyParams(Section):
    """Nothing to set."""


def toy(name: str, warm: tuple[str, ...] = ()) -> Family:
    """A family of that name."""
    return Family(
        name,
        question="What toy is this?",
        purpose="Tells toys apart.",
        known_limits=(),
        params=ToyParams,
        model="tests.toy_parts:Toy",
        golden="tests.toy_parts:Golden",
        form="tests.toy_parts:Names",
        warm=warm,
    )


TOYS = (toy("toys"), toy("toy", warm=("net",)), toy("bricks"))
