"""From trained parts of column_mapping to figures, a bundle and what the gate is told of it."""

import json
import shutil
from pathlib import Path

import pytest

from matchloop.bundle import Bundle
from matchloop.column_mapping.records import SAME_ANSWER, Head
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.metric import MRR, TOP1, TOP3
from matchloop.evaluation.records import Parity, Training
from tasks.column_mapping import SPACE, release
from tasks.column_mapping.models import INT8
from tests.column_mapping import small

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project with the small model's parts where the model steps leave them."""
    root = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        (root / "data").mkdir()
        shutil.copy(HOUSE / "params.yaml", root)
        for name in ("sources.yaml", "mapping_examples.csv"):
            shutil.copy(HOUSE / "data" / name, root / "data")
        for name, table in zip(("pairs", "standards"), small.tables(), strict=True):
            SPACE.write_table(name, table)
        _parts()
        release.evaluate()
        release.bundle()
        yield root


def _parts() -> None:
    files = small.files()
    for name in (CHANNEL, TOKENIZER, ENCODER):
        shutil.copy(files[name], SPACE.folder("export"))
    shutil.copy(files[ENCODER], SPACE.folder("quantize") / INT8)
    shutil.copy(files[HEAD], SPACE.folder("head"))
    Parity(rows=9, largest_difference=1e-7).write(SPACE.work / "export" / "export.json")
    threshold = Threshold(0.5, 0.9, 0.97, 0.95, 100, 0.95, 0.05)
    Head(temperature=1.0, loss=(), threshold=threshold, names=9, calibrated_on=4).write(
        SPACE.work / "head" / "head.json"
    )
    for model in ("channel", "siamese"):
        history = {"steps": (1, 2), "loss": (0.5, 0.25), "score": (0.6, 0.7)}
        Training(history=history).write(SPACE.work / "train" / model / "training.json")
    for path in release.WEIGHTS:
        weights = SPACE.work / "train" / path
        weights.parent.mkdir(parents=True, exist_ok=True)
        weights.write_bytes(path.encode())


def test_figures_are_by_hold_out_and_beside_them(made):
    figures = json.loads((SPACE.reports / "metrics.json").read_text())
    names = ("top1", "top3", "mrr", "ece", "coverage_at_0.9", "accuracy_at_0.9")
    beside = ["int8.same_answer", "examples.right", "examples.lowest_confidence"]
    beside += [f"pairs.{name}" for name in ("auc", "precision", "recall", "f1")]
    assert figures["pairs.auc"] > 0.8
    assert set(figures) <= {*(f"unseen_standards.{name}" for name in names), *beside}
    assert figures["unseen_standards.top1"] > 0.5
    assert figures["int8.same_answer"] == 1.0  # no real names here
    plots = {path.name for path in (SPACE.reports / "plots").iterdir()}
    assert plots == {f"unseen_standards.{kind}.csv" for kind in ("reliability", "coverage")}
    page = (SPACE.reports / "evaluation.html").read_text()
    assert "Which standard column is this raw name?" in page
    assert "same answer as float for 100.00% of the real names answered" in page


def test_the_gate_is_told_of_the_bundle_and_of_its_champion(made):
    bundle = Bundle.read(SPACE.models / "siamese", "column_mapping")
    assert release.candidate(Path()) == SPACE.models / "siamese"
    inputs = release.gate_inputs(bundle, bundle)
    assert inputs.headline is TOP1
    told = json.loads((SPACE.reports / "metrics.json").read_text())
    for metric in (TOP1, TOP3, MRR):
        found = inputs.figures["unseen standards"][metric]
        assert found == pytest.approx(told[f"unseen_standards.{metric.name}"], abs=1e-6)
    assert inputs.figures["int8"] == {SAME_ANSWER: 1.0}
    assert inputs.evaluation.parity["ONNX"]
    (pair,) = inputs.answers.values()
    assert pair.candidate.tolist() == pair.champion.tolist()
    assert any(name.startswith("distortion ") for name in pair.slices)
    assert [run.name for run in inputs.training] == ["channel", "siamese"]
    assert inputs.training[0].metrics == {"score": 0.7}
    assert set(inputs.training[0].histories) == {"loss", "score"}
    assert "unseen_standards.top1" in inputs.training[1].metrics
    assert "reads the name alone" in inputs.known_limits[0]
