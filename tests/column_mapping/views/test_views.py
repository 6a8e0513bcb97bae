import hashlib

import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import Schema, StandardColumn, schema_of
from matchloop.column_mapping.views import views as module
from matchloop.column_mapping.views.features import FEATURE_NAMES
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, TOKENIZER, Views
from matchloop.column_mapping.words.names import fold
from tests.column_mapping import small

ODD = ["", "😀", "顧客_id", "x" * 500, "custID", "custID", "a\nb", "###", "Ä"]


class Stub:
    """An encoder whose vectors are drawn by the name; it counts what it reads."""

    dimensions = 16

    def __init__(self):
        self.read = 0

    def __call__(self, names, on_progress=None):
        self.read += len(names)
        seeds = [int.from_bytes(hashlib.sha256(fold(n).encode()).digest()[:4]) for n in names]
        rows = [np.random.default_rng(seed).normal(size=self.dimensions) for seed in seeds]
        out = np.array(rows, np.float32).reshape(-1, self.dimensions)
        return out / np.linalg.norm(out, axis=1, keepdims=True)


@pytest.fixture
def views():
    files = small.files()
    return Views(files[ENCODER], files[CHANNEL], files[TOKENIZER])


def test_every_candidate_is_seen_from_all_sides(views):
    schema = Schema("s", (StandardColumn("order id", synonyms=("bill no",)), StandardColumn("z")))
    encoded = views.encode(schema)
    sight = views.look(["ord_id", *ODD], encoded)
    assert sight.features.shape == (*sight.candidates.shape, len(FEATURE_NAMES))
    assert sight.u.shape == (1 + len(ODD), views.encoder.dimensions)
    assert all(set(row) - {-1} == {0, 1, 2} for row in sight.candidates.tolist())
    assert np.isfinite(sight.features[sight.candidates >= 0]).all()
    chance = sight.features[0, :, FEATURE_NAMES.index("chance")]
    assert sight.candidates[0, np.where(sight.candidates[0] >= 0, chance, -99).argmax()] == 0


def test_steps_made_when_asked_give_the_same_as_steps_kept(views, monkeypatch):
    schema = schema_of(small.data("test").standards)
    names = [*small.data("test").names[:20], *ODD]
    kept = views.encode(schema)
    assert kept.steps is not None
    monkeypatch.setattr(module, "_KEPT_STEPS", 3)
    bare = views.encode(schema)
    assert bare.steps is None
    one, other = views.look(names, kept), views.look(names, bare)
    assert (one.candidates == other.candidates).all()
    assert one.features == pytest.approx(other.features, abs=1e-4)


def test_steps_are_the_same_read_in_parts(views, monkeypatch):
    schema = schema_of(small.data("test").standards)
    whole = views.encode(schema).steps
    monkeypatch.setattr(module, "_ROWS", 5)
    parts = views.encode(schema).steps
    assert parts.to_letter == pytest.approx(whole.to_letter, abs=1e-6)
    assert parts.to_end == pytest.approx(whole.to_end, abs=1e-6)


def test_kept_vectors_are_not_made_again(views):
    schema = schema_of(["order id", "zone"])
    first = views.encode(schema)
    views.encoder = Stub()
    again = views.encode(schema, first.vectors)
    assert views.encoder.read == 0
    assert (again.vectors == first.vectors).all()
    views.encode(schema)
    assert views.encoder.read == 2


def test_the_writing_is_known_before_any_schema(views):
    assert views.writing.spelling.shape == (38, 38)
    assert 0 < views.writing.extra < 1


def test_a_schema_of_one_entry(views):
    sight = views.look(["ord_id", *ODD], views.encode(schema_of(["order_id"])))
    assert sight.candidates.tolist() == [[-1, 0]] * (1 + len(ODD))
    assert np.isfinite(sight.features[:, 1]).all()


def test_a_schema_of_12_000_entries(views):
    """So large that vectors are searched by FAISS and steps are made when they are asked for."""
    heads, tails = ("order date price owner zone unit".split(), range(2000))
    names = [f"{head} {tail}" for head in heads for tail in tails]
    views.encoder = Stub()
    encoded = views.encode(schema_of(names))
    assert len(encoded.texts) == 12_000
    assert encoded.steps is None
    sight = views.look(["ORDER_17", "zone1999", *ODD], encoded)
    assert "_faiss" in vars(encoded)
    assert names.index("order 17") in sight.candidates[0]
    assert names.index("zone 1999") in sight.candidates[1]
    assert np.isfinite(sight.features[sight.candidates >= 0]).all()
