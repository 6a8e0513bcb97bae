"""`matchloop feedback` as a user types it, on a store in a temporary home."""

import json
import sys
import types

import pytest
from typer.testing import CliRunner

from matchloop.cli.feedback import app
from matchloop.errors import DataError, InputError, StoreError, UnknownFamilyError


@pytest.fixture(autouse=True)
def a_home(tmp_path, monkeypatch):
    monkeypatch.delenv("MATCHLOOP_DATABASE_URL", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "160")
    # Without a say of the family's own, whatever it may come to have.
    say = types.SimpleNamespace(check=lambda payload, right: "")
    monkeypatch.setitem(sys.modules, "matchloop.column_types.feedback", say)


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def output(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.exception
    return result.output


def test_an_unknown_family_is_told_with_the_choices():
    result = run("add", "colum_types", "numeric", "--input", "x")
    assert isinstance(result.exception, UnknownFamilyError)
    assert "no family 'colum_types'; there are: " in str(result.exception)


def test_looking_makes_no_store(tmp_path):
    assert "No feedback yet" in output("list")
    assert "0 written" in output("export", "column_types", tmp_path / "x.csv")
    assert not (tmp_path / "home").exists()


def test_add_then_list():
    example = json.dumps({"header": "[bold]zip", "values": ["01234"]})
    said = output("add", "column_types", "categorical", "--example", example, "--given", "numeric")
    assert said == "1 added, 0 known already.\n"
    assert "0 added, 1 known" in output("add", "column_types", "categorical", "--example", example)
    shown = output("list", "column_types")
    for text in ("numeric", "categorical", "[bold]zip", "command"):
        assert text in shown
    assert "No conflicts." in output("list", "--conflicts")


def test_a_conflict_is_told_and_settled():
    output("add", "column_types", "numeric", "--input", "abc")
    said = output("add", "column_types", "categorical", "--input", "abc")
    assert "Conflict: abc was given 'numeric' and 'categorical'." in said
    assert output("list", "--conflicts").count("abc") == 2
    output("add", "column_types", "categorical", "--input", "abc", "--replace")
    assert "No conflicts." in output("list", "column_types", "--conflicts")
    assert "numeric" not in output("list")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["x"], InputError, "names no prediction, no input and no example"),
        (["x", "--example", "{oops"], InputError, "--example is not JSON"),
        (["x", "--example", "[1]"], InputError, "expected a JSON object"),
        (["x", "--prediction", "5"], StoreError, "no prediction 5 of column_types"),
    ],
)
def test_what_cannot_be_added(arguments, error, message):
    result = run("add", "column_types", *arguments)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)


def test_import_export_and_back(tmp_path):
    source = tmp_path / "labels.csv"
    source.write_text("header,right\nzip,categorical\nprice,numeric\n")
    assert "2 added" in output("import", "column_types", source)
    assert "0 added, 2 known" in output("import", "column_types", source)
    out = tmp_path / "out.jsonl"
    assert f"2 written to {out}." in output("export", "column_types", out)
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert {record["source"] for record in records} == {
        "file labels.csv, row 1",
        "file labels.csv, row 2",
    }
    assert "0 added, 2 known" in output("import", "column_types", out)


def test_a_family_may_refuse_examples(tmp_path, monkeypatch):
    def check(payload, right):
        return "" if right == "numeric" else f"{right!r} is no class. Use one of: numeric"

    say = types.SimpleNamespace(check=check)
    monkeypatch.setitem(sys.modules, "matchloop.column_types.feedback", say)
    result = run("add", "column_types", "number", "--input", "x")
    assert isinstance(result.exception, InputError)
    assert "cannot be added: 'number' is no class" in str(result.exception)
    source = tmp_path / "x.csv"
    source.write_text("header,right\nzip,number\nprice,numeric\n")
    result = run("import", "column_types", source)
    assert isinstance(result.exception, DataError)
    assert "row 1: 'number' is no class" in str(result.exception)
    assert "No feedback yet" in output("list")
