"""params.yaml, parsed once into frozen models; unknown keys and wrong values are told together."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matchloop.drift.limits import DriftLimits
from matchloop.errors import ParamsError
from matchloop.gate import GateLimits
from matchloop.probation_limits import ProbationLimits

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A section of params.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Base(Section):
    """What all families share: one seed, and how many threads trainings use."""

    seed: int
    threads: Positive


class GenerateParams(Section):
    """scale: share of the full-scale class minimums; max_values: rows of the longest column."""

    scale: Annotated[float, Field(gt=0, le=4)]
    max_values: Annotated[int, Field(ge=20, le=2000)]
    processes: Positive


class ValidateParams(Section):
    """Limits of the data checks; minimums are of the generated scale."""

    minimum_share_of_class: Share
    maximum_imbalance: Annotated[float, Field(ge=1)]
    minimum_audit_agreement: Share


class SplitParams(Section):
    """Shares of columns that are held out; the rest is trained on."""

    validation: Annotated[float, Field(gt=0, lt=0.5)]
    test: Annotated[float, Field(gt=0, lt=0.5)]


class ForestParams(Section):
    """Random forest; search: use these parameters, or look for better ones over the grid."""

    n_estimators: Positive
    max_depth: Positive | None
    min_samples_split: Annotated[int, Field(ge=2)]
    min_samples_leaf: Positive
    max_features: Literal["sqrt", "log2"] | Annotated[float, Field(gt=0, le=1)] | None
    search: Literal["none", "halving", "grid"]


class NetworkParams(Section):
    """Keras network; patience of early stopping and of the plateau in epochs."""

    units: tuple[Positive, ...] = Field(strict=False)
    dropout: tuple[Share, ...] = Field(strict=False)
    epochs: Positive
    batch_size: Positive
    learning_rate: Annotated[float, Field(gt=0)]
    early_stopping: Positive
    reduce_on_plateau: Positive


class BoostingParams(Section):
    """LightGBM, by its own names."""

    n_estimators: Positive
    learning_rate: Annotated[float, Field(gt=0)]
    num_leaves: Annotated[int, Field(ge=2)]
    min_child_samples: Positive
    subsample: Annotated[float, Field(gt=0, le=1)]
    colsample_bytree: Annotated[float, Field(gt=0, le=1)]
    reg_lambda: Annotated[float, Field(ge=0)]


class TrainParams(Section):
    """How models are trained.

    folds: of the cross-validation, 0 for none; balance: how far rare classes are made to count
    like frequent ones, see `models.balanced_weights`; real_weight: see `training.worth`.
    """

    folds: Annotated[int, Field(ge=0, le=20)]
    balance: Share
    real_weight: Annotated[float, Field(gt=0)]
    forest: ForestParams
    network: NetworkParams
    boosting: BoostingParams


class PruneParams(Section):
    """Magnitude pruning of the network: epochs of tightening, then of fine-tuning."""

    sparsity: Annotated[float, Field(gt=0, lt=1)]
    epochs: Positive
    fine_tuning_epochs: Positive
    batch_size: Positive
    learning_rate: Annotated[float, Field(gt=0)]


Trained = Literal["boosting", "forest", "network", "pruned"]


class BlendParams(Section):
    """Weights of the models that answer together, one a model; they need not sum to one."""

    weights: dict[Trained, Annotated[float, Field(gt=0)]] = Field(min_length=1)


class ExportParams(Section):
    """ONNX opset, and the parity asked for on the whole test split."""

    opset: Annotated[int, Field(ge=14, le=21)]
    same_label: Share
    largest_difference: Annotated[float, Field(gt=0)]


class QuantizeParams(Section):
    """maximum_loss: accuracy a quantized variant may lose; calibration_rows: for int16 static."""

    maximum_loss: Share
    calibration_rows: Positive


class EvaluateParams(Section):
    """What is proposed and how it is shown.

    propose: the model that is put before the gate; unsure: answers under this confidence are shown
    as unsure; mistakes: how many the report shows.
    """

    propose: Literal["blend"] | Trained
    unsure: Share
    mistakes: Positive


class ColumnTypesParams(Section):
    """Everything about the family `column_types`."""

    generate: GenerateParams
    validate_: ValidateParams = Field(alias="validate")
    split: SplitParams
    train: TrainParams
    prune: PruneParams
    blend: BlendParams
    export: ExportParams
    quantize: QuantizeParams
    evaluate: EvaluateParams
    gate: GateLimits


class PairsParams(Section):
    """pairs: labelled pairs of raw and standard names; composed: phrases beyond real headers."""

    pairs: Annotated[int, Field(ge=500)]
    composed: Annotated[int, Field(ge=0)]
    processes: Positive


class PairsValidateParams(Section):
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


class MappingTrainParams(Section):
    """How the two views that learn are trained."""

    channel: ChannelParams
    siamese: SiameseParams


class HeadParams(Section):
    """The head over all views.

    absent: share of names that have no standard column, in training and where the threshold is
    set; calibration: share of the held-out standards
    kept for temperature and threshold.
    """

    steps: Positive
    batch: Positive
    rate: Annotated[float, Field(gt=0)]
    absent: Share
    calibration: Annotated[float, Field(gt=0, lt=1)]


class MappingExportParams(Section):
    """ONNX opset, and the agreement asked for: of vectors, and of the answer on real names."""

    opset: Annotated[int, Field(ge=14, le=21)]
    largest_difference: Annotated[float, Field(gt=0)]
    same_answer: Share


class MappingQuantizeParams(Section):
    """same_answer: share of real names that int8 must answer as float does."""

    same_answer: Share


class MappingEvaluateParams(Section):
    """rate and delta of the threshold's guarantee; mistakes: how many the report shows."""

    rate: Annotated[float, Field(gt=0, lt=1)]
    delta: Annotated[float, Field(gt=0, lt=1)]
    mistakes: Positive


