"""A bundle answers its golden names as it did when it was built, or is refused."""

import json
from difflib import SequenceMatcher
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from matchloop.bundle import Bundle, BundleManifest, Graph, Variant, write_bundle
from matchloop.column_mapping import golden
from matchloop.column_mapping.ranker import Ranking
from matchloop.column_mapping.views.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.errors import BundleError
from tests.tiny_bundle import write_model


class Likeness:
    """A ranker that goes by letters in common; `power` makes it surer."""

    def __init__(self, power: float = 8.0):
        self.power = power
        self.views = SimpleNamespace(encode=lambda schema: schema)

    def rank(self, names, schema, k):
        like = np.array(
            [[SequenceMatcher(None, n, s).ratio() for s in schema.names] for n in names]
        )
        chance = like**self.power / (like**self.power).sum(1, keepdims=True)
        order = np.argsort(-chance, axis=1, kind="stable")[:, :k].astype(np.int32)
        return Ranking(order, np.take_along_axis(chance, order, 1).astype(np.float32))


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    encoder = write_model(tmp_path / "encoder.onnx")
    manifest = BundleManifest(
        family="column_mapping",
        model="siamese",
        labels=(),
        feature_names=FEATURE_NAMES,
        feature_version=FEATURE_VERSION,
        graphs={
            "encoder": Graph(
                variants={"int8": Variant(file="encoder.onnx", fit=True, reason="x")},
                served="int8",
                opset=17,
            )
        },
        data_hash="d" * 64,
        params_hash="p" * 64,
    )
    path = golden.write(tmp_path / "golden.json", Likeness())
    files = {"encoder.onnx": encoder, "golden.json": path}
    return write_bundle(tmp_path / "siamese", manifest, files)


def test_the_same_model_passes(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "ranker_of", lambda bundle, threads: Likeness())
    golden.check(bundle)
    golden.verify(SimpleNamespace(ranker=Likeness()), bundle)
    told = json.loads((bundle.folder / "golden.json").read_text())
    assert len(told["answers"]) == len(golden.NAMES)
    assert told["answers"][0] == "customer name"


def test_another_model_is_refused(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "ranker_of", lambda bundle, threads: Likeness(power=1.0))
    with pytest.raises(BundleError, match=r"of its 11 golden inputs unlike it did when it was"):
        golden.check(bundle)


def test_an_answer_that_is_no_candidate_any_more_has_confidence_0() -> None:
    ranking = Ranking(np.array([[1, -1]], np.int32), np.array([[0.9, 0.0]], np.float32))
    schema = SimpleNamespace(names=("a", "b"))
    assert golden._confidences(ranking, schema, ["a"]) == [0.0]
    assert golden._confidences(ranking, schema, ["b"]) == [pytest.approx(0.9)]
