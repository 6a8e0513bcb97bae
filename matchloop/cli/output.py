"""What the commands that answer for tables have in common: JSON, and files that failed."""

import json
import sys
from collections.abc import Sequence
from typing import Any, Protocol

from matchloop.cli import failures, unforeseen
from matchloop.errors import InputError, MatchloopError
from matchloop.harmless import for_json


class Answer(Protocol):
    """The answer for one table."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""


def as_json_text(answers: Sequence[Answer], *, single: bool) -> str:
    """Return one JSON document: an object for a single table, else a list of them."""
    values = [answer.to_dict() for answer in answers]
    return json_text(values[0] if single else values)


def json_text(value: Any) -> str:
    """Return a value as the JSON that standard output takes, whatever its encoding; exact.

    What JSON has no type for, such as a path, is its text.
    """
    speaks_unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    return (
        for_json(json.dumps(value, indent=2, ensure_ascii=not speaks_unicode, default=str)) + "\n"
    )


def why_not(error: Exception, source: object, doing: str) -> InputError | None:
    """What the error of a source is to those beside it; None where it concerns them all.

    doing: the command, such as `matchloop map`.
    """
    if isinstance(error, InputError):
        return error
    if isinstance(error, MatchloopError | BrokenPipeError):
        return None
    text = failures.in_words(error, doing)
    told = InputError(f"{source}: {text or unforeseen.told(error, doing)}")
    told.exit_code = 1 if text else unforeseen.EXIT_CODE
    return told


def failed(errors: Sequence[InputError], files: int) -> InputError:
    """Return one error for the files that could not be read, of so many, in their order."""
    lines = "\n".join(f"- {error}" for error in errors)
    text = f"{len(errors)} of {files} files could not be read:\n{lines}"
    told = InputError(str(errors[0]) if len(errors) == files == 1 else text)
    told.exit_code = max(error.exit_code for error in errors)
    return told
