"""The docs say what is true: commands exist, links lead somewhere, the picture is of this graph."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from matchloop import families
from tasks.pipeline.dvc import stages
from tasks.pipeline.picture import mermaid
from tests.column_types import small

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "benchmarks/README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FAMILIES = families.names()
PROGRAMS = {name: name for name in ("dvc", "mlflow", "prefect")} | {
    "matchloop": "matchloop.cli.main"
}
GROUPS = """automation deployment feedback home keys models remote schedule server shadow sources
work-pool worker""".split()
"""Words after which another one says what is to be done."""


def commands(text: str) -> list[list[str]]:
    """The words of each command in the text's blocks of shell."""
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines()
    found = [shlex.split(line.rpartition(" | ")[-1], comments=True) for line in lines]
    return [words for words in found if words]


def on_pages() -> list[list[str]]:
    each = [words for page in PAGES for words in commands(page.read_text(encoding="utf-8"))]
    return [list(words) for words in dict.fromkeys(map(tuple, each))]


@cache
def shown_help(module: str, *words: str) -> str:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PREFECT")}
    run = subprocess.run(
        [sys.executable, "-m", module, *words, "--help"],
        capture_output=True,
        text=True,
        env={**kept, "COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("family", FAMILIES)
def test_pictures_are_drawn_from_the_graph(family):
    drawn = mermaid(family, stages(ROOT, family))
    assert f"```mermaid\n{drawn}\n```" in README


def test_there_is_a_picture_of_every_family():
    assert README.count("```mermaid") == len(FAMILIES)


def test_every_benchmark_has_its_command_and_figures():
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for section in re.split(r"^##+ ", page, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        assert "`python -m benchmarks." in section, heading
        assert "```text\n" in section, heading


def texts_of_code() -> list[str]:
    """Every text in the code, f-strings in pieces; what an error says is among them."""
    paths = [
        path
        for folder in ("matchloop", "tasks", "flows")
        for path in ROOT.glob(f"{folder}/**/*.py")
    ]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [node.value for node in nodes if isinstance(node.value, str)]


def test_stages_that_are_named_exist():
    known = {stage.name.partition("@")[0] for f in FAMILIES for stage in stages(ROOT, f)}
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    said = r"dvc (?:repro|freeze|unfreeze|status)((?: +--[\w-]+)*) +(\w[\w@-]*)"
    found = {match[2] for text in (*texts_of_code(), *pages) for match in re.finditer(said, text)}
    assert {"column_types-split", "column_types-featurize"} <= found
    assert found <= known


FIGURES = {
    ("column_types", "584 columns of 20 tables by other hands"): (
        *("{foreign_tables.accuracy:.3f}", "{foreign_tables.accuracy_at_0.9:.3f} right"),
        "{foreign_tables.coverage_at_0.9:.0%}",
    ),
    ("column_types", "126 columns of eight whole real tables"): (
        *("{real_tables.accuracy:.3f}", "{real_tables.accuracy_at_0.9:.3f} right"),
        "{real_tables.coverage_at_0.9:.0%}",
    ),
    ("column_types", "491 columns of other real tables"): (
        *("{real_columns.accuracy:.3f}", "{real_columns.accuracy_at_0.9:.3f} right"),
        "{real_columns.coverage_at_0.9:.0%}",
    ),
    ("column_types", "1,379 generated columns"): (
        *("{synthetic.accuracy:.3f}", "{synthetic.accuracy_at_0.9:.3f} right"),
        "{synthetic.coverage_at_0.9:.0%}",
    ),
    ("column_mapping", "3,628 names of NameGuess Chicago, 2,247 candidates"): (
        *("{NameGuess_Chicago.top1:.3f}", "{NameGuess_Chicago.top3:.3f}"),
        *("{NameGuess_Chicago.coverage_at_0.9:.0%}", "{NameGuess_Chicago.accuracy_at_0.9:.3f}"),
    ),
    ("column_mapping", "854 columns of Jira, Shopify and 20 made-up tables"): (
        *("{foreign_measure.mapped_right:.3f}", "{foreign_measure.sure_right:.3f}"),
        *("{foreign_measure.found:.0%}", "{foreign_measure.falsely_mapped:.1%}"),
    ),
    ("column_mapping", "4,248 generated names of 968 standards never trained on"): (
        *("{unseen_standards.top1:.3f}", "{unseen_standards.top3:.3f}"),
        *("{unseen_standards.coverage_at_0.9:.0%}", "{unseen_standards.accuracy_at_0.9:.3f}"),
    ),
}


@pytest.mark.parametrize(("family", "row"), FIGURES, ids=lambda text: text[:20])
def test_the_figures_are_those_of_the_last_run(family, row):
    measured = json.loads((ROOT / "reports" / family / "metrics.json").read_text())
    cells = [
        re.sub(r"\{(.*):(.*?)\}", lambda m: format(measured[m[1]], m[2]), each)
        for each in FIGURES[family, row]
    ]
    assert f"| {' | '.join([row, *cells])} |" in README


def test_there_are_commands():
    assert len(commands(README)) >= 10
    assert len(on_pages()) >= 50


@pytest.mark.parametrize("words", [w for w in on_pages() if w[0] == "make"], ids=" ".join)
def test_make_targets_exist(words):
    assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("words", [w for w in on_pages() if w[0] in PROGRAMS], ids=" ".join)
def test_commands_take_these_options(words):
    path: list[str] = []
    for word in words[1:]:
        if word.startswith("-") or (path and path[-1] not in GROUPS):
            break
        path.append(word)
    options = [word for word in words if word.startswith("--")]
    if not options and words[0] != "matchloop":
        return  # a word that is no command is found by whoever types it; starting Prefect is slow
    shown = shown_help(PROGRAMS[words[0]], *path)
    for option in options:
        assert option in shown


@pytest.mark.parametrize(
    "words", [w for w in on_pages() if w[2:] and w[2][:6] == "flows."], ids=" ".join
)
def test_flows_take_these_options(words):
    shown = shown_help(words[2])
    for option in (word for word in words if word.startswith("--")):
        assert option in shown


def test_the_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))
    small.install(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shown = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[0] for line in shown.splitlines()] == ["id", "paid"]


def test_the_remote_of_the_operations_page_keeps_files(tmp_path):
    """Its commands as they stand; then a folder in the bucket's place, as it says too."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    env = {**os.environ, "DVC_SITE_CACHE_DIR": str(tmp_path / "site"), "DVC_NO_ANALYTICS": "1"}

    def run(*words):
        subprocess.run(words, cwd=repository, check=True, capture_output=True, env=env)

    def dvc(*words):
        run(sys.executable, "-m", "dvc", *words)

    repository = tmp_path / "repository"
    repository.mkdir()
    run("git", "init", "-q")
    dvc("init", "-q")
    for words in (w for w in commands(page) if w[:2] == ["dvc", "remote"]):
        dvc(*words[1:])
    assert "SECRET" not in (repository / ".dvc" / "config").read_text()
    dvc("remote", "add", "--default", "disk", str(tmp_path / "disk"))
    (repository / "model.onnx").write_text("weights")
    dvc("add", "-q", "model.onnx")
    dvc("push")
    (repository / "model.onnx").unlink()
    shutil.rmtree(repository / ".dvc" / "cache")
    dvc("pull")
    assert (repository / "model.onnx").read_text() == "weights"
