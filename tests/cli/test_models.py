from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchloop import registry, serving
from matchloop.cli.models import app
from matchloop.errors import NoChampionError, RegistryError, UnknownFamilyError
from tests.tiny_bundle import tiny_bundle


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def output(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.exception
    return result.output


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two registered versions, the first of them the champion."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder / "home"))
        for weight, verdict in ((1, "passed"), (2, "refused")):
            registry.register(
                tiny_bundle(folder / f"forest{weight}", weight),
                metrics={"synthetic.accuracy": 0.96 + weight / 100, "synthetic.ece": 0.02},
                card=f"# Card {weight}\n\n- a limit",
                git_commit="abc1234",
                tags={"verdict": verdict},
            )
        registry.promote("toys", 1, "passed the gate")
    return folder / "home"


@pytest.fixture(autouse=True)
def a_home(two_versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(two_versions))
    monkeypatch.setenv("COLUMNS", "120")


def rows(text: str) -> list[list[str]]:
    """The words of each line of the table that begins with a version."""
    return [line.split() for line in text.splitlines() if line.strip()[:1].isdigit()]


def test_list_shows_every_version_the_newest_first() -> None:
    found = rows(output("list"))

    assert [[*row[:-2], row[-1]] for row in found] == [
        ["2", "(1.1.0)", "forest", "0.980", "refused"],
        ["1", "(1.0.0)", "champion", "forest", "0.970", "passed"],
    ]
    assert rows(output("list", "toys")) == found


def test_list_shows_what_the_family_is_measured_by(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    figures = {"unseen_standards.top1": 0.951, "unseen_standards.mrr": 0.964}
    bundle = tiny_bundle(tmp_path / "one", 1)
    registry.register(bundle, metrics=figures, card="", git_commit="", tags={})
    text = output("list", "toys")
    assert "toys: right first by hold-out" in text  # a version from before the tag
    assert "0.951" in text
    bundle = tiny_bundle(tmp_path / "two", 2)
    registry.register(bundle, metrics=figures, card="", git_commit="", tags={"headline": "mrr"})
    text = output("list", "toys")
    assert "toys: mrr by hold-out" in text
    assert "0.964" in text


def test_list_of_another_family_names_those_there_are() -> None:
    result = run("list", "boys")

    assert isinstance(result.exception, UnknownFamilyError)
    assert "there are: column_types, column_mapping" in str(result.exception)


def test_list_with_nothing_registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "empty"))

    assert "No model is registered yet. `make run` trains" in output("list")
    assert not (tmp_path / "empty").exists()


def test_show_renders_the_card_of_the_champion_or_of_a_version() -> None:
    assert "toys version 1 (1.0.0) · champion" in output("show", "toys")
    assert "passed the gate" in output("show", "toys")
    shown = output("show", "toys", "2")
    assert "Card 2" in shown
    assert "Version 1.1.0, trained on 20" in shown
    assert "• a limit" in shown  # rendered, not raw Markdown
    assert isinstance(run("show", "toys", "7").exception, RegistryError)


def test_promoting_by_hand_says_that_the_gate_was_bypassed_and_records_it() -> None:
    text = output("promote", "toys", "2", "--reason", "the gate is too strict here")
    try:
        assert "Version 2 of toys serves now." in text
        assert "gate was bypassed (its verdict on this version: refused)" in text
        tags = registry.find("toys", 2).tags
        assert (tags["gate"], tags["promoted_because"]) == (
            "bypassed",
            "the gate is too strict here",
        )
        pointer = serving.current("toys")
        assert pointer is not None
        assert pointer.version == 2
    finally:
        text = output("rollback", "toys", "--reason", "it was not")
    assert "Version 1 of toys serves again; version 2 is the previous one now." in text


def test_a_reason_is_required() -> None:
    assert run("promote", "toys", "2").exit_code == 2
    assert run("rollback", "toys").exit_code == 2


def test_rolling_back_what_was_never_promoted() -> None:
    assert isinstance(run("rollback", "bricks", "--reason", "x").exception, NoChampionError)
