"""How often a family's synthetic data were drawn anew, as a file that the pipeline depends on.

The number lies in data/retrain/<family>/generate/, which is a dependency of the generating step:
so a new draw is a change that DVC sees, and the bytes stay a function of parameters and data.
"""

from pathlib import Path

from matchloop.errors import DataError
from matchloop.files import write_text

_FOLDER = Path("data") / "retrain"
_STEP = 1_000_003  # far from what seeds are counted in elsewhere


def folder(family: str) -> Path:
    """The folder that the family's generating step depends on, from the project's root."""
    return _FOLDER / family / "generate"


def draws(root: Path, family: str) -> int:
    """How often the data were drawn anew; 0 at first. Raises DataError for a damaged file."""
    path = root / folder(family) / "draws.txt"
    if not path.is_file():
        return 0
    text = path.read_text(encoding="utf-8").strip()
    if not text.isdecimal():
        raise DataError(f"{path} holds {text[:40]!r}; expected a whole number. Delete it.")
    return int(text)


def draw_anew(root: Path, family: str) -> int:
    """Have the next run generate other data; return how often that was done."""
    number = draws(root, family) + 1
    write_text(root / folder(family) / "draws.txt", f"{number}\n")
    return number


def seed(base: int, root: Path, family: str) -> int:
    """The seed to generate with: `base` itself until data are drawn anew."""
    return base + _STEP * draws(root, family)
