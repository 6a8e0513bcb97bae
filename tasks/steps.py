"""A family's steps in their order, and one of them run: what dvc.yaml calls."""

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from matchloop.errors import MatchloopError


@dataclass(frozen=True)
class Step:
    """A step; one that is given a model runs once for each of `models`."""

    run: Callable[..., None]
    models: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.run.__name__


@dataclass(frozen=True)
class Pipeline:
    """All steps of a family but `inputs`, which comes first for every family.

    steps: in an order in which each finds what it reads; models: what may be proposed; command:
    of `matchloop`, which answers with such a model.
    """

    steps: tuple[Step, ...]
    models: tuple[str, ...]
    command: str

    def main(self) -> None:
        """Run the step that the command line names."""
        main(step.run for step in self.steps)


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
