"""A warm start: the weights of the last training, from which a retraining goes on more gently.

They lie in data/retrain/column_mapping/weights/, whose snapshot the training step depends on, so
that what is trained stays a function of parameters and data. Without them training starts from the
start.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from matchloop.column_mapping.params import ScheduleParams
from matchloop.files import sha256
from matchloop.labels import snapshot
from matchloop.params import WarmStartParams
from tasks.column_mapping.paths import FAMILY

START = snapshot.copy_of(Path("data") / "retrain" / FAMILY / "weights")
WEIGHTS = "weights.safetensors"
TOLD = "training.json"

Schedule = TypeVar("Schedule", bound=ScheduleParams)


def start_of(model: str, params: WarmStartParams, alike: Mapping[str, object]) -> Path | None:
    """Where to go on from; None for a training from the start.

    alike: what must be as it was when the weights were trained, by its name in training.json;
    weights of another architecture are of no use.
    """
    folder = START / model
    if not params.enabled or not _is_whole(folder):
        return None
    told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    return folder if all(told.get(name) == value for name, value in alike.items()) else None


def gentler(schedule: Schedule, params: WarmStartParams, start: Path | None) -> Schedule:
    """The schedule for a start: with fewer steps and a lower rate when it is a warm one."""
    if start is None:
        return schedule
    steps = max(1, round(schedule.steps * params.steps))
    return schedule.model_copy(update={"steps": steps, "rate": schedule.rate * params.rate})


def mark(start: Path | None) -> str:
    """Name a start, so that a stopped training is not taken up after another one."""
    return sha256(start / WEIGHTS)[:16] if start else "cold"


def _is_whole(folder: Path) -> bool:
    # The file that tells of the training is written last.
    return (folder / WEIGHTS).is_file() and (folder / TOLD).is_file()
