"""Reads a city file of NameGuess: real abbreviated column names with their full names.

NameGuess (Zhang et al. 2023, "NameGuess: Column Name Expansion for Tabular Data") asks for the
full name to be written out. Here it is a mapping task: the candidates are all different
full names of the city, and a raw name must find its own. Knows nothing of models; what it reads
is measured on and never learned from.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matchloop.errors import DataError

DIFFICULTIES = ("0 easy", "1 medium", "2 hard", "3 extra hard")
"""What the authors call their four levels; in the order of their numbers."""
_FIELDS = ("technical_name", "gt_label", "difficulty")


@dataclass(frozen=True)
class NameGuess:
    """A mapping task: every raw name and which candidate it is.

    candidates: different full names, folded, in alphabetical order, so that ties among them are
    broken without regard to the data. raw: names as they stand in the tables, each once for
    each full name it has. truth: int64 [n] into candidates. difficulty: one of `DIFFICULTIES`.
    """

    candidates: tuple[str, ...]
    raw: tuple[str, ...]
    truth: np.ndarray
    difficulty: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.raw)


def read_nameguess(path: Path) -> NameGuess:
    """Read a city file, such as eval_chicago.json.

    Raises `DataError` naming the file, the table's place in it and the field that is wrong.
    """
    seen: dict[tuple[str, str], int] = {}
    for place, table in enumerate(_tables(Path(path))):
        for raw, full, difficulty in _rows(table, f"{path}, table {place}"):
            seen.setdefault((raw, fold_full(full)), difficulty)
    if not seen:
        raise DataError(f"{path} holds no names. Give a NameGuess city file, not an empty one.")
    candidates = tuple(sorted({full for _, full in seen}))
    number = {full: i for i, full in enumerate(candidates)}
    return NameGuess(
        candidates=candidates,
        raw=tuple(raw for raw, _ in seen),
        truth=np.array([number[full] for _, full in seen], dtype=np.int64),
        difficulty=tuple(DIFFICULTIES[level] for level in seen.values()),
    )


def fold_full(name: str) -> str:
    """Lower case, one blank between words; what is neither letter nor digit separates."""
    return " ".join(re.findall(r"[^\W_]+", name.lower()))


def _tables(path: Path) -> list[Any]:
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"{path} cannot be read ({error.strerror}). Pull it with: matchloop sources pull"
        ) from error
    except ValueError as error:
        raise DataError(
            f"{path} is not JSON ({error}). Expected a NameGuess city file, such as "
            "eval_chicago.json."
        ) from error
    if not isinstance(tables, list):
        raise DataError(
            f"{path} holds a {type(tables).__name__}, expected a list of tables as in NameGuess."
        )
    return tables


def _rows(table: Any, where: str) -> Iterator[tuple[str, str, int]]:
    if not isinstance(table, dict) or (missing := [f for f in _FIELDS if f not in table]):
        what = ", ".join(missing) if isinstance(table, dict) else "all of them"
        raise DataError(f"{where}: fields {', '.join(_FIELDS)} are expected; missing: {what}.")
    raws, fulls, levels = (_listed(table[name], f"{where}, {name}") for name in _FIELDS)
    if not len(raws) == len(fulls) == len(levels):
        raise DataError(
            f"{where}: {len(raws)} raw names, {len(fulls)} full names and {len(levels)} "
            "difficulties; expected as many of each."
        )
    for place, (raw, full, level) in enumerate(zip(raws, fulls, levels, strict=True)):
        _check(raw, full, level, f"{where}, name {place}")
        yield raw, full, level


def _listed(value: Any, where: str) -> list[Any]:
    """A list, or a text that holds a Python list, as some copies of the data have it."""
    if isinstance(value, str):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
            raise DataError(f"{where}: {value[:60]!r} is no list. Expected a list.") from error
    if not isinstance(value, list):
        raise DataError(f"{where}: got a {type(value).__name__}, expected a list.")
    return value


def _check(raw: Any, full: Any, level: Any, where: str) -> None:
    if not isinstance(raw, str) or not isinstance(full, str):
        raise DataError(f"{where}: {raw!r} stands for {full!r}; expected two texts.")
    if not fold_full(full):
        raise DataError(f"{where}: {raw!r} has the full name {full!r}, which holds no word.")
    if type(level) is not int or not 0 <= level < len(DIFFICULTIES):
        raise DataError(f"{where}: difficulty {level!r}; expected 0, 1, 2 or 3.")
