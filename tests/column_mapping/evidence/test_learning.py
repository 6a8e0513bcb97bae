"""Trees, confidences and the threshold, learned on a few tables that read like real ones."""

import numpy as np
import pytest

from matchloop.column_mapping.evidence import learning
from matchloop.column_mapping.evidence.foreign import Label, LabelledTable
from matchloop.column_mapping.evidence.judgement import Kind
from matchloop.column_mapping.evidence.prepared import prepared
from matchloop.column_mapping.evidence.second_look import SecondLook
from matchloop.column_mapping.params import EvidenceParams
from matchloop.labels.foreign import Part
from tests.column_mapping.evidence.toy import SCHEMA, column, table, unranked

PARAMS = EvidenceParams(
    folds=3, views=1, hidden=0.4, sure_rate=0.9, sure_delta=0.2, n_estimators=30,
    learning_rate=0.1, num_leaves=7, min_child_samples=5, subsample=0.9, colsample_bytree=0.5,
    reg_lambda=1.0,
)  # fmt: skip
RIGHT = {
    "Order Date": "order_date", "order total": "order_total", "customer email": "customer_email",
    "CURRENCY_CODE": "currency_code", "order_id": "order_id", "weather": "none",
    "wind speed": "none", "gene": "none", "page count": "none", "x1": "none",
}  # fmt: skip


def rank(names, schema):
    return unranked(len(names))


@pytest.fixture(scope="module")
def examples():
    labels = {i: Label(n, s, frozenset([s])) for i, (n, s) in enumerate(RIGHT.items())}
    tables = [
        LabelledTable(
            Part.LEARN if number < 9 else Part.CALIBRATE,
            f"system {number}",
            table(*(column(name, str(number), "7") for name in RIGHT), name=f"t{number}.csv"),
            labels,
        )
        for number in range(12)
    ]
    return learning.examples(tables, SCHEMA, rank, PARAMS, seed=0)


def test_learned_systems_are_also_seen_among_parts_and_without_values(examples):
    learned = [e for e in examples if e.part is Part.LEARN]
    assert len(learned) == 9 * len(RIGHT) * (1 + PARAMS.views + 1)
    assert sum(e.plain for e in learned) == 9 * len(RIGHT)
    assert all(e.plain for e in examples if e.part is not Part.LEARN)


def test_names_are_told_from_what_the_schema_lacks(examples):
    judged, threshold = learning.judgement(
        learning.firsts(learning.cross_fitted(examples, PARAMS, 0)),
        rate=0.8, delta=0.2, sure_rate=0.85, sure_delta=0.3,
    )  # fmt: skip
    assert threshold.reached
    trees = learning.fit([e for e in examples if e.part is Part.LEARN], PARAMS, 0)
    scored = learning.scored_by(trees, [e for e in examples if e.part is Part.CALIBRATE])
    figures = learning.mapped(learning.firsts(scored), judged)
    assert figures.found == 1
    assert figures.right == 1
    assert figures.falsely_mapped == 0


def test_a_column_without_candidates_is_not_answered_and_counts(examples):
    none = next(e for e in examples if e.plain and not len(e.right))
    found = learning.firsts([(none, np.zeros(0))])
    assert found.score.tolist() == [0]
    assert found.absent.tolist() == [True]
    assert not found.right[0]


def test_cross_fitting_never_asks_trees_about_their_own_system(examples, monkeypatch):
    seen = []
    fit = learning.fit

    def watched(found, params, seed):
        found = list(found)
        seen.append({each.world for each in found})
        return fit(found, params, seed)

    monkeypatch.setattr(learning, "fit", watched)
    scored = learning.cross_fitted(examples, PARAMS, 0)
    systems = {each.world for each, _ in scored}
    assert len(systems) == 9
    assert all(any(system not in known for known in seen) for system in systems)
    assert all(each.plain for each, _ in scored)


def test_confidences_rise_with_the_score_and_hold_back_what_is_not_sure():
    rng = np.random.default_rng(0)
    score = rng.random(4000)
    right = rng.random(4000) < np.sqrt(score)
    found = learning.Firsts(score, np.ones(4000, bool), right, ~right, right)
    judged, threshold = learning.judgement(
        found, rate=0.9, delta=0.05, sure_rate=0.95, sure_delta=0.1
    )
    confidence = judged.confidence[Kind.LISTED](np.linspace(0, 1, 101))
    assert (np.diff(confidence) >= 0).all()
    given = judged.confidence[Kind.LISTED](score)
    assert right[given >= 0.9].mean() >= 0.95
    assert right[given >= judged.threshold].mean() >= 0.9
    likely = judged.precision(given)
    assert abs(likely[given >= 0.9].mean() - right[given >= 0.9].mean()) < 0.05
    assert threshold.threshold == judged.threshold


def test_the_exported_trees_judge_as_the_trained_ones(examples, tmp_path):
    import onnx

    trees = learning.fit([e for e in examples if e.part is Part.LEARN], PARAMS, 0)
    judged, _ = learning.judgement(
        learning.firsts(learning.cross_fitted(examples, PARAMS, 0)),
        rate=0.8, delta=0.2, sure_rate=0.85, sure_delta=0.3,
    )  # fmt: skip
    onnx.save(learning.to_onnx(trees, 17), str(tmp_path / "evidence.onnx"))
    look = SecondLook(tmp_path / "evidence.onnx", judged)
    asked = table(column("Order Date", "1"), column("weather id", "2"), column(""))
    first, second, third = look.judge(asked, prepared(SCHEMA), unranked(3))
    assert SCHEMA.names[first.candidates[0]] == "order_date"
    assert first.confidences[0] > 0.5 > second.confidences[0]
    assert first.confidences.sum() <= 1 + 1e-9
    assert first.exact[0]
    assert first.listed[0]
    assert len(third.candidates) == 0
