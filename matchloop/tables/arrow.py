"""From numpy to Arrow and back without pandas.

`pa.array`, `pa.scalar` and `Array.to_numpy` load pandas (0.2 s) wherever it is installed, only to
ask whether they were given something of it. These go by the buffers instead.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def texts(values: Sequence[str | None]) -> pa.StringArray:
    """Return an arrow string array; None is null."""
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = np.zeros(len(values) + 1, np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    if offsets[-1] > np.iinfo(np.int32).max:
        return pa.array(values, pa.string())  # raises or chunks as Arrow sees fit
    content = pa.py_buffer(b"".join(encoded))
    present = np.array([value is not None for value in values], bool)
    nulls = len(values) - int(present.sum())
    valid = pa.py_buffer(np.packbits(present, bitorder="little")) if nulls else None
    starts = pa.py_buffer(offsets.astype(np.int32))
    return pa.StringArray.from_buffers(len(values), starts, content, valid, nulls)


def mask(values: np.ndarray) -> pa.BooleanArray:
    """Return truth values, shape (n,), as an arrow array to filter by."""
    bits = pa.py_buffer(np.packbits(values, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])


def indices(values: np.ndarray) -> pa.Int64Array:
    """Return positions, shape (n,), as an arrow array to take by."""
    buffer = pa.py_buffer(np.ascontiguousarray(values, np.int64))
    return pa.Array.from_buffers(pa.int64(), len(values), [None, buffer])


def numbers(array: pa.Array) -> np.ndarray:
    """Return an arrow array of integers, floats or truth values without nulls as numpy."""
    content = array.buffers()[1]
    if content is None:
        return np.zeros(0, bool if pa.types.is_boolean(array.type) else str(array.type))
    if pa.types.is_boolean(array.type):
        bits = np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")
        return bits[array.offset : array.offset + len(array)].astype(bool)
    kind = {"float": "float32", "double": "float64"}.get(str(array.type), str(array.type))
    return np.frombuffer(content, kind)[array.offset : array.offset + len(array)]
