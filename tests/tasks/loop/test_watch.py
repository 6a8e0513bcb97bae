"""The watch of a toy family on a real store: verdicts, requests, pages, probation, lost events."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from matchloop import serving
from matchloop import store as stores
from matchloop.drift.findings import DriftVerdict
from matchloop.errors import NoChampionError, StoreError
from matchloop.monitoring import probation
from matchloop.params import load_params
from matchloop.store import feedback, predictions, promotions, retraining, verdicts
from matchloop.store.feedback import Given
from matchloop.store.moments import now
from matchloop.store.promotions import Probation
from matchloop.store.retraining import State
from matchloop.store.tables import promotions as promotions_table
from matchloop.store.tables import retrain_requests
from tasks.loop import events
from tasks.loop.probation import check
from tasks.loop.reconcile import reconcile
from tasks.loop.watch import watch
from tests.watch_toys import FAMILY, PARAMS, log, serve, wrong_answers

ALL = load_params(Path(__file__).parents[3] / "params.yaml").model_copy(update={"watch": PARAMS})


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    serve(tmp_path)
    with stores.opened() as store:
        yield store


@pytest.fixture
def sent(monkeypatch):
    """The events that would have been sent; a server is there."""
    told = []

    def announce(what, family, **payload):
        told.append((what, family, payload))
        return ""

    monkeypatch.setattr(events, "announce", announce)
    return told


@pytest.fixture
def page(monkeypatch):
    """Pages of one line: drawing a real one takes seconds."""

    def report(reference, window, result, path, limits):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(result.verdict))

    monkeypatch.setattr("tasks.loop.watch.report", report)


def look(store, tmp_path, **options):
    return watch(store, FAMILY, PARAMS, tmp_path, **options)


def age(store, table, column, by):
    """Make rows of a table older."""
    values = {column: table.c[column] - by // timedelta(microseconds=1)}
    with store.writing() as connection:
        connection.execute(sa.update(table).values(**values))


def test_too_few_predictions_are_no_verdict(store, sent, tmp_path):
    log(50)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert watched.reasons == ("the first predictions become the reference: 50 of 200 are logged",)
    assert (watched.page, watched.request, sent) == (None, None, [])
    assert verdicts.latest(store, FAMILY).verdict is DriftVerdict.NOT_ENOUGH_DATA


def test_nothing_since_the_reference_is_no_verdict(store, sent, tmp_path):
    log(200)
    watched = look(store, tmp_path)
    assert watched.reasons == ("0 different inputs among 0 predictions, 100 are needed",)


def test_predictions_like_the_first_ones_are_stable(store, sent, page, tmp_path):
    log(200)
    log(200, start=1_000)
    watched = look(store, tmp_path)
    assert (watched.verdict, watched.request, sent) == (DriftVerdict.STABLE, None, [])
    assert (tmp_path / watched.page).read_text() == "stable"
    last = verdicts.latest(store, FAMILY)
    assert (last.window_size, last.report) == (200, str(watched.page))


def test_a_shift_is_asked_about_recorded_and_announced(store, sent, page, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.DRIFTED
    request = retraining.requests(store, FAMILY)[0]
    assert watched.request == request
    assert request.state is State.OPEN
    assert request.reason.startswith("version v1 drifted: inputs: about ")
    payload = {"reason": request.reason, "request": request.id}
    assert sent == [(events.Happened.DRIFT, FAMILY, payload)]
    assert verdicts.latest(store, FAMILY).reasons == list(watched.reasons)


def test_a_shift_is_told_to_the_webhook_once(store, sent, page, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(
        "tasks.loop.watch.webhook.post", lambda *given: told.append(given) or "busy"
    )
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    look(store, tmp_path, again=True)
    assert told == [
        (
            "matchloop.drift.detected",
            {"family": FAMILY, "reason": watched.request.reason, "request": 1},
        )
    ]
    assert watched.notes == ("the webhook was not told: busy",)


def test_the_real_page_is_written_below_the_family(store, sent, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    path = look(store, tmp_path).page
    assert path.parent == Path("reports/toys/watch")
    assert path.name.endswith("Z-v1-drifted.html")
    assert "v1" in (tmp_path / path).read_text(encoding="utf-8")


def test_without_features_answers_and_confidence_are_watched(store, sent, page, tmp_path):
    log(200, features=False)
    log(200, start=1_000, features=False)
    assert look(store, tmp_path).verdict is DriftVerdict.STABLE
    log(200, start=2_000, features=False, confidence=0.5)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.DRIFTED
    assert watched.reasons[0].startswith("confidence fell from 0.89 to 0.50")


def test_wrong_answers_are_drift_though_the_inputs_are_not(store, sent, page, tmp_path):
    log(200)
    log(200, start=1_000)
    assert look(store, tmp_path).verdict is DriftVerdict.STABLE
    seen = predictions.window(store, FAMILY, size=60)
    wrong = wrong_answers(seen.column("answer").to_pylist())
    ids = seen.column("id").to_pylist()
    feedback.add(store, FAMILY, [Given(r, prediction=i) for r, i in zip(wrong, ids, strict=True)])
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.DRIFTED
    assert watched.reasons == (
        "accuracy fell from 96 % at promotion to 0 % (0 of 60 judged answers were right)",
    )


def test_nothing_new_is_not_looked_at_again_unless_asked(store, sent, page, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    first = look(store, tmp_path)
    second = look(store, tmp_path)
    assert (second.news, second.verdict, second.page) == (False, first.verdict, first.page)
    assert second.title == "toys version 1: drifted, nothing new since"
    assert len(verdicts.history(store, FAMILY)) == 1
    assert look(store, tmp_path, again=True).news
    assert retraining.requests(store, FAMILY)[0].merged == 1
    assert len(sent) == 1  # the request was announced before


def test_an_answer_to_the_drift_that_is_under_way_is_not_asked_for_again(
    store, sent, page, tmp_path
):
    log(200)
    log(200, start=1_000, shift=3)
    look(store, tmp_path)
    retraining.claim(store, "a retraining", FAMILY)
    watched = look(store, tmp_path, again=True)
    assert watched.request is None
    assert watched.notes == ("request 1 is being served, so no other one is made",)
    assert len(retraining.requests(store, FAMILY)) == 1


def test_only_the_newest_pages_are_kept(store, sent, page, tmp_path, monkeypatch):
    log(200)
    for day in range(1, 5):
        moment = now().replace(year=2030, month=1, day=day)
        monkeypatch.setattr("tasks.loop.watch.now", lambda moment=moment: moment)
        log(200, start=1_000 * day)
        look(store, tmp_path)
    kept = sorted(path.name[:10] for path in (tmp_path / "reports/toys/watch").iterdir())
    assert kept == ["2030-01-03", "2030-01-04"]


def test_a_disk_that_is_full_costs_the_page_only(store, sent, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasks.loop.watch.report", full)
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    assert watched.request is not None
    assert "the page could not be written: [Errno 28] No space left" in watched.notes[0]


def test_killed_before_the_verdict_the_next_watch_does_it_again(
    store, sent, page, tmp_path, monkeypatch
):
    log(200)
    log(200, start=1_000, shift=3)
    with monkeypatch.context() as broken:
        broken.setattr("tasks.loop.watch.verdicts.record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(store, tmp_path)
    assert retraining.requests(store, FAMILY)[0].state is State.OPEN
    assert look(store, tmp_path).verdict is DriftVerdict.DRIFTED
    assert len(retraining.requests(store, FAMILY)) == 1


def test_an_event_that_cannot_be_sent_is_said_and_the_request_waits(
    store, page, tmp_path, monkeypatch
):
    monkeypatch.setattr(events, "announce", lambda *_, **__: "connection refused")
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    assert watched.notes[0].startswith("the event could not be sent: connection refused.")
    assert "python -m flows.retrain toys" in watched.notes[0]
    assert verdicts.latest(store, FAMILY).verdict is DriftVerdict.DRIFTED


def test_a_family_without_champion_cannot_be_watched(store, tmp_path):
    with pytest.raises(NoChampionError, match="no champion of bricks to watch"):
        watch(store, "bricks", PARAMS, tmp_path)


def test_a_young_request_is_not_announced_again(store, sent):
    retraining.ask(store, FAMILY, "drift")
    assert list(reconcile(store, ALL)) == []
    assert sent == []


def test_a_request_that_nobody_heard_of_is_announced_again(store, sent):
    request = retraining.ask(store, FAMILY, "drift")
    age(store, retrain_requests, "created", timedelta(hours=1))
    assert list(reconcile(store, ALL)) == ["toys: request 1 is announced again"]
    assert sent == [(events.Happened.DRIFT, FAMILY, {"reason": "drift", "request": request.id})]


def test_a_request_behind_one_that_is_served_waits(store, sent):
    retraining.ask(store, FAMILY, "drift")
    retraining.claim(store, "a retraining", FAMILY)
    retraining.ask(store, FAMILY, "more drift")
    age(store, retrain_requests, "created", timedelta(hours=1))
    assert list(reconcile(store, ALL)) == []


def test_in_the_pause_after_a_retraining_only_feedback_starts_another(store, sent):
    request = retraining.ask(store, FAMILY, "drift")
    retraining.claim(store, "me", FAMILY)
    retraining.finish(store, request.id, "me", State.REFUSED, "no better")
    retraining.ask(store, FAMILY, "drift again")
    age(store, retrain_requests, "created", timedelta(hours=1))
    assert list(reconcile(store, ALL)) == []
    feedback.add(store, FAMILY, [Given("yes", input="a" * 32)])
    assert list(reconcile(store, ALL)) == ["toys: request 2 is announced again"]


def test_a_claim_whose_server_died_is_opened_announced_and_served_once(store, sent):
    retraining.ask(store, FAMILY, "drift")
    dead = retraining.claim(store, "dead", FAMILY)
    assert list(reconcile(store, ALL)) == []
    age(store, retrain_requests, "claimed_at", timedelta(hours=2))
    assert list(reconcile(store, ALL)) == [
        "toys: the run that served request 1 was lost; it is open",
        "toys: request 1 is announced again",
    ]
    assert retraining.claim(store, "alive", FAMILY).id == dead.id
    assert retraining.claim(store, "another", FAMILY) is None
    with pytest.raises(StoreError, match="not being served by 'dead'"):
        retraining.finish(store, dead.id, "dead", State.DONE, "too late")


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
        broken.setattr("tasks.loop.probation.probation.returned", lambda *_: 1 / 0)
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
    age(store, promotions_table, "time", timedelta(days=8))
    checked = check(store, FAMILY, PARAMS.probation)
    assert checked.state is Probation.KEPT
    assert "Only 0 of 200 predictions came in 7 days." in checked.reasons
