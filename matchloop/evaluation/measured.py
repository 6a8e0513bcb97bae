"""What every evaluation has, whatever was asked: answers right or not, each with a confidence."""

from collections.abc import Mapping
from typing import Protocol

from matchloop.evaluation.calibration import CoveragePoint, ReliabilityBin
from matchloop.evaluation.classification import ClassScore
from matchloop.evaluation.metric import Figures, Metric


class Measured(Protocol):
    """Everything measured of one model on one hold-out."""

    @property
    def count(self) -> int:
        """Examples."""

    @property
    def headline(self) -> Metric:
        """The metric that is the mean of the examples' scores, shown first."""

    @property
    def figures(self) -> Figures:
        """The figures by metric, the headline first."""

    @property
    def per_class(self) -> tuple[ClassScore, ...]:
        """Figures of each label; empty where no labels are told apart."""

    @property
    def accuracy(self) -> float:
        """Share of examples whose answer is right."""

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy."""

    @property
    def ece(self) -> float:
        """Expected calibration error of the confidence."""

    @property
    def reliability(self) -> tuple[ReliabilityBin, ...]:
        """Accuracy by confidence."""

    @property
    def coverage(self) -> tuple[CoveragePoint, ...]:
        """What is answered, and how well, from a few confidences on."""

    @property
    def curve(self) -> tuple[CoveragePoint, ...]:
        """The same from many confidences on."""


def figures_of(measured: Mapping[str, Measured]) -> dict[str, Figures]:
    """The figures by hold-out."""
    return {name: each.figures for name, each in measured.items()}
