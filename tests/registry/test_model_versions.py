"""What there is, and what is said where there is nothing or nobody answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import registry, serving
from matchloop.errors import NoChampionError, RegistryError


def test_what_is_not_there_is_named(registered: Callable[..., int]) -> None:
    with pytest.raises(RegistryError, match="No model of the family 'toys' is"):
        registry.promote("toys", 1, "try")
    registered(1)
    with pytest.raises(RegistryError, match="toys has no version 9; it has 1"):
        registry.promote("toys", 9, "try")
    with pytest.raises(RegistryError, match="No model of the family 'boys'"):
        registry.show("boys")
    with pytest.raises(NoChampionError, match=r"no champion of toys .* to roll back from"):
        registry.rollback("toys", "try")
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError, match="Version 1 of toys is the first champion"):
        registry.rollback("toys", "try")


def test_reading_before_anything_was_registered_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))

    assert registry.versions("toys") == []
    assert registry.sync("toys") is None
    with pytest.raises(RegistryError, match="No model of the family 'toys'"):
        registry.promote("toys", 1, "try")
    assert not (tmp_path / "home").exists()


def test_a_database_that_is_none_is_named(a_home: Path) -> None:
    (a_home / "mlflow.db").write_text("not a database, but long enough to look like one" * 50)

    with pytest.raises(RegistryError, match=r"sqlite:///.*mlflow\.db could not be opened"):
        registry.versions("toys")


def test_a_server_out_of_reach_is_named_without_its_password_and_the_champion_answers(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://anna:secret@127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")

    with pytest.raises(RegistryError, match=r"http://127\.0\.0\.1:9 could not be opened") as caught:
        registry.sync("toys")
    assert "secret" not in str(caught.value)
    assert serving.champion("toys").manifest.model == "forest"
