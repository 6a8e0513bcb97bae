"""What the evaluation of `column_types` leaves for the bundle and the release."""

from typing import Any

from matchloop.evaluation.records import Record


class Evaluation(Record):
    """The model that is proposed, why, and each model's `ClassificationMetrics` by hold-out."""

    chosen: str
    reasons: tuple[str, ...]
    models: dict[str, dict[str, Any]]


class Proposal(Record):
    """Which of the bundles is put before the gate."""

    model: str


class Confidence(Record):
    """From which confidence a model is sure, and under which it is unsure; see `confidence`.

    sure_from: calibrated probability that is shown as 0.9, 0 where they are shown as they are;
    unsure: answers under it, as shown, are none; about: what both were set on; columns: how many;
    sure, answered: what is promised of either, None where nothing is.
    """

    sure_from: float = 0.0
    unsure: float
    about: str
    columns: int
    sure: dict[str, float | None] | None = None
    answered: dict[str, float | None] | None = None

    @property
    def thresholds(self) -> dict[str, float]:
        """What a bundle says: from where an answer is none, and how many of the others are right.

        The rate is left out where it is not promised.
        """
        rate = (self.answered or {}).get("guaranteed")
        return {"unsure": self.unsure} | ({} if rate is None else {"rate": rate})
