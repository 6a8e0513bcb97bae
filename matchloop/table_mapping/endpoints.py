"""What mapping offers over HTTP: answers as `map_columns` gives them, and the plain pair.

It is `column_mapping` that is asked; it stands here, above the family, because values and types
are weighed in. All three endpoints share their mappers, for one thread asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.together import rank_together
from matchloop.endpoint import Answer, Question, Reply
from matchloop.errors import InputError
from matchloop.store.records import Origin
from matchloop.table_mapping import schemas
from matchloop.table_mapping.dictionary import as_dictionary
from matchloop.table_mapping.inputs import Given, given
from matchloop.table_mapping.mappers import Mappers
from matchloop.table_mapping.mapping import Mapper
from matchloop.table_mapping.models import Ranking
from matchloop.table_mapping.options import Options, candidates_of
from matchloop.table_mapping.places import readable
from matchloop.table_mapping.questions import (
    BatchPredictAnswer,
    BatchPredictQuestion,
    MapAnswer,
    MapQuestion,
    PredictAnswer,
    PredictQuestion,
)
from matchloop.table_mapping.result import TableMapping
from matchloop.table_mapping.rivals import Compared
from matchloop.tables import Table

FAMILY, TYPES = "column_mapping", "column_types"
_MAPPERS = Mappers()


@dataclass(frozen=True)
class Read:
    """What one question asks about: tables or lists of names, all with one schema and options."""

    tables: tuple[Given, ...]
    schema: Schema
    options: Options


@dataclass(frozen=True)
class MappingEndpoint:
    """One way to ask for standard columns; the fields are those of `matchloop.endpoint.Endpoint`.

    lists: the tables or names of a question. body: what is sent for their mappings.
    """

    path: str
    summary: str
    question: type[Question]
    answer: type[Answer]
    examples: Mapping[str, Mapping[str, Any]]
    lists: Callable[[Any, Table | None], tuple[Given, ...]]
    body: Callable[[Sequence[TableMapping]], dict[str, Any]]
    takes_files: bool = False
    asks: tuple[str, ...] = (FAMILY, TYPES)

    def key(self, question: Any) -> bytes:
        """Return what stands for the question; a schema by its content, not by its name."""
        schema = _schema(question)
        asked = question.model_dump_json(exclude={"standards"})
        return "\n".join((schema.name, schema.sha256, asked)).encode("utf-8", "surrogatepass")

    def read(self, question: Any, table: Table | None) -> Read:
        """Read the table to its end, and the schema."""
        one_to_one = getattr(question, "one_to_one", None)
        options = Options(question.top_k, question.min_confidence, one_to_one)
        return Read(self.lists(question, table), _schema(question), options)

    def weight(self, prepared: Read) -> int:
        """How many columns there are to answer for."""
        return sum(len(table.names) for table in prepared.tables)

    def replies(
        self, models: Mapping[str, Any], prepared: Sequence[Read]
    ) -> Sequence[Reply | Exception]:
        """Answer; names that come with the same schema are ranked together."""
        model, types = models[FAMILY], models.get(TYPES)
        mappers = [_MAPPERS.of(model, types, each.schema) for each in prepared]
        rankings = _rankings(mappers, prepared)
        found: list[Reply | Exception] = []
        for mapper, each, ranked in zip(mappers, prepared, rankings, strict=True):
            try:
                mappings = [
                    mapper.map(table, each.options, Origin.API, ranking)
                    for table, ranking in zip(each.tables, ranked, strict=True)
                ]
                found.append(self._reply(mappings))
            except Exception as error:  # the others that came with it are answered
                found.append(error)
        return found

    def warm(self, models: Mapping[str, Any]) -> None:
        """Encode the default schema, and map a name and a table: word lists are loaded by then."""
        mapper = _MAPPERS.warm(models[FAMILY], models.get(TYPES), schemas.named(schemas.DEFAULT))
        quiet = Mapper(_Unrecorded(mapper.model), mapper.schema, mapper.types).encoded_as(mapper)
        for source in (["customer_nm"], {"order_dt": ["2024-03-01"], "qty": ["3"]}):
            quiet.map(given(source), Options())
        mapper.encoded_as(quiet)

    def _reply(self, mappings: Sequence[TableMapping]) -> Reply:
        columns = [column for mapping in mappings for column in mapping.columns]
        sure = sum(column.standard is not None for column in columns)
        return Reply(self.body(mappings), [column.confidence for column in columns], sure)


class _Unrecorded:
    """A model whose answers are not logged: nobody asked."""

    bundle = None

    def __init__(self, model: Any):
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def _rankings(
    mappers: Sequence[Mapper], prepared: Sequence[Read]
) -> list[tuple[Ranking | None, ...]]:
    """Return for each question the rankings of its tables; None where there is nothing to rank."""
    found: list[list[Ranking | None]] = [[None] * len(each.tables) for each in prepared]
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for q, (mapper, each) in enumerate(zip(mappers, prepared, strict=True)):
        for t, table in enumerate(each.tables):
            if readable(table.names):
                among = mapper.compared(table)
                group = (id(among), candidates_of(each.options, among))
                groups.setdefault(group, []).append((q, t))
    for (_, k), places in groups.items():
        mapper = mappers[places[0][0]]
        among = mapper.compared(prepared[places[0][0]].tables[places[0][1]])
        tables = [prepared[q].tables[t] for q, t in places]
        names = [[table.names[i] for i in readable(table.names)] for table in tables]
        for (q, t), ranking in zip(places, _ranked(mapper, among, names, k), strict=True):
            found[q][t] = ranking
    return [tuple(each) for each in found]


def _ranked(mapper: Mapper, among: Compared, names: list[list[str]], k: int) -> Sequence[Ranking]:
    ranker = getattr(mapper.model, "ranker", None)
    if ranker is None:  # a stand-in
        return [mapper.model.rank(each, among.encoded, k) for each in names]
    return rank_together(ranker, names, among.encoded, k)


def _schema(question: Any) -> Schema:
    standards = question.standards
    if standards is None:
        return schemas.named(schemas.DEFAULT)
    return schemas.named(standards) if isinstance(standards, str) else schemas.inline(standards)


def _map_lists(question: MapQuestion, table: Table | None) -> tuple[Given, ...]:
    asked = question.names or question.table
    if (table is None) == (asked is None):
        raise InputError(
            "Give one thing to map: names, or a table (names to lists of values), or a file beside "
            "the question."
        )
    found = given(table or asked)
    described = as_dictionary(question.dictionary)
    return (described.describe(found) if described else found,)


def _predicted(mapping: TableMapping) -> list[dict[str, Any]]:
    return [
        {
            "column": column.raw,
            "standard": column.standard,
            "confidence": column.confidence,
            "alternatives": [
                {"standard": c.standard, "confidence": c.probability} for c in column.runners_up
            ],
            "prediction": None if column.prediction is None else str(column.prediction),
        }
        for column in mapping.columns
    ]


MAP = MappingEndpoint(
    "/v1/columns/map",
    "Say which standard column each column is, how sure that is, and why.",
    MapQuestion,
    MapAnswer,
    {
        "names": {"names": ["cust_email_addr", "ord_dt"], "top_k": 2},
        "a table, and a schema of one's own": {
            "table": {"dt": ["2024-03-01", "2024-03-02"], "amt": [9.5, 12]},
            "schema": ["order_date", "total_amount", "currency"],
        },
    },
    _map_lists,
    lambda mappings: mappings[0].to_dict(),
    takes_files=True,
)
PREDICT = MappingEndpoint(
    "/predict",
    "Standard columns with confidence for raw column names.",
    PredictQuestion,
    PredictAnswer,
    {"names": {"columns": ["cust_nm", "ord_dt"], "top_k": 2, "min_confidence": 0.5}},
    lambda question, _: (given(question.names),),
    lambda mappings: {
        "predictions": _predicted(mappings[0]),
        "model_version": mappings[0].model,
    },
)
BATCH_PREDICT = MappingEndpoint(
    "/batch_predict",
    "The same for several lists of names.",
    BatchPredictQuestion,
    BatchPredictAnswer,
    {"two lists": {"batches": [["cust_nm", "ord_dt"], ["qty"]]}},
    lambda question, _: tuple(map(given, question.batches)),
    lambda mappings: {
        "predictions": [_predicted(each) for each in mappings],
        "model_version": mappings[0].model,
    },
)
