"""A family is added as docs/architecture.md says: its own files, entries in lists, nothing else.

It then goes the whole way: stages, train flow, gate, promotion, logged answers, watch, feedback,
retraining and rollback, in a copy of the project where no other file is touched.
"""

import csv
import json
import shutil
import socket
from pathlib import Path

import pytest

from matchloop import store as stores
from matchloop.store import promotions, retraining
from tests.e2e.project import bare, tidied
from tests.e2e.toy_family.lists import LISTS
from tests.e2e.toy_family.matchloop.spelling.words import generated

FAMILY = "spelling"
FILES = Path(__file__).parent / "toy_family"
OWN = ("matchloop", "tasks", "data")
MEDICAL = {"aemia": "emia", "oedema": "edema", "aesthet": "esthet", "haemo": "hemo"}
"""Endings of a trade that the champion never saw."""

WATCH = {"reference_size": 200, "window": 200}
RETRAIN = {"recent": {"share": 0.3}, "gate": {"maximum_class_drop": 1.0}}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy with the toy's own files, entered in the lists."""
    with tidied(bare(tmp_path_factory.mktemp("toy") / "project")) as project:
        for folder in OWN:
            shutil.copytree(
                FILES / folder,
                project.root / folder,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        for file, after, entry in LISTS:
            enter(project.root / file, after, entry)
        project.edit(WATCH, family="watch")
        project.edit(RETRAIN, family="retrain")
        yield project


@pytest.fixture(scope="module")
def store(project):
    with stores.opened(project.store) as store:
        yield store


@pytest.fixture(scope="module")
def lonely(project):
    """The same copy with the address of a Prefect server that is not up: the watch needs none."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{found.getsockname()[1]}/api"
    return project.having(PREFECT_API_URL=address)


def test_the_lists_agree_and_the_rules_hold(project):
    project.ok("tasks.pipeline.dependencies", "--write")
    project.ok("pytest", "tests/test_families.py", "tests/test_house.py", "-q")
    assert "spelling" in project.run("matchloop.cli.main", "feedback", "list", "tea")[1]


def test_its_stages_run(project):
    project.ok("dvc", "repro", f"{FAMILY}-bundle")
    figures = json.loads((project.root / "reports" / FAMILY / "metrics.json").read_text())
    assert figures["unseen_words.accuracy"] > 0.8


def test_the_flow_promotes_its_first_model(project):
    output = project.ok("flows.train", FAMILY)
    assert f"{FAMILY}: version 1 (regression) serves now" in output
    assert project.champion(FAMILY) == 1


def test_answers_are_logged_and_a_drift_is_seen(project, lonely, store):
    everyday = ask(project, generated(240, seed=1), "everyday")
    assert len({number for _, _, number in everyday}) == len(everyday)
    assert f"{FAMILY} version 1: " in lonely.ok("flows.watch", FAMILY)
    assert retraining.requests(store, FAMILY) == []
    ask(project, generated(300, seed=2, endings=MEDICAL), "medical")
    assert f"{FAMILY} version 1: drifted" in lonely.ok("flows.watch", FAMILY)
    (request,) = retraining.requests(store, FAMILY)
    assert "version v1 drifted" in request.reason


def test_feedback_brings_a_better_one(project, store, tmp_path):
    words = generated(400, seed=3, endings=MEDICAL)
    with (tmp_path / "said.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right", "prediction", "word"))
        for word, _, number in ask(project, words, "judged"):
            writer.writerow((words[word], number, word))
    path = str(tmp_path / "said.csv")
    command = ("matchloop.cli.main", "feedback", "import", FAMILY, path)
    assert f"{len(words)} added" in project.ok(*command)
    output = project.ok("flows.retrain", FAMILY)
    assert f"promoted: {FAMILY}: version 2 (regression) serves now" in output
    assert "better than champion v1 on recent" in output
    assert project.champion(FAMILY) == 2
    assert promotions.on_probation(store, FAMILY).version == "v2"


def test_it_is_rolled_back(project):
    command = ("matchloop.cli.main", "rollback", FAMILY, "--reason", "tried", "--wait")
    assert "Version 1 of spelling serves again" in project.ok(*command)
    assert project.champion(FAMILY) == 1
    (status,) = json.loads(project.ok("matchloop.cli.main", "status", "--json"))
    assert (status["family"], status["version"]) == (FAMILY, 1)
    listed = project.ok("matchloop.cli.main", "models", "list", FAMILY)
    assert "champion" in listed


def enter(path, after, entry):
    """Enter a family in a list, behind a text that is there once; at the end without any."""
    text = path.read_text(encoding="utf-8")
    head, sign, rest = text.partition(after) if after else (text, "", "")
    assert not after or sign, f"{path.name} has no {after!r}"
    path.write_text(f"{head}{sign}{entry}{rest}", encoding="utf-8")


def ask(project, words, name):
    """Have the champion answer words, ten at once; what it said, as word, answer and number."""
    path, listed = project.root.parent / f"{name}.txt", list(words)
    lines = [" ".join(listed[at : at + 10]) for at in range(0, len(listed), 10)]
    path.write_text("\n".join(lines))
    return json.loads(project.ok("matchloop.spelling", str(path)))
