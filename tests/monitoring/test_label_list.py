"""What should be labelled is listed, and the list is taken back as feedback."""

import csv
from pathlib import Path

import numpy as np

from matchloop.monitoring import label_list
from matchloop.params import load_params
from matchloop.store import feedback, feedback_files, log
from matchloop.store.feedback import Given
from matchloop.store.records import PredictionBatch, identity

WATCH = load_params(Path(__file__).parents[2] / "params.yaml").watch


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_log(confidences, start=0, names=None, family="toy", features=None):
    count = len(confidences)
    writer = log.PredictionLog()
    writer.add(
        PredictionBatch(
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


def test_the_least_certain_inputs_are_listed_and_the_list_is_taken_back(
    store, tmp_path, monkeypatch
):
    monkeypatch.setenv("MATCHLOOP_LOG_NAMES", "on")
    write_log([0.9, 0.2, 0.5, 0.1], names=["a", "b", "c", "d"])
    said = identity(["3"])
    feedback.add(store, "toy", [Given("zip", input=said)])
    path = tmp_path / "to_label.csv"
    assert label_list.write(store, "toy", path, WATCH, 2, ("raw", "table")) == 2
    listed = rows(path)
    assert [(row["raw"], row["given"]) for row in listed] == [("b", "city"), ("c", "city")]
    assert listed[0]["note"] == "uncertain: confidence 0.20"
    text = path.read_text().splitlines()
    text[1] = "town" + text[1]
    path.write_text("\n".join(text[:2]) + "\n")
    (given,) = feedback_files.read(path)
    assert (given.right, given.input) == ("town", identity(["1"]))
    assert given.payload == {"raw": "b"}
    assert feedback.add(store, "toy", [given]).new == 1


def test_without_predictions_the_list_is_empty(store, tmp_path):
    path = tmp_path / "to_label.csv"
    assert label_list.write(store, "toy", path, WATCH, 10, ()) == 0
    assert rows(path) == []


def test_what_is_unlike_the_first_predictions_is_listed_too(store, tmp_path):
    rng = np.random.default_rng(0)
    for call in range(6):  # tables enough for a reference
        features = rng.normal(size=(20, 2)).astype("f4")
        write_log([0.9] * 20, 100 * call, family="toys", features=features)
    strange = np.array([[0, 0], [9, 9], [0.1, 0]], "f4")
    write_log([0.2, 0.99, 0.98], 1000, family="toys", features=strange)
    watch = WATCH.model_copy(update={"reference_size": 100})
    path = tmp_path / "to_label.csv"
    assert label_list.write(store, "toys", path, watch, 2, ()) == 2
    listed = rows(path)
    assert [row["input"] for row in listed] == [identity(["1000"]), identity(["1001"])]
    assert [row["note"] for row in listed] == [
        "uncertain: confidence 0.20",
        "novel: confidence 0.99",
    ]
