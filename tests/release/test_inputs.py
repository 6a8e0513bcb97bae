"""What the gate is told: both bundles on the same examples, put together for any family."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from matchloop.bundle import Bundle
from matchloop.evaluation.classification import classification
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.metric import ACCURACY, Metric
from matchloop.evaluation.paired import paired_labels
from matchloop.release.gate import judge
from matchloop.release.gate_limits import GateLimits
from matchloop.release.inputs import GateInputs, Measuring, TrainingRun, assemble
from tests.tiny_bundle import LABELS, manifest
from tests.toys import TOYS

REAL = HoldOut("real", "", True, np.array([0, 1, 1]))
MADE = HoldOut("made", "", False, np.array([0, 0, 1, 1]))
RECENT = HoldOut("recent", "", True, np.array([1]))
SAME = Metric("same_answer", "answered alike")


def bundle(model: str) -> Bundle:
    return Bundle(Path(model), manifest(model=model).model_copy(update={"sizes": {"a": 3, "b": 4}}))


LOADED: list[str] = []


def load(bundle: Bundle) -> str:
    """A model is its name: "whole" answers the truth, "half" only half of the time."""
    LOADED.append(bundle.manifest.model)
    return bundle.manifest.model


def answer(model: str, part: HoldOut[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    truth = part.examples
    return truth, np.where(np.arange(len(truth)) % 2, 0, truth) if model == "half" else truth


WAYS = Measuring(
    load=load,
    answer=answer,
    measure=lambda answers: classification(answers[0], np.eye(2)[answers[1]] * 1.0, LABELS),
    compare=lambda ours, theirs: paired_labels(ours[0], ours[1], theirs[1], LABELS),
    latency=lambda bundle, part: float(len(part.examples)),
    parity=lambda bundle: {"ONNX": bundle.manifest.model == "whole"},
)


def assembled(
    champion: Bundle | None, held: dict[str, dict[Metric, float | None]] | None = None
) -> GateInputs:
    LOADED.clear()
    return assemble(
        replace(TOYS[0], known_limits=("Never saw bricks.",)),
        bundle("whole"),
        champion,
        WAYS,
        frozen=(REAL, MADE),
        recent=(RECENT,),
        limits=GateLimits(floors={"accuracy": 0.9}),
        sources=(),
        training=(TrainingRun("whole", {}, {}),),
        reports=(Path("reports/toys/evaluation.html"),),
        held=held,
        also={"int8": {SAME: 0.99}},
    )


def test_limits_hold_for_frozen_hold_outs_and_all_are_shown():
    inputs = assembled(None)
    assert list(inputs.evaluation.figures) == ["real", "made"]
    assert list(inputs.figures) == ["real", "made", "recent", "int8"]
    assert [result.hold_out for result in inputs.results] == [REAL, MADE, RECENT]
    assert inputs.headline is ACCURACY
    assert (inputs.evaluation.bytes, inputs.evaluation.latency_ms) == (7, 4.0)
    assert inputs.evaluation.parity == {"ONNX": True}
    assert (inputs.purpose, inputs.known_limits) == ("Tells toys apart.", ("Never saw bricks.",))
    assert (inputs.answers, inputs.champion_figures) == ({}, {})


def test_limits_hold_for_what_was_measured_elsewhere_and_is_held_to_them():
    inputs = assembled(None, held={"strangers": {ACCURACY: 0.8}})
    assert list(inputs.evaluation.figures) == ["real", "made", "strangers"]
    assert list(inputs.figures) == ["real", "made", "recent", "strangers", "int8"]
    reasons = judge(inputs.evaluation, None, inputs.limits).reasons
    refused = [
        str(reason) for reason in reasons if not reason.passed and "strangers" in str(reason)
    ]
    assert len(refused) == 1


def test_a_champion_answers_the_same_examples():
    inputs = assembled(bundle("half"))
    assert list(inputs.answers) == list(inputs.champion_figures) == ["real", "made", "recent"]
    assert inputs.answers["real"].candidate.tolist() == [True, True, True]
    assert inputs.answers["real"].champion.tolist() == [True, False, True]
    assert inputs.champion_figures["real"][ACCURACY] == 2 / 3
    assert LOADED == ["whole", "half"]  # each once
