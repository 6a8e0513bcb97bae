"""Verdicts and promotions are remembered as they were told."""

from datetime import UTC, datetime

import pytest

from matchloop.drift.findings import DriftVerdict
from matchloop.errors import StoreError
from matchloop.store import promotions, verdicts
from matchloop.store.promotions import Probation

WINDOW = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC))


def test_verdicts_by_family_newest_first(store):
    first = verdicts.record(
        store,
        "toys",
        "v1",
        DriftVerdict.NOT_ENOUGH_DATA,
        ["7 predictions"],
        window=None,
        window_size=7,
    )
    reasons = ["confidence fell by 0.2 – “much”"]
    second = verdicts.record(
        store,
        "toys",
        "v1",
        DriftVerdict.DRIFTED,
        reasons,
        window=WINDOW,
        window_size=900,
        report="r.html",
    )
    assert verdicts.latest(store, "toys") == second
    assert verdicts.history(store, "toys") == [second, first]
    assert (second.verdict, second.reasons, second.report) == ("drifted", reasons, "r.html")
    assert (second.window_from, second.window_to) == WINDOW
    assert (first.window_from, first.verdict) == (None, DriftVerdict.NOT_ENOUGH_DATA)
    assert verdicts.latest(store, "boys") is None
    assert verdicts.history(store, limit=1) == [second]


def test_a_moment_without_a_zone_is_refused(store):
    naive = datetime(2026, 5, 1)
    with pytest.raises(ValueError, match="has no time zone"):
        verdicts.record(
            store, "toys", "v1", DriftVerdict.STABLE, [], window=(naive, naive), window_size=1
        )


def test_a_probation_from_begin_to_end(store):
    begun = promotions.begin(store, "toys", "v2", "v1", {"accuracy": 0.9})
    assert (begun.state, begun.previous, begun.baseline) == ("probation", "v1", {"accuracy": 0.9})
    assert promotions.on_probation(store, "toys") == begun
    assert promotions.on_probation(store, "boys") is None

    ended = promotions.end(store, begun.id, Probation.ROLLED_BACK, ["confidence fell"])
    assert (ended.state, ended.reasons) == (Probation.ROLLED_BACK, ["confidence fell"])
    assert promotions.on_probation(store, "toys") is None
    with pytest.raises(StoreError, match="not on probation: it is 'rolled back'"):
        promotions.end(store, begun.id, Probation.KEPT, [])
    with pytest.raises(StoreError, match="99 is not on probation: there is none"):
        promotions.end(store, 99, Probation.KEPT, [])


def test_a_promotion_supersedes_the_one_on_probation(store):
    first = promotions.begin(store, "toys", "v2", "v1", {})
    second = promotions.begin(store, "toys", "v3", "v2", {})
    assert promotions.on_probation(store, "toys") == second
    back = promotions.begin(store, "toys", "v2", "v3", {}, on_probation=False)
    assert [(p.version, p.state) for p in promotions.history(store, "toys")] == [
        ("v2", "kept"),
        ("v3", "superseded"),
        ("v2", "superseded"),
    ]
    assert back.ended == back.time
    assert promotions.history(store)[-1].reasons == ["Version v3 was promoted after it."]
    assert first.ended is None
