"""Runs one step of a family from the command line: what dvc.yaml calls."""

import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console

from matchloop.errors import MatchloopError


def main(steps: Iterable[Callable[..., None]], arguments: list[str] | None = None) -> None:
    """Run `STEP [ARGUMENT …]`; a MatchloopError is told in one paragraph, exit code 1."""
    words = sys.argv[1:] if arguments is None else arguments
    by_name: dict[str, Callable[..., Any]] = {step.__name__: step for step in steps}
    error = Console(stderr=True, soft_wrap=True)
    step = by_name.get(words[0]) if words else None
    if step is None or len(words) - 1 != len(inspect.signature(step).parameters):
        usage = ", ".join(" ".join([n, *_parameters(s)]) for n, s in by_name.items())
        error.print(f"Got {' '.join(words) or 'nothing'!r}; expected one of: {usage}", markup=False)
        raise SystemExit(2)
    try:
        step(*words[1:])
    except MatchloopError as problem:
        error.print(str(problem), style="red", markup=False)
        raise SystemExit(1) from problem


def _parameters(step: Callable[..., Any]) -> list[str]:
    return [name.upper() for name in inspect.signature(step).parameters]
