"""Feedback on words: the example is `{"word": …}`."""

from collections.abc import Mapping
from typing import Any

from matchloop.labels.from_feedback import Example
from matchloop.spelling.predict import LABELS

COLUMNS = ("word", "right")
PAYLOAD = ("word",)


def check(payload: Mapping[str, Any], right: str) -> str:
    """Say what is wrong with an example, "" when nothing is."""
    return "" if right in LABELS else f"the right answer is {right!r}. Use {' or '.join(LABELS)}"


def example(payload: Mapping[str, Any], right: str, name: str | None) -> Example | None:
    """The labelled word."""
    word = payload.get("word") or name
    return Example(word, right, (word, right)) if word else None
