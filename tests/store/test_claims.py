"""A request is taken once, waits where it must, and ends as what it came to."""

from datetime import timedelta

import pytest

from matchloop.errors import StoreError
from matchloop.store import feedback, retraining
from matchloop.store.claims import LABELS_NEEDED, Keeper, Why, keeping, take
from matchloop.store.feedback import Given
from matchloop.store.retraining import State
from tests.waiting import wait_until

NONE = timedelta(0)
DAY = timedelta(days=1)


def by_hand(store, cool_down=NONE, **more):
    return take(store, "toys", "by hand", asked=None, cool_down=cool_down, **more)


def ended(store, outcome="promoted", state=State.DONE):
    taken = by_hand(store, at_once=True)
    return retraining.finish(store, taken.id, taken.claimed_by, state, outcome)


def test_by_hand_a_request_is_made_and_taken(store):
    taken = by_hand(store)
    assert (taken.state, taken.reason) == (State.CLAIMED, "by hand")


def test_by_hand_joins_the_open_request(store):
    asked = retraining.ask(store, "toys", "drift")
    taken = by_hand(store)
    assert (taken.id, taken.reason, taken.merged) == (asked.id, "drift\nby hand", 1)


def test_an_event_told_twice_is_served_once(store):
    asked = retraining.ask(store, "toys", "drift")
    first = take(store, "toys", "drift", asked=asked.id, cool_down=NONE)
    assert first.id == asked.id
    second = take(store, "toys", "drift", asked=asked.id, cool_down=NONE)
    assert second.why is Why.SERVED
    assert f"request {asked.id} is claimed" in second.text
    retraining.finish(store, first.id, first.claimed_by, State.DONE, "promoted")
    third = take(store, "toys", "drift", asked=asked.id, cool_down=NONE)
    assert f"request {asked.id} is done: promoted" in third.text
    assert take(store, "toys", "x", asked=99, cool_down=NONE).text.endswith("no request 99.")


def test_while_one_is_served_the_next_waits_in_the_open(store):
    by_hand(store)
    second = by_hand(store)
    assert (second.why, "Another run retrains toys" in second.text) == (Why.BUSY, True)
    assert [each.state for each in retraining.requests(store, "toys")] == [
        State.OPEN,
        State.CLAIMED,
    ]


def test_after_a_retraining_there_is_a_pause_but_for_those_in_a_hurry(store):
    ended(store)
    waiting = by_hand(store, cool_down=DAY)
    assert (waiting.why, "--now" in waiting.text) == (Why.WAITING, True)
    (opened,) = retraining.requests(store, "toys", {State.OPEN})
    assert by_hand(store, cool_down=DAY, at_once=True).id == opened.id
    assert take(store, "boys", "x", asked=None, cool_down=DAY).family == "boys"


def test_labels_that_came_end_the_pause_after_labels_were_asked_for(store):
    ended(store, f"{LABELS_NEEDED}: 3 new ones", State.REFUSED)
    assert by_hand(store, cool_down=DAY).why is Why.WAITING
    feedback.add(store, "toys", [Given("a", payload={"name": "x"})])
    assert by_hand(store, cool_down=DAY).state is State.CLAIMED


def test_labels_end_no_pause_after_a_training(store):
    ended(store)
    feedback.add(store, "toys", [Given("a", payload={"name": "x"})])
    assert by_hand(store, cool_down=DAY).why is Why.WAITING


def test_a_claim_is_renewed_while_it_is_served(store):
    taken = by_hand(store)
    with keeping(store, taken, seconds=0.05) as keeper:
        wait_until(lambda: retraining.requests(store, "toys")[0].claimed_at > taken.claimed_at)
        keeper.finish(State.DONE, "promoted")
    (request,) = retraining.requests(store, "toys")
    assert (request.state, request.outcome) == (State.DONE, "promoted")


@pytest.mark.parametrize("error", [ValueError("disk\nfull"), KeyboardInterrupt()])
def test_what_breaks_off_is_closed_as_failed(store, error):
    taken = by_hand(store)
    with pytest.raises(type(error)), keeping(store, taken):
        raise error
    (request,) = retraining.requests(store, "toys")
    assert request.state is State.FAILED
    assert request.outcome == (
        "disk full" if isinstance(error, ValueError) else "KeyboardInterrupt"
    )


def test_a_lost_claim_is_noticed_before_anything_takes_effect(store):
    taken = by_hand(store)
    keeper = Keeper(store, taken)
    keeper.check()
    retraining.reopen_lost(store, timedelta(seconds=-1))
    with pytest.raises(StoreError, match="is not being served by"):
        keeper.check()
