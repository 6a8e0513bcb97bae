"""How a registered version is named beside its number: version 3 is "v3".

The prediction log, the answers and the models themselves carry the name; the registry and the
serving copy count by the number.
"""

import re

_NAME = re.compile(r"v([0-9]+)")


def version_name(number: int) -> str:
    """The name of a version, such as "v3"."""
    return f"v{number}"


def version_number(name: str) -> int | None:
    """The number of a version by its name; None for the name of anything else."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None
