"""A probation ends by what the log holds, and ends once, also when it was cut off."""

from datetime import timedelta

import pytest

from matchloop import serving
from matchloop.monitoring import probation
from matchloop.monitoring.probation_check import check
from matchloop.store import promotions
from matchloop.store.promotions import Probation
from matchloop.store.tables import promotions as promotions_table
from tests.watch_toys import FAMILY, PARAMS, log, older, serve


def promoted(store, tmp_path):
    """Version 2 on probation after version 1."""
    log(200)
    serve(tmp_path, 2, previous=1)
    return probation.begin(store, FAMILY, serving.current(FAMILY), PARAMS.probation)


def test_a_version_without_predictions_stays_on_probation(store, tmp_path):
    promoted(store, tmp_path)
    checked = check(store, FAMILY, PARAMS.probation)
    assert checked.state is Probation.PROBATION
    assert "toys version 2 stays on probation" in str(checked)


def test_as_good_as_the_one_before_it_is_kept(store, tmp_path):
    promoted(store, tmp_path)
    log(200, start=5_000, version="v2")
    checked = check(store, FAMILY, PARAMS.probation)
    assert checked.state is Probation.KEPT
    assert promotions.history(store, FAMILY)[0].state is Probation.KEPT
    assert check(store, FAMILY, PARAMS.probation) is None


def test_a_worse_version_is_rolled_back_with_reasons(store, tmp_path):
    promoted(store, tmp_path)
    log(200, start=5_000, version="v2", confidence=0.6)
    checked = check(store, FAMILY, PARAMS.probation)
    assert (checked.state, checked.serves) == (Probation.ROLLED_BACK, 1)
    assert serving.current(FAMILY).version == 1
    ended = next(each for each in promotions.history(store, FAMILY) if each.version == "v2")
    assert ended.state is Probation.ROLLED_BACK
    assert "mean confidence is 0.6" in ended.reasons[0]


def test_killed_after_the_rollback_the_next_check_notes_it(store, tmp_path, monkeypatch):
    promoted(store, tmp_path)
    log(200, start=5_000, version="v2", confidence=0.6)
    with monkeypatch.context() as broken:
        broken.setattr("matchloop.monitoring.probation_check.probation.returned", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            check(store, FAMILY, PARAMS.probation)
    assert serving.current(FAMILY).version == 1
    assert check(store, FAMILY, PARAMS.probation).state is Probation.ROLLED_BACK
    assert serving.current(FAMILY).version == 1
    assert promotions.on_probation(store, FAMILY) is None


def test_a_version_that_was_replaced_by_hand_ends_its_probation(store, tmp_path):
    promoted(store, tmp_path)
    serve(tmp_path, 3, previous=2)
    checked = check(store, FAMILY, PARAMS.probation)
    assert checked.state is Probation.SUPERSEDED
    assert serving.current(FAMILY).version == 3


def test_a_probation_that_lasts_too_long_ends_as_kept(store, tmp_path):
    promoted(store, tmp_path)
    older(store, promotions_table, "time", timedelta(days=8))
    checked = check(store, FAMILY, PARAMS.probation)
    assert checked.state is Probation.KEPT
    assert "Only 0 of 200 predictions came in 7 days." in checked.reasons
