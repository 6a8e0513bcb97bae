"""`matchloop shadow`: start, stop, and what it has said beside the champion."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from matchloop import registry, serving
from matchloop import store as stores
from matchloop.cli.main import app
from matchloop.errors import RegistryError
from matchloop.store import feedback
from matchloop.store.feedback import Given
from matchloop.store.log import PredictionLog
from matchloop.store.records import PredictionBatch, ShadowAnswers
from tests.tiny_bundle import tiny_bundle
from tests.waiting import CEILING


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two registered versions, the first of them the champion."""
    folder = tmp_path_factory.mktemp("shadow")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder / "home"))
        for weight in (1, 2):
            bundle = tiny_bundle(folder / f"b{weight}", weight)
            registry.register(bundle, metrics={}, card="", git_commit="")
        registry.promote("toys", 1, "first")
    return folder / "home"


@pytest.fixture(autouse=True)
def a_home(two_versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MLFLOW_TRACKING_URI", "MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(two_versions))
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["shadow", *arguments])


def output(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.exception
    return result.output


def test_from_start_to_stop() -> None:
    assert "There was no shadow of toys." in output("stop", "toys")
    assert "Version 2 of toys answers beside the champion since" in output("start", "toys", "2")
    shadow = serving.shadow("toys")
    assert shadow is not None
    assert shadow.version == 2
    assert "No input has been answered by both yet." in output("show", "toys")

    log = PredictionLog()
    ids = log.add(
        PredictionBatch(
            "toys",
            "v1",
            [f"{i:032}" for i in range(20)],
            ["yes"] * 20,
            np.full(20, 0.5),
            np.zeros(20, bool),
            1.0,
            shadow=ShadowAnswers("v2", ["yes"] * 15 + ["no"] * 5, np.full(20, 0.75)),
        )
    )
    assert log.close(CEILING)
    shown = output("show", "toys")
    assert "Same answer for 75.0% of 20 inputs." in shown
    assert "Mean confidence: shadow 0.750, champion 0.500." in shown
    assert "None of these answers has been judged by feedback yet." in shown

    with stores.opened() as store:
        feedback.add(store, "toys", [Given("no", prediction=id_) for id_ in ids[10:]])
    assert "Right by feedback: shadow 50.0%, champion 0.0% of 10" in output("show", "toys")
    answer = json.loads(output("show", "toys", "--json"))
    assert (answer["family"], answer["shadow"], answer["answers"], answer["judged"]) == (
        "toys",
        "v2",
        20,
        10,
    )
    assert "The shadow answers no more." in output("stop", "toys")
    assert serving.shadow("toys") is None


def test_what_cannot_be_a_shadow_is_named() -> None:
    for arguments, message in {
        ("show", "toys"): "There is no shadow of toys",
        ("start", "toys", "1"): "Version 1 of toys is the champion",
        ("start", "toys", "9"): "toys has no version 9",
    }.items():
        error = run(*arguments).exception
        assert isinstance(error, RegistryError)
        assert message in str(error)
