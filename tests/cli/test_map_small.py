"""`matchloop map` with a real, if small, champion; what it loads to answer."""

import json

import pytest

from tests.column_mapping import small
from tests.test_imports import HEAVY, loaded

SCHEMA = "\n".join(small.data("test").standards) + "\n"
TRAINING = [*HEAVY, "transformers", "sentence_transformers", "safetensors", "evidently"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in a process of its own; what it printed and the packages it loaded."""
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    small.install(tmp_path / "bundle")
    (tmp_path / "schema.txt").write_text(SCHEMA)

    def run(*arguments):
        given = ["matchloop", "map", *arguments, "--schema", str(tmp_path / "schema.txt")]
        work = (
            f"sys.argv = {given!r}\nfrom matchloop.cli.main import app\n"
            "app(standalone_mode=False)\n"
        )
        return loaded(work, tmp_path / "home")

    return run


def test_names_are_mapped_without_any_training_library(run):
    printed, modules = run("vhcl_id", "STUDENT_EMAIL", "", "😀", "顧客", "x" * 500, "--json")
    answer = json.loads("\n".join(printed))
    assert answer["model"] == "v4"
    assert [column["standard"] for column in answer["columns"][:2]] == [
        "vehicle id",
        "student email",
    ]
    assert {column["standard"] for column in answer["columns"][2:]} == {None}
    assert modules >= {"onnxruntime", "tokenizers", "scipy"}
    assert modules.isdisjoint(TRAINING), sorted(modules & set(TRAINING))


def test_a_sure_answer_is_shown_with_its_confidence(run):
    printed, _ = run("vehicle_id", "contract_amt")
    shown = "\n".join(printed)
    assert "→ vehicle id" in shown
    assert "→ contract amount" in shown
    assert "2 mapped" in shown
