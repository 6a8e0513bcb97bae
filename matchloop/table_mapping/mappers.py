"""Mappers that are ready to answer, by schema: encoding one takes longer than answering with it.

Holds those of the champion that answers, and of one that is being made ready beside it.
"""

from typing import Any

from cachetools import LRUCache

from matchloop.column_mapping.schema.schema import Schema
from matchloop.table_mapping.mapping import Mapper

MOST_COLUMNS = 8_000
"""Standard columns that are held encoded in all, about 15 kB each."""
_LEAST_COLUMNS = 350  # a smaller schema is filled up with rivals


class Mappers:
    """The mappers of one process. Not for several threads at once, but for `warm`."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._answering: Any = None

    def of(self, model: Any, types: Any, schema: Schema) -> Mapper:
        """Return the mapper of the models that answer now; those of earlier ones are let go."""
        if model is not self._answering:  # one that is being made ready is not answering yet
            self._kept = {id(model): self._kept.get(id(model)) or _Kept(model)}
            self._answering = model
        return self._kept[id(model)].mapper(types, schema)

    def warm(self, model: Any, types: Any, schema: Schema) -> Mapper:
        """Return the mapper of a model that is to answer soon."""
        kept = self._kept.setdefault(id(model), _Kept(model))
        return kept.mapper(types, schema)


class _Kept:
    """The mappers of one model, which is held, so that its id stays its own."""

    def __init__(self, model: Any):
        self._model = model
        self._mappers: LRUCache[str, Mapper] = LRUCache(MOST_COLUMNS, _size)

    def mapper(self, types: Any, schema: Schema) -> Mapper:
        found = self._mappers.get(schema.sha256)
        if found is None or found.types is not types or found.schema.name != schema.name:
            made = Mapper(self._model, schema, types)
            if found is not None:  # the same columns: what was encoded stays true
                made = made.encoded_as(found)
            found = made
            self._mappers[schema.sha256] = found
        return found


def _size(mapper: Mapper) -> int:
    """How much of the room a mapper takes; a very large one all of it."""
    return min(max(len(mapper.schema), _LEAST_COLUMNS), MOST_COLUMNS)
