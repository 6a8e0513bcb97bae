"""How often a family's synthetic data were drawn anew, as a file that the pipeline depends on.

The number lies in data/retrain/<family>/generate/, whose snapshot the generating step depends on:
so a new draw is a change that DVC sees, and the bytes stay a function of parameters and data.
"""

from pathlib import Path

from matchloop.errors import DataError
from matchloop.files import write_text
from matchloop.labels import snapshot

_FOLDER = Path("data") / "retrain"
_FILE = "draws.txt"
_STEP = 1_000_003  # far from what seeds are counted in elsewhere


def folder(family: str) -> Path:
    """Where the number is kept, from the project's root; the generating step reads a snapshot."""
    return _FOLDER / family / "generate"


def draws(root: Path, family: str) -> int:
    """How often the data were drawn anew; 0 at first. Raises DataError for a damaged file."""
    return _read(root / folder(family))


def draw_anew(root: Path, family: str) -> int:
    """Have the next run generate other data; return how often that was done."""
    number = draws(root, family) + 1
    write_text(root / folder(family) / _FILE, f"{number}\n")
    return number


def seed(base: int, root: Path, family: str) -> int:
    """The seed to generate with: `base` itself until data are drawn anew; from the snapshot."""
    return base + _STEP * _read(root / snapshot.copy_of(folder(family)))


def _read(place: Path) -> int:
    path = place / _FILE
    if not path.is_file():
        return 0
    text = path.read_text(encoding="utf-8").strip()
    if not text.isdecimal():
        where = snapshot.original_of(path)
        raise DataError(f"{where} holds {text[:40]!r}; expected a whole number. Delete it.")
    return int(text)
