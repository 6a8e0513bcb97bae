"""Any column as texts: numbers, dates, bytes, nested values and what else a table may hold."""

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MAX_CHARACTERS = 4_096
"""Longer values are cut to this many characters."""


def as_text(values: Any) -> pa.StringArray:
    """Turn any column into texts and nulls: an arrow string array of the same length.

    Dates become ISO 8601, truth values "true"/"false", bytes are decoded as UTF-8 with
    replacement, nested values become JSON. Never raises on what the values are.
    """
    array = _to_arrow(values)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    kind = array.type
    if pa.types.is_string(kind):
        texts = array
    elif pa.types.is_null(kind):
        texts = pa.nulls(len(array), pa.string())
    elif _casts_to_text(kind):
        texts = _cast(array)
    else:
        texts = _by_hand(array.to_pylist())
    if len(texts) and (pc.max(pc.binary_length(texts)).as_py() or 0) > MAX_CHARACTERS:
        texts = pc.utf8_slice_codeunits(texts, 0, MAX_CHARACTERS)
    return texts


def _to_arrow(values: Any) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    if not hasattr(values, "__len__"):
        values = list(values)
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, UnicodeError):
        return _by_hand(list(values))


def _casts_to_text(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_decimal,
        pa.types.is_temporal,
    )
    return any(test(kind) for test in tests)


def _cast(array: pa.Array) -> pa.StringArray:
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    try:
        return array.cast(pa.string())
    except pa.ArrowException:
        if pa.types.is_timestamp(array.type) and array.type.tz is not None:
            # A time zone that this machine does not know: the same moments, told in UTC.
            return _cast(array.cast(pa.timestamp(array.type.unit)))
        # Durations, intervals and times outside the calendar have no cast.
        return _by_hand(array.to_pylist())


def _by_hand(items: list[Any]) -> pa.StringArray:
    return pa.array([_text(item) for item in items], pa.string())


def _text(item: Any) -> str | None:
    if isinstance(item, np.ndarray):
        item = item.tolist()
    if isinstance(item, dict | list | tuple | set | frozenset):
        text = _json(item)
    elif _is_missing(item):
        return None
    elif isinstance(item, bool | np.bool_):
        text = "true" if item else "false"
    elif isinstance(item, bytes):
        text = item.decode("utf-8", "replace")
    else:
        text = _printed(item)
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_missing(item: Any) -> bool:
    """Whether an item is None, NaN, NaT or pandas' NA: not equal to itself, or unable to say."""
    if item is None:
        return True
    try:
        differs = item != item
        return bool(differs) if isinstance(differs, bool | np.bool_) else differs is item
    except Exception:  # a stranger's comparison may do anything
        return False


def _json(item: Any) -> str:
    plain = sorted(map(str, item)) if isinstance(item, set | frozenset) else item
    try:
        return json.dumps(plain, default=str, ensure_ascii=False)
    except (TypeError, ValueError):  # keys that are no texts, or a number of very many digits
        return _printed(plain)


def _printed(item: Any) -> str:
    try:
        return str(item)
    except Exception:  # Python prints no int of more than 4,300 digits; other types are strangers
        return str(Decimal(item)) if isinstance(item, int) else f"<{type(item).__name__}>"
