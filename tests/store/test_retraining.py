"""Requests: asked once, served once, found again when their server is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from matchloop import store as stores
from matchloop.errors import StoreError
from matchloop.store import retraining
from matchloop.store.retraining import State, ask, claim, finish, reopen_lost, requests

AT_ONCE = timedelta(seconds=-1)  # a claim of this very moment counts as expired


def test_requests_of_a_family_merge_while_one_is_open(store):
    first = ask(store, "toys", "drift of\nconfidence")
    again = ask(store, "toys", "schedule")
    third = ask(store, "toys", " schedule ")
    other = ask(store, "boys", "by hand")

    assert (first.state, first.reason, first.merged) == (State.OPEN, "drift of confidence", 0)
    assert (again.id, again.merged, again.created) == (first.id, 1, first.created)
    assert (third.reason, third.merged) == ("drift of confidence\nschedule", 2)
    assert [r.id for r in requests(store)] == [other.id, first.id]


def test_a_reason_is_required(store):
    with pytest.raises(StoreError, match="request to retrain toys needs a reason"):
        ask(store, "toys", " \n")


def test_a_request_is_served_once_from_claim_to_outcome(store):
    asked = ask(store, "toys", "drift")
    mine = claim(store, "worker 1")
    assert mine is not None
    assert (mine.id, mine.state, mine.claimed_by) == (asked.id, State.CLAIMED, "worker 1")
    assert claim(store, "worker 2") is None

    done = finish(store, mine.id, "worker 1", State.REFUSED, "no better than the champion")
    assert (done.state, done.outcome) == (State.REFUSED, "no better than the champion")
    assert done.finished is not None
    assert mine.claimed_at is not None
    assert done.finished >= mine.claimed_at
    assert retraining.last_finished(store, "toys") == done
    assert retraining.last_finished(store, "boys") is None
    with pytest.raises(StoreError, match=r"not being served by 'worker 1': it is refused"):
        finish(store, mine.id, "worker 1", State.DONE, "promoted")


def test_one_retraining_of_a_family_at_a_time(store):
    ask(store, "toys", "drift")
    first = claim(store, "w")
    later = ask(store, "toys", "drift again")  # what is being served takes nothing in any more
    ask(store, "boys", "drift")
    assert first is not None
    assert later.id != first.id
    assert claim(store, "w", "toys") is None
    boys = claim(store, "w")
    assert boys is not None
    assert boys.family == "boys"
    finish(store, first.id, "w", State.DONE, "promoted")
    assert claim(store, "w", "toys").id == later.id  # type: ignore[union-attr]


def test_many_that_claim_and_ask_at_once(url):
    def asks(number):
        each = stores.open(url)
        try:
            return ask(each, "toys", f"reason {number % 3}").id
        finally:
            each.close()

    def claims(number):
        each = stores.open(url)
        try:
            return claim(each, f"worker {number}")
        finally:
            each.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(asks, range(16)))) == 1
        served = [found for found in pool.map(claims, range(16)) if found]
    assert len(served) == 1
    assert served[0].merged == 15


def test_a_lost_claim_is_opened_again_and_its_server_told(store):
    ask(store, "toys", "drift")
    mine = claim(store, "lost worker")
    assert mine is not None
    assert reopen_lost(store, timedelta(hours=1)) == []
    assert retraining.renew(store, mine.id, "lost worker").claimed_at > mine.claimed_at  # type: ignore[operator]

    (again,) = reopen_lost(store, AT_ONCE)
    assert (again.id, again.state, again.claimed_by) == (mine.id, State.OPEN, None)
    assert reopen_lost(store, AT_ONCE) == []
    assert claim(store, "worker 2").id == mine.id  # type: ignore[union-attr]
    with pytest.raises(StoreError, match="it is claimed, claimed by worker 2"):
        retraining.renew(store, mine.id, "lost worker")


def test_a_lost_claim_beside_an_open_request_is_merged_into_it(store):
    old = ask(store, "toys", "drift")
    claim(store, "lost worker")
    new = ask(store, "toys", "schedule")

    (merged,) = reopen_lost(store, AT_ONCE)
    assert (merged.id, merged.merged, merged.reason) == (new.id, 1, "schedule\ndrift")
    (failed,) = requests(store, "toys", [State.FAILED])
    assert failed.id == old.id
    assert failed.outcome == f"Its server lost worker was lost; merged into request {new.id}."


def test_a_request_does_not_end_open(store):
    ask(store, "toys", "drift")
    mine = claim(store, "w")
    with pytest.raises(StoreError, match="A request ends as done, failed, refused, not as"):
        finish(store, mine.id, "w", State.OPEN, "")  # type: ignore[union-attr]
    with pytest.raises(StoreError, match="'w': there is none"):
        finish(store, 999, "w", State.DONE, "")
