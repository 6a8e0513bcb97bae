"""The small frames that the checks of this family look at, computed from the three datasets.

Reduces columns, splits and features to one row a column, label, split, feature or field, so that
checking does not depend on how large the values or the feature matrix are. Judges nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_types.audit import agreement

SYNTHETIC = "synthetic"
PUBLISHED = "sortinghat"
_BATCH = 2_000

FIELDS: dict[str, dict[str, str]] = {
    "columns": {
        "id": "string",
        "header": "string",
        "label": "string",
        "also": "string",
        "source": "string",
        "kind": "string",
        "domain": "string",
        "locale": "string",
        "total": "int64",
        "nulls": "int64",
        "distinct": "int64",
        "values": "list<string>",
        "counts": "list<int64>",
        "mean": "double",
        "std": "double",
        "minimum": "double",
        "maximum": "double",
    },
    "splits": {"id": "string", "split": "string"},
    "features": {
        "id": "string",
        "label": "string",
        "also": "string",
        "split": "string",
        "source": "string",
        "kind": "string",
        "features": "fixed_size_list<float>[413]",
    },
}
"""Fields and types each dataset must have; others may be there too."""

MAY_BE_MISSING = frozenset({"mean", "std", "minimum", "maximum"})
"""Fields that may have missing values."""


def columns_frame(columns: pa.Table) -> pd.DataFrame:
    """One row a column, without its values.

    filled: rows that are not missing. sampled: different values in the sample. in_sample: rows
    of the sample. least: fewest rows of a value in it. counted: length of `counts`.
    """
    flat = columns.drop_columns(["values", "counts"]).to_pandas()
    flat["filled"] = flat["total"] - flat["nulls"]
    flat["sampled"] = _lengths(columns["values"])
    flat["counted"] = _lengths(columns["counts"])
    rows = np.repeat(np.arange(len(flat)), flat["counted"])
    counts = pc.list_flatten(columns["counts"]).to_numpy()
    flat["in_sample"] = np.bincount(rows, counts, minlength=len(flat)).astype(np.int64)
    least = np.full(len(flat), np.iinfo(np.int64).max)
    np.minimum.at(least, rows, counts)
    flat["least"] = np.where(flat["counted"] > 0, least, 1)
    flat["most_in_sample"] = flat["filled"].clip(upper=1_000)
    return flat


def _lengths(lists: pa.ChunkedArray) -> np.ndarray:
    return pc.fill_null(pc.list_value_length(lists), 0).to_numpy()


def classes_frame(flat: pd.DataFrame, minimums: Mapping[str, int]) -> pd.DataFrame:
    """One row a label: synthetic columns of it, the fewest there should be, and the balance.

    more: columns of the most frequent label for each one of this label.
    """
    counts = flat.loc[flat["source"] == SYNTHETIC, "label"].value_counts()
    labels = [*minimums, *(label for label in counts.index if label not in minimums)]
    frame = pd.DataFrame({"label": labels})
    frame["columns"] = [int(counts.get(label, 0)) for label in labels]
    frame["minimum"] = [int(minimums.get(label, 0)) for label in labels]
    frame["more"] = frame["columns"].max() / frame["columns"].clip(lower=1)
    return frame


def splits_frame(columns: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """One row an id of either table: `in_columns` and `in_splits` say how often it is there."""
    counts = pd.DataFrame(
        {
            "in_columns": columns["id"].value_counts(),
            "in_splits": splits["id"].value_counts(),
        }
    )
    return counts.fillna(0).astype(int).rename_axis("id").reset_index().sort_values("id")


def contents_frame(columns: pa.Table, splits: pd.DataFrame) -> pd.DataFrame:
    """One row a content (header, values and counts, hashed here anew): the splits it is in."""
    frame = pd.DataFrame({"id": columns["id"].to_pylist(), "content": _contents(columns)})
    joined = frame.merge(splits, on="id", how="inner")
    pairs = joined.drop_duplicates(["content", "split"]).sort_values(["content", "split"])
    grouped = pairs.groupby("content", sort=True)
    result = grouped.agg(id=("id", "min"), splits=("split", "size"))
    result["where"] = grouped["split"].agg(" and ".join)
    return result.reset_index()


def _contents(columns: pa.Table) -> list[str]:
    hashes = []
    for batch in columns.select(["header", "values", "counts"]).to_batches(_BATCH):
        # Lengths in between keep ["a", "bc"] and ["ab", "c"] apart.
        texts = batch["values"]
        lengths = pc.binary_join(_as_texts(texts, pc.binary_length(texts.flatten())), ",")
        counts = pc.binary_join(_as_texts(batch["counts"], batch["counts"].flatten()), ",")
        joined = pc.binary_join(texts, "")
        parts = zip(batch["header"], lengths, counts, joined, strict=True)
        for part in parts:
            text = "\x1f".join(item.as_py() or "" for item in part)
            hashes.append(hashlib.blake2b(text.encode(), digest_size=16).hexdigest())
    return hashes


def _as_texts(shape: pa.ListArray, values: pa.Array) -> pa.ListArray:
    """Return lists of `values` as texts with the lengths that `shape` has."""
    lengths = pc.fill_null(pc.list_value_length(shape), 0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.cast(pa.string()))


def audit_frame(columns: pa.Table) -> pd.DataFrame:
    """One row a synthetic column: whether the label is among those the audit finds plausible."""
    chosen = columns.filter(pc.equal(columns["source"], SYNTHETIC))
    flat = chosen.select(["id", "kind", "header", "label"]).to_pandas()
    flat["agrees"] = list(_agreements(chosen))
    return flat


def _agreements(columns: pa.Table) -> Iterable[bool]:
    names = ["header", "values", "counts", "total", "nulls", "distinct", "label"]
    for batch in columns.select(names).to_batches(_BATCH):
        lists = (batch[name].to_pylist() for name in names)
        for header, values, counts, total, nulls, distinct, label in zip(*lists, strict=True):
            # Lists of unlike length are another check's finding.
            both = min(len(values), len(counts))
            yield agreement(label, header, values[:both], counts[:both], total, nulls, distinct)


def matrix(features: pa.Table) -> np.ndarray:
    """The features as float32 (rows, 413)."""
    lists = features["features"].combine_chunks()
    flat = lists.flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(len(lists), -1)


def ranges_frame(X: np.ndarray, names: Iterable[str]) -> pd.DataFrame:
    """One row a feature: cells that are not finite, least and greatest of the others."""
    finite = np.isfinite(X)
    all_finite = bool(finite.all())
    low = X if all_finite else np.where(finite, X, np.inf)
    high = X if all_finite else np.where(finite, X, -np.inf)
    return pd.DataFrame(
        {
            "feature": list(names),
            "not_finite": (~finite).sum(axis=0),
            "least": low.min(axis=0, initial=np.inf).astype(float),
            "greatest": high.max(axis=0, initial=-np.inf).astype(float),
        }
    )


def matched_frame(features: pa.Table, flat: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """One row an id of features or columns, with label and split as each table has them."""
    left = features.select(["id", "label", "split"]).to_pandas()
    right = flat[["id", "label"]].merge(splits, on="id", how="left")
    both = left.merge(right, on="id", how="outer", suffixes=("", "_expected"))
    return both.fillna("missing").sort_values("id")
