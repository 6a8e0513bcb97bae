"""Says of each column of a table what it holds, how sure that is, and why.

The way of an answer: chunks of the table -> one summary a column -> model -> words. It reads no
training code and keeps no table in memory. It does not know how the model came to be.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from matchloop.column_types import observe
from matchloop.column_types.explain import why
from matchloop.column_types.summary import ColumnSummary, SummaryBuilder
from matchloop.errors import InputError, NoRowsError
from matchloop.store.records import Origin
from matchloop.tables import Table, arrow, columns_of, open_table
from matchloop.tables.reading import reading, shown

_SAMPLES = 5
_SAMPLE_CHARACTERS = 120
_LEAST_ALTERNATIVE = 0.01

Progress = Callable[[int, int], None]
"""Called with the bytes read and the bytes there are, after each chunk."""


class Model(Protocol):
    """What answers: `matchloop.column_types.predict.TypeModel`, or a stand-in in a test."""

    labels: tuple[str, ...]
    unsure: float
    version: str

    def predict(self, summaries: list[ColumnSummary]) -> np.ndarray:
        """Return probabilities, shape (columns, labels)."""


@dataclass(frozen=True)
class Summarized:
    """A table that was read: its name, a summary of each column by position, what was noticed."""

    name: str
    summaries: list[ColumnSummary]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ColumnProfile:
    """The answer for one column.

    column: header as it stands, "" where there is none. position: from 0.
    type: the most probable label. confidence: its probability, 0 to 1.
    sure: whether the confidence reaches the threshold.
    alternatives: the next best labels with their probabilities, best first, at most two.
    why: the strongest evidence in words. samples: up to five values, the most frequent first.
    rows, nulls, distinct: counts; see `ColumnSummary`.
    prediction: id in the prediction log, by which feedback names the answer; None if not logged.
    """

    column: str
    position: int
    type: str
    confidence: float
    sure: bool
    alternatives: tuple[tuple[str, float], ...]
    why: str
    samples: tuple[str, ...]
    rows: int
    nulls: int
    distinct: int
    prediction: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **asdict(self),
            "alternatives": [{"type": t, "confidence": p} for t, p in self.alternatives],
            "samples": list(self.samples),
            # As text: it has more digits than a number of JSON keeps in many programs.
            "prediction": None if self.prediction is None else str(self.prediction),
        }


@dataclass(frozen=True)
class TableProfile:
    """The answers for one table, with what was noticed while reading it."""

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    notes: tuple[str, ...]
    model_version: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "name": self.name,
            "rows": self.rows,
            "columns": [column.to_dict() for column in self.columns],
            "notes": list(self.notes),
            "model_version": self.model_version,
        }


def profile_table(
    source: Any,
    *,
    model: Model | None = None,
    min_confidence: float | None = None,
    on_progress: Progress | None = None,
    origin: Origin = Origin.API,
) -> TableProfile:
    """Profile a table.

    source: path of a file ("-" for standard input), pandas DataFrame, pyarrow Table, anything
        with the Arrow stream interface (polars, DuckDB), or a dict from names to lists.
    model: what answers; None loads the champion of this machine.
    min_confidence: answers below it are unsure; None takes the model's own threshold.
    origin: where the question came from; a champion's answers are logged with it.

    Raises InputError when the table cannot be read, NoChampionError when there is no model.
    """
    check_min_confidence(min_confidence)
    model = model or _champion()
    table = summarized(source, on_progress)
    return profiles(model, [table], [min_confidence], origin)[0]


def check_min_confidence(given: float | None) -> None:
    """Raise InputError for what is no probability; None is the model's own threshold."""
    if given is not None and not 0 <= given <= 1:
        raise InputError(f"min_confidence is {given}; give a number from 0 to 1.")


