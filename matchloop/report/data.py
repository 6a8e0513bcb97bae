"""What an evaluation report says, as values: nothing here knows how a page looks.

A family is a task with named hold-outs, on which named models were measured: labels told apart
(`ClassificationMetrics`) or candidates ranked (`RankingMetrics`). What the two have in common, and
most of a page is about, is `Measured`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from matchloop.errors import DataError
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.measured import Measured

M = TypeVar("M", bound=Measured)
M_co = TypeVar("M_co", bound=Measured, covariant=True)


@dataclass(frozen=True)
class ModelResult(Generic[M_co]):
    """One model: its figures on every hold-out, and from cross-validation where there was one.

    `latency` is milliseconds for one row on one thread, `size` bytes of the file; None where
    not measured. `parameters` is a short text such as "300 trees".
    """

    name: str
    metrics: Mapping[str, M_co]
    cv_mean: float | None = None
    cv_deviation: float | None = None
    size: int | None = None
    latency: float | None = None
    parameters: str = ""


@dataclass(frozen=True)
class VariantResult:
    """One file a model, or a part of it, could be served from.

    `part` is the graph it is a form of, "" where the model is one graph. `made`: whether the file
    exists; `served`: whether it is the one that answers. None where not measured.
    """

    model: str
    variant: str
    fit: bool
    reason: str
    accuracy: float | None = None
    size: int | None = None
    latency: float | None = None
    part: str = ""
    made: bool = True
    served: bool = False


@dataclass(frozen=True)
class ServedThreshold:
    """Under which confidence an answer to what is asked is withheld.

    `asked` is what it holds for, `set_on` the rows it was set on, `promise` what follows, in a
    sentence; either may be "".
    """

    asked: str
    at: float
    set_on: str = ""
    promise: str = ""


@dataclass(frozen=True)
class StrangersResult:
    """How tables of strangers are mapped, of which `about` says what they were here for.

    Shares as in a promise: `answered` of all columns, `right` of those answered, `right_when_sure`
    of those answered from 0.9 on, `found` of the columns that have an answer, `falsely_mapped` of
    those that have none; None where there is none to share.
    """

    part: str
    about: str
    columns: int
    answered: float | None
    right: float | None
    right_when_sure: float | None
    found: float | None
    falsely_mapped: float | None


@dataclass(frozen=True)
class Mistake:
    """A wrong answer: where it stands, what is in it, the truth, the answer, how sure.

    `samples` are values of a column, or whatever else `samples_are` calls them.
    """

    title: str
    samples: tuple[str, ...]
    truth: str
    answer: str
    confidence: float
    origin: str = ""
    samples_are: str = ""


@dataclass(frozen=True)
class DataSource:
    """Where rows came from. `rows` None: the source was absent, and `note` says why."""

    name: str
    licence: str
    role: str
    rows: int | None
    note: str = ""


@dataclass(frozen=True)
class ReportData(Generic[M]):
    """A whole evaluation. The first hold-out is the one that matters most; it leads the page.

    `composition` is rows by label for each split, {"train": {"numeric": 2500, …}, …};
    `composition_of` is its heading.
    `commands` are (what it does, command line). `unit` is what a row is, in the plural.
    `choice` says in sentences why the served model is the one that is proposed.
    `thresholds` are those that are served with, the one that the hold-outs were measured with
    first. `variants_on` says what the accuracy of the variants was measured on.
    `confident` is the confidence from which an answer counts as confident. `pairs` says by words
    how well labelled pairs of the first hold-out are told apart; None where there is none to count.
    """

    family: str
    question: str
    served: str
    hold_outs: tuple[HoldOut[Any], ...]
    models: tuple[ModelResult[M], ...]
    variants: tuple[VariantResult, ...] = ()
    variants_on: str = ""
    mistakes: tuple[Mistake, ...] = ()
    mistakes_from: str = ""
    sources: tuple[DataSource, ...] = ()
    unit: str = "rows"
    composition: Mapping[str, Mapping[str, int]] | None = None
    composition_of: str = ""
    thresholds: tuple[ServedThreshold, ...] = ()
    strangers: tuple[StrangersResult, ...] = ()
    pairs: Mapping[str, float | None] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    commands: tuple[tuple[str, str], ...] = ()
    choice: tuple[str, ...] = ()
    confident: float = 0.9

    @cached_property
    def served_model(self) -> ModelResult[M]:
        """The model the page is about. Raises DataError when it was not measured."""
        for model in self.models:
            if model.name == self.served:
                return self._complete(model)
        names = ", ".join(model.name for model in self.models) or "none"
        raise DataError(
            f"The report is about model {self.served!r}, and measured are: {names}. "
            "Measure it, or name one of those."
        )

    @property
    def served_as(self) -> str:
        """The variants that answer, such as "float" or "encoder int8, head float"."""
        served = [each for each in self.variants if each.model == self.served and each.served]
        return ", ".join(f"{each.part} {each.variant}".strip() for each in served)

    def _complete(self, model: ModelResult[M]) -> ModelResult[M]:
        missing = [h.name for h in self.hold_outs if h.name not in model.metrics]
        if missing or not self.hold_outs:
            what = ", ".join(missing) or "any hold-out (none is given)"
            raise DataError(
                f"Model {model.name!r} has no figures on: {what}. Measure it there, "
                "or leave the hold-out out of the report."
            )
        return model
