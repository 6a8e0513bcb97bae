"""The section `column_mapping` of params.yaml."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    weight_decay: Annotated[float, Field(ge=0)]
    accumulate: Positive
    evaluate_every: Positive
    patience: Positive


class ChannelParams(ScheduleParams):
    """The abbreviation channel. wrong: rivals of the right standard for each name."""

    wrong: Positive


class LossParams(Section):
    """Weights of the losses that are summed; `column_mapping.models.losses` says what each is.

    pairs: binary cross-entropy of labelled pairs; contrastive: of their distance, with a margin;
    in_batch: the right standard among those of the whole batch. margin: from which cosine
    distance on a wrong pair is far enough.
    """

    pairs: Annotated[float, Field(ge=0)]
    contrastive: Annotated[float, Field(ge=0)]
    in_batch: Annotated[float, Field(ge=0)]
    margin: Annotated[float, Field(gt=0, le=2)]

    @model_validator(mode="after")
    def _some_loss(self) -> Self:
        if not self.pairs + self.contrastive + self.in_batch:
            raise ValueError("every loss has weight 0: nothing is learned. Give one of them more")
        return self


class PairHeadParams(Section):
    """The head over two vectors. widths: of its hidden layers, from the first to the last."""

    widths: tuple[Positive, ...] = Field(strict=False, min_length=1)
    dropout: Annotated[float, Field(ge=0, lt=1)]


class SiameseParams(ScheduleParams):
    """The sentence encoder and its pair head, `steps` long in each of `rounds`.

    encoder: "all-MiniLM-L6-v2" (in a package), or any name or folder that sentence-transformers
    knows; layers: how many of its first layers are kept, null for all; rate: of the encoder.
    generated: share of the wrong standards that are the generator's, not mined. precision: auto
    is bfloat16 where there is a GPU, else float32.
    """

    encoder: str
    layers: Positive | None
    rounds: Positive
    head_rate: Annotated[float, Field(gt=0)]
    losses: LossParams
    generated: Share
    head: PairHeadParams
    precision: Literal["auto", "float32", "bfloat16"]


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
