"""A warm start: the weights of the last training, from which a retraining goes on more gently.

They lie in data/retrain/column_mapping/weights/, whose snapshot the training step depends on, so
that what is trained stays a function of parameters and data. Without them training starts from the
start.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from matchloop.column_mapping.params import ScheduleParams
from matchloop.errors import DataError
from matchloop.evaluation.records import Training
from matchloop.files import sha256
from matchloop.params import WarmStartParams
from tasks.column_mapping import SPACE

WEIGHTS = "weights.safetensors"

Schedule = TypeVar("Schedule", bound=ScheduleParams)


def start_of(model: str, params: WarmStartParams, alike: Mapping[str, object]) -> Path | None:
    """Where to go on from; None for a training from the start.

    alike: the architecture; weights of another one are of no use.
    """
    folder = SPACE.weights / model
    # What tells of the training is written last: without it the weights may not be whole.
    if not params.enabled or not (folder / WEIGHTS).is_file():
        return None
    try:
        told = Training.read(folder / "training.json")
    except DataError:
        return None
    return folder if told.architecture == alike else None


def gentler(schedule: Schedule, params: WarmStartParams, start: Path | None) -> Schedule:
    """The schedule for a start: with fewer steps and a lower rate when it is a warm one."""
    if start is None:
        return schedule
    steps = max(1, round(schedule.steps * params.steps))
    return schedule.model_copy(update={"steps": steps, "rate": schedule.rate * params.rate})


def mark(start: Path | None) -> str:
    """Name a start, so that a stopped training is not taken up after another one."""
    return sha256(start / WEIGHTS)[:16] if start else "cold"
