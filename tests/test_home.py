from pathlib import Path

import pytest

from matchloop.home import home


def test_home_is_the_variable_then_the_project_then_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "given"))
    assert home() == tmp_path / "given"

    monkeypatch.delenv("MATCHLOOP_HOME")
    (tmp_path / "project" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "deep")
    assert home().name == "matchloop"
    for name in ("params.yaml", "dvc.yaml"):
        (tmp_path / "project" / name).touch()
    assert home() == tmp_path / "project" / ".matchloop"
    assert not home().exists()
