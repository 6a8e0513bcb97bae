"""A copy of what came in from outside: labels, recent feedback, drawn numbers, earlier weights.

    data/labelled/<family>/    data/<family>/inputs/labelled/
    data/recent/<family>/      data/<family>/inputs/recent/
    data/retrain/<family>/     data/<family>/inputs/retrain/

People and the loop write on the left, whenever they like; the stages read on the right, which is an
output of DVC: so an old version can be trained again from the very labels of its day. Knows nothing
of what the files hold.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

PARTS = ("labelled", "recent", "retrain")
_DATA, _INPUTS = "data", "inputs"
_README = "README.txt"  # passed over by whoever reads labelled files
_NOT_COPIED = ("readme.md", "readme.txt")


def folder(family: str) -> Path:
    """Where the family's snapshot lies, from the project's root."""
    return Path(_DATA) / family / _INPUTS


def copy_of(original: Path) -> Path:
    """The place in the snapshot of a path such as data/labelled/<family>/…, from the root."""
    match original.parts:
        case (data, part, family, *rest) if data == _DATA and part in PARTS:
            return folder(family).joinpath(part, *rest)
    raise ValueError(f"got {original}; expected data/<one of {', '.join(PARTS)}>/<family>/…")


def original_of(path: Path) -> Path:
    """What a path in a snapshot is a copy of, for messages; any other path as it is."""
    parts = path.parts
    for at in range(len(parts) - 3):
        data, family, inputs, part = parts[at : at + 4]
        if (data, inputs) == (_DATA, _INPUTS) and part in PARTS:
            return Path(*parts[:at], data, part, family, *parts[at + 4 :])
    return path


def take(root: Path, family: str) -> dict[str, int]:
    """Copy what is there, in place of the snapshot before; return the number of files by part.

    Hidden files and READMEs stay behind; a README of its own says in each folder what it is a copy
    of. Folders that are empty or not there are empty in the copy: DVC asks for all it depends on.
    """
    target = root / folder(family)
    partial = target.with_name(f".{target.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    counts = {part: _copy(root, Path(_DATA) / part / family, partial / part) for part in PARTS}
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)
    return counts


def _copy(root: Path, original: Path, target: Path) -> int:
    """Copy a folder with all in it; return the number of files."""
    target.mkdir(parents=True)
    text = f"A copy of {original.as_posix()}, made anew by each run. Change the original.\n"
    (target / _README).write_text(text, encoding="utf-8")
    count = 0
    for path in _visible(root / original):
        if path.is_dir():
            count += _copy(root, original / path.name, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
            count += 1
    return count


def _visible(source: Path) -> Iterator[Path]:
    for path in sorted(source.iterdir()) if source.is_dir() else ():
        if not path.name.startswith(".") and path.name.lower() not in _NOT_COPIED:
            yield path
