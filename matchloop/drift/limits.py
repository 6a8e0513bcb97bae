"""What counts as drift: the limits of `compare`, a shared section of params.yaml."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]


class DriftLimits(BaseModel):
    """When a difference counts; both a test and an effect size must be beyond their limits.

    sample: most predictions taken of a window, and kept in a reference; significance: of the
    tests, after correction for all of them together (Holm); unlike_attention, unlike_drifted:
    share of recent inputs that a classifier tells from the reference (2 AUC - 1); distance_*:
    Wasserstein distance in standard deviations of the reference; answers_*: Jensen-Shannon
    distance; accuracy_drop: under the accuracy at promotion, where at least minimum_feedback
    answers were confirmed or corrected; permutations: of the classifier's test.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    minimum_predictions: Annotated[int, Field(ge=20)] = 100
    minimum_clusters: Annotated[int, Field(ge=2)] = 5
    sample: Annotated[int, Field(ge=200, le=20_000)] = 2_000
    significance: Share = 0.01
    unlike_attention: Share = 0.08
    unlike_drifted: Share = 0.12
    distance_attention: Annotated[float, Field(gt=0)] = 0.2
    distance_drifted: Annotated[float, Field(gt=0)] = 0.4
    answers_attention: Share = 0.10
    answers_drifted: Share = 0.15
    accuracy_drop: Share = 0.05
    minimum_feedback: Annotated[int, Field(ge=10)] = 30
    permutations: Annotated[int, Field(ge=99, le=10_000)] = 199
    seed: int = 0

    @model_validator(mode="after")
    def _in_order(self) -> "DriftLimits":
        for name in ("unlike", "distance", "answers"):
            low, high = getattr(self, f"{name}_attention"), getattr(self, f"{name}_drifted")
            if low > high:
                raise ValueError(
                    f"{name}_attention is {low}, above {name}_drifted, {high}; "
                    "attention comes before drift, so give it the smaller limit"
                )
        if 1 / (self.permutations + 1) > self.significance:
            raise ValueError(
                f"{self.permutations} permutations cannot reach a significance of "
                f"{self.significance}; take at least {round(1 / self.significance)}"
            )
        return self
