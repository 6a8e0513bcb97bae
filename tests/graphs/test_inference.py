"""The one place where answers are computed."""

import numpy as np
import pytest

from matchloop.graphs import inference
from tests.tiny_bundle import write_model

X = np.array([[1, 2, 3], [0, 0, 0]], np.float32)


def test_a_path_and_the_bytes_of_it_answer_alike(tmp_path):
    path = write_model(tmp_path / "m.onnx", outputs=4)
    one = inference.predict(inference.session(path), X)
    other = inference.predict(inference.session(path.read_bytes(), threads=2), X)
    assert one.dtype == np.float32
    assert one == pytest.approx(np.full((2, 4), 0.25))
    assert (one == other).all()


def test_any_layout_and_kind_of_float_is_taken(tmp_path):
    model = inference.session(write_model(tmp_path / "m.onnx"))
    expected = inference.predict(model, X)
    for given in (X.astype(np.float64), np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2]):
        assert (inference.predict(model, given) == expected).all()
    assert inference.predict(model, X[:0]).shape == (0, 2)


def test_the_threads_asked_for_are_set(tmp_path):
    options = inference.session(write_model(tmp_path / "m.onnx"), threads=2).get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (2, 1)
