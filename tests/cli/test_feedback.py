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
    say = types.SimpleNamespace(check=lambda payload, right: "", PAYLOAD=("header", "values"))
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

    say = types.SimpleNamespace(check=check, PAYLOAD=("header", "values"))
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


@pytest.mark.parametrize(
    ("example", "told"),
    [
        (
            '{"heder": "zip"}',
            "a key 'heder', the nearest known one is 'header'. Known keys: header",
        ),
        ('{"xyz": 1}', "a key 'xyz', that is not known. Known keys: header, values"),
        (r'{"header": "\ud800"}', "half of a sign"),
        ("[" * 10_000, "--example is nested more than 20 deep"),
        ('{"header": ' + "9" * 5_000 + "}", "a number of 5,000 digits"),
        ("{oops", """such as '{"header": "cust_nm"}'"""),
    ],
)
def test_an_example_that_could_never_be_shown_or_learned_from(example, told):
    result = run("add", "column_types", "categorical", "--example", example)
    assert isinstance(result.exception, InputError)
    assert told in str(result.exception)


@pytest.mark.parametrize("number", ["9" * 20, "-1"])
def test_a_number_that_no_prediction_has(number):
    result = run("add", "column_types", "categorical", f"--prediction={number}")
    assert "out of range" in str(result.exception)


def test_unknown_keys_of_a_file_are_told_with_row_and_nearest(tmp_path):
    source = tmp_path / "typo.csv"
    source.write_text("right,headr\ncategorical,zip\n")
    message = str(run("import", "column_types", source).exception)
    assert "typo.csv has one problem" in message
    assert "row 1: the example has a key 'headr', the nearest known one is 'header'" in message


def test_delete_and_restore_by_what_is_shown(tmp_path):
    source = tmp_path / "my labels.csv"
    source.write_text("header,right\nzip,categorical\nprice,numeric\n")
    output("import", "column_types", source)
    output("add", "column_types", "numeric", "--input", "x")
    said = output("delete", "column_types", "1", "3")
    assert said == "2 deleted. Back: matchloop feedback restore column_types 1 3\n"
    assert "zip" not in output("list")
    assert "1 written" in output("export", "column_types", tmp_path / "x.csv")
    assert output("restore", "column_types", "1", "3") == "2 restored.\n"
    said = output("delete", "column_types", "--file", source)
    assert "2 deleted. Back: matchloop feedback restore column_types --file 'my labels.csv'" in said
    assert output("restore", "column_types", "--file", "my labels.csv") == "2 restored.\n"
    assert "zip" in output("list")


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ([], InputError, "Say what to delete"),
        (["1", "--file", "x.csv"], InputError, "Say what to delete"),
        (["7"], StoreError, "There is no feedback 7 of column_types; nothing has been changed"),
        (["9" * 20], InputError, "Feedback has numbers from 1"),
        (["--file", "gone.csv"], InputError, "nothing of column_types to delete from a file named"),
    ],
)
def test_what_cannot_be_deleted(arguments, error, told):
    output("add", "column_types", "numeric", "--input", "x")
    result = run("delete", "column_types", *arguments)
    assert isinstance(result.exception, error)
    assert told in str(result.exception)


def test_a_strangers_words_are_shown_as_what_they_are():
    example = json.dumps({"header": "\x1b[31mred\u202e"})
    output("add", "column_types", "x\x1b]0;pwn\x07", "--example", example)
    shown = output("list")
    assert "\x1b" not in shown
    assert r"x\x1b]0;pwn\x07" in shown
    said = output("add", "column_types", "y", "--example", example)
    assert "\x1b" not in said
