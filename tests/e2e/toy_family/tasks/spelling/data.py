"""The data step: words that are generated and words that people labelled, a part held out."""

import pyarrow as pa

from matchloop.spelling.words import generated, labelled
from tasks.spelling import SPACE


def generate() -> None:
    """Write the words; every fifth of the generated ones is only measured on."""
    params = SPACE.params()
    made = generated(params.spelling.words, params.base.seed)
    said = labelled(SPACE.labelled)
    rows = [(*each, "test" if n % 5 == 0 else "train") for n, each in enumerate(made.items())]
    rows += [(word, label, "train") for word, label in said.items()]
    names = ("word", "label", "split")
    SPACE.write_table("words", pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))))
