"""params.yaml, parsed once into frozen models; unknown keys and wrong values are told together."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from matchloop.column_mapping.params import ColumnMappingParams
from matchloop.column_types.params import ColumnTypesParams
from matchloop.documents import read_yaml
from matchloop.drift.limits import DriftLimits
from matchloop.errors import DocumentError, ParamsError
from matchloop.monitoring.probation_limits import ProbationLimits
from matchloop.section import Positive, Section, Share


class Base(Section):
    """What all families share: one seed, and how many threads trainings use."""

    seed: int
    threads: Positive


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
        raw = read_yaml(path)
    except FileNotFoundError as error:
        raise ParamsError(
            f"{path} is not there. Run the command from the project's root, where params.yaml lies."
        ) from error
    except DocumentError as error:
        raise ParamsError(f"{error}. Mend it and run again.") from error
    return check_params(raw, path)


def check_params(raw: object, path: Path) -> Params:
    """Check the content of params.yaml; `path` is where a person would mend it."""
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
    return f"{path}: {listed}. Mend {path.name} and run again; nothing has been changed."


def _is_branch(part: int | str) -> bool:
    """Whether pydantic added this part to name a branch of a union."""
    return isinstance(part, str) and part.startswith(("literal[", "constrained-", "float"))
