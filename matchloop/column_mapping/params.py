"""The section `column_mapping` of params.yaml."""

from typing import Annotated

from pydantic import Field

from matchloop.evaluation.metric import (
    CONFIDENT,
    COVERAGE,
    ECE,
    FALSELY_MAPPED,
    FOUND,
    MAPPED_RIGHT,
    MRR,
    SURE_RIGHT,
    TOP1,
    TOP3,
)
from matchloop.release.gate_limits import GateLimits
from matchloop.section import Positive, Section, Share


class GenerateParams(Section):
    """pairs: labelled pairs of raw and standard names; composed: phrases beyond real headers."""

    pairs: Annotated[int, Field(ge=500)]
    composed: Annotated[int, Field(ge=0)]
    processes: Positive


class ValidateParams(Section):
    """Limits of the data checks."""

    minimum_share_of_pairs: Share
    tolerance_of_shares: Share


class ScheduleParams(Section):
    """A torch training; see `column_mapping.models.loop.Schedule`. batch: raw names a batch."""

    steps: Positive
    batch: Annotated[int, Field(ge=4)]
    rate: Annotated[float, Field(gt=0)]
    warm_up: Annotated[float, Field(ge=0, lt=1)]
    clip: Annotated[float, Field(gt=0)]
    accumulate: Positive
    evaluate_every: Positive
    patience: Positive


class ChannelParams(ScheduleParams):
    """The abbreviation channel. wrong: rivals of the right standard for each name."""

    wrong: Positive


class SiameseParams(ScheduleParams):
    """The sentence encoder and its pair head, `steps` long in each of `rounds`.

    encoder: "all-MiniLM-L6-v2" (in a package), or any name or folder that sentence-transformers
    knows; layers: how many of its first layers are kept, null for all; rate: of the encoder.
    """

    encoder: str
    layers: Positive | None
    rounds: Positive
    head_rate: Annotated[float, Field(gt=0)]


class TrainParams(Section):
    """How the two views that learn are trained."""

    channel: ChannelParams
    siamese: SiameseParams


class HeadParams(Section):
    """The head over all views.

    absent: share of names that have no standard column, in training and for the temperature;
    calibration: share of the held-out standards kept for temperature and threshold.
    """

    steps: Positive
    batch: Positive
    rate: Annotated[float, Field(gt=0)]
    absent: Share
    calibration: Annotated[float, Field(gt=0, lt=1)]


class EvidenceParams(Section):
    """The second look at the best candidates: boosted trees on labelled columns of real tables.

    folds: groups of systems for cross-fitting. views: how often each column is also looked at among
    a part of the schema, from which a share `hidden` is left out. sure_rate: share of the answers
    shown as sure (0.9 and above) that must be right, but for a chance of sure_delta. The others
    are LightGBM's.
    """

    folds: Annotated[int, Field(ge=2)]
    views: Annotated[int, Field(ge=0)]
    hidden: Annotated[float, Field(gt=0, lt=1)]
    sure_rate: Annotated[float, Field(gt=0, lt=1)]
    sure_delta: Annotated[float, Field(gt=0, lt=1)]
    n_estimators: Positive
    learning_rate: Annotated[float, Field(gt=0)]
    num_leaves: Annotated[int, Field(ge=2)]
    min_child_samples: Positive
    subsample: Annotated[float, Field(gt=0, le=1)]
    colsample_bytree: Annotated[float, Field(gt=0, le=1)]
    reg_lambda: Annotated[float, Field(ge=0)]


class ExportParams(Section):
    """ONNX opset, and the largest difference of vectors from the trained model's."""

    opset: Annotated[int, Field(ge=14, le=21)]
    largest_difference: Annotated[float, Field(gt=0)]


class QuantizeParams(Section):
    """same_answer: share of real names that int8 must answer as float does."""

    same_answer: Share


class EvaluateParams(Section):
    """rate and delta of the threshold's guarantee; mistakes: how many the report shows.

    absent: share of names without a standard column among those that the threshold is set on.
    """

    absent: Share
    rate: Annotated[float, Field(gt=0, lt=1)]
    delta: Annotated[float, Field(gt=0, lt=1)]
    mistakes: Positive


class GateParams(GateLimits):
    """What a candidate must reach by the figures of a ranking, and on tables of strangers."""

    metrics = (
        *(TOP1, TOP3, MRR, ECE, COVERAGE, CONFIDENT),
        *(MAPPED_RIGHT, SURE_RIGHT, FOUND, FALSELY_MAPPED),
    )


class ColumnMappingParams(Section):
    """Everything about the family `column_mapping`."""

    generate: GenerateParams
    validate_: ValidateParams = Field(alias="validate")
    train: TrainParams
    head: HeadParams
    evidence: EvidenceParams
    export: ExportParams
    quantize: QuantizeParams
    evaluate: EvaluateParams
    gate: GateParams
