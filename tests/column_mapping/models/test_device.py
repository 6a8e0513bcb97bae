"""Inputs go where a model's weights are, whatever the machine has besides."""

import numpy as np
import pytest
import torch

from matchloop.column_mapping.models import loop, siamese
from matchloop.column_mapping.models.channel import Channel, tensors
from matchloop.column_mapping.models.export import export_encoder
from matchloop.column_mapping.models.siamese import Siamese, pretrained
from matchloop.column_mapping.models.stored import load_siamese, save_siamese
from matchloop.column_mapping.words.letters import standard_letters
from tests.column_mapping import small


@pytest.fixture
def cuda_beside(monkeypatch):
    """A machine that has a GPU; nothing in these tests may be sent to it."""
    for module in (loop, siamese):
        monkeypatch.setattr(module, "device", lambda: torch.device("cuda"))


@pytest.mark.usefixtures("cuda_beside")
def test_a_stored_encoder_is_exported_on_the_processor(tmp_path):
    save_siamese(Siamese(pretrained(small.encoder(), 1)), tmp_path)
    model = load_siamese(tmp_path)
    assert model.device.type == "cpu"
    assert np.linalg.norm(model.vectors(["customer id", "zone"]), axis=1) == pytest.approx(1)
    export_encoder(model, tmp_path / "encoder.onnx", 17)
    assert (tmp_path / "encoder.onnx").is_file()


@pytest.mark.usefixtures("cuda_beside")
def test_a_pretrained_encoder_waits_on_the_processor_for_its_training():
    assert {value.device.type for value in pretrained(small.encoder(), 1).parameters()} == {"cpu"}


def test_names_follow_the_encoder(monkeypatch):
    """The device "meta" has shapes only: what comes out of it went in there."""
    model = Siamese(pretrained(small.encoder(), 1)).to("meta")
    went = []
    monkeypatch.setattr(
        model.encoder,
        "forward",
        lambda features: went.append(features) or {"sentence_embedding": 0},
    )
    model.encode(["customer id"])
    assert {value.device.type for value in went[0].values() if isinstance(value, torch.Tensor)} == {
        "meta"
    }


def test_letters_follow_the_channel():
    model = Channel().to("meta")
    read = tensors(standard_letters(["order date"]), model.device)
    assert {value.device.type for value in model.steps(*read)} == {"meta"}
