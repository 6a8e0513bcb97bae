"""What a piece of feedback may hold, told when it comes in."""

import json

import pytest

from matchloop.store.feedback_checks import Given, from_json, problem


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Given("a", payload={"k": "\ud800"}), r"the example: it holds '\ud800', half of a sign"),
        (Given("a", payload={"\udfff": 1}), "the example: it holds '\\udfff', half of a sign"),
        (Given("\ud800", input="x"), "right: it holds"),
        (Given("a", input="\ud800"), "input: it holds"),
        (Given("a", input="x", note="\udcfc"), "note: it holds"),
        (Given("a", input="x" * 10_001), "input: it has 10,001 characters, at most 10,000 are"),
        (Given("a", payload={"k": "x" * 131_072}), "the example: it has 131,081 characters"),
        (Given("a", payload={"k": nested(20)}), "the example: it is nested more than 20 deep"),
        (Given("a", payload={"k": nested(5_000)}), "the example: it is nested more than 20 deep"),
        (Given("a", payload={"k": 10**5_000}), "it holds a number of more than 19 digits"),
        (Given("a", payload={"k": float("inf")}), "it holds a number that is none"),
        (Given("a", prediction=10**19), "the prediction's number is out of range"),
        (Given("a", prediction=-1), "the prediction's number is out of range"),
        (Given("a" * 501, input="x"), "the right answer has 501 characters"),
    ],
)
def test_what_is_refused(given, told):
    assert told in problem(given)


def test_what_is_taken():
    values = ["größe", None, True, -(2**63), 2**63, 0.5, {"🙂": []}]
    assert problem(Given("a", prediction=2**63 - 1, payload={"k": values})) == ""
    assert problem(Given("a", payload={"k": nested(15)})) == ""
    assert problem(Given("a", payload={"k": "x" * 99_000})) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{oops", r"^not JSON \(Expecting property name"),
        ("[" * 100_000, "^nested more than 20 deep"),
        ("9" * 5_000, "^JSON with a number of 5,000 digits. Write it as a text"),
        ("[Infinity]", "^JSON with Infinity, which is no number of JSON"),
    ],
)
def test_json_that_is_refused(text, told):
    with pytest.raises(ValueError, match=told):
        from_json(text)


def test_what_is_missing_is_null():
    assert from_json('{"a": [NaN, -1, 0.5, null]}') == {"a": [None, -1, 0.5, None]}
    assert from_json(json.dumps({"é": "🙂"})) == {"é": "🙂"}
