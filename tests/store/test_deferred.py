"""Features and shadows are worked out in the log's thread; what fails is left out."""

import threading

import numpy as np
import pytest

from matchloop.store import predictions
from matchloop.store.records import ShadowAnswers
from tests.store.logged import ids, rows
from tests.waiting import CEILING


def test_calls_that_have_one_projector_are_worked_out_together(log, url, answers):
    threads, sizes = set(), []

    def projector(features):
        threads.add(threading.get_ident())
        sizes.append(len(features))
        return features[:, :2] * 10

    features = np.arange(300, dtype=np.float32).reshape(3, 100)
    for start in range(4):
        log.add(answers(3, features=features + start, feature_set="x", projector=projector))
    assert log.flush(CEILING)
    found = predictions.feature_matrix(rows(url))
    assert found.tolist() == [
        [10 * (r + s), 10 * (r + s + 1)] for s in range(4) for r in (0, 100, 200)
    ]
    assert sum(sizes) == 12
    assert len(sizes) < 4
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("wrong", [lambda x: 1 / 0, lambda x: x, lambda x: x[:1, :2]])
def test_features_that_cannot_be_worked_out_are_left_out(log, url, answers, wrong, caplog):
    given = log.add(answers(3, features=np.ones((3, 100)), feature_set="x", projector=wrong))
    assert log.flush(CEILING)
    assert ids(url) == list(given)
    assert rows(url)["features"].null_count == 3
    assert "Answers are logged without features" in caplog.text


def test_a_shadow_is_asked_by_the_logs_thread(log, url, answers, caplog):
    def shadow():
        return ShadowAnswers("v2", ["x"] * 3, np.full(3, threading.get_ident() != caller))

    caller = threading.get_ident()
    log.add(answers(3, shadow=shadow))
    log.add(answers(3, start=3, shadow=lambda: None))
    log.add(answers(3, start=6, shadow=lambda: 1 / 0))
    assert log.flush(CEILING)
    assert rows(url)["shadow_confidence"].to_pylist() == [1.0] * 3 + [None] * 6
    assert "A shadow did not answer: ZeroDivisionError" in caplog.text
