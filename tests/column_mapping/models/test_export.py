"""The exported graphs compute what the trained models compute, for any number of rows."""

import numpy as np
import onnx
import pytest
import torch

from matchloop.column_mapping.models.channel import Channel, tensors
from matchloop.column_mapping.models.export import export_channel, export_encoder, export_head
from matchloop.column_mapping.models.head import Head
from matchloop.column_mapping.models.pair_head import PairHead
from matchloop.column_mapping.models.siamese import Siamese, pretrained
from matchloop.column_mapping.views.encoder import Encoder
from matchloop.column_mapping.views.views import TOKENIZER
from matchloop.column_mapping.words.letters import standard_letters
from matchloop.graphs import inference
from matchloop.graphs.quantization import to_int8_dynamic
from tests.column_mapping import small

NAMES = ["customer id", "custEmlAddr", "", "x" * 500, "顧客", "Größe", *small.data("test").names]


def graph(tmp_path, write, *arguments):
    write(*arguments)
    return inference.session(tmp_path / "m.onnx")


def test_the_encoder(tmp_path):
    torch.manual_seed(2)
    model = Siamese(pretrained(small.encoder(), None)).eval()
    export_encoder(model, tmp_path / "m.onnx", small.OPSET)
    model.encoder.tokenizer.backend_tokenizer.save(str(tmp_path / TOKENIZER))
    got = Encoder(tmp_path / "m.onnx", tmp_path / TOKENIZER)(NAMES)
    assert got == pytest.approx(model.vectors(NAMES), abs=1e-5)


def test_the_encoder_as_int8_answers_nearly_the_same(tmp_path):
    export_encoder(small.siamese(), tmp_path / "m.onnx", small.OPSET)
    small.siamese().encoder.tokenizer.backend_tokenizer.save(str(tmp_path / TOKENIZER))
    result = to_int8_dynamic(tmp_path / "m.onnx", tmp_path / "int8.onnx")
    assert result.quantized
    full, eighth = (
        Encoder(tmp_path / name, tmp_path / TOKENIZER)(NAMES) for name in ("m.onnx", "int8.onnx")
    )
    assert (full * eighth).sum(1).min() > 0.98


def test_the_channel(tmp_path):
    torch.manual_seed(2)
    model = Channel().eval()
    export_channel(model, tmp_path / "m.onnx", small.OPSET)
    session = inference.session(tmp_path / "m.onnx")
    for texts in (["customer email address"], ["a", "order date", "x" * 60], ["", "b"]):
        read = tensors(standard_letters(texts), torch.device("cpu"))
        names = ("codes", "place", "place_from_end", "word")
        got = session.run(None, {n: t.numpy() for n, t in zip(names, read, strict=True)})
        with torch.no_grad():
            expected = (*model.steps(*read), *model.writing())
        assert len(got) == len(expected) == 5
        for one, other in zip(got, expected, strict=True):
            assert one == pytest.approx(other.numpy(), abs=1e-5)


@pytest.mark.parametrize("rows", [1, 2, 70])
def test_the_head(tmp_path, rows):
    torch.manual_seed(2)
    model = Head(PairHead(6), 9)
    with torch.no_grad():
        model.temperature.fill_(1.7)
        model.mean.normal_()
    export_head(model, tmp_path / "m.onnx", small.OPSET, 6)
    given = [torch.randn(rows, size) for size in (6, 6, 9)]
    names = ("u", "v", "features")
    session = inference.session(tmp_path / "m.onnx")
    (got,) = session.run(None, {n: t.numpy() for n, t in zip(names, given, strict=True)})
    with torch.no_grad():
        expected = model.eval()(*given).numpy()
    assert got.shape == (rows,)
    assert got == pytest.approx(expected, abs=1e-5)


def test_the_same_model_gives_the_same_bytes_and_the_opset_that_was_asked_for(tmp_path):
    for name in ("a", "b"):
        export_channel(small.channel(), tmp_path / name, small.OPSET)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert [e.version for e in onnx.load(tmp_path / "a").opset_import] == [small.OPSET]


def test_a_model_that_cannot_be_exported_leaves_the_old_file(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"old")
    with pytest.raises(Exception, match="mat1 and mat2"):
        export_head(Head(PairHead(6), 9), tmp_path / "m.onnx", small.OPSET, 5)
    assert (tmp_path / "m.onnx").read_bytes() == b"old"
    assert np.array([p.name for p in tmp_path.iterdir()]).tolist() == ["m.onnx"]
