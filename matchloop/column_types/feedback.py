"""Feedback of `column_types` as labelled columns.

The example is `{"header": …, "values": […]}`, values also as the text of a JSON array; `table` may
name the table that the column is from. What a prediction was asked about is not stored, so
feedback that names a prediction alone tells how good the model is, and nothing to learn from.
"""

import json
from collections.abc import Mapping
from typing import Any

from matchloop.column_types.dataset import content_id
from matchloop.column_types.labels import LABELS, ColumnType
from matchloop.column_types.summary import ColumnSummary
from matchloop.labels.from_feedback import Example
from matchloop.tables.texts import as_text

COLUMNS = ("header", "label", "values", "table")
PAYLOAD = ("header", "values", "table")


def check(payload: Mapping[str, Any], right: str) -> str:
    """Say what is wrong with an example; "" when nothing is, or it holds no values."""
    if right.strip() not in LABELS:
        return f"the right answer is {right[:40]!r}. Use one of: {', '.join(LABELS)}"
    if payload.get("values") is None:
        return ""
    try:
        values = _values(payload["values"])
    except ValueError as error:
        return str(error)
    missing = not any(value and value.strip() for value in values)
    if missing and right.strip() != ColumnType.UNKNOWN:
        return "values: all are missing. Give some, or say unknown"
    return ""


def example(payload: Mapping[str, Any], right: str, name: str | None) -> Example | None:
    """The labelled column, None without values. name: the header, when the payload has none."""
    if payload.get("values") is None:
        return None
    header, values = str(payload.get("header") or name or ""), _values(payload["values"])
    table = str(payload.get("table") or "")
    cells = (header, right.strip(), json.dumps(values, ensure_ascii=False), table)
    key = content_id(ColumnSummary.of(header, values))
    return Example(key, right.strip(), tuple(map(_plain, cells)), table)


def _values(given: Any) -> list[str | None]:
    """The texts of an array; raises ValueError with what is wrong with it."""
    if isinstance(given, str):
        try:
            given = json.loads(given, parse_float=str, parse_int=str, parse_constant=str)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"values: not JSON ({error.msg} at character {error.pos + 1}). Write an array "
                'such as ["a", "b", null]'
            ) from error
    if not isinstance(given, list) or not given:
        raise ValueError(
            f'values: got {str(given)[:40]!r}, expected an array such as ["a", "b", null]'
        )
    if any(isinstance(value, list | dict) for value in given):
        raise ValueError("values: an array inside the array. Give texts, numbers, true or false")
    return as_text(given).to_pylist()


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
