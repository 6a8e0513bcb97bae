"""A stopped training is taken up again unless what it depends on has changed."""

from pathlib import Path

import pytest

from matchloop.params import load_params
from tasks.column_mapping.models import _checkpoint

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def name(tmp_path, monkeypatch):
    """The name of the channel's checkpoint, with a change in params.yaml or the data."""
    data = tmp_path / "data" / "column_mapping" / "pairs.parquet"
    data.parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    text = (HOUSE / "params.yaml").read_text(encoding="utf-8")

    def name(old="", new="", pairs=b"pairs", name_pairs=b"pairs of names"):
        assert old in text
        data.write_bytes(pairs)
        data.with_name("name_pairs.parquet").write_bytes(name_pairs)
        Path("params.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return _checkpoint("channel", load_params(Path("params.yaml")), None).name

    return name


def test_what_the_training_knows_nothing_of_does_not_throw_it_away(name):
    assert name("# Sized", "# Measured") == name()
    assert name("maximum_imbalance: 2.05", "maximum_imbalance: 2.5") == name()
    assert name("steps: 300 ", "steps: 301 ") == name()  # of the siamese


def test_other_data_or_parameters_of_its_own_never_take_it_up(name):
    others = {
        name("seed: 20240607", "seed: 1"),
        name("steps: 900", "steps: 901"),
        name("rate: 0.3\n    steps", "rate: 0.4\n    steps"),
        name(pairs=b"other pairs"),
        name(name_pairs=b"others"),
    }
    assert len({name(), *others}) == 6