class ColumnMappingParams(Section):
    """Everything about the family `column_mapping`."""

    generate: PairsParams
    validate_: PairsValidateParams = Field(alias="validate")
    train: MappingTrainParams
    head: HeadParams
    export: MappingExportParams
    quantize: MappingQuantizeParams
    evaluate: MappingEvaluateParams
    gate: GateLimits


class WatchParams(Section):
    """How predictions are watched, for every family.

    reference: what recent predictions are compared with: "live", the first `reference_size`
    logged ones of the version, or "bundle", the hold-out that came with it; window: the newest
    predictions that are compared; feedback_days: how old predictions may be that accuracy is
    measured on; pages: the folder under reports/<family>/, of which the newest `pages_kept` stay;
    lost_event_minutes: an open request that old is announced again; lost_claim_minutes: a claimed
    one that was not renewed for so long is opened again; limits: what counts as drift;
    probation: what a promoted version must not do worse than the one before it.
    """

    reference: Literal["live", "bundle"]
    reference_size: Annotated[int, Field(ge=100, le=20_000)]
    window: Annotated[int, Field(ge=100, le=100_000)]
    feedback_days: Positive
    pages: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    pages_kept: Positive
    lost_event_minutes: Positive
    lost_claim_minutes: Positive
    limits: DriftLimits
    probation: ProbationLimits


class RecentParams(Section):
    """The hold-out of recent feedback.

    share: of the feedback is never learned from; most: the newest so many of it are measured on;
    minimum: with fewer there is no such hold-out.
    """

    share: Annotated[float, Field(gt=0, lt=0.9)]
    most: Positive
    minimum: Positive


class RetrainGateParams(Section):
    """What a retrained candidate must reach in place of the family's own limits."""

    minimum_improvement: Share
    maximum_class_drop: Share


class WarmStartParams(Section):
    """Going on from the last weights, where a family can: shares of the rates and the steps."""

    enabled: bool
    rate: Annotated[float, Field(gt=0, le=1)]
    steps: Annotated[float, Field(gt=0, le=1)]


class RetrainParams(Section):
    """When and how a family that drifted is trained again.

    cool_down_hours: pause after a retraining; minimum_labels: new ones that are worth a training;
    without_labels: what to do with fewer; asked: how many inputs are put forward for labelling.
    """

    cool_down_hours: Annotated[float, Field(ge=0)]
    minimum_labels: Positive
    without_labels: Literal["ask", "regenerate"]
    asked: Positive
    recent: RecentParams
    gate: RetrainGateParams
    warm_start: WarmStartParams


class Params(Section):
    """The whole file."""

    base: Base
    watch: WatchParams
    column_types: ColumnTypesParams
    column_mapping: ColumnMappingParams
    retrain: RetrainParams


def load_params(path: Path) -> Params:
    """Read params.yaml.

    Raises `ParamsError` that lists every unknown key and every value out of range at once.
    """
    try:
        raw = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ParamsError(
            f"{path} is not there. Run the command from the project's root, where params.yaml lies."
        ) from error
    except yaml.YAMLError as error:
        raise ParamsError(f"{path} is not YAML: {' '.join(str(error).split())}.") from error
    try:
        return Params.model_validate(raw)
    except ValidationError as error:
        raise ParamsError(_in_words(path, error)) from error


def _in_words(path: Path, error: ValidationError) -> str:
    found = []
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"] if not _is_branch(part)) or "the file"
        if problem["type"] == "extra_forbidden":
            found.append(f"{place} is not a parameter")
        elif problem["type"] == "missing":
            found.append(f"{place} is missing")
        else:
            found.append(f"{place} is {problem['input']!r}: {problem['msg'].lower()}")
    listed = "; ".join(dict.fromkeys(found))
    return f"{path}: {listed}. Mend params.yaml and run again; nothing has been changed."


def _is_branch(part: int | str) -> bool:
    """Whether pydantic added this part to name a branch of a union."""
    return isinstance(part, str) and part.startswith(("literal[", "constrained-", "float"))
