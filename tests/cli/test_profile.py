"""`matchloop profile` on files, folders and standard input, with a stand-in for the model."""

import csv
import io
import json

import numpy as np
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from matchloop.cli import profile as command
from matchloop.cli.profile_view import print_profile
from matchloop.column_types.profile import profile_table
from matchloop.errors import BundleError, InputError


class Numeric:
    labels = ("numeric", "categorical")
    unsure = 0.5
    version = "7"

    def predict(self, summaries):
        torn = [0.45, 0.40]
        return np.array([torn if s.header == "torn" else [0.93, 0.07] for s in summaries])


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(command, "_champion", Numeric)
    app = typer.Typer()
    app.command()(command.profile)
    return lambda *arguments, **more: CliRunner().invoke(app, [*map(str, arguments)], **more)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("n,torn\n1,5\n2,6\n3,5\n")
    (tmp_path / "b.csv").write_text("k\n1\n2\n")
    return tmp_path


def test_a_table_for_a_person(run, folder):
    result = run(folder / "a.csv")
    assert result.exit_code == 0
    assert "a.csv · 3 rows, 2 columns, 1 of them unsure · model 7" in result.stdout
    assert "numeric 0.93" in result.stdout
    assert "unsure:" in result.stdout
    assert "numeric 0.45 /" in result.stdout
    assert "categorical 0.40" in result.stdout
    assert "all 3 values are numbers, from 1 to 3" in result.stdout


def test_eighty_characters_are_enough(folder):
    (folder / "w.csv").write_text(f"{'long_header_' * 8},b\n{'word ' * 90},2\nx,3\n")
    out = io.StringIO()
    print_profile(profile_table(folder / "w.csv", model=Numeric()), Console(file=out, width=80))
    assert max(map(len, out.getvalue().splitlines())) <= 80
    assert "long_header_long_h" in out.getvalue()


def test_values_cannot_steer_the_terminal_or_the_markup(run, tmp_path):
    (tmp_path / "evil.csv").write_text("[red]x,n\n\x1b[31mred\x1b[0m,1\n[bold]y[/],2\n")
    result = run(tmp_path / "evil.csv")
    assert "\x1b[31m" not in result.stdout
    assert r"\x1b[31mred" in result.stdout
    assert "[red]x" in result.stdout
    assert "[bold]y[/]" in result.stdout


def test_json_is_one_object_for_one_file_and_a_list_for_more(run, folder):
    single = json.loads(run(folder / "a.csv", "--json").stdout)
    assert (single["name"], single["columns"][1]["sure"]) == ("a.csv", False)
    several = json.loads(run(folder / "a.csv", folder / "b.csv", "--json").stdout)
    assert [table["name"] for table in several] == ["a.csv", "b.csv"]
    assert [t["name"] for t in json.loads(run(folder, "--json").stdout)] == ["a.csv", "b.csv"]


def test_csv_has_a_row_per_column(run, folder):
    rows = list(csv.DictReader(io.StringIO(run(folder, "--csv").stdout)))
    assert [(row["table"], row["column"]) for row in rows] == [
        ("a.csv", "n"),
        ("a.csv", "torn"),
        ("b.csv", "k"),
    ]
    assert (rows[1]["type"], rows[1]["sure"], rows[1]["second_type"]) == (
        "numeric",
        "false",
        "categorical",
    )


def test_min_confidence(run, folder):
    columns = json.loads(run(folder / "a.csv", "--json", "--min-confidence", "0.99").stdout)
    assert not any(column["sure"] for column in columns["columns"])
    assert run(folder / "a.csv", "--min-confidence", "3").exit_code == 2


def test_standard_input(run):
    result = run("-", "--json", input="n;m\n1;2\n")
    assert json.loads(result.stdout)["name"] == "standard input"


def test_one_bad_file_among_several_does_not_stop_the_others(run, folder):
    (folder / "empty.csv").write_text("")
    result = run(folder, folder / "gone.csv", "--json")
    assert [table["name"] for table in json.loads(result.stdout)] == ["a.csv", "b.csv"]
    assert isinstance(result.exception, InputError)
    message = str(result.exception)
    assert message.startswith("2 of 4 files could not be read:")
    assert "empty.csv is empty" in message
    assert "gone.csv does not exist" in message


