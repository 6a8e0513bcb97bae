"""The columns of pandas, polars, numpy and Python lists as Arrow or lists that can be told as text.

Takes them by their interfaces, so that neither pandas nor polars is imported. Knows nothing of
tables.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Set
from typing import Any

import numpy as np
import pyarrow as pa

from matchloop.errors import InputError
from matchloop.tables.plain import duration_text, plain
from matchloop.tables.reading import reading, shown

_MOST_LEVELS = 64
_CONTAINERS = (list, tuple, Mapping, Set)
_TELLING = (str, bytes, int, float, complex, bool, dt.date, dt.time, dt.timedelta, np.generic)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>?")


def as_column(name: Any, values: Any, what: str = "table") -> Any:
    """Return a column as what `texts.as_text` tells rightly: an Arrow array or a list.

    values: a column of pandas, polars, Arrow or numpy, or a list. Raises InputError, naming column
        and type, where it is no column, or its values have no text but that of their storage.
    """
    with reading(f"{what}, column {shown(name)}"):
        if isinstance(values, pa.Array | pa.ChunkedArray):
            return plain(values, pa.field(str(name), values.type), what)
        _check_shape(name, values)
        if _is_of(values, "polars"):
            return _polars(name, values, what)
        if _is_of(values, "pandas"):
            return _pandas(name, values, what)
        kind: Any = getattr(values, "dtype", None)
        if getattr(kind, "kind", "") == "m":
            fine = np.datetime_data(kind)[0] in ("s", "ms", "us", "ns")
            counts = values if fine else values.astype("timedelta64[s]")  # all that Arrow has
            return plain(pa.array(counts), pa.field(str(name), pa.null()), what)
        return values if getattr(kind, "kind", "O") != "O" else _objects(name, values)


def _check_shape(name: Any, values: Any) -> None:
    unsized = not hasattr(values, "__len__") or getattr(values, "shape", None) == ()
    if unsized or isinstance(values, str | bytes | Mapping):
        raise InputError(
            f"Column {shown(name)} is {type(values).__name__} and no list of values. Give a dict "
            "from column names to lists, or a list of names."
        )


def _is_of(values: Any, library: str) -> bool:
    return type(values).__module__.split(".")[0] == library


def _polars(name: Any, series: Any, what: str) -> Any:
    kind = str(series.dtype).split("(")[0]
    if kind == "Object":
        return _objects(name, series.to_list())
    if kind in ("Categorical", "Enum", "Int128", "UInt128"):
        series = series.cast(type(series)([""]).dtype)  # polars' own String
    try:
        column = series.to_arrow()
    except Exception:  # nested values of types that Arrow does not have
        return _objects(name, series.to_list())
    return plain(column, pa.field(str(name), column.type), what)


def _pandas(name: Any, series: Any, what: str) -> Any:
    kind = series.dtype
    label = type(kind).__name__
    if label == "CategoricalDtype" and type(kind.categories.dtype).__module__ != "numpy.dtypes":
        inner = type(kind.categories.dtype).__name__
        series, label = series.astype(object), inner
    if label == "SparseDtype":
        return _pandas(name, series.sparse.to_dense(), what)
    if label in ("PeriodDtype", "IntervalDtype"):
        missing = series.isna()
        return [None if gone else str(v) for v, gone in zip(series, missing, strict=True)]
    if label == "ArrowDtype" or getattr(kind, "kind", "") == "m":
        column = pa.array(series, from_pandas=True)
        return plain(column, pa.field(str(name), column.type), what)
    return _objects(name, series) if getattr(kind, "kind", "O") == "O" else series


def _objects(name: Any, values: Iterable[Any]) -> Any:
    """Look through Python objects for those that Arrow crashes on or that have no text."""
    kinds = {type(value): value for value in values}
    spans = any(issubclass(kind, dt.timedelta) for kind in kinds)
    for kind, value in kinds.items():
        if issubclass(kind, _CONTAINERS):
            for item in values:
                if isinstance(item, _CONTAINERS):
                    _check_depth(name, item)
        elif value is not None and not issubclass(kind, _TELLING):
            _check_text(name, value)
    return [_duration(value) for value in values] if spans else values


def _duration(value: Any) -> Any:
    if not isinstance(value, dt.timedelta) or value != value:  # NaT is not equal to itself
        return value
    parts = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return duration_text(parts, 1_000_000)


def _check_depth(name: Any, value: Any) -> None:
    """Refuse containers that hold themselves, or go deeper than Arrow's own recursion can."""
    level, layer = 0, [value]
    seen = 0
    while layer:
        level += 1
        seen += len(layer)
        if level > _MOST_LEVELS:
            raise InputError(
                f"Column {shown(name)} holds a {type(value).__name__} that contains itself or is "
                f"nested deeper than {_MOST_LEVELS} levels. Flatten it, or turn it into text."
            )
        below: list[Any] = []
        for container in layer:
            items = container.values() if isinstance(container, Mapping) else container
            for item in items:
                if isinstance(item, _CONTAINERS):
                    below.append(item)
                elif item is not None and not isinstance(item, _TELLING):
                    _check_text(name, item)
        layer = list({id(item): item for item in below}.values())


def _check_text(name: Any, value: Any) -> None:
    try:
        text = str(value)
    except Exception:  # a stranger's object may do anything; as_text says its type
        return
    if _ADDRESS.search(text[:500]):
        raise InputError(
            f"Column {shown(name)} (dtype object) holds values of the type "
            f"{type(value).__name__}, whose text is an address in memory and no value. Turn the "
            "column into texts or numbers."
        )
