"""The watch of a toy family on a real store: verdicts, requests, pages, news."""

from pathlib import Path

import pytest

from matchloop.drift.findings import DriftVerdict
from matchloop.errors import NoChampionError
from matchloop.monitoring.watch import watch
from matchloop.store import feedback, predictions, retraining, verdicts
from matchloop.store.feedback import Given
from matchloop.store.moments import now
from matchloop.store.retraining import State
from tests.watch_toys import FAMILY, PARAMS, log, wrong_answers


@pytest.fixture
def page(monkeypatch):
    """Pages of one line: drawing a real one takes seconds."""

    def report(reference, window, result, path, limits):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(result.verdict))

    monkeypatch.setattr("matchloop.monitoring.watch.report", report)


def look(store, tmp_path, **options):
    return watch(store, FAMILY, PARAMS, tmp_path, **options)


def test_too_few_predictions_are_no_verdict(store, tmp_path):
    log(50)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert watched.reasons == ("the first predictions become the reference: 50 of 200 are logged",)
    assert (watched.page, watched.request) == (None, None)
    assert verdicts.latest(store, FAMILY).verdict is DriftVerdict.NOT_ENOUGH_DATA


def test_nothing_since_the_reference_is_no_verdict(store, tmp_path):
    log(200)
    watched = look(store, tmp_path)
    assert watched.reasons == ("0 different inputs among 0 predictions, 100 are needed",)


def test_predictions_like_the_first_ones_are_stable(store, page, tmp_path):
    log(200)
    log(200, start=1_000)
    watched = look(store, tmp_path)
    assert (watched.verdict, watched.request) == (DriftVerdict.STABLE, None)
    assert (tmp_path / watched.page).read_text() == "stable"
    last = verdicts.latest(store, FAMILY)
    assert (last.window_size, last.report) == (200, str(watched.page))


def test_a_shift_is_asked_about_and_recorded(store, page, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.DRIFTED
    request = retraining.requests(store, FAMILY)[0]
    assert watched.request == request
    assert request.state is State.OPEN
    assert request.reason.startswith("version v1 drifted: inputs: about ")
    assert watched.new_request == request
    assert verdicts.latest(store, FAMILY).reasons == list(watched.reasons)


def test_the_real_page_is_written_below_the_family(store, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    path = look(store, tmp_path).page
    assert path.parent == Path("reports/toys/watch")
    assert path.name.endswith("Z-v1-drifted.html")
    assert "v1" in (tmp_path / path).read_text(encoding="utf-8")


def test_without_features_answers_and_confidence_are_watched(store, page, tmp_path):
    log(200, features=False)
    log(200, start=1_000, features=False)
    assert look(store, tmp_path).verdict is DriftVerdict.STABLE
    log(200, start=2_000, features=False, confidence=0.5)
    watched = look(store, tmp_path)
    assert watched.verdict is DriftVerdict.DRIFTED
    assert watched.reasons[0].startswith("confidence fell from 0.89 to 0.50")


def test_wrong_answers_are_drift_though_the_inputs_are_not(store, page, tmp_path):
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


def test_nothing_new_is_not_looked_at_again_unless_asked(store, page, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    first = look(store, tmp_path)
    second = look(store, tmp_path)
    assert (second.news, second.verdict, second.page) == (False, first.verdict, first.page)
    assert second.title == "toys version 1: drifted, nothing new since"
    assert len(verdicts.history(store, FAMILY)) == 1
    third = look(store, tmp_path, again=True)
    assert (third.news, third.request.merged) == (True, 1)
    assert (first.new_request, third.new_request) == (first.request, None)


def test_an_answer_to_the_drift_that_is_under_way_is_not_asked_for_again(store, page, tmp_path):
    log(200)
    log(200, start=1_000, shift=3)
    look(store, tmp_path)
    retraining.claim(store, "a retraining", FAMILY)
    watched = look(store, tmp_path, again=True)
    assert watched.request is None
    assert watched.notes == ("request 1 is being served, so no other one is made",)
    assert len(retraining.requests(store, FAMILY)) == 1


def test_only_the_newest_pages_are_kept(store, page, tmp_path, monkeypatch):
    log(200)
    for day in range(1, 5):
        moment = now().replace(year=2030, month=1, day=day)
        monkeypatch.setattr("matchloop.monitoring.watch.now", lambda moment=moment: moment)
        log(200, start=1_000 * day)
        look(store, tmp_path)
    kept = sorted(path.name[:10] for path in (tmp_path / "reports/toys/watch").iterdir())
    assert kept == ["2030-01-03", "2030-01-04"]


def test_a_disk_that_is_full_costs_the_page_only(store, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matchloop.monitoring.watch.report", full)
    log(200)
    log(200, start=1_000, shift=3)
    watched = look(store, tmp_path)
    assert watched.request is not None
    assert "the page could not be written: [Errno 28] No space left" in watched.notes[0]


def test_killed_before_the_verdict_the_next_watch_does_it_again(store, page, tmp_path, monkeypatch):
    log(200)
    log(200, start=1_000, shift=3)
    with monkeypatch.context() as broken:
        broken.setattr("matchloop.monitoring.watch.verdicts.record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(store, tmp_path)
    assert retraining.requests(store, FAMILY)[0].state is State.OPEN
    assert look(store, tmp_path).verdict is DriftVerdict.DRIFTED
    assert len(retraining.requests(store, FAMILY)) == 1


def test_a_family_without_champion_cannot_be_watched(store, tmp_path):
    with pytest.raises(NoChampionError, match="no champion of bricks to watch"):
        watch(store, "bricks", PARAMS, tmp_path)
