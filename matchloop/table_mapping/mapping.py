"""Says which standard column each raw column is: names first, then all there is, then one-to-one.

The way of an answer: names -> the model's candidates -> judged by name, values and table ->
vetoes -> assignment -> threshold and the table as a whole -> words. It reads no training code and
does not know how either model came to be.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from os import PathLike
from typing import Any

import numpy as np

from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.features import Ranked
from matchloop.column_mapping.evidence.prepared import PreparedSchema
from matchloop.column_mapping.evidence.second_look import Judged
from matchloop.column_mapping.schema.schema import Schema, load_schema, schema_of
from matchloop.column_types.profile import Model as TypeModel
from matchloop.errors import NoChampionError
from matchloop.store.records import Origin
from matchloop.table_mapping import observe
from matchloop.table_mapping.candidates import RankedColumn, answer, held_together, served_once
from matchloop.table_mapping.context import Values
from matchloop.table_mapping.dictionary import Dictionary, as_dictionary
from matchloop.table_mapping.dotted import tables_of
from matchloop.table_mapping.facts import facts_of
from matchloop.table_mapping.inputs import Given, Progress, given
from matchloop.table_mapping.models import Judge, Model, Ranking
from matchloop.table_mapping.options import Options, candidates_of
from matchloop.table_mapping.places import by_position, readable
from matchloop.table_mapping.result import TableMapping
from matchloop.table_mapping.rivals import Compared, alone, among_rivals

_UNREAD = "this model does not read descriptions, so the dictionary was left out"


@dataclass(frozen=True)
class Mapper:
    """Models and a schema, ready to answer for any number of tables.

    types: what says the types of values; None loads the champion of column_types when the first
    values come.
    """

    model: Model
    schema: Schema
    types: TypeModel | None = None

    @cached_property
    def _alone(self) -> Compared:
        return alone(self.model, self.schema)

    @cached_property
    def _among_rivals(self) -> Compared:
        return among_rivals(self.model, self.schema)

    def compared(self, table: Given) -> Compared:
        """Return what names are compared with; the second look has learned what is none of few."""
        return self._alone if self._judge(table) else self._among_rivals

    @cached_property
    def _types(self) -> TypeModel:
        """Loaded once for all tables: verifying and starting it takes longer than an answer."""
        return self.types or _type_champion()

    def encoded_as(self, other: "Mapper") -> "Mapper":
        """Take over what another mapper of the same model and columns has encoded; return self."""
        made = ("_alone", "_among_rivals", "_described")
        vars(self).update({name: vars(other)[name] for name in made if name in vars(other)})
        return self

    def map(
        self,
        table: Given,
        options: Options,
        origin: Origin = Origin.API,
        ranking: Ranking | None = None,
    ) -> TableMapping:
        """Answer for one table or list of names; a champion's answers are logged.

        ranking: what the model says of the names that can be read, among `compared` and with as
        many candidates as `candidates_of` says, if it has been asked already.
        """
        values, notes = self._values(table)
        if any(table.descriptions) and self._described is None:
            notes.append(_UNREAD)
        begin = time.perf_counter()
        mapping, rows, view = self._mapped(table, options, values, notes, ranking)
        seconds, judge = time.perf_counter() - begin, self._judge(table)
        seen = observe.Seen(rows, view, seconds, self._promised(judge))

        def ask(other: Any) -> TableMapping:
            return _same_with(other, self.schema)._mapped(table, options, values, [])[0]

        ids = observe.record(self.model, self.schema, mapping, seen, origin, ask)
        columns = zip(mapping.columns, ids, strict=True)
        return replace(mapping, columns=tuple(replace(c, prediction=i) for c, i in columns))

    def _mapped(
        self,
        table: Given,
        options: Options,
        values: list[Values],
        notes: list[str],
        ranking: Ranking | None = None,
    ) -> tuple[TableMapping, list[int], np.ndarray | None]:
        """Return the answer, which names the model read, and what it saw of those."""
        judge = self._judge(table)
        threshold = (
            self._promised(judge) if options.min_confidence is None else options.min_confidence
        )
        rows, among = readable(table.names), self.compared(table)
        if ranking is None and rows:
            names = [table.names[i] for i in rows]
            ranking = self.model.rank(names, among.encoded, candidates_of(options, among))
        columns = self._ranked(table, values, rows, ranking, among)
        once = table.is_table if options.one_to_one is None else options.one_to_one
        if once:
            columns = served_once(columns, threshold)
        if judge and table.is_table and options.min_confidence is None:
            columns = held_together(columns, threshold, judge.judgement)
        mapping = TableMapping(
            table=table.table,
            columns=tuple(answer(column, threshold, options.top_k) for column in columns),
            model=self.model.version,
            schema=self.schema.name,
            threshold=threshold,
            values_read=bool(values),
            notes=(*table.notes, *notes),
        )
        return mapping, rows, getattr(ranking, "view", None)

    def _promised(self, judge: Judge | None) -> float:
        """Return the threshold of what answers."""
        return judge.judgement.threshold if judge else self.model.threshold

    def _values(self, table: Given) -> tuple[list[Values], list[str]]:
        if not table.summaries:
            return [], []
        try:
            types = self._types
        except NoChampionError:
            return [], [
                "there is no champion of column_types on this machine, so the values were not "
                "looked at and the names alone decided"
            ]
        rows = types.predict(list(table.summaries))
        return [
            Values(summary, dict(zip(types.labels, map(float, row), strict=True)))
            for summary, row in zip(table.summaries, rows, strict=True)
        ], []

    def _judge(self, table: Given) -> Judge | None:
        """Return the second look; names alone have nothing to look at beside a list of names."""
        if any(table.descriptions) and self._described is not None:
            return self._described
        judge: Judge | None = getattr(self.model, "second_look", None)
        return judge if judge and (table.is_table or _says_more_than_names(self.schema)) else None

    @cached_property
    def _described(self) -> Judge | None:
        """What reads descriptions; None where the model has none."""
        described: Judge | None = getattr(self.model, "described_look", None)
        return described

    def _judged(
        self,
        table: Given,
        values: list[Values],
        ranked: Ranked,
        judge: Judge,
        schema: PreparedSchema,
    ) -> list[Judged]:
        facts = tuple(
            facts_of(
                name,
                values[i].summary if values else None,
                table.descriptions[i] if table.descriptions else "",
            )
            for i, name in enumerate(table.names)
        )
        if table.is_table:
            return judge.judge(TableFacts(table.table, facts), schema, ranked)
        # Names of a list are no table, but those written table.column: the others stand alone.
        judged: list[Judged | None] = [None] * len(facts)
        for context, places in tables_of(table.names):
            found = judge.judge(
                TableFacts(context, tuple(facts[i] for i in places)),
                schema,
                Ranked(ranked.candidates[places], ranked.probabilities[places]),
            )
            for place, each in zip(places, found, strict=True):
                judged[place] = each
        return [each for each in judged if each is not None]

    def _ranked(
        self,
        table: Given,
        values: list[Values],
        rows: list[int],
        ranking: Ranking | None,
        among: Compared,
    ) -> list[RankedColumn]:
        columns = [RankedColumn(self.schema, i, name) for i, name in enumerate(table.names)]
        if ranking is None:
            return columns
        if judge := self._judge(table):
            ranked = by_position(ranking, rows, len(columns))
            judged = self._judged(table, values, ranked, judge, among.prepared)
            for i in rows:
                columns[i] = columns[i].judged_by(judged[i], values[i] if values else None)
            return columns
        for i, candidates, chances in zip(
            rows, ranking.candidates, ranking.probabilities, strict=True
        ):
            there = (candidates >= 0) & (candidates < among.own)
            column = replace(columns[i], candidates=candidates[there], chances=chances[there])
            columns[i] = column.reweighed_by(values[i]) if values else column
        return columns


def _says_more_than_names(schema: Schema) -> bool:
    return any(c.synonyms or c.examples or c.domain or c.description for c in schema.columns)


@lru_cache(maxsize=2)
def _same_with(model: Any, schema: Schema) -> Mapper:
    """Return a mapper for a shadow; kept, because encoding a schema takes its time."""
    return Mapper(model, schema)


def map_columns(
    table_or_names: Any,
    schema: Schema | PathLike[str] | str | Sequence[str] | None = None,
    top_k: int = 3,
    min_confidence: float | None = None,
    one_to_one: bool | None = None,
    model: Model | None = None,
    *,
    types: TypeModel | None = None,
    dictionary: Dictionary | PathLike[str] | str | Mapping[str, str] | None = None,
    on_progress: Progress | None = None,
) -> TableMapping:
    """Say for each raw column which standard column it is, how sure that is, and why.

    table_or_names: path of a file, pandas DataFrame, pyarrow Table, anything with the Arrow stream
        interface (polars, DuckDB), a dict from names to lists, or a list of names. Values and the
        other columns of a table count for and against a candidate, and may rule it out.
    schema: a `Schema`, a file of one, or the names of the standard columns; None is the default.
    top_k: guesses for a column, the answer among them.
    min_confidence: answers under it are withheld; None takes the model's own threshold.
    one_to_one: give a standard column to at most one raw column; None does so for tables and not
        for lists of names.
    model, types: what reads names and what tells types; None loads the champions of this machine.
    dictionary: sentences on the raw columns, by name, or a file of them: a table with the columns
        column, description and perhaps table. They count beside names and values.

    Raises InputError when table, schema or dictionary cannot be read, NoChampionError when there is
    no model of column_mapping.
    """
    options = Options(top_k, min_confidence, one_to_one)
    standards, described = as_schema(schema), as_dictionary(dictionary)
    table = given(table_or_names, on_progress)
    table = described.describe(table) if described else table
    return Mapper(model or load_model(), standards, types).map(table, options)


def as_schema(source: Schema | PathLike[str] | str | Sequence[str] | None) -> Schema:
    """Return a schema from a file, from names, or the default one for None."""
    if isinstance(source, Schema):
        return source
    if source is None or isinstance(source, str | PathLike):
        return load_schema(source if source is None else str(source))
    return schema_of(list(source))


def load_model() -> Model:
    """Load the champion of column_mapping; raises `NoChampionError` when there is none."""
    from matchloop.column_mapping.predict import load_champion  # loads the ONNX runtime

    return load_champion()


def _type_champion() -> TypeModel:
    from matchloop.column_types.predict import load_champion

    return load_champion()
