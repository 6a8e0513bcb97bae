import pytest

from matchloop.column_mapping.feedback import check, example
from matchloop.column_mapping.labelled import read_labelled
from matchloop.labels.from_feedback import write
from tests.labels.test_from_feedback import piece


def test_the_name_is_that_of_the_example_or_of_the_log():
    assert example({"raw_column": "CUST_NM"}, "customer_name", None).cells == (
        "CUST_NM",
        "customer name",
    )
    assert example({}, "customerName", "cust_nm").cells == ("cust_nm", "customer name")
    assert example({}, "customer_name", None) is None


def test_spellings_of_one_name_are_one_example():
    one = example({"raw_column": "CUST_NM"}, "Customer Name", None)
    same = example({"raw_column": "custNm"}, "customer_name", None)
    assert (one.key, one.answer) == (same.key, same.answer)


@pytest.mark.parametrize(
    ("payload", "right", "told"),
    [
        ({"raw_column": "x"}, "!!", "has no letters or digits. Name a standard column"),
        ({"raw_column": "--"}, "city", "raw_column: got '--', expected a name"),
        ({"raw_column": 7}, "city", "raw_column: got '7', expected a name"),
        ({}, "city", ""),
        ({"raw_column": "cty"}, "city", ""),
    ],
)
def test_wrong_examples_are_told(payload, right, told):
    found = check(payload, right)
    assert told in found
    assert bool(found) == bool(told)


def test_the_rows_are_what_the_family_reads(tmp_path):
    from matchloop import families
    from matchloop.labels import from_feedback

    form = families.get("column_mapping").feedback_form()
    pieces = [piece(1, "customer_name", raw_column="CUST_NM"), piece(2, "city", name='a "b", c')]
    data = from_feedback.sort_out(pieces, form, share=0.0, most=10)
    write(tmp_path / "feedback.csv", form.COLUMNS, data.learned)
    assert {(name.raw, name.standard) for name in read_labelled(tmp_path)} == {
        ("CUST_NM", "customer name"),
        ('a "b", c', "city"),
    }
