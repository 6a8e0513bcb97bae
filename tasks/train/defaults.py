"""The files that a training starts from: the project's own, or those that came with the wheel."""

from importlib import metadata
from pathlib import Path

import tasks
from matchloop.errors import MatchloopError

FILES = ("params.yaml", "data/sources.yaml", "data/real_columns.csv", "data/mapping_examples.csv")
"""By their paths from a project's root."""

_SHARE = "share/matchloop"
"""Where a wheel puts them, below the environment's folder; pyproject.toml says the same."""


def checkout() -> Path | None:
    """The project's root if this code lies in one, None if it was installed."""
    root = Path(tasks.__file__).parents[1]
    return root if (root / "pyproject.toml").is_file() else None


def path_of(name: str) -> Path:
    """Where one of `FILES` lies on this machine. Raises MatchloopError if it does not."""
    root = checkout()
    if root is not None:
        return root / name
    for file in metadata.files("matchloop") or ():
        if file.as_posix().endswith(f"{_SHARE}/{name}"):
            return Path(str(file.locate()))
    raise MatchloopError(
        f"{name} did not come with this installation of matchloop. Install it again: "
        "pip install --force-reinstall 'matchloop[train]'"
    )
