"""The family column_mapping at a tiny scale, step by step: data to bundle, gate and champion."""

import json
import shutil
import textwrap

import pytest
import yaml

from matchloop.bundle import Bundle
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER
from tests.e2e.mapping import FAMILY, MADE
from tests.e2e.project import HOUSE, TIMINGS, Project, tidied
from tests.waiting import CEILING

STEPS = (
    ("generate",),
    ("validate",),
    ("train", "channel"),
    ("train", "siamese"),
    ("export",),
    ("quantize",),
    ("head",),
    ("evidence",),
    ("descriptions",),
    ("evaluate",),
    ("bundle",),
)
IN_ONE_PROCESS = f"""
from tasks.column_mapping import data, descriptions, evidence, models, release
from tasks.inputs import inputs
from tasks.steps import main
steps = [data.generate, data.validate, models.train, models.export, models.quantize, models.head,
    evidence.evidence, descriptions.descriptions,
    release.evaluate, release.bundle]
main([inputs], ["inputs", "column_mapping"])
for step in {STEPS!r}:
    main(steps, list(step))
"""
RELEASE = """
from pathlib import Path
from tasks.family import load
from matchloop.releasing import release
result = release("column_mapping", load("column_mapping"), Path())
print(result.title, *result.reasons, sep=chr(10))
"""


def copied(project, folder):
    return Project(shutil.copytree(project.root, folder / "project"))


@pytest.fixture(scope="module")
def second(mapping_untouched, tmp_path_factory):
    """Another copy and the process that runs every step in it, beside the first."""
    with tidied(copied(mapping_untouched, tmp_path_factory.mktemp("second"))) as project:
        write_script(project, IN_ONE_PROCESS)
        yield project, project.start("script")


def write_script(project, code):
    text = f"if __name__ == '__main__':\n{textwrap.indent(code, '    ')}"
    (project.root / "script.py").write_text(text)


def script(project, code):
    """Run code in the project, which must succeed; its output."""
    write_script(project, code)
    return project.ok("script")


def test_dvc_runs_the_same_steps():
    stages = yaml.safe_load((HOUSE / "dvc.yaml").read_text())["stages"]
    commands = []
    for name, stage in stages.items():
        if name.startswith(f"{FAMILY}-"):
            models = stage.get("matrix", {}).get("model", [""])
            commands += [stage["cmd"].replace("${item.model}", model) for model in models]
    first = f"python -m tasks.inputs {FAMILY}"
    assert commands == [first, *(f"python -m tasks.{FAMILY} {' '.join(step)}" for step in STEPS)]


def test_a_second_run_makes_the_same_bytes(second, mapping_finished):
    again, running = second
    output = running.communicate(timeout=CEILING)[0]
    assert running.returncode == 0, output
    one, other = (
        p.hashes(*MADE, besides=(*TIMINGS, ".gitignore")) for p in (mapping_finished, again)
    )
    assert len(one) > 20
    assert [name for name in one | other if one.get(name) != other.get(name)] == []


def test_the_bundle_has_everything(mapping_finished):
    bundle = Bundle.read(mapping_finished.root / "models" / FAMILY / "siamese", FAMILY)
    manifest = bundle.manifest
    assert {ENCODER, CHANNEL, HEAD, TOKENIZER} <= set(manifest.files)
    assert set(manifest.graphs["head"].thresholds) == {"answer", "rate"}
    assert {"hold_outs", "agreement", "examples", "threshold", "parity"} <= set(manifest.metrics)
    assert manifest.metrics["hold_outs"]["unseen standards"]["count"] > 20
    quantized = mapping_finished.root / "work" / FAMILY / "quantize" / "model.int8.onnx"
    assert manifest.sizes[ENCODER] == quantized.stat().st_size
    assert not list((mapping_finished.root / "work" / FAMILY / "checkpoints").glob("*"))


def test_the_report_and_its_figures(mapping_finished):
    folder = mapping_finished.root / "reports" / FAMILY
    figures = json.loads((folder / "metrics.json").read_text())
    assert {"unseen_standards.top1", "int8.same_answer", "examples.right"} <= set(figures)
    assert "Which standard column is this raw name?" in (folder / "evaluation.html").read_text()
    assert (folder / "plots" / "unseen_standards.coverage.csv").stat().st_size > 100


def test_the_gate_refuses_a_model_under_its_floors_and_promotes_one_over_them(
    mapping_finished, tmp_path
):
    with tidied(copied(mapping_finished, tmp_path)) as project:
        project.edit({"gate": {"floors": {"top1": 0.999}}}, family=FAMILY)
        refused = script(project, RELEASE)
        assert "the candidate (siamese) was refused; nothing serves yet" in refused
        assert "✗ right first on unseen standards" in refused
        project.edit({"gate": {"floors": {"top1": 0.0}}}, family=FAMILY)
        assert f"{FAMILY}: version 1 (siamese) serves now" in script(project, RELEASE)
        assert "nothing new; version 1 goes on serving" in script(project, RELEASE)
        command = ("matchloop.cli.main", "map", "customer_id", "CUSTOMER ID", "--json")
        answer = json.loads(project.ok(*command, "--min-confidence", "0"))
        first, second = answer["columns"]
        assert first["standard"] == second["standard"]
        assert answer["model"] == "v1"
