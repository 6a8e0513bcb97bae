"""Feedback becomes files that the pipeline depends on."""

import csv
import shutil
from pathlib import Path

import pytest

from matchloop import store as stores
from matchloop.params import RecentParams
from matchloop.store import feedback
from matchloop.store.feedback import Given
from tasks.loop import retrain_labels as labels
from tests.flows import toy

HOUSE = Path(__file__).parents[3]
RECENT = RecentParams(share=0.3, most=100, minimum=5)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return toy.make(tmp_path_factory.mktemp("template") / "toy", "data/labelled/toy")


@pytest.fixture
def root(template, tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MATCHLOOP_DATABASE_URL", raising=False)
    return Path(shutil.copytree(template, tmp_path / "toy"))


@pytest.fixture
def store(root):
    with stores.opened() as store:
        yield store


def say(store, *names, right="city"):
    feedback.add(store, "toy", [Given(right, payload={"name": name}) for name in names])


def some(count, start=0):
    return [f"n{number}" for number in range(start, start + count)]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_feedback_is_divided_between_what_is_learned_and_what_is_measured(root, store):
    say(store, *some(100))
    found = labels.gather(store, "toy", root, RECENT)
    labels.write(found, "toy", root)
    learned = {row["name"] for row in rows(root / "data/labelled/toy/feedback.csv")}
    recent = {row["name"] for row in rows(root / "data/recent/toy/feedback.csv")}
    assert learned.isdisjoint(recent)
    assert learned | recent == set(some(100))
    assert 10 < len(recent) < 50


def test_labels_are_new_until_they_were_trained_on(root, store):
    toy.repro(root)
    say(store, *some(50))
    first = labels.gather(store, "toy", root, RECENT)
    assert (first.dropped_in, first.changed) == (False, len(first.data.learned))
    assert first.enough(20)
    assert not first.enough(first.changed + 1)
    labels.write(first, "toy", root)
    # Written, and then the run was killed: DVC has not seen them.
    assert labels.gather(store, "toy", root, RECENT).enough(20)
    toy.repro(root)
    assert not labels.gather(store, "toy", root, RECENT).enough(1)
    say(store, "another", "one more", "third", "fourth", "fifth")
    assert 1 <= labels.gather(store, "toy", root, RECENT).changed <= 5


def test_a_file_that_somebody_dropped_in_is_a_new_label(root, store):
    toy.repro(root)
    assert not labels.gather(store, "toy", root, RECENT).enough(1)
    (root / "data/labelled/toy/mine.csv").write_text("name,right\na,b\n")
    assert labels.gather(store, "toy", root, RECENT).enough(1000)


SNAPSHOT = """\
  toy-inputs:
    cmd: mkdir -p data/toy/inputs && cp -r data/labelled/toy data/toy/inputs/labelled
    deps: [data/labelled/toy]
    outs: [data/toy/inputs]
"""


def test_labels_that_only_the_snapshot_has_seen_are_new(root, store):
    graph = root / "dvc.yaml"
    text = graph.read_text().replace("- data/labelled/toy", "- data/toy/inputs/labelled")
    graph.write_text(text + SNAPSHOT)
    (root / "data/labelled/toy/first.csv").write_text("name,right\na,b\n")
    toy.repro(root)
    assert not labels.gather(store, "toy", root, RECENT).enough(1)
    (root / "data/labelled/toy/second.csv").write_text("name,right\nc,d\n")
    toy.repro(root, "toy-inputs")  # and then the run was killed
    assert labels.gather(store, "toy", root, RECENT).enough(1000)
    toy.repro(root)
    assert not labels.gather(store, "toy", root, RECENT).enough(1)
    assert labels.depends_on(root, Path("data/labelled/toy"))
    shutil.rmtree(root / "data/toy/inputs")  # as in a fresh clone
    assert not labels.gather(store, "toy", root, RECENT).enough(1)


def test_a_replaced_answer_is_a_change(root, store):
    say(store, *some(30))
    labels.write(labels.gather(store, "toy", root, RECENT), "toy", root)
    toy.repro(root)
    (one,) = [Given("zip", payload={"name": row["name"]}) for row in _learned(root)[:1]]
    feedback.add(store, "toy", [one])
    disputed = labels.gather(store, "toy", root, RECENT)
    assert (disputed.changed, disputed.disputed) == (1, 1)  # gone, for nobody knows
    feedback.add(store, "toy", [one], replacing=True)
    assert labels.gather(store, "toy", root, RECENT).changed == 2  # one row gone, one new


def _learned(root):
    return rows(root / "data/labelled/toy/feedback.csv")


def test_what_a_stage_depends_on(root):
    assert labels.depends_on(root, Path("data/labelled/toy"))
    assert not labels.depends_on(root, Path("data/retrain/toy/generate"))
