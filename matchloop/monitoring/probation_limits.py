"""What a promoted version must not do worse than the one before it, a section of params.yaml."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]


class ProbationLimits(BaseModel):
    """When a probation ends, and how.

    window: predictions after which a version is kept; days: after which it is kept with fewer,
    if nothing spoke against it; minimum_predictions, minimum_clusters, minimum_feedback: fewer
    predictions, tables or calls, and judged answers say nothing yet; confidence_drop: of the mean;
    abstention_rise, errors_rise, accuracy_drop: of the shares; significance: that a difference
    this large has come about by chance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    window: Annotated[int, Field(ge=50, le=100_000)] = 1_000
    days: Annotated[float, Field(gt=0)] = 7.0
    minimum_predictions: Annotated[int, Field(ge=20)] = 100
    minimum_clusters: Annotated[int, Field(ge=2)] = 5
    minimum_feedback: Annotated[int, Field(ge=10)] = 20
    confidence_drop: Share = 0.10
    abstention_rise: Share = 0.10
    errors_rise: Share = 0.02
    accuracy_drop: Share = 0.05
    significance: Annotated[float, Field(gt=0, lt=0.5)] = 0.001

    @model_validator(mode="after")
    def _in_order(self) -> "ProbationLimits":
        if self.minimum_predictions > self.window:
            raise ValueError(
                f"minimum_predictions is {self.minimum_predictions}, above window, {self.window}; "
                "a version would be kept before anything is judged"
            )
        return self
