"""What must be true of this family's datasets before anything is trained on them.

The limits come from params; the frames that are looked at come from `check_frames`. Every check
says in words what is expected and what to do when it is not so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from matchloop.column_types import check_frames as frames
from matchloop.column_types.labels import LABELS
from matchloop.validation import Check, ValidationReport, validate

SHARES: Mapping[str, float] = MappingProxyType({"train": 0.7, "validation": 0.15, "test": 0.15})

_KEY = ("id",)
_KIND = ("kind", "id")


@dataclass(frozen=True)
class Limits:
    """Numbers the checks hold the data to.

    minimums: fewest synthetic columns of each label, at the scale of the run. balance: columns
    of the most frequent synthetic label for each one of the rarest. least_rows, most_rows: rows
    of a synthetic column. agreement: share of synthetic labels the audit must agree with.
    shares, tolerance: size of the splits. feature: greatest magnitude of a feature.
    evaluate_sources, evaluate_ids: sources, and ids of columns, that are only ever evaluated on.
    """

    minimums: Mapping[str, int]
    balance: float = 2.0
    least_rows: int = 5
    most_rows: int = 2_000
    agreement: float = 0.95
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    tolerance: float = 0.03
    feature: float = 1e6
    evaluate_sources: frozenset[str] = frozenset()
    evaluate_ids: frozenset[str] = frozenset()


def validate_columns(
    columns: pa.Table,
    splits: pa.Table,
    features: pa.Table,
    limits: Limits,
    feature_names: Sequence[str],
) -> ValidationReport:
    """Check the datasets of the stages collect, split and featurize.

    With a wrong schema that alone is reported: nothing else could be read. Takes seconds for
    25,000 columns.
    """
    tables = {"columns": columns, "splits": splits, "features": features}
    schema = {"schema": frames.schema_frame(tables)}
    first = validate(schema, _schema_checks())
    if not first.passed:
        return first
    looked_at = _frames(columns, splits, features, limits, feature_names)
    checks = [
        *_column_checks(),
        *_synthetic_checks(limits),
        *_source_checks(limits),
        *_split_checks(limits),
        *_feature_checks(limits),
    ]
    return ValidationReport(first.results + validate(looked_at, checks).results)


def _frames(
    columns: pa.Table,
    splits: pa.Table,
    features: pa.Table,
    limits: Limits,
    feature_names: Sequence[str],
) -> dict[str, pd.DataFrame]:
    flat = frames.columns_frame(columns)
    parts = splits.select(["id", "split"]).to_pandas()
    learned = parts.loc[parts["split"] != "test", ["id"]].merge(flat[["id", "source"]], on="id")
    return {
        "columns": flat,
        "synthetic columns": flat[flat["source"] == frames.SYNTHETIC],
        "whole columns": flat[flat["source"] != frames.PUBLISHED],
        "learned columns": learned,
        "classes": frames.classes_frame(flat, limits.minimums),
        "label audit": frames.audit_frame(columns),
        "splits": parts,
        "ids": frames.splits_frame(flat, parts),
        "contents": frames.contents_frame(columns, parts),
        "split shares": frames.shares_frame(parts, limits.shares, limits.tolerance),
        "features": frames.matched_frame(features, flat, parts),
        "feature ranges": frames.ranges_frame(frames.matrix(features), feature_names),
    }


def _schema_checks() -> list[Check]:
    return [
        _equal(
            "every field is there, with its type and no missing value",
            "schema",
            "found",
            "expected",
            "A stage wrote other fields than the next one reads: run it again with dvc repro "
            "--force, or mend what it writes",
            ("table", "field"),
        )
    ]


def _column_checks() -> list[Check]:
    summary = "The summary of the column is wrong: mend the stage collect"
    label = f"Correct the label where the column comes from; known are {', '.join(LABELS)}"
    return [
        _in_set("labels are known", "columns", "label", LABELS, label),
        _unique("no column is there twice", "columns", "id", "Drop the repeats in stage collect"),
        _between("a column has rows", "columns", "total", summary, low=1),
        _at_least("no more missing rows than rows", "columns", "total", "nulls", summary),
        _between("counts are not negative", "columns", "nulls", summary, low=0),
        _at_least("no more different values than rows", "columns", "total", "distinct", summary),
        _equal("a count for every sampled value", "columns", "counted", "sampled", summary),
        _between("every sampled value was met", "columns", "least", summary, low=1),
        _equal(
            "the sample is all filled rows, or 1,000 of them",
            "whole columns",
            "in_sample",
            "most_in_sample",
            summary,
        ),
        _at_least(
            "no more sampled values than different ones",
            "whole columns",
            "distinct",
            "sampled",
            summary,
        ),
    ]


def _synthetic_checks(limits: Limits) -> list[Check]:
    more = "Raise column_types.generate.scale in params.yaml, or make more of the label"
    sizes = f"Keep the sizes in params.yaml between {limits.least_rows} and {limits.most_rows:,}"
    return [
        _at_least("enough synthetic columns", "classes", "columns", "minimum", more, ("label",)),
        _between(
            f"no label is more than {limits.balance:g} times as frequent as another",
            "classes",
            "more",
            "Bring the numbers of columns a label nearer to each other",
            key=("label", "columns"),
            high=limits.balance,
        ),
        _between(
            f"synthetic columns have {limits.least_rows} to {limits.most_rows:,} rows",
            "synthetic columns",
            "total",
            sizes,
            key=_KIND,
            low=limits.least_rows,
            high=limits.most_rows,
        ),
        _in_set(
            f"an independent look agrees with {limits.agreement:.0%} of the synthetic labels",
            "label audit",
            "agrees",
            [True],
            "Read the examples: mend the generator of that kind, or the rule in audit.py",
            key=("kind", "header"),
            mostly=limits.agreement,
        ),
    ]


def _source_checks(limits: Limits) -> list[Check]:
    remedy = "Take it out of collect: data of role evaluate is only ever measured on"
    return [
        Check(
            "the source is synthetic, SortingHat's training file, or a user's file",
            "columns",
            "expect_column_values_to_match_regex",
            {"column": "source", "regex": r"^(?:synthetic|sortinghat|user:.+)$"},
            "Give a new source a name here and in data/sources.yaml",
            _KEY,
        ),
        _not_in_set(
            "no source of role evaluate is learned from",
            "columns",
            "source",
            sorted(limits.evaluate_sources),
            remedy,
        ),
        _not_in_set(
            "no held-out column is learned from",
            "learned columns",
            "id",
            sorted(limits.evaluate_ids),
            remedy,
        ),
    ]


def _split_checks(limits: Limits) -> list[Check]:
    again = "Run the stage split again: dvc repro --force split"
    return [
        _in_set("splits are known", "splits", "split", list(limits.shares), again),
        _between("every column is in one split", "ids", "in_splits", again, low=1, high=1),
        _between("every split names columns that are there", "ids", "in_columns", again, low=1),
        _between(
            "no content is in two splits",
            "contents",
            "splits",
            "Put columns of the same content into the same split",
            key=("id", "where"),
            high=1,
        ),
        _at_least("no split is too small", "split shares", "share", "least", again, ("split",)),
        _at_least("no split is too large", "split shares", "greatest", "share", again, ("split",)),
    ]


def _feature_checks(limits: Limits) -> list[Check]:
    again = "Run the stage featurize again: dvc repro --force featurize"
    mend = "Mend the feature in matchloop/column_types/features"
    key = ("feature",)
    return [
        _unique("no column has features twice", "features", "id", again),
        _equal("features have their column's label", "features", "label", "label_expected", again),
        _equal("features have their column's split", "features", "split", "split_expected", again),
        _between("features are finite", "feature ranges", "not_finite", mend, key, high=0),
        _between("no feature is too small", "feature ranges", "least", mend, key, -limits.feature),
        _between(
            "no feature is too large", "feature ranges", "greatest", mend, key, high=limits.feature
        ),
    ]


def _between(
    what: str,
    frame: str,
    column: str,
    remedy: str,
    key: tuple[str, ...] = _KEY,
    low: float | None = None,
    high: float | None = None,
) -> Check:
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Check(what, frame, "expect_column_values_to_be_between", arguments, remedy, key)


def _at_least(
    what: str,
    frame: str,
    larger: str,
    smaller: str,
    remedy: str,
    key: tuple[str, ...] = _KEY,
) -> Check:
    arguments = {"column_A": larger, "column_B": smaller, "or_equal": True}
    name = "expect_column_pair_values_a_to_be_greater_than_b"
    return Check(what, frame, name, arguments, remedy, key)


def _equal(
    what: str, frame: str, one: str, other: str, remedy: str, key: tuple[str, ...] = _KEY
) -> Check:
    arguments = {"column_A": one, "column_B": other}
    return Check(what, frame, "expect_column_pair_values_to_be_equal", arguments, remedy, key)


def _in_set(
    what: str,
    frame: str,
    column: str,
    values: Sequence[object],
    remedy: str,
    key: tuple[str, ...] = _KEY,
    mostly: float = 1.0,
) -> Check:
    arguments = {"column": column, "value_set": list(values), "mostly": mostly}
    return Check(what, frame, "expect_column_values_to_be_in_set", arguments, remedy, key)


def _not_in_set(what: str, frame: str, column: str, values: Sequence[str], remedy: str) -> Check:
    arguments = {"column": column, "value_set": list(values)}
    return Check(what, frame, "expect_column_values_to_not_be_in_set", arguments, remedy, _KEY)


def _unique(what: str, frame: str, column: str, remedy: str) -> Check:
    return Check(what, frame, "expect_column_values_to_be_unique", {"column": column}, remedy, _KEY)
