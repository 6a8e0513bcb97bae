"""The frames that the checks of this family look at, computed from standards and pairs.

One row a standard, pair, name or split, with what is found beside what is expected. Judges nothing.
"""

import math

import pandas as pd

from matchloop.column_mapping.words.inflect import content
from matchloop.column_mapping.words.names import fold

_PAIR = ["split", "raw_column", "standard_column"]

FIELDS: dict[str, dict[str, str]] = {
    "standards": {
        "standard": "string",
        "source": "string",
        "domain": "string",
        "split": "string",
    },
    "pairs": {
        "raw_column": "string",
        "standard_column": "string",
        "label": "int8",
        "distortion": "string",
        "split": "string",
    },
}
"""Fields and types each dataset must have; others may be there too."""


def standards_frame(standards: pd.DataFrame) -> pd.DataFrame:
    """One row a standard, with how it reads `folded` and how many `characters` that has."""
    folded = standards["standard"].map(fold)
    return standards.assign(folded=folded, characters=folded.str.len())


def pairs_frame(pairs: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """One row a pair, with the split of its standard, "none" where there is no such standard."""
    splits = standards.drop_duplicates("standard").set_index("standard")["split"]
    return pairs.assign(split_expected=pairs["standard_column"].map(splits).fillna("none"))


def names_frame(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row a different raw name: how many `characters` it has besides white space."""
    names = pd.DataFrame({"raw_column": pairs["raw_column"].unique()})
    return names.assign(characters=names["raw_column"].str.strip().str.len())


def rights_frame(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row a raw name of a split: how many standards it is (`rights`), and the first (`one`).

    other: the last of them, so that two can be shown.
    """
    right = pairs.loc[pairs["label"] == 1, _PAIR].drop_duplicates()
    grouped = right.groupby(["split", "raw_column"], sort=False)["standard_column"]
    return grouped.agg(rights="size", one="first", other="last").reset_index()


def wrongs_frame(pairs: pd.DataFrame, rights: pd.DataFrame) -> pd.DataFrame:
    """One row a wrong pair of a name that is one standard: that one as `right_standard`.

    Names with two right standards are left out: they are counted by themselves.
    """
    wrong = pairs.loc[pairs["label"] == 0, _PAIR].drop_duplicates()
    single = rights.loc[rights["rights"] == 1, ["split", "raw_column", "one"]]
    both = wrong.merge(single, on=["split", "raw_column"])
    both["same"] = both["standard_column"] == both["one"]
    return both.rename(columns={"one": "right_standard"})


def twins_frame(standards: pd.DataFrame) -> pd.DataFrame:
    """One row a standard, plurals and other orders of it together: the `splits` it is in."""
    frame = standards.assign(content=standards["standard"].map(content))
    grouped = frame.groupby("content", sort=False)
    return grouped.agg(
        standard=("standard", "first"), other=("standard", "last"), splits=("split", "nunique")
    ).reset_index(drop=True)


def splits_frame(pairs: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """One row a split: right and wrong pairs, their ratio, and the share of standards `covered`.

    A standard is covered when it has a right pair.
    """
    frame = pd.DataFrame({"split": sorted({*standards["split"], *pairs["split"]})})
    is_right = pairs["label"] == 1
    for name, rows in (("right", pairs[is_right]), ("wrong", pairs[~is_right])):
        frame[name] = frame["split"].map(rows["split"].value_counts()).fillna(0).astype(int)
    frame["wrong_per_right"] = frame["wrong"] / frame["right"].clip(lower=1)
    met = standards["standard"].isin(pairs.loc[is_right, "standard_column"])
    frame["covered"] = frame["split"].map(met.groupby(standards["split"]).mean()).fillna(0.0)
    return frame


def size_frame(pairs: pd.DataFrame, least: int, most: int | None) -> pd.DataFrame:
    """One row: how many pairs there are, and the fewest and most there should be."""
    return pd.DataFrame(
        {"pairs": [len(pairs)], "least": least, "most": math.inf if most is None else most}
    )
