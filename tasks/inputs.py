"""The step `inputs` of every family: a snapshot of labels, feedback, draws and earlier weights.

`python -m tasks.inputs FAMILY`. The same for all families, so it lies beside them.
"""

import sys
from pathlib import Path

from rich.console import Console

from matchloop import families
from matchloop.labels import snapshot
from tasks.steps import main

console = Console()


def inputs(family: str) -> None:
    """Copy what people and the loop have put in to where the other stages read it."""
    name = families.get(family).name
    counts = snapshot.take(Path(), name)
    told = ", ".join(f"{count:,} in {part}" for part, count in counts.items())
    console.print(f"files of {name}: {told}")


if __name__ == "__main__":
    main((inputs,), ["inputs", *sys.argv[1:]])
