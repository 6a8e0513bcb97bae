"""Profiling or mapping a table loads nothing that only training or the loop needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.column_types import small
from tests.waiting import CEILING

HEAVY = (
    "torch tensorflow keras sklearn prefect dvc mlflow pandas onnx lightgbm skl2onnx tf2onnx "
    "great_expectations faker transformers sentence_transformers evidently sqlalchemy"
).split()

CODE = """
import json, sys
{work}
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def loaded(work: str, home: object) -> tuple[list[str], set[str]]:
    """Run code in a process of its own; return what it printed and the packages it loaded."""
    run = subprocess.run(
        [sys.executable, "-c", CODE.format(work=work)],
        # The log's own thread loads a database library after the answer.
        env={**os.environ, "MATCHLOOP_HOME": str(home), "MATCHLOOP_LOG": "off"},
        capture_output=True,
        text=True,
        timeout=CEILING,
        cwd=Path(__file__).parents[1],
    )
    assert run.returncode == 0, run.stderr
    *printed, modules = run.stdout.splitlines()
    return printed, set(json.loads(modules))


@pytest.fixture
def csv(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    small.install(tmp_path / "bundle")
    path = tmp_path / "shop.csv"
    path.write_text("order_date,price\n" + "2024-03-01,1.5\n2024-03-02,7.25\n" * 20)
    return path


def test_the_command_line(csv, tmp_path):
    work = (
        f"sys.argv = ['matchloop', 'profile', {str(csv)!r}, '--json']\n"
        "from matchloop.cli.main import app\n"
        "app(standalone_mode=False)\n"
    )
    printed, modules = loaded(work, tmp_path / "home")
    answer = json.loads("\n".join(printed))
    assert answer["model_version"] == "v3"
    assert [c["column"] for c in answer["columns"]] == ["order_date", "price"]
    assert modules >= {"matchloop", "onnxruntime", "pyarrow"}
    assert modules.isdisjoint(HEAVY), sorted(modules & set(HEAVY))


def test_the_python_call(csv, tmp_path):
    work = f"import matchloop\nprint(matchloop.profile_table({str(csv)!r}).columns[0].type)"
    printed, modules = loaded(work, tmp_path / "home")
    assert printed[0] in small.LABELS
    assert modules.isdisjoint(HEAVY), sorted(modules & set(HEAVY))


# What reads names is a stand-in; all that the real one is made of is imported beside it.
MAPPING = """
import matchloop.column_mapping.predict
from matchloop.cli import map as command
from matchloop.cli.main import app
from tests.table_mapping.toy import Names
command._champion = lambda: Names(price={{"price": 0.9}})
for form in (["--json"], ["--emit", "sql"], ["--one-to-one"]):
    app(["map", {csv!r}, "--schema", {schema!r}, *form], standalone_mode=False)
"""


def test_mapping_with_values(csv, tmp_path):
    schema = tmp_path / "schema.txt"
    schema.write_text("price\norder_date\n")
    work = MAPPING.format(csv=str(csv), schema=str(schema))
    printed, modules = loaded(work, tmp_path / "home")
    answer, _ = json.JSONDecoder().raw_decode("\n".join(printed))
    assert answer["values_read"]
    assert [c["standard"] for c in answer["columns"]] == [None, "price"]
    assert modules >= {"matchloop", "onnxruntime", "tokenizers", "scipy"}
    assert modules.isdisjoint(HEAVY), sorted(modules & set(HEAVY))


def test_the_package_itself_loads_next_to_nothing(tmp_path):
    _, modules = loaded("import matchloop", tmp_path)
    assert modules.isdisjoint([*HEAVY, "numpy", "pyarrow", "onnxruntime", "typer"])


def test_a_heavy_module_would_be_seen(tmp_path):
    _, modules = loaded("import pandas", tmp_path)
    assert "pandas" in modules
