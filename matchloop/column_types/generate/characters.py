"""Random texts over an alphabet, made quickly."""

import numpy as np

from matchloop.column_types.generate.context import Context

HEX = "0123456789abcdef"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = UPPER.lower()
ALNUM = UPPER + LOWER + "0123456789"
BASE64 = ALNUM + "+/"


def strings(c: Context, alphabet: str, length: int, rows: int | None = None) -> list[str]:
    """Draw texts of one length over an ASCII alphabet; one a row."""
    size = c.rows if rows is None else rows
    letters = np.frombuffer(alphabet.encode("ascii"), np.uint8)
    drawn = letters[c.rng.integers(len(letters), size=(size, length))]
    text = drawn.tobytes().decode("ascii")
    return [text[i : i + length] for i in range(0, size * length, length)]
