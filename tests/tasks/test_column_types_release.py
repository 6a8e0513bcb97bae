"""From trained models of column_types to figures, a choice, bundles and what the gate is told."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pyarrow as pa
import pytest

from matchloop.bundle import Bundle
from matchloop.column_types.dataset import LabelledSummary, to_table
from matchloop.column_types.features import FEATURE_NAMES
from matchloop.column_types.labels import LABELS
from matchloop.column_types.summary import ColumnSummary
from matchloop.evaluation.metric import ACCURACY, MACRO_F1, precision_of
from matchloop.evaluation.records import Training
from tasks.column_types import CANDIDATES, SPACE, models, release
from tests.column_types import small

HOUSE = Path(__file__).parents[2]
SPLITS = ("train", "validation", "test", "real_tables")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project in which the small model stands for all five."""
    root = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        (root / "data").mkdir()
        text = (HOUSE / "params.yaml").read_text()
        (root / "params.yaml").write_text(
            text.replace("maximum_latency_ms: 1.0", "maximum_latency_ms: 100000.0")
        )
        shutil.copy(HOUSE / "data" / "sources.yaml", root / "data")
        _data()
        for name in CANDIDATES:
            _train(name)
            models.export(name)
            models.quantize(name)
        release.evaluate()
        release.bundle()
        yield root


def _data() -> None:
    """The same columns in every split; those of whole tables are called real."""
    columns, rows = small.columns(), small.rows()
    labelled = [
        LabelledSummary(
            ColumnSummary.of(c.header, list(c.values)), c.label, "synthetic", "k", "", ""
        )
        for c in columns
    ]
    table = to_table(labelled)
    for name in ("synthetic", "real", "held_out"):
        SPACE.write_table(name, table if name == "held_out" else table.slice(0, 0))
    flat = pa.array(rows.X.astype(np.float32).ravel(), pa.float32())
    features = pa.FixedSizeListArray.from_arrays(flat, len(FEATURE_NAMES))
    parts = [
        table.select(["id", "label", "also", "kind", "header"])
        .append_column("features", features)
        .append_column("split", pa.array([split] * len(table)))
        .append_column(
            "source",
            pa.array(["real_tables" if split == "real_tables" else "synthetic"] * len(table)),
        )
        for split in SPLITS
    ]
    SPACE.write_table("features", pa.concat_tables(parts))


def _train(name: str) -> None:
    folder, model = SPACE.emptied("train", name), small.boosting()
    graph = model.to_onnx(17)
    onnx.save(graph, folder / "model.onnx")
    np.save(folder / "test_probabilities.npy", model.probabilities(small.rows().X))
    Training(history={"loss": (0.5,)}).write(folder / "training.json")


def test_a_model_is_chosen_with_its_reasons(made):
    told = json.loads((SPACE.reports / "evaluation.json").read_text())
    assert told["chosen"] in CANDIDATES
    first, best, *_ = told["reasons"]
    assert first == (
        f"{told['chosen']} is proposed, by 64 synthetic columns of the validation part, for there "
        "are only 0 real ones."
    )
    assert "is the best by accuracy" in best
    assert first in (SPACE.reports / "evaluation.html").read_text()
    assert release.candidate(Path()) == SPACE.models / told["chosen"]


def test_figures_are_by_hold_out(made):
    figures = json.loads((SPACE.reports / "metrics.json").read_text())
    assert {name.partition(".")[0] for name in figures} == {"real_tables", "synthetic"}
    assert {"real_tables.macro_f1", "real_tables.text_precision"} <= set(figures)
    assert (SPACE.reports / "plots" / "real_tables.confusion.csv").is_file()


def test_every_model_has_a_bundle_that_says_how_good_it_is(made):
    for name in CANDIDATES:
        bundle = Bundle.read(SPACE.models / name, "column_types")
        assert set(bundle.manifest.metrics["hold_outs"]) == {"real tables", "synthetic"}
        assert "int8" in bundle.manifest.metrics["not_quantized"]


def test_the_gate_is_told_of_the_bundle_and_of_its_champion(made):
    bundle = Bundle.read(SPACE.models / "boosting", "column_types")
    inputs = release.gate_inputs(bundle, bundle)
    told = json.loads((SPACE.reports / "evaluation.json").read_text())["models"]["boosting"]
    for metric in (ACCURACY, MACRO_F1):
        found = inputs.figures["real tables"][metric]
        assert found == pytest.approx(told["real tables"][metric.name], abs=1e-6)
    assert list(inputs.answers) == ["real tables", "synthetic"]
    pair = inputs.answers["real tables"]
    assert tuple(pair.classes) == LABELS
    assert precision_of("text") in pair.figures
    assert all(inputs.evaluation.parity.values())
    assert [run.name for run in inputs.training] == list(CANDIDATES)
    assert inputs.training[0].metrics["real_tables.accuracy"] == told["real tables"]["accuracy"]