def test_a_single_bad_file_gives_its_own_error(run, folder):
    (folder / "only.csv").write_text("a,b\n")
    result = run(folder / "only.csv")
    assert str(result.exception).startswith("only.csv has a header (2 columns) and no rows")
    assert result.stdout == ""


def test_json_and_csv_exclude_each_other(run, folder):
    assert "Choose one" in str(run(folder, "--json", "--csv").exception)


def broken_at(monkeypatch, name, error):
    """Profiling fails at the file of that name, as nobody foresaw."""
    from matchloop.column_types import profile as library

    whole = library.profile_table

    def profile(source, **options):
        if source.name == name:
            raise error
        return whole(source, **options)

    monkeypatch.setattr(library, "profile_table", profile)


def test_whatever_befalls_one_file_the_others_are_answered(run, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    broken_at(monkeypatch, "a.csv", KeyError("anna"))
    (folder / "empty.csv").write_text("")
    result = run(folder, "--json")
    assert [table["name"] for table in json.loads(result.stdout)] == ["b.csv"]
    lines = str(result.exception).splitlines()
    assert lines[0] == "2 of 3 files could not be read:"
    assert "a.csv: `matchloop profile` failed in a way that nobody foresaw (KeyError" in lines[1]
    assert "empty.csv is empty" in lines[2]
    assert result.exception.exit_code == 70
    assert "anna" not in "".join(path.read_text() for path in (tmp_path / "home/errors").iterdir())


def test_a_file_that_the_machine_refuses_is_told_like_any_other(run, folder, monkeypatch):
    broken_at(monkeypatch, "b.csv", OSError(5, "Input/output error", "b.csv"))
    result = run(folder, "--json")
    assert [table["name"] for table in json.loads(result.stdout)] == ["a.csv"]
    assert "b.csv was refused to `matchloop profile`: Input/output error" in str(result.exception)
    assert result.exception.exit_code == 1


def test_what_concerns_all_files_ends_the_command(run, folder, monkeypatch):
    broken_at(monkeypatch, "b.csv", BundleError("the model is damaged"))
    assert isinstance(run(folder, "--json").exception, BundleError)


def test_a_path_that_no_system_takes(run):
    result = run("x" * 5000)
    assert isinstance(result.exception, InputError)


def test_what_may_not_be_read_is_an_error_and_no_wrong_usage(run, folder, monkeypatch):
    def refuse(source, **_):
        raise InputError(f"{source.name} may not be read by you.")

    monkeypatch.setattr("matchloop.column_types.profile.profile_table", refuse)
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    assert isinstance(run(folder / "a.csv").exception, InputError)


def test_a_long_header_does_not_flood_the_screen(run, tmp_path):
    header = "h" * 20_000
    (tmp_path / "long.csv").write_text(f"{header},b\n1,2\n3,4\n")
    assert len(run(tmp_path / "long.csv").stdout) < 3_000
    shown = json.loads(run(tmp_path / "long.csv", "--json").stdout)
    assert shown["columns"][0]["column"] == header


def test_no_cell_of_the_csv_is_a_formula_and_numbers_stay(run, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("=cmd|'/C calc'!A1,+x,-5,@y,plain\n1,2,3,4,5\n2,3,4,5,6\n")
    rows = list(csv.DictReader(io.StringIO(run(path, "--csv").stdout)))
    assert [row["column"] for row in rows] == ["'=cmd|'/C calc'!A1", "'+x", "-5", "'@y", "plain"]
    as_json = json.loads(run(path, "--json").stdout)
    assert as_json["columns"][0]["column"] == "=cmd|'/C calc'!A1"


def test_json_is_exact_and_does_not_steer_a_terminal(run, tmp_path):
    (tmp_path / "c.csv").write_text("a\x9b31m\u202e,b\n1,2\n2,3\n", encoding="utf-8")
    text = run(tmp_path / "c.csv", "--json").stdout
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert json.loads(text)["columns"][0]["column"] == "a\x9b31m\u202e"


@pytest.mark.parametrize("columns", ["0", "1", "5"])
def test_a_terminal_of_no_width_shows_the_names(run, folder, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert "torn" in run(folder / "a.csv").stdout
