import pytest
import torch
from safetensors import SafetensorError

from matchloop.column_mapping.models.pair_head import PairHead
from matchloop.column_mapping.models.siamese import LONGEST
from matchloop.column_mapping.models.stored import (
    WEIGHTS,
    load_channel,
    load_siamese,
    save_channel,
    save_siamese,
)
from tests.column_mapping import small


def test_a_channel_comes_back(tmp_path):
    save_channel(small.channel(), tmp_path)
    found = load_channel(tmp_path)
    for name, value in small.channel().state_dict().items():
        assert torch.equal(found.state_dict()[name], value), name
    assert not found.training


def test_an_encoder_and_its_head_come_back(tmp_path):
    model = small.siamese()
    save_siamese(model, tmp_path)
    found = load_siamese(tmp_path)
    names = ["customer id", "custEml", "", "x " * 300]
    assert (found.vectors(names) == model.vectors(names)).all()
    u = torch.from_numpy(model.vectors(names))
    with torch.no_grad():
        assert torch.equal(found.head(u, u), model.head(u, u))
    assert found.encoder.max_seq_length == LONGEST
    assert isinstance(found.head, PairHead)
    assert not found.training


def test_what_is_stored_is_the_same_twice_and_nothing_that_executes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save_siamese(small.siamese(), tmp_path / name)
    one, other = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")
         if p.is_file()}
        for n in ("a", "b")
    )  # fmt: skip
    assert one == other
    assert not [p for p in one if p.suffix in (".bin", ".pt", ".pkl", ".py")]


@pytest.mark.parametrize("cut", [0, 40, -3])
def test_damaged_weights_are_refused(tmp_path, cut):
    save_channel(small.channel(), tmp_path)
    data = (tmp_path / WEIGHTS).read_bytes()
    (tmp_path / WEIGHTS).write_bytes(data[:cut])
    with pytest.raises(SafetensorError, match=r"(?i)header|metadata|buffer"):
        load_channel(tmp_path)


def test_weights_of_another_model_are_refused(tmp_path):
    save_siamese(small.siamese(), tmp_path)
    with pytest.raises(RuntimeError, match="Missing key"):
        load_channel(tmp_path)
