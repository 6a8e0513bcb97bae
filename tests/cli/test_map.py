"""`matchloop map` on files, folders and names, with stand-ins for the models."""

import csv
import io
import json
import sqlite3

import pytest
import typer
import yaml
from rich.console import Console
from typer.testing import CliRunner

from matchloop.cli import map as command
from matchloop.cli.map_view import print_mapping
from matchloop.errors import InputError, SchemaError
from matchloop.table_mapping import mapping
from matchloop.table_mapping.mapping import map_columns
from matchloop.table_mapping.result import Candidate, ColumnMapping, Status, TableMapping
from tests.table_mapping.toy import SCHEMA, Names, Types

MODEL = Names(
    cust_nm={"customer_name": 0.97, "customer_id": 0.02},
    dt={"order_date": 0.6, "note": 0.3},
    nm={"customer_name": 0.9},
)


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "_champion", lambda: MODEL)
    monkeypatch.setattr(mapping, "_type_champion", Types)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema.txt").write_text("\n".join(SCHEMA.names))
    app = typer.Typer()
    app.command()(command.map_)

    def call(*arguments, **more):
        given = [*map(str, arguments), "--schema", "schema.txt"]
        return CliRunner().invoke(app, given, **more)

    return call


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("cust_nm,dt\nAnn,x\nBo,y\n")
    (tmp_path / "b.csv").write_text("nm,zip\nAnn,1\nBo,2\n")
    return tmp_path


def test_names_for_a_person(run):
    result = run("cust_nm", "dt", "")
    assert result.exit_code == 0, result.output
    assert "names · 3 columns, 1 mapped, 1 unsure, 1 nameless" in result.stdout
    assert "→ customer_name" in result.stdout
    assert "cust = customer, nm = name" in result.stdout
    assert "(column 3)" in result.stdout


def shown(source, width, **options):
    out = io.StringIO()
    answer = map_columns(source, SCHEMA, model=MODEL, types=Types(), **options)
    print_mapping(answer, Console(file=out, width=width))
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_terminal(width):
    text = shown(["cust_nm", "dt", "nm", "x" * 500, "顧客" * 40, "", "no_such"], width)
    assert max(map(len, text.splitlines())) <= width
    assert ("customer_id 0.02" in text) is (width == 120)
    assert "guess: order_date" in text
    assert ("runners-up" in text) is (width == 120)


def test_a_column_takes_one_line_of_80_characters():
    lines = shown(["cust_nm", "dt", "nm", "no_such"], 80).splitlines()
    rows = [line for line in lines if line.lstrip().startswith(("cust_nm", "dt", "nm", "no_such"))]
    assert len(rows) == 4
    assert len([line for line in lines if line.strip()]) == 4 + 3  # title, header and its rule
    assert "0.97" in rows[0]
    assert "0.60" in rows[1]


def test_names_cannot_steer_the_terminal_or_the_markup():
    text = shown(["[red]x[/]", "\x1b[31mred", "a\nb"], 120)
    assert "\x1b" not in text
    assert "[red]x[/]" in text


def test_files_and_names_in_one_call(run, folder):
    answers = json.loads(run("a.csv", "cust_nm", "dt", folder / "b.csv", "--json").stdout)
    assert [answer["table"] for answer in answers] == ["a.csv", "b.csv", "names"]
    assert [answer["values_read"] for answer in answers] == [True, True, False]
    assert [len(answer["columns"]) for answer in answers] == [2, 2, 2]


def test_json_is_one_object_for_one_file_or_for_names(run, folder):
    assert json.loads(run("a.csv", "--json").stdout)["table"] == "a.csv"
    assert json.loads(run("nm", "dt", "--json").stdout)["table"] == "names"
    assert [t["table"] for t in json.loads(run("./", "--json").stdout)][:2] == ["a.csv", "b.csv"]


def test_a_folder_without_a_slash_is_a_name(run, folder):
    (folder / "nm").mkdir()
    assert json.loads(run("nm", "--json").stdout)["columns"][0]["standard"] == "customer_name"


def test_standard_input(run):
    result = run("-", "--json", input="nm;m\n1;2\n3;4\n")
    assert json.loads(result.stdout)["table"] == "standard input"


def test_csv(run):
    rows = list(csv.DictReader(io.StringIO(run("cust_nm", "dt", "--csv").stdout)))
    assert [(row["raw"], row["standard"], row["status"]) for row in rows] == [
        ("cust_nm", "customer_name", "mapped"),
        ("dt", "", "unsure"),
    ]
    assert rows[1]["runners_up"] == "order_date 0.6 | note 0.3"


def test_emit_sql_runs(run, folder):
    statement = run("a.csv", "--emit", "sql").stdout
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE a (cust_nm, dt)")
    names = [field[0] for field in base.execute(statement).description]
    assert names == ["customer_name", "dt"]


def test_emit_yaml_loads(run, folder):
    documents = list(yaml.safe_load_all(run("a.csv", "b.csv", "--emit", "yaml").stdout))
    assert documents == [{"cust_nm": "customer_name"}, {"nm": "customer_name"}]


