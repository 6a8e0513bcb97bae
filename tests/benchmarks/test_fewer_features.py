"""The try with fewer features, on a table that fits on the screen."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.fewer_features import measured
from matchloop.params import load_params
from tests.column_types.test_training import table

LABELS = ("a", "b", "c")
PARAMS = Path(__file__).parents[2] / "params.yaml"


def features() -> pa.Table:
    """120 columns of three labels, which the first of three features tells apart."""
    splits = ["train"] * 80 + ["validation"] * 40
    rows = [(LABELS[i % 3], split, "synthetic", "k") for i, split in enumerate(splits)]
    made = table(rows).drop_columns(["features"])
    X = np.random.default_rng(1).normal(size=(120, 3)).astype(np.float32)
    X[:, 0] += 10 * (np.arange(120) % 3)
    values = pa.FixedSizeListArray.from_arrays(pa.array(X.ravel()), 3)
    ids = pa.array([f"id{i}" for i in range(120)])
    return made.append_column("id", ids).append_column("features", values)


def test_the_most_important_feature_is_enough_here():
    found = list(measured(features(), load_params(PARAMS), (1, 2), LABELS))
    assert [each.features for each in found] == [3, 1, 2]
    assert found[1].accuracy > 0.9
