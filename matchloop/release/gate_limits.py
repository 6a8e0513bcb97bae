"""What a candidate must reach, a section of each family's params. Imports no numpy."""

from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from matchloop.evaluation.metric import Metric
from matchloop.section import Section


class GateLimits(Section):
    """What a candidate must reach; part of params.yaml.

    A family's own section says in `metrics` which figures its candidates have, so that a limit on
    another one is told when params are read. floors, ceilings: by the metric's name, the least or
    the most that it may be on every frozen hold-out; shadow_hours, shadow_answers: before it may
    replace a champion: so long, and over so many answers, beside it unseen.
    """

    metrics: ClassVar[tuple[Metric, ...]] = ()

    floors: dict[str, float] = Field(min_length=1)
    ceilings: dict[str, float] = Field(default_factory=dict)
    maximum_latency_ms: float = Field(default=2.0, gt=0)
    maximum_bytes: int = Field(default=15_000_000, gt=0)
    minimum_improvement: float = Field(default=0.0, ge=0, le=1)
    maximum_class_drop: float = Field(default=0.03, ge=0, le=1)
    minimum_examples: int = Field(default=20, ge=1)  # a class or slice with fewer is not judged
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    resamples: int = Field(default=2000, ge=100)
    shadow_hours: float = Field(default=0.0, ge=0)
    shadow_answers: int = Field(default=0, ge=0)
    seed: int = 0

    @field_validator("floors", "ceilings")
    @classmethod
    def _known(cls, limits: dict[str, float], info: ValidationInfo) -> dict[str, float]:
        known = {metric.name: metric for metric in cls.metrics}
        for name in limits if known else ():
            if name not in known:
                raise ValueError(f"{name} is not measured; expected one of {', '.join(known)}")
            right = "floors" if known[name].greater_is_better else "ceilings"
            if info.field_name != right:
                raise ValueError(f"a limit on {name} belongs to {right}")
        return limits
