"""Feedback of `column_mapping` as labelled names.

The example is `{"raw_column": …}`; without it the name that the log kept is taken, where names may
be logged. The right answer is the standard column, in any spelling.
"""

from collections.abc import Mapping
from typing import Any

from matchloop.column_mapping.words.names import fold
from matchloop.labels.from_feedback import Example

COLUMNS = ("raw_column", "standard_column")
PAYLOAD = ("raw_column", "table")


def check(payload: Mapping[str, Any], right: str) -> str:
    """Say what is wrong with an example; "" when nothing is, or it holds no name."""
    if not fold(right):
        return f"the right answer {right[:40]!r} has no letters or digits. Name a standard column"
    raw = payload.get("raw_column")
    if raw is None:
        return ""
    if not isinstance(raw, str) or not fold(raw):
        return f"raw_column: got {str(raw)[:40]!r}, expected a name with letters or digits"
    return ""


def example(payload: Mapping[str, Any], right: str, name: str | None) -> Example | None:
    """The labelled name, None when the raw name is not known."""
    raw = payload.get("raw_column") or name or ""
    if not fold(raw):
        return None
    raw = raw.encode("utf-8", "replace").decode()
    return Example(fold(raw), fold(right), (raw, fold(right)), str(payload.get("table") or ""))
