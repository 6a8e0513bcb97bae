"""The section `column_types` of params.yaml."""

from typing import Annotated, Literal

from pydantic import Field

from matchloop.evaluation.metric import (
    ACCURACY,
    CONFIDENT,
    COVERAGE,
    ECE,
    MACRO_F1,
    false_positives_of,
    precision_of,
)
from matchloop.release.gate_limits import GateLimits
from matchloop.section import Positive, Section, Share


class GenerateParams(Section):
    """How columns are generated.

    scale: share of the full-scale class minimums; max_values: rows of the longest column; noise:
    whether values go missing or wrong, see `generate.noise`.
    """

    scale: Annotated[float, Field(gt=0, le=4)]
    max_values: Annotated[int, Field(ge=20, le=2000)]
    noise: bool
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

    folds: of the cross-validation, 0 for none; synthetic_share: of the generated columns of each
    class that are learned from, 0 for none of them; balance: how far rare classes are made to count
    like frequent ones, see `models.balanced_weights`; real_weight: see `training.worth`.
    """

    folds: Annotated[int, Field(ge=0, le=20)]
    synthetic_share: Share
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


class ConfidenceParams(Section):
    """What is promised of confidences, on foreign columns that are set aside for it.

    rate: of the answers that are not unsure at least so many are right; sure_rate: of those from
    0.9 on; delta, sure_delta: probability with which either may be missed. unsure: the threshold
    where there are too few such columns to promise anything.
    """

    rate: Annotated[float, Field(gt=0, lt=1)]
    delta: Annotated[float, Field(gt=0, lt=1)]
    sure_rate: Annotated[float, Field(gt=0, lt=1)]
    sure_delta: Annotated[float, Field(gt=0, lt=1)]
    unsure: Share


class EvaluateParams(Section):
    """model: the one that is proposed: "best" by what is measured, or one of them by its name.

    mistakes: how many are shown.
    """

    model: Literal["best", "blend", "boosting", "forest", "network", "pruned"]
    mistakes: Positive


class GateParams(GateLimits):
    """What a candidate must reach by the figures of a classifier, text of any kind as a group."""

    metrics = (
        *(ACCURACY, MACRO_F1, ECE, COVERAGE, CONFIDENT),
        *(precision_of("text"), false_positives_of("text")),
    )


class ColumnTypesParams(Section):
    """Everything about the family `column_types`."""

    generate: GenerateParams
    validate_: ValidateParams = Field(alias="validate")
    split: SplitParams
    train: TrainParams
    prune: PruneParams
    blend: BlendParams
    confidence: ConfidenceParams
    export: ExportParams
    quantize: QuantizeParams
    evaluate: EvaluateParams
    gate: GateParams
