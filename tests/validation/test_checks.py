import io
import json

import pandas as pd
import pytest
from rich.console import Console

from matchloop.validation.checks import Check, Problem, ValidationReport, print_report, validate
from matchloop.validation.page import write_report

PEOPLE = pd.DataFrame({"id": ["a", "b", "b"], "age": [3, -1, 40], "seen": [1, 1, 99]}, [5, 6, 7])

UNIQUE = Check("no id twice", "people", "expect_column_values_to_be_unique", {"column": "id"}, "r1")
AGE = Check(
    "ages are not negative",
    "people",
    "expect_column_values_to_be_between",
    {"column": "age", "min_value": 0},
    "mend the [ages]",
    key=("id",),
)
PAIR = Check(
    "seen after born",
    "people",
    "expect_column_pair_values_a_to_be_greater_than_b",
    {"column_A": "age", "column_B": "seen", "or_equal": True},
    "r3",
    key=("id",),
)
ROWS = Check(
    "few rows", "people", "expect_table_row_count_to_be_between", {"max_value": 2}, "drop some"
)
NAMES = Check(
    "columns are these",
    "people",
    "expect_table_columns_to_match_ordered_list",
    {"column_list": ["id", "years", "seen"]},
    "r5",
)
MET = Check("is there", "people", "expect_column_to_exist", {"column": "id"}, "r6")


def test_each_broken_check_is_a_problem_with_place_count_and_examples():
    report = validate({"people": PEOPLE}, [UNIQUE, MET, AGE, PAIR, ROWS, NAMES])
    assert not report.passed
    assert report.checks == 6
    assert report.problems == (
        Problem("no id twice", "people, id", 2, ("id b", "id b"), "r1"),
        Problem("ages are not negative", "people, age", 1, ("id b, age -1",), "mend the [ages]"),
        Problem(
            "seen after born",
            "people, age, seen",
            2,
            ("id b, age -1, seen 1", "id b, age 40, seen 99"),
            "r3",
        ),
        Problem("few rows", "people", 1, ("found 3",), "drop some"),
        Problem("columns are these", "people", 1, ("expected years, found age",), "r5"),
    )


def test_good_data_pass():
    report = validate({"people": PEOPLE.drop_duplicates("id").head(1)}, [UNIQUE, AGE, ROWS, MET])
    assert report.passed
    assert report.problems == ()


def test_a_missing_column_or_frame_fails_and_says_so():
    report = validate({"people": PEOPLE[["id"]]}, [AGE, UNIQUE, Check("x", "pets", "e", {}, "r")])
    examples = [problem.examples for problem in report.problems]
    assert examples == [("no column age",), ("id b", "id b"), ("the table is missing",)]


def test_wrong_arguments_are_an_error_and_not_a_pass():
    wrong = Check("x", "people", "expect_column_to_exist", {"column": "id", "regexp": "a"}, "r")
    with pytest.raises(ValueError, match="regexp"):
        validate({"people": PEOPLE}, [wrong])


def test_the_table_says_what_where_how_many_examples_and_what_to_do():
    out = io.StringIO()
    report = validate({"people": PEOPLE}, [AGE, MET])
    print_report(report, Console(file=out, width=140))
    text = out.getvalue()
    assert "validation failed: 1 of 2 checks" in text
    row = next(line for line in text.splitlines() if "ages are not negative" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "ages are not negative",
        "people, age",
        "1",
        "id b, age -1",
        "mend the [ages]",
    ]


def test_all_well_is_one_line():
    out = io.StringIO()
    print_report(validate({"people": PEOPLE}, [MET]), Console(file=out, width=100))
    assert out.getvalue() == "validation passed: 1 checks\n"


def test_the_reports_hold_every_check_and_have_the_same_bytes_each_time(tmp_path):
    odd = pd.DataFrame({"id": ["<script>"], "age": [-1]})
    for name in ("one", "two"):
        report = validate({"people": odd}, [AGE, UNIQUE])
        write_report(report, tmp_path / name, "People")
    for name in ("report.html", "report.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    content = json.loads((tmp_path / "one" / "report.json").read_text())
    assert [(r["what"], r["passed"], r["count"]) for r in content["results"]] == [
        ("ages are not negative", False, 1),
        ("no id twice", True, 0),
    ]
    page = (tmp_path / "one" / "report.html").read_text()
    assert "1 of 2 checks are not met" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "http" not in page
    assert "no id twice" in page


def test_no_checks_pass():
    assert validate({}, []) == ValidationReport(())
    assert ValidationReport(()).passed
