"""Generated words, and those that people labelled."""

import random
from collections.abc import Mapping
from pathlib import Path

from matchloop.labels.files import chosen, read_table, visible

ENDINGS: Mapping[str, str] = {"our": "or", "ise": "ize", "tre": "ter", "ogue": "og"}
"""American endings by the British ones."""


def generated(number: int, seed: int, endings: Mapping[str, str] = ENDINGS) -> dict[str, str]:
    """Labels by word; half of the words of each spelling, but for words made twice."""
    chance, labels = random.Random(seed), {}
    for count in range(number):
        stem = "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3))
        british = chance.choice(list(endings))
        ending, label = (british, "british") if count % 2 else (endings[british], "american")
        labels[stem + chance.choice("lmnpv") + ending] = label
    return labels


def labelled(folder: Path) -> dict[str, str]:
    """Labels by word of the files in a folder."""
    tables = [
        chosen(read_table(path, path.name), ("word", "right"), path.name, "Add what lacks.")
        for path in visible(folder)
    ]
    return {row["word"]: row["right"] for table in tables for row in table.to_pylist()}
