"""Reads the prediction log, a window or some rows by their ids, as Arrow tables.

Only the columns asked for are read, in chunks. Knows nothing of what the figures mean.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from matchloop.errors import StoreError
from matchloop.store.engine import Store
from matchloop.store.moments import micros
from matchloop.store.tables import predictions

SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "time": pa.timestamp("us", "UTC"),
        "family": pa.string(),
        "version": pa.string(),
        "input": pa.string(),
        "name": pa.string(),
        "answer": pa.string(),
        "confidence": pa.float32(),
        "abstained": pa.bool_(),
        "latency_ms": pa.float32(),
        "features": pa.binary(),
        "feature_set": pa.string(),
        "origin": pa.string(),
        "shadow_version": pa.string(),
        "shadow_answer": pa.string(),
        "shadow_confidence": pa.float32(),
        "cluster": pa.string(),
    }
)
COLUMNS = tuple(SCHEMA.names)
_CHUNK = 16_000
_IDS_AT_ONCE = 500
_p = predictions.c


def window(
    store: Store,
    family: str,
    version: str | None = None,
    *,
    size: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    columns: Sequence[str] = COLUMNS,
) -> pa.Table:
    """The predictions of a family (of one version, or all), oldest first.

    since, until: from this moment on, before that one. size: only the newest `size` of those.
    columns: of `SCHEMA`, in the order wanted.
    """
    where = _where(family, version, since, until)
    statement = sa.select(*_chosen(columns)).where(where).order_by(_p.time, _p.id)
    with store.reading() as connection:
        if size is not None:
            newest = sa.select(_p.time, _p.id).where(where).order_by(_p.time.desc(), _p.id.desc())
            first = connection.execute(newest.limit(1).offset(max(size, 1) - 1)).first()
            if size < 1:
                return _table(iter(()), columns)
            if first is not None:
                statement = statement.where(sa.tuple_(_p.time, _p.id) >= sa.tuple_(*first))
        return _table(_chunks(connection, statement), columns)


def by_ids(store: Store, ids: np.ndarray, columns: Sequence[str] = COLUMNS) -> pa.Table:
    """The predictions of these ids (int64 [n]), in the order of the ids; unknown ones left out."""
    chosen, numbers = [_p.id, *_chosen(columns)], ids.tolist()
    rows: list[Sequence[Any]] = []
    with store.reading() as connection:
        for start in range(0, len(numbers), _IDS_AT_ONCE):
            some = _p.id.in_(numbers[start : start + _IDS_AT_ONCE])
            rows.extend(connection.execute(sa.select(*chosen).where(some)))
    position = {number: place for place, number in enumerate(numbers)}
    rows.sort(key=lambda row: position[row[0]])
    return _table(iter([[row[1:] for row in rows]]), columns)


def feature_matrix(table: pa.Table) -> np.ndarray:
    """The column `features` as float32 [n, k].

    Raises StoreError when rows lack features, or have another number of them than others: read
    one version and feature set at a time.
    """
    column = table.column("features")
    widths = pc.unique(pc.binary_length(column)).to_pylist()  # None for rows without features
    if not widths:
        return np.empty((0, 0), np.float32)
    if len(widths) > 1 or None in widths:
        found = ", ".join("none" if width is None else str(width // 4) for width in widths)
        raise StoreError(
            f"The {len(column)} predictions have different numbers of features ({found}); "
            "expected the same in each. Read one version and feature set at a time."
        )
    matrix = np.empty((len(column), widths[0] // 4), np.float32)
    start = 0
    for chunk in column.chunks:  # one at a time: joined they would be in memory twice more
        offsets = np.frombuffer(chunk.buffers()[1], np.int32, len(chunk) + 1, chunk.offset * 4)
        data = np.frombuffer(chunk.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        matrix[start : start + len(chunk)] = data.view("<f4").reshape(len(chunk), -1)
        start += len(chunk)
    return matrix


def _where(
    family: str, version: str | None, since: datetime | None, until: datetime | None
) -> sa.ColumnElement[bool]:
    parts = [_p.family == family]
    if version is not None:
        parts.append(_p.version == version)
    if since is not None:
        parts.append(_p.time >= micros(since))
    if until is not None:
        parts.append(_p.time < micros(until))
    return sa.and_(*parts)


def _chosen(columns: Sequence[str]) -> list[sa.Column[Any]]:
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise StoreError(
            f"The prediction log has no column {', '.join(unknown)}; it has: {', '.join(COLUMNS)}."
        )
    return [_p[name] for name in columns]


def _chunks(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows in lists, from a cursor that does not hold them all.

    The driver's own cursor: an object of SQLAlchemy for each row takes twice the time.
    """
    compiled = statement.compile(dialect=connection.dialect)
    cursor = _cursor(connection)
    try:
        values = compiled.params
        order = compiled.positiontup
        cursor.execute(str(compiled), values if order is None else [values[n] for n in order])
        while rows := cursor.fetchmany(_CHUNK):
            yield rows
    finally:
        cursor.close()


def _cursor(connection: sa.Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        return driver.cursor()
    # A named cursor stays on the server, which sends a chunk at a time.
    return driver.cursor(name="matchloop_rows", binary=True)


def _table(chunks: Iterator[Sequence[Any]], columns: Sequence[str]) -> pa.Table:
    schema = pa.schema([SCHEMA.field(name) for name in columns])
    batches = [_batch(rows, schema) for rows in chunks if rows]
    return pa.Table.from_batches(batches, schema)


def _batch(rows: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [
        _array(values, field.type)
        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if pa.types.is_boolean(kind):  # SQLite keeps them as 0 and 1
        return pa.array(map(bool, values), kind)
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.int64()).cast(kind)
    return pa.array(values, kind)
