"""Feedback: kept once, conflicts shown and settled, files read with every problem by row."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from matchloop import store as stores
from matchloop.errors import DataError, StoreError
from matchloop.store import feedback_files
from matchloop.store.feedback import Given, add, conflicts, examples, stored
from matchloop.store.records import identity
from matchloop.store.rows import Logged
from matchloop.store.tables import feedback
from matchloop.store.writer import Writer


def pairs(found):
    return [(each.subject, each.right_answer) for each in found]


def test_feedback_to_a_prediction_takes_over_what_is_known_of_it(store, url, answers):
    writer = Writer(url)
    logged = answers(2, names=["cust_nm", "zip"])
    now = int(datetime.now(UTC).timestamp() * 1e6)
    writer.write([Logged(range(7, 9), now, logged)])
    writer.close()

    added = add(store, "toys", [Given("customer", prediction=7, note="obvious")])
    assert (added.new, added.known, added.conflicts) == (1, 0, [])
    (kept,) = stored(store, "toys")
    assert (kept.prediction, kept.input, kept.version) == (7, identity(["0"]), "v1")
    assert (kept.name, kept.given_answer, kept.right_answer) == ("cust_nm", "a0", "customer")
    assert (kept.source, kept.note, kept.payload) == ("command", "obvious", {})


def test_unknown_predictions_are_refused_and_nothing_is_added(store):
    items = [Given("a", input="x"), Given("b", prediction=12), Given(" ", input="y"), Given("c")]
    with pytest.raises(StoreError, match="No feedback was added") as caught:
        add(store, "toys", items)
    assert str(caught.value).splitlines()[1:] == [
        "  item 2: there is no prediction 12 of toys in the log (any more). Give the example "
        "itself",
        "  item 3: the right answer is empty. Say what the answer should have been",
        "  item 4: it names no prediction, no input and no example. Give one of them",
    ]
    assert stored(store) == []


def test_the_same_feedback_is_kept_once(store):
    example = Given("date", payload={"name": "dob", "values": ["1.2.99", None]})
    same = Given("date", payload={"values": ["1.2.99", None], "name": "dob"}, source="file x")
    assert add(store, "toys", [example]).new == 1
    again = add(store, "toys", [same, same])
    assert (again.new, again.known) == (0, 2)
    assert [each.source for each in stored(store, "toys")] == ["command"]
    assert add(store, "boys", [example]).new == 1


def test_different_answers_conflict_until_one_replaces_the_others(store):
    add(store, "toys", [Given("a", input="x"), Given("c", input="z")])
    added = add(store, "toys", [Given("b", input="x"), Given("d", input="y")])

    (conflict,) = added.conflicts
    assert (conflict.subject, conflict.answers) == ("x", ["a", "b"])
    assert conflicts(store, "toys") == [conflict]
    assert conflicts(store, "boys") == []
    assert pairs(examples(store, "toys")) == [("z", "c"), ("y", "d")]

    settled = add(store, "toys", [Given("a", input="x")], replacing=True)
    assert (settled.known, settled.conflicts) == (1, [])
    assert pairs(examples(store, "toys")) == [("x", "a"), ("z", "c"), ("y", "d")]
    # What was withdrawn can be said again.
    assert add(store, "toys", [Given("b", input="x")], replacing=True).new == 1
    assert ("x", "b") in pairs(examples(store, "toys"))
    assert ("x", "a") not in pairs(stored(store, "toys"))


def test_texts_that_databases_do_not_take(store):
    add(store, "toys", [Given("a\0b", payload={"k\0": "v\0"}, note="\0")])
    (kept,) = stored(store)
    assert (kept.right_answer, kept.note) == ("a\ufffdb", "\ufffd")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_export_is_read_again_as_it_was(store, tmp_path, ending):
    items = [
        Given("a", input="x", given="b", note='with "quotes",\nand lines', source="desk 3"),
        Given("b", payload={"name": "größe", "values": ["1", None, 2]}, prediction=2**62),
    ]
    add(store, "toys", items)
    path = tmp_path / f"out.{ending}"

    assert feedback_files.write(path, reversed(stored(store, "toys"))) == 2
    assert feedback_files.read(path) == items


def test_columns_of_a_csv_become_the_example(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("right,raw_column,note,domain\ncustomer,cust_nm,,\nzip,plz,hm,post\n", "utf-8")
    first, second = feedback_files.read(path)
    assert first == Given("customer", payload={"raw_column": "cust_nm"}, source="file x.csv, row 1")
    assert (second.payload, second.note) == ({"raw_column": "plz", "domain": "post"}, "hm")


def test_every_problem_of_a_file_is_told_by_row(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "right,prediction,payload\na,12,\n,13,\nb,x1,\nc,,\nd,1\ne,,{oops\nf,,[1]\nbad,1,{}\n"
    )
    with pytest.raises(DataError) as caught:
        feedback_files.read(path, lambda payload, right: "no such class" * (right == "bad"))
    assert str(caught.value).splitlines() == [
        f"{path} has 6 problems; no feedback of it was added:",
        "  row 3: column prediction: got 'x1', expected a prediction's number",
        "  row 4: it names no prediction, no input and no example. Give one of them",
        "  row 5: 2 cells, the header has 3",
        "  row 6: column payload: not JSON (Expecting property name enclosed in double quotes). "
        'Write an object like {"a": 1}',
        "  row 7: column payload: got '[1]', expected a JSON object",
        "  row 8: no such class",
    ]


def test_a_question_left_without_an_answer_is_passed_over(tmp_path):
    path = tmp_path / "to_label.csv"
    path.write_text("prediction,right\n12,a\n13,\n")
    assert [(given.prediction, given.right) for given in feedback_files.read(path)] == [(12, "a")]


def test_problems_of_json_lines(tmp_path):
    path = tmp_path / "x.jsonl"
    lines = [{"right": "a", "k": 1}, {"right": 5, "k": 1}]
    path.write_text("\n".join([*map(json.dumps, lines), "", "oops", "[1]"]))
    with pytest.raises(DataError) as caught:
        feedback_files.read(path)
    assert str(caught.value).splitlines()[1:] == [
        "  line 2: column right: got '5', expected a text",
        "  line 4: not JSON (Expecting value). Write one object a line",
        "  line 5: not an object. Write one a line",
    ]


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("x.csv", b"wrong,name\n1,2\n", "the columns are wrong, name; expected.*'right'"),
        ("x.csv", b"", "the columns are none"),
        ("x.csv", b"right\n\xff\n", "cannot be read .*Expected a UTF-8 file"),
        ("x.txt", b"", r"end in \.csv or \.jsonl"),
    ],
)
def test_files_that_are_no_feedback(tmp_path, name, data, match):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=match):
        feedback_files.read(tmp_path / name)


def test_bad_rows_of_older_days_hide_nothing(store, tmp_path):
    add(store, "toys", [Given("a", payload={"name": "x"}), Given("b", payload={"name": "y"})])
    add(store, "toys", [Given("c", payload={"name": "z"})])
    with store.writing() as connection:
        for right, payload in (("a", {"name": "\ud800"}), ("b", {"raw_colum": "y"})):
            which = feedback.c.right_answer == right
            connection.execute(sa.update(feedback).where(which).values(payload=payload))
    found = stored(store)
    assert [each.right_answer for each in found] == ["c", "b", "a"]
    for ending in ("csv", "jsonl"):
        path = tmp_path / f"out.{ending}"
        assert feedback_files.write(path, found) == 3
        assert r"\ud800" in path.read_text("utf-8")


def test_an_example_that_no_reader_takes_is_left_out_of_an_export(tmp_path):
    with stores.opened(f"sqlite:///{tmp_path / 'store.db'}") as store:
        add(store, "toys", [Given("a", payload={"name": "x"}), Given("b", payload={"name": "y"})])
        with store.writing() as connection:
            deep = '{"name": ' + "[" * 5_000 + "]" * 5_000 + "}"
            connection.execute(
                sa.text("UPDATE feedback SET payload = :deep WHERE right_answer = 'a'"),
                {"deep": deep},
            )
        found = stored(store)
        assert [(each.right_answer, each.is_readable) for each in found] == [
            ("b", True),
            ("a", False),
        ]
        assert feedback_files.write(tmp_path / "out.csv", found) == 1


def test_odd_rows_of_a_file_are_told_each(tmp_path):
    path = tmp_path / "x.csv"
    fields = ["a,1" + "0" * 30 + ",", f"b,,{'v' * 131_073}", "c,,fine", "d,5,"]
    path.write_text("right,prediction,word\n" + "\n".join(fields) + "\n")
    with pytest.raises(DataError) as caught:
        feedback_files.read(path)
    first, second = str(caught.value).splitlines()[1:]
    assert first.startswith("  row 1: column prediction: got '1000")
    assert "row 2: the example: it has 131,085 characters" in second
    lines = ['{"right": "a", "word": ' + "9" * 5_000 + "}", "[" * 50_000, '{"right": "b\\ud800"}']
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(DataError) as caught:
        feedback_files.read(path)
    problems = str(caught.value).splitlines()[1:]
    assert "line 1: JSON with a number of 5,000 digits" in problems[0]
    assert "line 2: nested more than 20 deep" in problems[1]
    assert len(problems) == 3
