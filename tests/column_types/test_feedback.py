import pytest

from matchloop.column_types.feedback import COLUMNS, check, example


def test_the_example_is_a_labelled_column():
    found = example({"header": "qty", "values": [1, 2.5, None], "table": "t.csv"}, "numeric ", None)
    assert dict(zip(COLUMNS, found.cells, strict=True)) == {
        "header": "qty",
        "label": "numeric",
        "values": '["1", "2.5", null]',
        "table": "t.csv",
    }
    assert (found.answer, found.table) == ("numeric", "t.csv")


def test_numbers_keep_their_spelling():
    assert example({"values": "[1.50, 007]".replace("007", '"007"')}, "numeric", "n").cells[2] == (
        '["1.50", "007"]'
    )


def test_the_same_column_has_the_same_key_however_it_is_given():
    one = example({"header": "q", "values": ["1", "2"]}, "numeric", None)
    same = example({"values": '["2", "1"]'}, "identifier", "q")
    other = example({"header": "q", "values": ["1", "3"]}, "numeric", None)
    assert one.key == same.key != other.key


def test_without_values_there_is_nothing_to_learn_from():
    assert example({}, "numeric", "qty") is None
    assert check({}, "numeric") == ""


@pytest.mark.parametrize(
    ("payload", "right", "told"),
    [
        ({"values": ["a"]}, "colour", "the right answer is 'colour'. Use one of: text_long"),
        ({"values": "[1,"}, "numeric", "values: not JSON"),
        ({"values": "7"}, "numeric", "values: got '7', expected an array"),
        ({"values": []}, "numeric", "expected an array"),
        ({"values": [["a"]]}, "numeric", "an array inside the array"),
        ({"values": [None, " "]}, "numeric", "values: all are missing"),
        ({"values": [None]}, "unknown", ""),
        ({"values": ["1"]}, "numeric", ""),
    ],
)
def test_wrong_examples_are_told(payload, right, told):
    found = check(payload, right)
    assert told in found
    assert bool(found) == bool(told)
