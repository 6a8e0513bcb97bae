"""Feedback sorted into what is learned from, measured on, and left out."""

from datetime import UTC, datetime, timedelta

import pytest

from matchloop import families
from matchloop.column_types.labelled import read_labelled
from matchloop.labels import from_feedback
from matchloop.labels.from_feedback import (
    Example,
    is_kept_back,
    read_rows,
    sort_out,
    write,
)
from matchloop.store.feedback import Feedback


def form_of(family):
    return families.get(family).feedback_form()


START = datetime(2026, 5, 1, tzinfo=UTC)


class Names:
    """A family of names: the example is `{"name": …}`."""

    COLUMNS = ("name", "right")
    PAYLOAD = ("name",)

    def check(self, payload, right):
        return "the name is no text" if not isinstance(payload.get("name", ""), str) else ""

    def example(self, payload, right, name):
        raw = payload.get("name") or name
        table = payload.get("table", "")
        return Example(raw.lower(), right.lower(), (raw, right), table) if raw else None


def piece(number, right, name=None, payload=None, **example):
    return Feedback(
        id=number,
        time=START + timedelta(minutes=number),
        family="names",
        prediction=None,
        input=None,
        version="v1",
        name=name,
        payload=payload or example,
        given_answer=None,
        right_answer=right,
        source="a test",
        note="",
        subject=str(number),
    )


def sorted_out(*pieces, share=0.0, most=100):
    return sort_out(pieces, Names(), share=share, most=most)


def test_every_piece_is_accounted_for():
    data = sorted_out(
        piece(1, "city", name="cty"),
        piece(2, "City", name="CTY"),  # the same again
        piece(3, "country", name="ctry"),
        piece(4, "century", name="CTRY"),  # another answer to the same
        piece(5, "zip"),  # names a prediction alone
        piece(6, "zip", payload={"name": 7}),
    )
    assert [row.example.cells for row in data.learned] == [("cty", "city")]
    assert (data.repeated, data.bare) == (1, 1)
    assert data.conflicts == ("'ctry' was given 'country' (3) and 'century' (4)",)
    assert data.wrong == ("feedback 6: the name is no text",)
    assert str(data) == (
        "feedback: 1 to learn from, 0 only measured on, 1 repeated, 1 without an example, "
        "1 in conflict, 1 unusable"
    )


def test_a_share_is_kept_back_for_ever_and_never_learned_from():
    few = [piece(n, "x", name=f"n{n}") for n in range(200)]
    first, second = sorted_out(*few[:100], share=0.2), sorted_out(*few, share=0.2)
    keys = {
        which: {r.example.key for r in getattr(second, which)} for which in ("learned", "recent")
    }
    assert 20 < len(keys["recent"]) < 60
    assert keys["learned"].isdisjoint(keys["recent"])
    assert len(keys["learned"] | keys["recent"]) == 200
    assert {r.example.key for r in first.recent} <= keys["recent"]
    assert {r.example.key for r in first.learned} <= keys["learned"]


def test_what_is_kept_back_and_too_old_to_measure_on_is_not_learned_from_either():
    pieces = [piece(n, "x", name=f"n{n}") for n in range(100)]
    everything, newest = sorted_out(*pieces, share=0.3), sorted_out(*pieces, share=0.3, most=5)
    assert newest.learned == everything.learned
    ids = sorted(row.origin.id for row in everything.recent)
    assert sorted(row.origin.id for row in newest.recent) == ids[-5:]


def test_a_table_is_not_divided():
    kept = {
        is_kept_back(Example(f"column {n}", "x", ("x",), table="orders.csv"), 0.5)
        for n in range(50)
    }
    assert len(kept) == 1
    assert {is_kept_back(Example(f"column {n}", "x", ("x",)), 0.5) for n in range(50)} == {
        True,
        False,
    }


def test_the_file_is_the_same_whatever_the_order_and_tells_where_rows_are_from(tmp_path):
    pieces = [piece(1, "city", name="cty"), piece(2, 'say "x"', name="a,b")]
    path = tmp_path / "new" / "feedback.csv"
    write(path, Names.COLUMNS, sorted_out(*pieces).learned)
    text = path.read_text()
    write(path, Names.COLUMNS, sorted_out(*reversed(pieces)).learned)
    assert path.read_text() == text
    assert text.splitlines() == [
        "name,right,feedback,source,version,time",
        '"a,b","say ""x""",2,a test,v1,2026-05-01T00:02:00+00:00',
        "cty,city,1,a test,v1,2026-05-01T00:01:00+00:00",
    ]
    assert read_rows(path, Names.COLUMNS) == {("a,b", 'say "x"'), ("cty", "city")}
    write(path, Names.COLUMNS, ())
    assert not path.exists()
    assert read_rows(path, Names.COLUMNS) == set()


def test_families_have_their_own_form():
    assert form_of("column_types").COLUMNS[:3] == ("header", "label", "values")
    assert form_of("column_mapping").COLUMNS == ("raw_column", "standard_column")


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_column_types_rows_are_what_the_family_reads(tmp_path, share):
    pieces = [
        piece(1, "numeric", header="qty", values=["1", "2", None]),
        piece(2, "numeric", header="qty", values='["1", "2", null]'),  # the same, from a CSV file
        piece(3, "boolean", name="is_gift", values=[True, False]),
        piece(4, "numeric"),
    ]
    data = sort_out(pieces, form_of("column_types"), share=share, most=10)
    rows = data.learned or data.recent
    assert (len(rows), data.repeated, data.bare) == (2, 1, 1)
    from_feedback.write(tmp_path / "feedback.csv", form_of("column_types").COLUMNS, rows)
    read = {column.header: column for column in read_labelled(tmp_path)}
    assert (read["qty"].label, read["qty"].values) == ("numeric", ["1", "2", None])
    assert (read["is_gift"].label, read["is_gift"].values) == ("boolean", ["true", "false"])
