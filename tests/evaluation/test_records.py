"""Records between steps: written whole, read as what they were, and refused when they are not."""

import json

import pytest

from matchloop.errors import DataError
from matchloop.evaluation.records import Export, Folds, Parity, Training

EXPORT = Export(
    temperature=1.25,
    ece=0.02,
    calibrated_on=300,
    parity=Parity(rows=10, same_label=1.0, largest_difference=1e-7),
)
TRAINING = Training(
    history={"loss": (0.5, 0.25)},
    cross_validation={"accuracy": Folds(mean=0.9, deviation=0.01, folds=(0.89, 0.91))},
    architecture={"encoder": "mini", "layers": None},
)


@pytest.mark.parametrize("record", [EXPORT, TRAINING], ids=lambda record: type(record).__name__)
def test_what_is_written_is_read(record, tmp_path):
    path = tmp_path / "a" / "record.json"
    record.write(path)
    assert type(record).read(path) == record


def test_what_was_not_given_is_left_out(tmp_path):
    TRAINING.write(tmp_path / "training.json")
    assert set(json.loads((tmp_path / "training.json").read_text())) == {
        *("history", "cross_validation", "architecture"),
    }
    assert "same_label" not in Parity(rows=1, largest_difference=0.0).plain()


def test_a_missing_record_names_the_remedy(tmp_path):
    with pytest.raises(DataError, match=r"export\.json is not there.*`dvc repro`"):
        Export.read(tmp_path / "export.json")


def test_another_layout_is_refused_with_what_is_wrong(tmp_path):
    path = tmp_path / "export.json"
    path.write_text('{"temperature": "warm", "ece": 0.1, "calibrated_on": 3, "more": 1}')
    with pytest.raises(DataError, match=r"temperature: .*; parity: .*required.*more: ") as raised:
        Export.read(path)
    assert "dvc repro --force" in str(raised.value)
    path.write_text("{")
    with pytest.raises(DataError, match="is not what this matchloop writes"):
        Export.read(path)
