"""Arrow columns whose texts would be storage: durations, extension types, odd dictionaries.

`texts.as_text` tells numbers, texts, dates and nested values. What is stored as something else than
it means (a pandas Period is a count of months, a duration a count of nanoseconds) is turned into
its text here first, or refused by name. Knows nothing of pandas and polars.
"""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.errors import InputError
from matchloop.tables import arrow
from matchloop.tables.reading import reading, shown

_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_PERIODS = {"Y": "Y", "A": "Y", "M": "M", "D": "D", "H": "h", "T": "m", "MIN": "m", "S": "s"}
_YEARS = re.compile(r"[YA]E?-DEC$")
_QUARTERS = re.compile(r"QE?-DEC$")


def plain(values: pa.Array | pa.ChunkedArray, field: pa.Field, what: str) -> pa.Array:
    """Return a column of a type whose text says what it means, equally long.

    field: the column's type with its metadata, in which an extension type is named where nobody
        registered it. what: the table's name. Raises InputError, naming column and type, where
        there is no such text.
    """
    with reading(f"{what}, column {shown(field.name)} ({field.type})"):
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        name, about = _extension(field, values.type)
        if isinstance(values, pa.ExtensionArray) and name not in ("arrow.uuid", "arrow.bool8"):
            values = values.storage
        if name == "pandas.period":
            return _periods(values, about)
        if name == "pandas.interval":
            return _intervals(values, about)
        if name and pa.types.is_integer(values.type):
            raise InputError(
                f"{what}, column {shown(field.name)} has the type {name}, which is stored as "
                "numbers that do not say what they mean. Turn it into text first."
            )
        if pa.types.is_dictionary(values.type):
            values = _decoded(values, what, field.name)
        if pa.types.is_duration(values.type):
            return _durations(values)
        return _sound(values)


def _extension(field: pa.Field, kind: pa.DataType) -> tuple[str, str]:
    """Return the name and the description of an extension type; empty where it is none."""
    if isinstance(kind, pa.BaseExtensionType):
        about = kind.__arrow_ext_serialize__() if hasattr(kind, "__arrow_ext_serialize__") else b""
        return kind.extension_name, about.decode("utf-8", "replace")
    metadata = field.metadata or {}
    name = metadata.get(b"ARROW:extension:name", b"").decode("utf-8", "replace")
    return name, metadata.get(b"ARROW:extension:metadata", b"").decode("utf-8", "replace")


def _decoded(values: pa.DictionaryArray, what: str, name: str) -> pa.Array:
    words = plain(values.dictionary, pa.field(name, values.dictionary.type), what)
    if pa.types.is_string_view(words.type) or pa.types.is_binary_view(words.type):
        words = words.cast(pa.large_string())
    if pa.types.is_nested(words.type):
        texts = words.to_pylist()
        places = values.indices.to_pylist()
        return pa.array([None if i is None else texts[i] for i in places], words.type)
    return words.take(values.indices)


def _durations(values: pa.Array) -> pa.StringArray:
    """Write durations as pandas does: 1 days 02:03:04.5."""
    unit = _UNITS[values.type.unit]
    counts = values.cast(pa.int64()).to_pylist()
    return arrow.texts([None if count is None else duration_text(count, unit) for count in counts])


def duration_text(count: int, unit: int) -> str:
    """Return so many parts of a second as text. unit: parts of a second, such as 1,000,000."""
    seconds, fraction = divmod(count, unit)
    days, rest = divmod(seconds, 86_400)
    text = f"{days} days {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if fraction:
        text += f".{fraction / unit:.9f}".replace(".0.", ".").rstrip("0")
    return text


def _periods(values: pa.Array, about: str) -> pa.StringArray:
    """Write the periods of pandas, which are stored as their number since 1970."""
    found = re.search(r'"freq":\s*"([^"]+)"', about)
    frequency = (found[1] if found else "").upper()
    counts = values.to_pylist()
    if _QUARTERS.match(frequency):
        return arrow.texts([None if n is None else f"{1970 + n // 4}Q{n % 4 + 1}" for n in counts])
    unit = "Y" if _YEARS.match(frequency) else _PERIODS.get(frequency)
    if unit is None:
        raise InputError(
            f"periods of the frequency {frequency!r} are stored as numbers and cannot be told. "
            "Turn the column into text or dates before it is saved."
        )
    moments = np.array([n or 0 for n in counts], np.int64).astype(f"datetime64[{unit}]")
    texts = moments.astype(str).tolist()
    return arrow.texts([None if n is None else t for n, t in zip(counts, texts, strict=True)])


def _intervals(values: pa.StructArray, about: str) -> pa.StringArray:
    found = re.search(r'"closed":\s*"(\w+)"', about)
    closed = found[1] if found else "right"
    start = "[" if closed in ("left", "both") else "("
    end = "]" if closed in ("right", "both") else ")"
    return arrow.texts(
        [
            None if v is None else f"{start}{v['left']}, {v['right']}{end}"
            for v in values.to_pylist()
        ]
    )


def _sound(values: pa.Array) -> pa.Array:
    """Replace what is no UTF-8 in texts, which Arrow takes on trust from whoever wrote them."""
    kind = values.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return values
    content = values.buffers()[2]
    if content is None or content.to_pybytes().isascii():  # the whole at once; most texts are
        return values
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        raw = pc.cast(values, pa.binary() if pa.types.is_string(kind) else pa.large_binary())
        items: list[Any] = raw.to_pylist()
        return arrow.texts([None if v is None else v.decode("utf-8", "replace") for v in items])
    return values
