import numpy as np
import pytest

from matchloop.column_mapping.views.encoder import LONGEST
from tests.column_mapping import small


@pytest.fixture(scope="module")
def encoder():
    return small.views().encoder


def test_vectors_have_length_one(encoder):
    found = encoder(["customer id", "x", "", "😀", "顧客", "a b " * 100])
    assert found.shape == (6, encoder.dimensions)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_a_name_has_one_vector_whatever_is_read_beside_it(encoder):
    names = [f"{'ab' * (i % 9)} customer {i}" for i in range(150)]
    together = encoder(names)
    assert together == pytest.approx(np.concatenate([encoder([n]) for n in names]), abs=1e-5)


def test_case_and_separators_do_not_matter(encoder):
    same = encoder(["customer id", "CUSTOMER_ID", "customerId", "Customer-Id"])
    assert (same == same[0]).all()


def test_a_name_is_read_up_to_so_many_tokens(encoder):
    # Letters are tokens here, two more begin and end a name.
    read = "q" * (LONGEST - 2)
    same = encoder([read, read + "z"])
    assert same[0] == pytest.approx(same[1], abs=1e-6)
    assert np.abs(np.subtract(*encoder(["q" * 9, "q" * 9 + "z"]))).max() > 1e-3


def test_progress_is_told_to_the_end(encoder):
    told = []
    encoder([f"name {i}" for i in range(130)], lambda done, of: told.append((done, of)))
    assert told == [(64, 130), (128, 130), (130, 130)]


def test_no_names_give_no_vectors(encoder):
    assert encoder([]).shape == (0, encoder.dimensions)