def test_options_reach_the_answer(run):
    free = json.loads(run("cust_nm", "nm", "--json", "--top-k", "1").stdout)
    assert [c["standard"] for c in free["columns"]] == ["customer_name"] * 2
    assert free["columns"][0]["runners_up"] == []
    once = json.loads(run("cust_nm", "nm", "--json", "--one-to-one").stdout)
    assert [c["standard"] for c in once["columns"]] == ["customer_name", None]
    strict = json.loads(run("cust_nm", "--json", "--min-confidence", "0.99").stdout)
    assert (strict["threshold"], strict["columns"][0]["status"]) == (0.99, "unsure")
    assert run("nm", "--top-k", "0").exit_code == 2
    assert run("nm", "--min-confidence", "3").exit_code == 2


@pytest.mark.parametrize("text", ["gone.csv", "data/gone", "Gone.XLSX", "./nm"])
def test_what_looks_like_a_path_and_is_not_there(run, text):
    result = run("nm", text)
    assert isinstance(result.exception, InputError)
    assert f"{text} looks like the path of a file and does not exist" in str(result.exception)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--json", "--csv"], "Choose one"),
        (["--json", "--emit", "sql"], "Choose one"),
        (["--emit", "xml"], "--emit is 'xml'; expected one of sql, yaml"),
    ],
)
def test_forms_exclude_each_other(run, options, message):
    assert message in str(run("nm", *options).exception)


def test_one_bad_file_among_several_does_not_stop_the_others(run, folder):
    (folder / "empty.csv").write_text("")
    result = run("a.csv", "empty.csv", "nm", "--json")
    assert [t["table"] for t in json.loads(result.stdout)] == ["a.csv", "names"]
    assert "1 of 2 files could not be read:\n- empty.csv is empty" in str(result.exception)
    assert str(run("empty.csv").exception).startswith("empty.csv is empty")


def test_a_bad_schema(run, tmp_path):
    (tmp_path / "schema.txt").write_text("price\nPrice\n")
    assert isinstance(run("nm").exception, SchemaError)


def test_a_file_without_rows_is_mapped_by_its_names(run, tmp_path):
    (tmp_path / "only.csv").write_text("cust_nm,dt\n")
    answer = json.loads(run("only.csv", "--json").stdout)
    assert [c["standard"] for c in answer["columns"]] == ["customer_name", None]
    assert not answer["values_read"]
    assert "there are no rows, so the names alone decided" in answer["notes"]


def drawn(*columns, width=80):
    out = io.StringIO()
    table = TableMapping("t.csv", columns, "v7", "shop", 0.8, True, ())
    print_mapping(table, Console(file=out, width=width))
    return out.getvalue()


def test_a_standard_that_another_column_got_is_told_once():
    column = ColumnMapping(
        raw="order_no",
        position=0,
        standard=None,
        confidence=0.98,
        status=Status.TAKEN,
        runners_up=(Candidate("order_id", 0.98),),
        why="order_id goes to column 2, 'order_key'; a listed name",
    )
    text = drawn(column, width=120)
    assert text.count("order_id") == 1
    assert "taken: order_id" in text
    assert "goes to column 2, 'order_key'" in " ".join(text.split())


def test_confidence_is_not_rounded_up_to_what_it_is_not():
    almost = ColumnMapping("amt", 0, "price", 0.8975, Status.MAPPED, (), "amt = amount")
    assert "0.89" in drawn(almost)
    assert "0.90" not in drawn(almost)


def test_emit_sql_in_a_dialect(run, folder):
    statement = run("a.csv", "--emit", "sql", "--dialect", "mysql").stdout
    assert "`cust_nm` AS `customer_name`" in statement
    assert "FROM `a`;" in statement
    assert "--dialect is of SQL" in str(run("a.csv", "--dialect", "mysql").exception)
    assert run("a.csv", "--emit", "sql", "--dialect", "oracle").exit_code == 2


def test_an_empty_schema_is_told(monkeypatch):
    app = typer.Typer()
    app.command()(command.map_)
    error = CliRunner().invoke(app, ["cust_nm", "--schema", ""]).exception
    assert isinstance(error, InputError)
    assert "--schema names no file" in str(error)


def test_no_cell_of_the_csv_is_a_formula(run):
    rows = list(csv.DictReader(io.StringIO(run("=cmd()", "+5", "a\x1b[31m", "--csv").stdout)))
    assert [row["raw"] for row in rows] == ["'=cmd()", "+5", r"a\x1b[31m"]


def test_the_types_are_loaded_once_for_all_files(run, folder, monkeypatch):
    loaded = []
    monkeypatch.setattr(mapping, "_type_champion", lambda: loaded.append(1) or Types())
    assert len(json.loads(run("a.csv", folder / "b.csv", "--json").stdout)) == 2
    assert loaded == [1]


def test_whatever_befalls_one_file_the_others_are_answered(run, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    from matchloop.table_mapping import inputs

    whole = inputs.given

    def given(source, on_progress=None):
        if str(source).endswith("a.csv"):
            raise KeyError("anna")
        return whole(source, on_progress)

    monkeypatch.setattr(inputs, "given", given)
    result = run("./", "--json")
    assert "b.csv" in [table["table"] for table in json.loads(result.stdout)]
    assert "a.csv: `matchloop map` failed in a way that nobody foresaw" in str(result.exception)
    assert result.exception.exit_code == 70


def test_a_path_that_may_not_be_seen_is_told_as_that(run, monkeypatch):
    def forbidden(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.stat", forbidden)
    result = run("/closed/x.csv")
    monkeypatch.undo()
    assert "does not exist. Check the path. If it is a column's name" not in str(result.exception)
