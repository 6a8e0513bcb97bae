"""params.yaml, parsed once into frozen models; unknown keys and wrong values are told together."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matchloop.errors import ParamsError
from matchloop.gate import GateLimits

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


class Params(Section):
    """The whole file."""

    base: Base
    column_types: ColumnTypesParams


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
