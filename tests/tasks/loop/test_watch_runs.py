"""What the watch shows, and that it goes on without the registry."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from matchloop.drift.findings import DriftVerdict
from matchloop.errors import RegistryError
from matchloop.monitoring.status import FamilyStatus
from matchloop.params import load_params
from tasks.loop.watch import Watched
from tasks.loop.watch_runs import look_after, status_markdown, watch_markdown, watched_families
from tests.watch_toys import FAMILY, PARAMS, log, serve

ALL = load_params(Path(__file__).parents[3] / "params.yaml").model_copy(update={"watch": PARAMS})


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_with_the_registry_out_of_reach_the_local_champion_is_watched(home, monkeypatch):
    def unreachable(*_):
        raise RegistryError("no answer from the registry")

    monkeypatch.setattr("tasks.loop.watch_runs.registry.versions", unreachable)
    monkeypatch.setattr("tasks.loop.watch_runs.registry.sync", unreachable)
    serve(home)
    log(20)
    assert watched_families() == [FAMILY]
    watched = look_after(FAMILY, ALL, home, False)
    assert watched.verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert "without the registry: no answer from the registry" in watched.notes[0]


def test_a_family_without_champion_is_passed_over(home):
    assert look_after("bricks", ALL, home, False) is None


def test_the_page_shows_reasons_as_they_are():
    watched = Watched("toys", "v1", DriftVerdict.DRIFTED, ("answers: *a*|b\nc 10 % → 90 %",))
    assert watch_markdown(watched, Path("/project")) == (
        "# toys version 1: drifted\n\n- answers: \\*a\\*\\|b c 10 % → 90 %\n"
    )


def test_the_status_page_has_a_table_for_each_family():
    found = [FamilyStatus("toys"), FamilyStatus("bricks", problems=("a|b",))]
    page = status_markdown(found, datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert "## toys\n\n| | |\n| --- | --- |\n| champion | none yet" in page
    assert "| problem | a\\|b |" in page
