"""Requests that nobody heard of, or whose run died, are taken up once."""

from datetime import timedelta
from pathlib import Path

import pytest

from matchloop.errors import StoreError
from matchloop.monitoring.stuck_requests import StuckRequests, take_up
from matchloop.params import load_params
from matchloop.store import feedback, retraining
from matchloop.store.feedback import Given
from matchloop.store.retraining import State
from matchloop.store.tables import retrain_requests
from tests.watch_toys import FAMILY, PARAMS, older

RETRAIN = load_params(Path(__file__).parents[2] / "params.yaml").retrain
NOTHING = StuckRequests((), ())


def waiting(store):
    return retraining.requests(store, FAMILY, [State.OPEN])


def test_a_young_request_is_not_announced_again(store):
    retraining.ask(store, FAMILY, "drift")
    assert take_up(store, PARAMS, RETRAIN) == NOTHING


def test_a_request_that_nobody_heard_of_is_announced_again(store):
    retraining.ask(store, FAMILY, "drift")
    older(store, retrain_requests, "created", timedelta(hours=1))
    assert take_up(store, PARAMS, RETRAIN) == StuckRequests((), tuple(waiting(store)))


def test_a_request_behind_one_that_is_served_waits(store):
    retraining.ask(store, FAMILY, "drift")
    retraining.claim(store, "a retraining", FAMILY)
    retraining.ask(store, FAMILY, "more drift")
    older(store, retrain_requests, "created", timedelta(hours=1))
    assert take_up(store, PARAMS, RETRAIN) == NOTHING


def test_in_the_pause_after_a_retraining_only_feedback_starts_another(store):
    request = retraining.ask(store, FAMILY, "drift")
    retraining.claim(store, "me", FAMILY)
    retraining.finish(store, request.id, "me", State.REFUSED, "no better")
    retraining.ask(store, FAMILY, "drift again")
    older(store, retrain_requests, "created", timedelta(hours=1))
    assert take_up(store, PARAMS, RETRAIN) == NOTHING
    feedback.add(store, FAMILY, [Given("yes", input="a" * 32)])
    assert [each.id for each in take_up(store, PARAMS, RETRAIN).unheard] == [2]


def test_a_claim_whose_server_died_is_opened_and_served_once(store):
    retraining.ask(store, FAMILY, "drift")
    dead = retraining.claim(store, "dead", FAMILY)
    assert take_up(store, PARAMS, RETRAIN) == NOTHING
    older(store, retrain_requests, "claimed_at", timedelta(hours=2))
    found = take_up(store, PARAMS, RETRAIN)
    assert found.reopened == found.unheard == tuple(waiting(store))
    assert retraining.claim(store, "alive", FAMILY).id == dead.id
    assert retraining.claim(store, "another", FAMILY) is None
    with pytest.raises(StoreError, match="not being served by 'dead'"):
        retraining.finish(store, dead.id, "dead", State.DONE, "too late")
