"""Feedback becomes files the pipeline depends on, or a list of what should be labelled."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matchloop import families, serving
from matchloop import store as stores
from matchloop.params import RecentParams, load_params
from matchloop.store import feedback, feedback_files, log
from matchloop.store.feedback import Given
from matchloop.store.records import Answers, identity
from tasks.loop import labels
from tests import toys
from tests.flows import toy
from tests.tiny_bundle import tiny_bundle
from tests.toy_parts import Names


class Raw(Names):
    """Names whose example is `{"raw": …}`."""

    PAYLOAD = ("raw", "table")

    @staticmethod
    def example(payload, right, name):
        return Names.example({"name": payload.get("raw"), **payload}, right, name)


HOUSE = Path(__file__).parents[3]
RECENT = RecentParams(share=0.3, most=100, minimum=5)
WATCH = load_params(HOUSE / "params.yaml").watch


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return toy.make(tmp_path_factory.mktemp("template") / "toy", "data/labelled/toy")


@pytest.fixture
def root(template, tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MATCHLOOP_DATABASE_URL", raising=False)
    listed = (toys.toy("toys"), replace(toys.toy("toy"), form=f"{__name__}:Raw"))
    monkeypatch.setattr(families, "FAMILIES", listed)
    return Path(shutil.copytree(template, tmp_path / "toy"))


@pytest.fixture
def store(root):
    store = stores.open()
    yield store
    store.close()


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


def write_log(confidences, start=0, names=None, family="toy", features=None):
    count = len(confidences)
    writer = log.PredictionLog()
    writer.add(
        Answers(
            family,
            "v1",
            [identity([str(start + n)]) for n in range(count)],
            ["city"] * count,
            np.array(confidences),
            np.zeros(count, bool),
            1.0,
            names=names,
            features=features,
            feature_set="two",
        )
    )
    writer.close()


def test_the_least_certain_inputs_are_listed_and_the_list_is_taken_back(root, store, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_LOG_NAMES", "on")
    write_log([0.9, 0.2, 0.5, 0.1], names=["a", "b", "c", "d"])
    said = identity(["3"])
    feedback.add(store, "toy", [Given("zip", input=said)])
    path, count = labels.ask(store, "toy", root, WATCH, 2)
    assert (path, count) == (Path("reports/toy/retrain/to_label.csv"), 2)
    listed = rows(root / path)
    assert [(row["raw"], row["given"]) for row in listed] == [("b", "city"), ("c", "city")]
    assert listed[0]["note"] == "uncertain: confidence 0.20"
    text = (root / path).read_text().splitlines()
    text[1] = "town" + text[1]
    (root / path).write_text("\n".join(text[:2]) + "\n")
    (given,) = feedback_files.read(root / path)
    assert (given.right, given.input) == ("town", identity(["1"]))
    assert given.payload == {"raw": "b"}
    assert feedback.add(store, "toy", [given]).new == 1


def test_without_predictions_the_list_is_empty(root, store):
    path, count = labels.ask(store, "toy", root, WATCH, 10)
    assert (count, rows(root / path)) == (0, [])


def test_what_is_unlike_the_first_predictions_is_listed_too(root, store):
    tiny_bundle(root / "bundle", 1.0)
    serving.install("toys", 1, root / "bundle")
    serving.point("toys", 1)
    rng = np.random.default_rng(0)
    for call in range(6):  # tables enough for a reference
        features = rng.normal(size=(20, 2)).astype("f4")
        write_log([0.9] * 20, 100 * call, family="toys", features=features)
    strange = np.array([[0, 0], [9, 9], [0.1, 0]], "f4")
    write_log([0.2, 0.99, 0.98], 1000, family="toys", features=strange)
    watch = WATCH.model_copy(update={"reference_size": 100})
    path, _ = labels.ask(store, "toys", root, watch, 2)
    listed = rows(root / path)
    assert [row["input"] for row in listed] == [identity(["1000"]), identity(["1001"])]
    assert [row["note"] for row in listed] == [
        "uncertain: confidence 0.20",
        "novel: confidence 0.99",
    ]
