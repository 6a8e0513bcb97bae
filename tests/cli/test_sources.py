import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchloop.cli.sources import app, project_root
from matchloop.errors import InputError, SourceError

CONTENT = b"name\nOslo\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one source in its mirror and one that is nowhere."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    entry = (
        "  {name}: {{family: column_types, role: {role}, licence: MIT, description: d,\n"
        "     repository: owner/data, commit: '" + "0" * 40 + "', {extra}\n"
        "     files: [{{path: {name}.csv, sha256: {sha256}, bytes: {size}}}]}}\n"
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sources.yaml").write_text(
        "sources:\n"
        + entry.format(name="cities", role="train", extra="", sha256=sha256, size=10)
        + entry.format(
            name="held_out", role="evaluate", extra="unverified: x,", sha256="null", size="null"
        )
    )
    mirror = tmp_path / "mirror" / "owner__data"
    mirror.mkdir(parents=True)
    (mirror / "cities.csv").write_bytes(CONTENT)
    monkeypatch.setenv("MATCHLOOP_MIRROR", str(tmp_path / "mirror"))
    # A proxy that refuses: the network, whatever there is of it, stays out of the test.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    return tmp_path


def test_pull_brings_what_it_can_and_says_what_is_missing(project):
    result = CliRunner().invoke(app, ["pull"])
    assert result.exit_code == 0
    assert (project / "data/sources/train/cities/cities.csv").read_bytes() == CONTENT
    lines = result.stdout.strip().splitlines()
    assert lines[-2].startswith("held_out: unreachable, skipped (")
    assert lines[-2].endswith("Nothing is measured on it, and the model card says so.")
    assert lines[-1] == "sources: 1 copied from the mirror; 1 unreachable, skipped"


def test_list_shows_what_is_here(project):
    CliRunner().invoke(app, ["pull", "cities"])
    result = CliRunner().invoke(app, ["list"])
    rows = [line.split() for line in result.stdout.strip().splitlines()]
    assert rows[1] == ["cities", "column_types", "train", "MIT", "0.01", "kB", "here"]
    assert rows[2] == ["held_out", "column_types", "evaluate", "MIT", "unknown", "not", "here"]
    (project / "data/sources/train/cities/cities.csv").write_bytes(b"altered")
    assert "altered: pull again" in CliRunner().invoke(app, ["list"]).stdout


def test_wrong_bytes_end_with_an_error(project):
    (project / "mirror/owner__data/cities.csv").write_bytes(b"other")
    result = CliRunner().invoke(app, ["pull"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SourceError)
    assert "expected " + hashlib.sha256(CONTENT).hexdigest() in str(result.exception)


def test_an_unknown_source_is_named_with_the_known_ones(project):
    result = CliRunner().invoke(app, ["pull", "citys"])
    assert str(result.exception) == "no source named citys. There are: cities, held_out"


def test_outside_a_project_the_remedy_is_told(tmp_path):
    with pytest.raises(InputError, match=r"no data/sources.yaml in .* or above it. Run this insid"):
        project_root(tmp_path)
