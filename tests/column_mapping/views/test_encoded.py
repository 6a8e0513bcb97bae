import os

import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import Schema, StandardColumn, schema_of
from matchloop.column_mapping.views import encoded
from matchloop.column_mapping.views.encoded import assemble, keep_vectors, load_vectors, texts_of
from matchloop.column_mapping.words.letters import standard_letters
from tests.tiny_bundle import change_one_byte

VECTORS = np.arange(12, dtype=np.float32).reshape(4, 3)


def with_vectors(vectors):
    schema = schema_of([f"column {i}" for i in range(len(vectors))])
    return assemble(schema, vectors, None, standard_letters(schema.names))


def unit(rows, dimensions=16):
    vectors = np.random.default_rng(rows).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_names_and_synonyms_are_texts_that_know_their_column():
    columns = (StandardColumn("a", synonyms=("b", "c")), StandardColumn("d"))
    texts, owner = texts_of(Schema("s", columns))
    assert texts == ("a", "b", "c", "d")
    assert owner.tolist() == [0, 0, 0, 1]
    assert owner.dtype == np.int32


def test_the_nearest_vectors():
    schema = with_vectors(np.eye(3, dtype=np.float32))
    u = np.array([[0.9, 0.1, 0.3], [0.0, 0.2, 0.1]], np.float32)
    assert [set(row) for row in schema.by_meaning(u, 2).tolist()] == [{0, 2}, {1, 2}]
    assert schema.by_meaning(u, 5).shape == (2, 3)


def test_a_large_schema_is_searched_with_an_index_that_finds_nearly_the_same():
    vectors = unit(12_000)
    u = vectors[:200] + 0.05 * unit(200)
    large = with_vectors(vectors)
    found = large.by_meaning(u, 8)
    assert "_faiss" in vars(large)
    assert (found[:, 0] == np.arange(200)).mean() > 0.97
    exact = np.argsort(-(u @ vectors.T), axis=1)[:, :8]
    shared = [len(set(a) & set(b)) for a, b in zip(found.tolist(), exact.tolist(), strict=True)]
    assert np.mean(shared) > 7


def test_a_small_schema_needs_no_index(monkeypatch):
    small = with_vectors(unit(encoded.LARGE - 1))
    small.by_meaning(unit(2), 3)
    assert "_faiss" not in vars(small)


def test_where_the_index_finds_too_few_none_is_made_up():
    class Few:
        def search(self, u, k):
            return None, np.array([[5, 7, -1], [-1, -1, -1]])

    large = with_vectors(unit(4))
    vars(large)["_faiss"] = Few()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoded, "LARGE", 4)
        assert large.by_meaning(unit(2), 3).tolist() == [[5, 7, 5], [-1, -1, -1]]


def test_vectors_come_back_from_disk(tmp_path):
    path = tmp_path / "cache" / "a.vectors"
    assert load_vectors(path, 4, 3) is None
    keep_vectors(path, VECTORS)
    found = load_vectors(path, 4, 3)
    assert (found == VECTORS).all()
    assert found.dtype == np.float32


@pytest.mark.parametrize("shape", [(4, 2), (3, 3), (12, 2)])
def test_vectors_of_another_shape_are_not_taken(tmp_path, shape):
    keep_vectors(tmp_path / "a.vectors", VECTORS)
    assert load_vectors(tmp_path / "a.vectors", *shape) is None


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "text", "zip"])
def test_damaged_vectors_are_not_taken(tmp_path, damage):
    path = tmp_path / "a.vectors"
    keep_vectors(path, VECTORS)
    if damage == "changed":
        change_one_byte(path)
    else:
        data = {"empty": b"", "cut": path.read_bytes()[:-5], "text": b"x" * 80, "zip": b"PK\3\4"}
        path.write_bytes(data[damage])
    assert load_vectors(path, 4, 3) is None


def test_only_the_newest_are_kept(tmp_path):
    for i in range(encoded.KEPT + 3):
        keep_vectors(tmp_path / f"{i}.vectors", VECTORS)
        os.utime(tmp_path / f"{i}.vectors", (i, i))
    kept = {int(path.stem) for path in tmp_path.iterdir()}
    assert kept == set(range(3, encoded.KEPT + 3))


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    keep_vectors(tmp_path / "cache" / "a.vectors", VECTORS)
    assert load_vectors(tmp_path / "cache" / "a.vectors", 4, 3) is None
