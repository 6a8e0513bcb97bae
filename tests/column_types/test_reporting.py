"""The family's evaluation as the report wants it."""

import numpy as np
import pyarrow as pa

from matchloop import report
from matchloop.column_types.evaluation import Answers, Columns, measure
from matchloop.column_types.reporting import Candidate, mistakes_of, report_data
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.records import Folds, Quantization, Training, Variant
from matchloop.sources import Manifest

Y = np.array([2, 6, 4])  # numeric, boolean, categorical
PART = HoldOut("real tables", "read by us", True, Columns(("a", "b", "c"), np.zeros((3, 2)), Y))
ANSWERS = Answers(np.eye(8)[[2, 4, 6]] * [[0.9], [0.6], [0.8]] + 0.0125, Y)
COLUMNS = pa.table(
    {
        "id": ["a", "b", "c"],
        "header": ["qty", "", "paid"],
        "values": [["1"], ["x" * 99, "y"], ["no"]],
        "kind": ["t1", "t2", "t3"],
    }
)
NOT_QUANTIZED = Variant(
    quantized=False,
    reason="no weights",
    nodes_before={},
    nodes_after={},
    bytes_before=3,
    bytes_after=None,
    fit=False,
)
FEATURES = pa.table(
    {
        "split": ["train", "train", "test", "train"],
        "label": ["unknown", "numeric", "numeric", "numeric"],
        "source": ["synthetic", "sortinghat", "user:x.csv", "synthetic"],
    }
)


def candidate(name: str, **training: object) -> Candidate:
    probabilities = np.full((3, 8), 0.01) + 0.92 * np.eye(8)[[2, 4, 6]]
    return Candidate(
        name,
        {PART.name: measure(Answers(probabilities, Y))},
        {"float": 0.1},
        {"float": 1000},
        Training(history={}, **training),
        Quantization(accuracy=0.5, variants={"int8": NOT_QUANTIZED}),
    )


def test_mistakes_are_the_surest_first() -> None:
    first, second = mistakes_of(PART, ANSWERS, COLUMNS, most=2)
    assert (first.title, first.truth, first.answer) == ("paid", "categorical", "boolean")
    assert (second.title, second.samples) == ("(no header)", ("x" * 60, "y"))
    assert len(mistakes_of(PART, ANSWERS, COLUMNS, most=1)) == 1


def test_the_page_tells_models_variants_data_and_why_the_one_is_proposed() -> None:
    folds = Folds(mean=0.95, deviation=0.01, folds=(0.94, 0.96))
    data = report_data(
        chosen="blend",
        choice=("blend is the best.",),
        parts=[PART],
        candidates=[
            candidate("blend", weights={"boosting": 2.0, "pruned": 1.0}),
            candidate("boosting", cross_validation={"accuracy": folds}),
            candidate("pruned", sparsity=0.5),
        ],
        mistakes=(),
        features=FEATURES,
        sources=Manifest(),
        unsure=0.5,
        unsure_set_on="312 columns of tables by other hands",
    )
    assert [model.parameters for model in data.models] == [
        *("2 × boosting + 1 × pruned", "", "50% of the weights are zero"),
    ]
    assert (data.models[1].cv_mean, data.models[1].cv_deviation) == (0.95, 0.01)
    # The variant that serves stands among the others; what was not made is told once.
    assert [(each.variant, each.served, each.made) for each in data.variants[:2]] == [
        *(("float", True, True), ("int8", False, False)),
    ]
    assert [each.model for each in data.variants if each.served] == ["blend"]
    assert data.served_as == "float"
    assert data.composition == {"test": {"numeric": 1}, "train": {"numeric": 2, "unknown": 1}}
    assert {source.name: source.rows for source in data.sources} == {
        "generator": 2,
        "user:x.csv": 1,
    }
    page = report.evaluation_report(data)
    assert "<p>blend is the best.</p>" in page
    assert "What does this column hold?" in page
    assert "Served: blend as float." in page
    assert "0.5<small>served: under it “unsure” is said</small>" in page
    assert "<td>312 columns of tables by other hands</td>" in page
