"""What must be true of this family's datasets before anything is trained on them.

The limits come from params; the frames that are looked at come from `check_frames`. Every check
says in words what is expected and what to do when it is not so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from matchloop.column_mapping import check_frames as frames
from matchloop.column_mapping.standards import SHARES
from matchloop.validation.checks import Check, ValidationReport, validate
from matchloop.validation.common import Frame, share_checks, shares_frame, validate_layout

_STANDARDS = Frame("standards", ("standard",))
_TWINS = Frame("twins", ("standard", "other"))
_PAIRS = Frame("pairs", ("raw_column", "standard_column"))
_NAMES = Frame("raw names", ("raw_column",))
_RIGHTS = Frame("right standards", ("raw_column", "one", "other"))
_WRONGS = Frame("wrong standards", ("raw_column", "right_standard"))
_SPLITS = Frame("splits", ("split", "right", "wrong"))
_SIZE = Frame("size", ())


@dataclass(frozen=True)
class Limits:
    """Numbers the checks hold the data to.

    minimum_pairs, maximum_pairs: how many pairs there should be, None for no maximum.
    least_wrong, most_wrong: wrong pairs for each right one, in every split. ambiguous: greatest
    share of the raw names of all splits with two right standards; a name as short as STA may
    stand for two. covered: least share of a split's standards that have a right pair.
    shares, tolerance: size of the splits, in standards.
    """

    minimum_pairs: int
    maximum_pairs: int | None = None
    least_wrong: float = 2.5
    most_wrong: float = 4.5
    ambiguous: float = 0.002
    covered: float = 0.95
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(SHARES))
    tolerance: float = 0.03


def validate_pairs(standards: pa.Table, pairs: pa.Table, limits: Limits) -> ValidationReport:
    """Check the tables of standards and of labelled pairs.

    With a wrong schema that alone is reported: nothing else could be read. Takes seconds for
    200,000 pairs.
    """
    first = validate_layout({"standards": standards, "pairs": pairs}, frames.FIELDS)
    if not first.passed:
        return first
    looked_at = _frames(standards, pairs, limits)
    checks = [*_standard_checks(limits), *_pair_checks(limits), *_split_checks(limits)]
    return ValidationReport(first.results + validate(looked_at, checks).results)


def _frames(standards: pa.Table, pairs: pa.Table, limits: Limits) -> dict[str, pd.DataFrame]:
    names, rows = standards.to_pandas(), pairs.drop_columns(["distortion"]).to_pandas()
    rights = frames.rights_frame(rows)
    return {
        "standards": frames.standards_frame(names),
        "twins": frames.twins_frame(names),
        "pairs": frames.pairs_frame(rows, names),
        "raw names": frames.names_frame(rows),
        "right standards": rights,
        "wrong standards": frames.wrongs_frame(rows, rights),
        "splits": frames.splits_frame(rows, names),
        "split shares": shares_frame(names["split"], limits.shares, limits.tolerance),
        "size": frames.size_frame(rows, limits.minimum_pairs, limits.maximum_pairs),
    }


def _standard_checks(limits: Limits) -> list[Check]:
    mend = "Mend matchloop/column_mapping/standards.py, which collects them"
    return [
        _STANDARDS.between("standards are not empty", "characters", mend, low=1),
        _STANDARDS.equal("standards are folded", "standard", "folded", mend),
        _STANDARDS.unique("no standard is there twice", "standard", mend),
        _STANDARDS.matches(
            "the source is the default schema, SortingHat's training file, the composer, or a "
            "user's file",
            "source",
            r"^(?:default|sortinghat|composed|user:.+)$",
            "Give a new source a name here and in data/sources.yaml; data of role evaluate is "
            "only ever measured on",
        ),
        _STANDARDS.in_set("splits are known", "split", list(limits.shares), mend),
        _TWINS.between("no plural or other order is in another split", "splits", mend, high=1),
    ]


def _pair_checks(limits: Limits) -> list[Check]:
    mend = "Mend matchloop/column_mapping/generate/pairs.py, which makes the pairs"
    clash = "Let the generator make another name where one is taken, or mend your labelled files"
    return [
        _NAMES.between("raw names are not empty", "characters", mend, low=1),
        _PAIRS.in_set("labels are 0 or 1", "label", [0, 1], mend),
        _PAIRS.equal("a pair is in the split of its standard", "split", "split_expected", mend),
        _RIGHTS.between(
            f"in a split, at most {limits.ambiguous:.2%} of the raw names are two standards",
            "rights",
            clash,
            high=1,
            mostly=1 - limits.ambiguous,
        ),
        _WRONGS.in_set("no wrong standard of a name is its right one", "same", [False], mend),
        _SIZE.at_least("enough pairs", "pairs", "least", mend),
        _SIZE.at_least("not too many pairs", "most", "pairs", mend),
    ]


def _split_checks(limits: Limits) -> list[Check]:
    low, high = limits.least_wrong, limits.most_wrong
    return [
        _SPLITS.between(
            f"{low:g} to {high:g} wrong pairs for each right one",
            "wrong_per_right",
            "Set NEGATIVES in matchloop/column_mapping/generate/pairs.py; a split of few "
            "standards has too few to be wrong: ask for more standards",
            low=low,
            high=high,
        ),
        _SPLITS.between(
            f"{limits.covered:.0%} of a split's standards have a right pair",
            "covered",
            "Ask for more pairs or for fewer standards in params.yaml",
            low=limits.covered,
        ),
        *share_checks("split shares", "Set SHARES in matchloop/column_mapping/standards.py"),
    ]
