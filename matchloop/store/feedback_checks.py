"""What a piece of feedback may hold; asked when it comes in, so that all that is kept can be shown.

Knows neither the database nor the families, which have a say of their own on examples.
"""

import json
import math
from dataclasses import dataclass, field
from typing import Any, NoReturn

LONGEST_ANSWER = 500  # characters; an answer is a label or a name
LONGEST_TEXT = 10_000  # of a note, a source, an input's identity
LONGEST_EXAMPLE = 100_000  # as JSON
DEEPEST = 20  # lists and objects inside one another
_DIGITS = 19  # of a whole number; what has more is no 64-bit integer
_TEXTS = ("right", "input", "given", "source", "note")


@dataclass(frozen=True)
class Given:
    """Feedback as somebody gives it.

    right: the right answer, confirmed or corrected. prediction: id of the answer it is about.
    input: identity of the input. payload: the labelled example that goes with it, in JSON's
    types. At least one of the three is needed. given: what was answered. source: where it is from.
    """

    right: str
    prediction: int | None = None
    input: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    given: str | None = None
    source: str = "command"
    note: str = ""


def problem(given: Given) -> str:
    """Say what is wrong with a piece of feedback by itself; "" when nothing is."""
    if not given.right.strip():
        return "the right answer is empty. Say what the answer should have been"
    if len(given.right) > LONGEST_ANSWER:
        return f"the right answer has {len(given.right)} characters, at most {LONGEST_ANSWER} are"
    if given.prediction is None and not given.input and not given.payload:
        return "it names no prediction, no input and no example. Give one of them"
    if given.prediction is not None and not 0 <= given.prediction < 2**63:
        return "the prediction's number is out of range. `--json` and `--csv` show the numbers"
    for name in _TEXTS:
        if wrong := _of_text(getattr(given, name) or ""):
            return f"{name}: {wrong}"
    wrong = _of_example(given.payload)
    return f"the example: {wrong}" if wrong else ""


def from_json(text: str) -> Any:
    """Return what a JSON text holds, NaN as null. Raises ValueError with what is wrong with it.

    The words complete "it is …".
    """
    try:
        return json.loads(text, parse_int=_whole, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg})") from error
    except RecursionError as error:
        raise ValueError(f"nested more than {DEEPEST} deep") from error


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _DIGITS:
        raise ValueError(f"JSON with a number of {len(digits):,} digits. Write it as a text")
    return int(digits)


def _constant(name: str) -> None:
    """NaN, as programs write what is missing, is null; there is no infinite number in JSON."""
    if name != "NaN":
        _refuse(name)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"JSON with {name}, which is no number of JSON. Write it as a text")


def _of_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"it has {len(text):,} characters, at most {LONGEST_TEXT:,} are"
    return _of_signs(text)


def _of_signs(text: str) -> str:
    for sign in text:
        if "\ud800" <= sign <= "\udfff":
            return f"it holds {sign!a}, half of a sign. Give the text as UTF-8"
    return ""


def _of_example(payload: dict[str, Any]) -> str:
    """Walk through the example level by level; a recursion would end before its depth is told."""
    level: list[Any] = [payload]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for value in level:
            if wrong := _of_value(value):
                return wrong
            if isinstance(value, dict):
                inner += [*value, *value.values()]
            elif isinstance(value, list | tuple):
                inner += value
        if not inner:
            length = len(json.dumps(payload, ensure_ascii=False))
            long = f"it has {length:,} characters, at most {LONGEST_EXAMPLE:,} are"
            return long if length > LONGEST_EXAMPLE else ""
        level = inner
    return f"it is nested more than {DEEPEST} deep"


def _of_value(value: Any) -> str:
    if isinstance(value, str):
        return _of_signs(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "it holds a number that is none. Write null, or a text"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"it holds a number of more than {_DIGITS} digits. Write it as a text"
    return ""
