"""A warm start of column_mapping: when there is one, and how much gentler the training is."""

from pathlib import Path

import pytest

from matchloop.evaluation.records import Training
from matchloop.params import load_params
from tasks.column_mapping import SPACE, warm

PARAMS = load_params(Path(__file__).parents[2] / "params.yaml")
ON = PARAMS.retrain.warm_start.model_copy(update={"enabled": True, "rate": 0.5, "steps": 0.1})
OFF = ON.model_copy(update={"enabled": False})


def keep(folder, **architecture):
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"weights")
    Training(history={}, architecture=architecture).write(folder / "training.json")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_weights_of_the_same_architecture_are_gone_on_from(here):
    alike = {"encoder": "mini", "layers": 3}
    assert warm.start_of("siamese", ON, alike) is None
    keep(here / SPACE.weights / "siamese", **alike)
    assert warm.start_of("siamese", ON, alike) == SPACE.weights / "siamese"
    assert warm.start_of("siamese", ON, {**alike, "layers": 4}) is None
    assert warm.start_of("siamese", OFF, alike) is None


def test_weights_of_an_older_layout_are_left_alone(here):
    keep(here / SPACE.weights / "channel")
    assert warm.start_of("channel", ON, {}) is not None
    (here / SPACE.weights / "channel" / "training.json").write_text('{"history": [], "score": "x"}')
    assert warm.start_of("channel", ON, {}) is None


def test_a_warm_start_is_shorter_and_gentler():
    schedule = PARAMS.column_mapping.train.channel
    gentle = warm.gentler(schedule, ON, Path("somewhere"))
    assert gentle.steps == round(schedule.steps * 0.1)
    assert gentle.rate == schedule.rate * 0.5
    assert (gentle.batch, gentle.wrong) == (schedule.batch, schedule.wrong)
    assert warm.gentler(schedule, ON, None) == schedule
    tiny = schedule.model_copy(update={"steps": 1})
    assert warm.gentler(tiny, ON, Path("somewhere")).steps == 1


def test_a_stopped_training_is_not_taken_up_after_another_start(here):
    keep(here / "one")
    keep(here / "two")
    (here / "two" / "weights.safetensors").write_bytes(b"others")
    marks = {warm.mark(None), warm.mark(here / "one"), warm.mark(here / "two")}
    assert len(marks) == 3
