"""What the watch reads: the window, what people judged, and the reference that is kept."""

import numpy as np
import pytest
import sqlalchemy as sa

from matchloop import serving
from matchloop import store as stores
from matchloop.drift.reference import Reference
from matchloop.errors import BundleError
from matchloop.monitoring import window
from matchloop.monitoring.window import after, hold_outs, promised_accuracy, reference
from matchloop.store import feedback, predictions
from matchloop.store.feedback import Given
from matchloop.store.moments import now
from matchloop.store.tables import predictions as table
from tests.watch_toys import FAMILY, PARAMS, log, serve, wrong_answers


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "LOG"):
        monkeypatch.delenv(f"MATCHLOOP_{name}", raising=False)
    serve(tmp_path)
    with stores.opened() as store:
        yield store


def made(store, params=PARAMS):
    return reference(store, FAMILY, "v1", serving.champion(FAMILY), params)


def test_the_first_predictions_become_the_reference(store):
    log(150)
    assert made(store) == "the first predictions become the reference: 150 of 200 are logged"
    log(150, start=150, shift=9)
    first = made(store)
    assert (len(first.sample), first.version, first.accuracy) == (200, "v1", 0.96)
    assert first.sample.features[:150].max() < 5 < first.sample.features[150:].min()
    assert len(np.unique(first.sample.cluster)) == 20


def test_a_reference_stays_when_the_log_has_dropped_its_predictions(store):
    log(200)
    before = made(store)
    with store.writing() as connection:
        connection.execute(sa.delete(table))
    log(200, start=500, shift=9)
    assert made(store).sample.features.tolist() == before.sample.features.tolist()


def test_a_damaged_reference_is_made_again(store, tmp_path):
    log(200)
    made(store)
    file = tmp_path / "home" / "references" / FAMILY / "v1" / "reference.parquet"
    file.write_bytes(b"nonsense")
    assert len(made(store).sample) == 200


def test_a_reference_of_one_table_waits_for_others(store):
    params = PARAMS.model_copy(
        update={"limits": PARAMS.limits.model_copy(update={"minimum_clusters": 25})}
    )
    log(200)
    assert "they come from 20 tables or calls, 25 are needed" in made(store, params)
    log(50, start=200)
    assert len(made(store, params).sample) == 241


def test_the_bundles_own_reference_is_taken_where_it_is_asked_for(store):
    params = PARAMS.model_copy(update={"reference": "bundle"})
    with pytest.raises(BundleError, match="holds no whole reference"):
        made(store, params)


def test_the_window_is_the_newest_after_the_reference(store):
    log(200)
    since = after(made(store))
    assert len(window.rows(store, FAMILY, "v1", 200, since)) == 0
    later = log(60, start=200)
    log(10, start=900, version="v2")
    found = window.rows(store, FAMILY, "v1", 50, since)
    assert found.column("input").to_pylist() == later[10:]


def test_a_reference_without_times_excludes_nothing(store):
    sample = made_of_hold_out()
    assert after(sample) is None


def made_of_hold_out() -> Reference:
    from tests.drift import small

    return Reference.of("v1", small.log(200), small.LIMITS)


def test_of_an_input_that_was_judged_twice_the_last_answer_counts(store):
    inputs = log(20)
    again = log(10)
    assert again[:10] == inputs[:10]
    seen = predictions.window(store, FAMILY)
    answers = dict(
        zip(seen.column("input").to_pylist(), seen.column("answer").to_pylist(), strict=True)
    )
    right = [answers[each] for each in inputs[:5]] + wrong_answers(
        [answers[each] for each in inputs[5:12]]
    )
    given = [Given(r, input=i) for r, i in zip(right, inputs, strict=False)]
    feedback.add(store, FAMILY, given)
    found = window.judged(store, FAMILY, "v1", now().replace(year=2000))
    assert len(found) == 12
    assert found.right.sum() == 5
    assert len(window.judged(store, FAMILY, "v1", now())) == 0


def test_what_a_bundle_promised_is_its_lowest_hold_out():
    metrics = {"hold_outs": {"real": {"accuracy": 0.9}, "made": {"accuracy": 0.98}, "x": {}}}
    assert hold_outs(metrics) == {"real": 0.9, "made": 0.98}
    assert promised_accuracy(metrics) == 0.9
    assert promised_accuracy({"accuracy": 0.7}) == 0.7
    assert promised_accuracy({"hold_outs": {}}) is None
