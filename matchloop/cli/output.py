"""What the commands that answer for tables have in common: safe lines, JSON, and failed files."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from matchloop.errors import InputError


class Answer(Protocol):
    """The answer for one table."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""


def printable(text: str) -> str:
    """Return a text on one line, without what would steer a terminal."""
    line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def as_json_text(answers: Sequence[Answer], *, single: bool) -> str:
    """Return one JSON document: an object for a single table, else a list of them."""
    values = [answer.to_dict() for answer in answers]
    return json.dumps(values[0] if single else values, indent=2, ensure_ascii=False) + "\n"


def failed(errors: Sequence[InputError], files: int) -> InputError:
    """Return one error for the files that could not be read, of so many."""
    if len(errors) == files == 1:
        return InputError(str(errors[0]))
    lines = "\n".join(f"- {error}" for error in errors)
    return InputError(f"{len(errors)} of {files} files could not be read:\n{lines}")
