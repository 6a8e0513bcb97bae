"""The docs say what is true: commands exist, links lead somewhere, the picture is of this graph."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.dvc import stages
from tasks.picture import mermaid
from tests.column_types import small

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "benchmarks/README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(
    r"^(?!#)(\S.*?)(?:\s+#.*)?$",
    "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL)),
    re.MULTILINE,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_picture_is_drawn_from_the_graph():
    drawn = mermaid("column_types", stages(ROOT, "column_types"))
    assert f"```mermaid\n{drawn}\n```" in README


def test_readme_has_commands():
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_make_targets_exist(command):
    target = command.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", [c for c in COMMANDS if "matchloop " in c])
def test_matchloop_commands_take_these_options(command):
    words = command[command.index("matchloop ") :].split()
    names = [word for word in words[1:] if word.isalpha()][: 2 if words[1] == "models" else 1]
    shown = subprocess.run(
        [sys.executable, "-m", "matchloop.cli.main", *names, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "PATH": "", "TERM": "dumb"},
    ).stdout
    for option in re.findall(r"--[a-z-]+", command):
        assert option in shown


def test_the_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))
    small.install(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shown = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[0] for line in shown.splitlines()] == ["id", "paid"]
