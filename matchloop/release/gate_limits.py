"""What a candidate must reach, a section of each family's params."""

from pydantic import BaseModel, ConfigDict, Field


class GateLimits(BaseModel):
    """What a candidate must reach; part of params.yaml. None: this figure is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum_accuracy: float = Field(default=0.85, ge=0, le=1)
    minimum_macro_f1: float | None = Field(default=None, ge=0, le=1)
    minimum_top_3: float | None = Field(default=None, ge=0, le=1)
    minimum_coverage: float | None = Field(default=None, ge=0, le=1)  # at confidence 0.9
    maximum_ece: float = Field(default=0.10, ge=0, le=1)
    maximum_latency_ms: float = Field(default=2.0, gt=0)
    maximum_bytes: int = Field(default=15_000_000, gt=0)
    minimum_improvement: float = Field(default=0.0, ge=0, le=1)
    maximum_class_drop: float = Field(default=0.03, ge=0, le=1)
    minimum_examples: int = Field(default=20, ge=1)  # a class or slice with fewer is not judged
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    resamples: int = Field(default=2000, ge=100)
    # Before it may replace a champion: so long, and over so many answers, beside it unseen.
    shadow_hours: float = Field(default=0.0, ge=0)
    shadow_answers: int = Field(default=0, ge=0)
    seed: int = 0
