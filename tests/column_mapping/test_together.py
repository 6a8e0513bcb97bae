"""Names of several requests are ranked together, and each as if it had come alone."""

import numpy as np

from matchloop.column_mapping import together
from matchloop.column_mapping.together import rank_together
from tests.column_mapping import small

REQUESTS = (["cust_nm"], ["order_date", "fecha", "qty"], ["phone"], ["email_addr", "nombre"])


class Counting:
    """The small encoder, which lets what stands beside a name change its vector."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.dimensions = encoder.dimensions
        self.runs: list[int] = []

    def __call__(self, names, on_progress=None):
        self.runs.append(len(names))
        return self._encoder(names) * (1 + 0.01 * len(names))


def a_ranker(encoder):
    from copy import copy

    from matchloop.column_mapping.ranker import Head, Ranker

    small.head()
    views = copy(small.views())
    views.encoder = encoder
    return Ranker(views, Head(small.files()["head.onnx"]))


def test_each_is_ranked_as_if_it_had_come_alone(monkeypatch):
    encoder = Counting(small.views().encoder)
    ranker = a_ranker(encoder)
    schema = small.views().encode(small.schema())
    alone = [ranker.rank(names, schema, 5) for names in REQUESTS]
    runs, encoder.runs = encoder.runs, []
    found = rank_together(ranker, REQUESTS, schema, 5)
    assert encoder.runs == runs  # the same runs of the encoder: nobody's names beside another's
    for one, other in zip(alone, found, strict=True):
        assert np.array_equal(one.candidates, other.candidates)
        np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-6)
        np.testing.assert_allclose(one.view, other.view, atol=1e-5)


def test_large_requests_are_not_put_together(monkeypatch):
    monkeypatch.setattr(together, "MOST_NAMES", 3)
    schema = small.views().encode(small.schema())
    found = rank_together(a_ranker(small.views().encoder), [*REQUESTS, ["a_b"] * 7], schema, 4)
    assert [len(each.candidates) for each in found] == [1, 3, 1, 2, 7]
