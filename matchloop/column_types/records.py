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
