"""Traffic for `benchmarks.drift`: tables of columns as the product would log them, and styles.

Everyday traffic is real columns (SortingHat's, from splits the champion was not trained on) and
freshly generated tables of the western locales. Styles change one thing of the source, or all of
it at once. A column becomes its features and the champion's answer; what is watched of that
is the business of `benchmarks.drift`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from matchloop.column_types.dataset import summaries
from matchloop.column_types.features import extract
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.engine import DOMAINS, kinds_of
from matchloop.column_types.generate.headers import header_for
from matchloop.column_types.generate.locales import LOCALES
from matchloop.column_types.generate.noise import NULLS, spoil
from matchloop.column_types.labels import LABELS
from matchloop.column_types.predict import TypeModel
from matchloop.column_types.summary import ColumnSummary

UNSEEN_LOCALES = ("ar_SA", "el_GR", "hi_IN", "ja_JP", "pl_PL", "ru_RU", "tr_TR", "zh_CN")
UNSEEN_NULLS = ("<leer>", "@@", "~", "not recorded", "n.z.", "void", "-99999", "[blank]")
EVERYDAY_LOCALES = tuple(name for name in LOCALES if name not in UNSEEN_LOCALES)
_MISSING = {None, *NULLS}
_MOST_COLUMNS = 25
_MOST_ROWS = 500


@dataclass(frozen=True)
class Style:
    """How a source writes: one locale or the everyday ones, its word for nothing, its headers."""

    locale: str | None = None
    null: str | None = None
    naming: Callable[[str, int], str] | None = None


@dataclass(frozen=True)
class Pool:
    """Columns of many tables: features float32 [n, features], answers and labels as positions [n].

    table: which table a column is of [n]; source: which source a table's column is from [n].
    """

    features: np.ndarray
    confidence: np.ndarray
    answer: np.ndarray
    label: np.ndarray
    table: np.ndarray
    source: np.ndarray

    def take(self, rows: np.ndarray) -> "Pool":
        """Return the rows asked for, in that order."""
        return Pool(**{name: values[rows] for name, values in vars(self).items()})


def mainframe(words: str, number: int) -> str:
    """Name a column as old systems do: "customer name" to "ZCSTMRNM07"."""
    return "Z" + re.sub("[aeiou_ .-]", "", words.lower())[:8].upper() + f"{number:02}"


def database_path(words: str, number: int) -> str:
    """Name a column by its full path: "customer name" to "dbo.T041$fCustomerName"."""
    return f"dbo.T{41 + number:03}$f" + "".join(part.title() for part in re.split(r"\W|_", words))


def survey(words: str, number: int) -> str:
    """Name a column as surveys do: "customer name" to "Q7) Please state: customer name?"."""
    return f"Q{number}) Please state: {words.replace('_', ' ').lower()}?"


NAMINGS = (mainframe, database_path, survey)


def everyday(data: Path, model: TypeModel, tables: int, seed: int) -> Pool:
    """Return everyday traffic: the real held-out tables, and as many generated as asked for."""
    real, offset = list(_real_tables(data)), 10_000
    made = list(_made_tables([Style()], tables, seed, offset))
    return _pool([*real, *made], model)


def shifted(styles: list[Style], tables: int, model: TypeModel, seed: int, pool: int) -> Pool:
    """Return generated traffic of unseen styles, `tables` of each.

    pool: a number of its own, so that tables of different pools have different numbers.
    """
    return _pool(list(_made_tables(styles, tables, seed, 100_000 * (pool + 1))), model)


Row = tuple[ColumnSummary, int, int, int]
"""A column, the position of its label, its table, its source."""


def _real_tables(data: Path) -> Iterator[Row]:
    """Yield at most 25 columns of every real table that no model was trained on."""
    columns, splits = pq.read_table(data / "real.parquet"), pq.read_table(data / "splits.parquet")
    held = {row["id"] for row in splits.to_pylist() if row["split"] != "train"}
    seen: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for row, summary in zip(
        columns.select(["id", "kind", "label"]).to_pylist(), summaries(columns), strict=True
    ):
        seen[row["kind"]] = seen.get(row["kind"], 0) + 1
        if row["id"] in held and seen[row["kind"]] <= _MOST_COLUMNS:
            number = numbers.setdefault(row["kind"], len(numbers))
            yield summary, LABELS.index(row["label"]), number, 0


def _made_tables(styles: list[Style], tables: int, seed: int, offset: int) -> Iterator[Row]:
    for source, style in enumerate(styles):
        for number in range(tables):
            rng = np.random.default_rng([seed, offset, source, number])
            table = offset + source * tables + number
            yield from _made_table(rng, style, table, source, seed)


def _made_table(
    rng: np.random.Generator, style: Style, table: int, source: int, seed: int
) -> Iterator[Row]:
    """Yield 4 to 16 columns that share locale, domain, length and style."""
    shares = np.array([LOCALES[name].share for name in EVERYDAY_LOCALES])
    locale = style.locale or str(rng.choice(EVERYDAY_LOCALES, p=shares / shares.sum()))
    rows = int(np.exp(rng.uniform(np.log(8), np.log(_MOST_ROWS))))
    c = Context(rng, rows, DOMAINS[int(rng.integers(len(DOMAINS)))], LOCALES[locale], seed)
    for number in range(c.between(4, 16)):
        label = c.between(0, len(LABELS) - 1)
        kinds, weights = kinds_of(LABELS[label])
        draft = kinds[int(rng.choice(len(kinds), p=weights))].make(c)
        values = spoil(c, draft)
        if style.null is not None:
            values = [style.null if value in _MISSING else value for value in values]
        header = header_for(replace(c, rows=len(values)), draft)
        if style.naming:
            header = style.naming(header, number)
        yield ColumnSummary.of(header, values), label, table, source


def _pool(rows: list[Row], model: TypeModel) -> Pool:
    features = np.stack([extract(summary) for summary, *_ in rows])
    probabilities = model.predict_features(features)
    numbers = np.array([row[1:] for row in rows], np.int32)
    return Pool(
        features,
        probabilities.max(axis=1),
        probabilities.argmax(axis=1).astype(np.int32),
        *numbers.T,
    )
