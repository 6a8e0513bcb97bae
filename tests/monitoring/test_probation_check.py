"""A probation ends by what the log holds, and ends once, also when it was cut off."""

import shutil
from datetime import timedelta

import pytest

from matchloop import serving
from matchloop.monitoring import probation
from matchloop.monitoring.probation_check import ProbationCheck, check
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


def test_the_words_of_a_check(store, tmp_path):
    assert check(store, FAMILY, PARAMS.probation) is None
    promoted(store, tmp_path)
    checked = check(store, FAMILY, PARAMS.probation)
    assert (checked.family, checked.version, checked.serves) == (FAMILY, "v2", 2)
    told = {
        Probation.PROBATION: "toys version 2 stays on probation: one. two.",
        Probation.KEPT: "toys version 2 has passed its probation: one. two.",
        Probation.ROLLED_BACK: "toys version 2 was rolled back, version 1 serves again: one. two.",
        Probation.SUPERSEDED: "toys version 2 serves no more, its probation is over: one. two.",
    }
    for state, text in told.items():
        assert str(ProbationCheck(FAMILY, "v2", state, ("one.", "two."), 1)) == text


def test_a_rollback_says_of_which_probation_it_is(store, tmp_path, monkeypatch):
    begun = promoted(store, tmp_path)
    log(200, start=5_000, version="v2", confidence=0.6)
    asked = []

    def rollback(family, reason, taken_back):
        asked.append((family, taken_back))
        assert reason.startswith("probation of v2: The mean confidence is 0.6")
        return serving.go_back(family, reason, taken_back)

    monkeypatch.setattr("matchloop.monitoring.probation_check.registry.rollback", rollback)
    checked = check(store, FAMILY, PARAMS.probation)
    assert asked == [(FAMILY, 2)]
    assert (checked.family, checked.version, checked.serves) == (FAMILY, "v2", 1)
    kept = {each.id: each for each in promotions.history(store, FAMILY)}
    assert kept[begun.id].reasons == list(checked.reasons)


def test_only_what_came_in_since_the_promotion_is_judged(store, tmp_path):
    log(200, start=5_000, version="v2", confidence=0.1)
    promoted(store, tmp_path)
    assert check(store, FAMILY, PARAMS.probation).reasons == (
        "0 of 200 predictions, of 0 tables or calls.",
    )


def test_a_version_kept_keeps_the_reasons(store, tmp_path):
    begun = promoted(store, tmp_path)
    log(200, start=5_000, version="v2")
    checked = check(store, FAMILY, PARAMS.probation)
    (kept,) = [each for each in promotions.history(store, FAMILY) if each.id == begun.id]
    assert kept.reasons == list(checked.reasons) != []
    assert (checked.family, checked.version, checked.serves) == (FAMILY, "v2", 2)


def test_a_clock_that_went_back_ends_no_probation(store, tmp_path):
    promoted(store, tmp_path)
    older(store, promotions_table, "time", -timedelta(days=8))
    assert check(store, FAMILY, PARAMS.probation).state is Probation.PROBATION


def test_what_is_told_of_a_version_that_serves_no_more(store, tmp_path):
    promoted(store, tmp_path)
    serve(tmp_path, 3, previous=2)
    checked = check(store, FAMILY, PARAMS.probation)
    expected = ("Version 3 serves now.",)
    assert checked == ProbationCheck(FAMILY, "v2", Probation.SUPERSEDED, expected, 3)
    ended = next(each for each in promotions.history(store, FAMILY) if each.version == "v2")
    assert (ended.state, ended.reasons) == (Probation.SUPERSEDED, list(expected))


def test_what_is_told_where_nothing_serves_any_more(store, tmp_path):
    promoted(store, tmp_path)
    shutil.rmtree(serving.version_folder(FAMILY, 2).parents[1])
    checked = check(store, FAMILY, PARAMS.probation)
    expected = ("Nothing serves now.",)
    assert checked == ProbationCheck(FAMILY, "v2", Probation.SUPERSEDED, expected, None)


def test_what_is_told_of_a_rollback_by_hand(store, tmp_path):
    promoted(store, tmp_path)
    serving.go_back(FAMILY, "by hand")
    checked = check(store, FAMILY, PARAMS.probation)
    expected = ("Version 1 was made the champion again.",)
    assert checked == ProbationCheck(FAMILY, "v2", Probation.ROLLED_BACK, expected, 1)
    states = [(each.version, each.state) for each in promotions.history(store, FAMILY)]
    assert states[:2] == [("v1", Probation.KEPT), ("v2", Probation.ROLLED_BACK)]
    ended = promotions.history(store, FAMILY)[1]
    assert ended.reasons == list(expected)
