"""What a family's module in tasks/ offers so that its models can be released.

`tasks/<family>.py` has two functions for it, beside its steps:

    candidate(root: Path) -> Path
        The folder of the bundle that is proposed, e.g. models/column_types/network.
    gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs
        Both bundles measured on the same frozen hold-outs, and on the recent feedback that was
        kept back, where there is enough in data/recent/<family>/.

A family without a module, or a module without `gate_inputs`, is trained but not released.
Knows nothing of Prefect or DVC, so that a step may import it cheaply.
"""

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, cast

from matchloop.bundle import Bundle
from matchloop.release.card import Holdout, SourceUse
from matchloop.release.gate import Answers, Evaluation
from matchloop.release.gate_limits import GateLimits


@dataclass(frozen=True)
class TrainingRun:
    """One trained model as the registry logs it; `histories` are by epoch."""

    name: str
    params: Mapping[str, Any]
    metrics: Mapping[str, float]
    histories: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class GateInputs:
    """All that the gate, the registry, the model card and the UI are told of a candidate.

    `answers` holds both models' answers by hold-out and is empty without a champion. `metrics`
    and `champion_metrics` are figures by flat name ("synthetic.accuracy"), the champion's
    measured on the same hold-outs as the candidate's. `reports` are paths relative to the
    project's root; `training` is every model that was trained, for the registry's log;
    `known_limits` are sentences for the model card.
    """

    evaluation: Evaluation
    limits: GateLimits
    metrics: Mapping[str, float]
    purpose: str
    holdouts: tuple[Holdout, ...]
    sources: tuple[SourceUse, ...] = ()
    answers: Mapping[str, Answers] = field(default_factory=dict)
    champion_metrics: Mapping[str, float] = field(default_factory=dict)
    reports: tuple[Path, ...] = ()
    training: tuple[TrainingRun, ...] = ()
    known_limits: tuple[str, ...] = ()


class Family(Protocol):
    """The part of a family's module that a release asks for."""

    def candidate(self, root: Path) -> Path:
        """Folder of the bundle that is proposed."""

    def gate_inputs(self, candidate: Bundle, champion: Bundle | None) -> GateInputs:
        """Both bundles measured on the same frozen hold-outs."""


class Limited:
    """A family whose candidates have other limits to reach, such as those of a retraining."""

    def __init__(self, family: Family, limits: Mapping[str, float]):
        self._family, self._limits = family, limits

    def candidate(self, root: Path) -> Path:
        """Folder of the bundle that is proposed."""
        return self._family.candidate(root)

    def gate_inputs(self, candidate: Bundle, champion: Bundle | None) -> GateInputs:
        """The family's own, with the other limits."""
        inputs = self._family.gate_inputs(candidate, champion)
        return replace(inputs, limits=inputs.limits.model_copy(update=dict(self._limits)))


def load(family: str) -> Family | None:
    """The family's module, or None if the family is not released."""
    name = f"tasks.{family}"
    if importlib.util.find_spec(name) is None:
        return None
    module = importlib.import_module(name)
    return cast(Family, module) if hasattr(module, "gate_inputs") else None
