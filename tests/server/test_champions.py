"""Champions are loaded once, followed, and warm before they answer."""

import pytest

from matchloop import serving
from matchloop.errors import NoChampionError
from matchloop.server.champions import Champions
from tests.server.parts import FAMILY, promote
from tests.tiny_bundle import change_one_byte, tiny_bundle
from tests.toys import TOYS
from tests.waiting import CEILING, wait_until


@pytest.fixture
def champions(echo):
    opened = Champions([FAMILY, TOYS[2]], every=0.01)
    opened.start()
    yield opened
    opened.close()


def test_one_that_comes_later_answers_too(champions, echo, tmp_path):
    assert champions.wait(CEILING)
    assert not champions.is_ready
    with pytest.raises(NoChampionError, match="no champion of toys on this machine yet"):
        champions.held(("toys",))
    promote(tmp_path, 1)
    wait_until(lambda: champions.is_ready)
    models, versions = champions.held(("toys", "bricks"))
    assert list(models) == ["toys"]  # the others may be missing
    assert echo.warmed == ["v1"]
    assert serving.current("toys").manifest_sha256 in versions


def test_a_newer_version_that_is_damaged_is_told(champions, tmp_path, monkeypatch):
    promote(tmp_path, 1)
    wait_until(lambda: champions.is_ready)
    monkeypatch.setattr(champions._readers["toys"], "_every", 0.0)
    folder = tiny_bundle(tmp_path / "b2", weight=2).folder
    serving.install("toys", 2, folder)
    with serving.lock("toys"):
        serving.point("toys", 2, 1)
        change_one_byte(serving.version_folder("toys", 2) / "model.onnx")

    def is_told():
        assert champions.held(("toys",))[0]["toys"].version == "v1"
        return "model.onnx is damaged" in champions.problems().get("toys", "")

    wait_until(is_told)
    assert champions.is_ready  # the version before goes on


def test_before_it_has_looked_it_says_that_it_is_loading():
    with pytest.raises(NoChampionError, match="is being loaded"):
        Champions([FAMILY]).held(("toys",))
