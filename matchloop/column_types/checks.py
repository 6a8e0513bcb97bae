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
from matchloop.column_types.split import Part
from matchloop.validation.checks import Check, ValidationReport, validate
from matchloop.validation.common import Frame, share_checks, shares_frame, validate_layout

SHARES: Mapping[str, float] = MappingProxyType({"train": 0.7, "validation": 0.15, "test": 0.15})

_COLUMNS = Frame("columns", ("id",))
_SYNTHETIC = Frame("synthetic columns", ("kind", "id"))
_WHOLE = Frame("whole columns", ("id",))
_LEARNED = Frame("learned columns", ("id",))
_CLASSES = Frame("classes", ("label", "columns"))
_AUDIT = Frame("label audit", ("kind", "header"))
_SPLITS = Frame("splits", ("id",))
_IDS = Frame("ids", ("id",))
_CONTENTS = Frame("contents", ("id", "where"))
_FEATURES = Frame("features", ("id",))
_RANGES = Frame("feature ranges", ("feature",))


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
    first = validate_layout(tables, frames.FIELDS, frames.MAY_BE_MISSING)
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
    # Foreign tables are learned from whole; the others are shared out.
    shared = parts[~parts["id"].isin(flat.loc[flat["source"] == Part.LEARN, "id"])]
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
        "split shares": shares_frame(shared["split"], limits.shares, limits.tolerance),
        "features": frames.matched_frame(features, flat, parts),
        "feature ranges": frames.ranges_frame(frames.matrix(features), feature_names),
    }


def _column_checks() -> list[Check]:
    summary = "The summary of the column is wrong: mend the stage collect"
    label = f"Correct the label where the column comes from; known are {', '.join(LABELS)}"
    once = "Drop the repeats in stage collect"
    at_least, between = _COLUMNS.at_least, _COLUMNS.between
    return [
        _COLUMNS.in_set("labels are known", "label", LABELS, label),
        _COLUMNS.unique("no column is there twice", "id", once),
        between("a column has rows", "total", summary, low=1),
        at_least("no more missing rows than rows", "total", "nulls", summary),
        between("counts are not negative", "nulls", summary, low=0),
        at_least("no more different values than rows", "total", "distinct", summary),
        _COLUMNS.equal("a count for every sampled value", "counted", "sampled", summary),
        between("every sampled value was met", "least", summary, low=1),
        _WHOLE.equal(
            "the sample is all filled rows, or 1,000 of them",
            "in_sample",
            "most_in_sample",
            summary,
        ),
        _WHOLE.at_least(
            "no more sampled values than different ones", "distinct", "sampled", summary
        ),
    ]


def _synthetic_checks(limits: Limits) -> list[Check]:
    more = "Raise column_types.generate.scale in params.yaml, or make more of the label"
    least, most = limits.least_rows, limits.most_rows
    return [
        _CLASSES.at_least("enough synthetic columns", "columns", "minimum", more),
        _CLASSES.between(
            f"no label is more than {limits.balance:g} times as frequent as another",
            "more",
            "Bring the numbers of columns a label nearer to each other",
            high=limits.balance,
        ),
        _SYNTHETIC.between(
            f"synthetic columns have {least} to {most:,} rows",
            "total",
            f"Keep the sizes in params.yaml between {least} and {most:,}",
            low=least,
            high=most,
        ),
        _AUDIT.in_set(
            f"an independent look agrees with {limits.agreement:.0%} of the synthetic labels",
            "agrees",
            [True],
            "Read the examples: mend the generator of that kind, or the rule in audit.py",
            mostly=limits.agreement,
        ),
    ]


def _source_checks(limits: Limits) -> list[Check]:
    remedy = "Take it out of collect: data of role evaluate is only ever measured on"
    return [
        _COLUMNS.matches(
            "the source is synthetic, SortingHat's training file, foreign tables, or a user's file",
            "source",
            r"^(?:synthetic|sortinghat|foreign|user:.+)$",
            "Give a new source a name here and in data/sources.yaml",
        ),
        _COLUMNS.not_in_set(
            "no source of role evaluate is learned from",
            "source",
            sorted(limits.evaluate_sources),
            remedy,
        ),
        _LEARNED.not_in_set(
            "no held-out column is learned from", "id", sorted(limits.evaluate_ids), remedy
        ),
    ]


def _split_checks(limits: Limits) -> list[Check]:
    again = "Run the stage again: dvc repro --force --single-item column_types-split"
    return [
        _SPLITS.in_set("splits are known", "split", list(limits.shares), again),
        _IDS.between("every column is in one split", "in_splits", again, low=1, high=1),
        _IDS.between("every split names columns that are there", "in_columns", again, low=1),
        _CONTENTS.between(
            "no content is in two splits",
            "splits",
            "Put columns of the same content into the same split",
            high=1,
        ),
        *share_checks("split shares", again),
    ]


def _feature_checks(limits: Limits) -> list[Check]:
    again = "Run the stage again: dvc repro --force --single-item column_types-featurize"
    mend = "Mend the feature in matchloop/column_types/features"
    most = limits.feature
    return [
        _FEATURES.unique("no column has features twice", "id", again),
        _FEATURES.equal("features have their column's label", "label", "label_expected", again),
        _FEATURES.equal("features have their column's split", "split", "split_expected", again),
        _RANGES.between("features are finite", "not_finite", mend, high=0),
        _RANGES.between("no feature is too small", "least", mend, low=-most),
        _RANGES.between("no feature is too large", "greatest", mend, high=most),
    ]
