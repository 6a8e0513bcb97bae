"""What can be measured, by name: which way each figure gets better, and how people call it.

The one vocabulary of the gate, its limits, the model card, the report and the registry. A family
that measures something else declares a `Metric` beside its params; nothing here, in the gate or in
what shows figures needs an edit for it. Computes nothing, and imports no numpy: params read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A figure of a model on a hold-out.

    name: in params, files and the registry, e.g. "macro_f1"; words: in sentences, e.g.
    "macro-F1"; greater_is_better: which way it gets better.
    """

    name: str
    words: str
    greater_is_better: bool = True


Figures = Mapping[Metric, float | None]
"""A model's figures on one hold-out; None where there was nothing to divide by."""

ACCURACY = Metric("accuracy", "accuracy")
MACRO_F1 = Metric("macro_f1", "macro-F1")
TOP1 = Metric("top1", "right first")
TOP3 = Metric("top3", "right among the first three")
MRR = Metric("mrr", "mean reciprocal rank")
ECE = Metric("ece", "calibration error", greater_is_better=False)
COVERAGE = Metric("coverage_at_0.9", "coverage at confidence 0.9")
CONFIDENT = Metric("accuracy_at_0.9", "accuracy at confidence 0.9")
AUC = Metric("auc", "area under the ROC curve")
PRECISION = Metric("precision", "precision")
RECALL = Metric("recall", "recall")
F1 = Metric("f1", "F1")
MAPPED_RIGHT = Metric("mapped_right", "right of the columns mapped")
SURE_RIGHT = Metric("sure_right", "right of the columns mapped at 0.9 and above")
FOUND = Metric("found", "columns with a standard that get it")
FALSELY_MAPPED = Metric("falsely_mapped", "columns without a standard that get one", False)


def precision_of(group: str) -> Metric:
    """Share that is right of the answers that name any label of a group."""
    return Metric(f"{group}_precision", f"precision of {group}")


def false_positives_of(group: str) -> Metric:
    """Share of the examples of other labels that are answered with a label of the group."""
    return Metric(f"{group}_false_positive_rate", f"others taken for {group}", False)


def named(figures: Figures) -> dict[str, float]:
    """Figures by name, six digits; None is left out."""
    return {metric.name: round(value, 6) for metric, value in figures.items() if value is not None}


def flat(figures: Mapping[str, Figures]) -> dict[str, float]:
    """Figures by flat name, e.g. "real_tables.macro_f1", six digits; None is left out."""
    return {
        f"{place.replace(' ', '_')}.{name}": value
        for place, found in figures.items()
        for name, value in named(found).items()
    }
