import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from matchloop.drift.compare import compare
from matchloop.drift.reference import Reference
from matchloop.errors import BundleError, DataError
from matchloop.files import sha256
from tests.drift.small import LIMITS, log


def test_it_is_a_sample_of_a_fixed_size():
    assert len(Reference.of("v1", log(5_000), LIMITS).sample) == LIMITS.sample
    assert len(Reference.of("v1", log(400), LIMITS).sample) == 400


def test_too_few_predictions_are_refused():
    with pytest.raises(DataError, match="reference of v1 has 99 predictions; 100 are needed"):
        Reference.of("v1", log(99), LIMITS)


def test_it_comes_back_as_it_was(tmp_path):
    tables = np.array([f"table {i // 4}" for i in range(600)])
    given = {"cluster": tables, "identity": tables, "abstained": np.arange(600) % 7 == 0}
    saved = Reference.of("v1", log(**given), LIMITS, accuracy=0.93)
    saved.save(tmp_path)
    loaded = Reference.load(tmp_path)
    assert (loaded.version, loaded.accuracy) == ("v1", 0.93)
    assert loaded.sample.names == saved.sample.names
    for name in ("features", "confidence", "answer", "abstained", "correct", "time", "cluster"):
        np.testing.assert_array_equal(getattr(loaded.sample, name), getattr(saved.sample, name))
    window = log(seed=3, shift=0.4)
    assert compare(loaded, window, LIMITS) == compare(saved, window, LIMITS)


def test_a_reference_of_before_its_column_was_renamed_is_read(tmp_path):
    saved = Reference.of("v1", log(cluster=np.arange(600) // 4), LIMITS)
    saved.save(tmp_path)
    table = pq.read_table(tmp_path / "reference.parquet")
    names = ["bunch" if name == "cluster" else name for name in table.column_names]
    pq.write_table(table.rename_columns(names), tmp_path / "reference.parquet")
    manifest = json.loads((tmp_path / "reference.json").read_text())
    manifest["sha256"] = sha256(tmp_path / "reference.parquet")
    (tmp_path / "reference.json").write_text(json.dumps(manifest))
    loaded = Reference.load(tmp_path)
    np.testing.assert_array_equal(loaded.sample.cluster, saved.sample.cluster)


def test_accuracy_may_be_unknown(tmp_path):
    Reference.of("v1", log(), LIMITS).save(tmp_path)
    assert Reference.load(tmp_path).accuracy is None


def test_a_damaged_reference_is_refused(tmp_path):
    Reference.of("v1", log(), LIMITS).save(tmp_path)
    table = tmp_path / "reference.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    with pytest.raises(BundleError, match="was changed after it was written"):
        Reference.load(tmp_path)


def test_half_a_reference_is_refused(tmp_path):
    Reference.of("v1", log(), LIMITS).save(tmp_path)
    (tmp_path / "reference.json").unlink()
    with pytest.raises(BundleError, match="holds no whole reference"):
        Reference.load(tmp_path)
