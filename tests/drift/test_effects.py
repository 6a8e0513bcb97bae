import numpy as np
import pytest

from matchloop.drift.effects import jensen_shannon, wasserstein


def test_a_moved_mean_is_told_in_standard_deviations():
    reference = np.array([[0.0], [2.0]])
    assert wasserstein(reference, reference + 3).tolist() == pytest.approx([3.0])


def test_it_does_not_grow_with_the_samples():
    rng = np.random.default_rng(0)
    small, large = (
        wasserstein(rng.normal(size=(n, 1)), rng.normal(0.5, size=(n, 1)))[0]
        for n in (2_000, 50_000)
    )
    assert small == pytest.approx(large, abs=0.06)


def test_a_constant_reference_is_measured_in_thousandths():
    assert wasserstein(np.zeros((5, 1)), np.full((5, 1), 0.01)).tolist() == pytest.approx([10.0])


def test_answers_without_anything_in_common_are_farthest():
    assert jensen_shannon(np.zeros(4, int), np.ones(3, int)) == pytest.approx(np.log(2) ** 0.5)


def test_the_same_answers_are_no_distance():
    assert jensen_shannon(np.array([0, 1]), np.array([0, 0, 1, 1])) == 0


def test_the_distances_are_evidentlys():
    evidently = pytest.importorskip("evidently")
    import pandas as pd
    from evidently.metrics import ValueDrift

    rng = np.random.default_rng(1)
    before = pd.DataFrame({"x": rng.normal(size=1_200), "answer": rng.choice(["a", "b"], 1_200)})
    after = pd.DataFrame({"x": rng.gamma(1, size=900), "answer": rng.choice(["b", "c"], 900)})
    definition = evidently.DataDefinition(numerical_columns=["x"], categorical_columns=["answer"])
    metrics = [
        ValueDrift(column="x", method="wasserstein"),
        ValueDrift(column="answer", method="jensenshannon"),
    ]
    run = evidently.Report(metrics).run(
        evidently.Dataset.from_pandas(after, definition),
        evidently.Dataset.from_pandas(before, definition),
    )
    theirs = [float(metric["value"]) for metric in run.dict()["metrics"]]
    answers = np.unique([*before["answer"], *after["answer"]], return_inverse=True)[1]
    ours = [
        wasserstein(before[["x"]].to_numpy(), after[["x"]].to_numpy())[0],
        jensen_shannon(answers[:1_200], answers[1_200:]),
    ]
    assert ours == pytest.approx(theirs)