def profiles(
    model: Model,
    tables: Sequence[Summarized],
    min_confidences: Sequence[float | None],
    origin: Origin,
) -> list[TableProfile]:
    """Answer for several tables at once, each as `profile_table` does; a champion's are logged."""
    answered = observe.answer(model, [each for table in tables for each in table.summaries])
    found: list[TableProfile] = []
    begin = 0
    for table, given in zip(tables, min_confidences, strict=True):
        end = begin + len(table.summaries)
        part = answered.rows(begin, end)
        ids = observe.record(model, table.summaries, part, origin)
        threshold = model.unsure if given is None else given
        columns = tuple(
            _answer(position, summary, row, model.labels, threshold, prediction)
            for position, (summary, row, prediction) in enumerate(
                zip(table.summaries, part.probabilities, ids, strict=True)
            )
        )
        rows = table.summaries[0].total
        found.append(TableProfile(table.name, rows, columns, table.notes, model.version))
        begin = end
    return found


def summarize_table(table: Table, on_progress: Progress | None = None) -> list[ColumnSummary]:
    """Read a table to its end and return one summary a column, by position."""
    builders: list[SummaryBuilder] = []
    rows = 0
    with table:
        for chunk in table.chunks():
            for name in table.columns[len(builders) : len(chunk)]:
                builders.append(SummaryBuilder(name))
                builders[-1].add(pa.nulls(rows, pa.string()))
            for name, builder, values in zip(table.columns, builders, chunk, strict=False):
                with reading(f"{table.name}, column {shown(name)},"):
                    builder.add(values)
            rows += len(chunk[0])
            if on_progress:
                on_progress(*table.progress())
    return [builder.finish() for builder in builders]


def _champion() -> Model:
    from matchloop.column_types.predict import load_champion  # loads the ONNX runtime

    return load_champion()


def summarized(source: Any, on_progress: Progress | None = None) -> Summarized:
    """Read a table to its end: what `profile_table` takes, or one that is open already."""
    if isinstance(source, str | PathLike):
        source = open_table(source if isinstance(source, str) else Path(source))
    if isinstance(source, Table):
        summaries = summarize_table(source, on_progress)
        return Summarized(source.name, summaries, source.notes)
    columns = columns_of(source)
    if columns is None:
        raise InputError(
            f"Got {type(source).__name__}. Give a path, a pandas DataFrame, a pyarrow Table or a "
            "dict from column names to lists."
        )
    if not len(columns[0][1]):
        raise NoRowsError(
            f"The table has {len(columns)} column(s) and no rows. Give at least one row."
        )
    return Summarized("table", [summarize_column(name, values) for name, values in columns], ())


def summarize_column(name: Any, values: Any) -> ColumnSummary:
    """Summarize a column in memory. Raises InputError, naming it, where it cannot be read."""
    with reading(f"column {shown(name)}"):
        return ColumnSummary.of(header_text(name), values)


def header_text(name: Any) -> str:
    """Return a column's name as text; "" for None."""
    # A shell may hand over bytes that are no UTF-8; models and files take whole characters only.
    return "" if name is None else str(name).encode("utf-8", "replace").decode("utf-8")


def _answer(
    position: int,
    summary: ColumnSummary,
    probabilities: np.ndarray,
    labels: Sequence[str],
    threshold: float,
    prediction: int | None,
) -> ColumnProfile:
    order = np.argsort(-probabilities, kind="stable")
    ranked = [(str(labels[index]), round(float(probabilities[index]), 4)) for index in order]
    label, confidence = ranked[0]
    sure = confidence >= threshold
    others = [pair for pair in ranked[1:3] if pair[1] >= _LEAST_ALTERNATIVE]
    return ColumnProfile(
        column=summary.header,
        position=position,
        type=label,
        confidence=confidence,
        sure=sure,
        alternatives=tuple(others if sure or others else ranked[1:2]),
        why=why(summary, label),
        samples=_samples(summary),
        rows=summary.total,
        nulls=summary.nulls,
        distinct=summary.distinct,
        prediction=prediction,
    )


def _samples(summary: ColumnSummary) -> tuple[str, ...]:
    """Return the most frequent values; among equals, ones spread over the alphabet."""
    counts = summary.counts
    if not len(counts):
        return ()
    if counts.max() == counts.min():
        places = np.unique(np.linspace(0, len(counts) - 1, _SAMPLES).astype(int))
    else:
        places = np.argsort(-counts, kind="stable")[:_SAMPLES]
    texts = summary.values.take(arrow.indices(places)).to_pylist()
    return tuple(text[:_SAMPLE_CHARACTERS] for text in texts)
