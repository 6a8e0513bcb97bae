"""The hold-outs, and a model measured on them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnxruntime

from matchloop.evaluation.classification import ClassificationMetrics, classification
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.latency import median_milliseconds
from matchloop.evaluation.paired import PairedAnswers, paired_labels
from matchloop.graphs import inference
from matchloop.spelling.predict import LABELS, features_of


@dataclass(frozen=True)
class Answers:
    """Probabilities [n, labels] and true label numbers [n]."""

    probabilities: np.ndarray
    y: np.ndarray


Part = HoldOut[Mapping[str, str]]


def hold_out(name: str, about: str, labels: Mapping[str, str], minimum: int = 1) -> list[Part]:
    """A hold-out of labels by word; none with fewer than `minimum`."""
    return [HoldOut(name, about, False, labels)] if len(labels) >= minimum else []


def answer(model: onnxruntime.InferenceSession, part: Part) -> Answers:
    """A graph's answers to a hold-out."""
    truth = np.array([LABELS.index(label) for label in part.examples.values()])
    return Answers(inference.predict(model, features_of(list(part.examples))), truth)


def measure(answers: Answers) -> ClassificationMetrics:
    """The figures of answers."""
    return classification(answers.y, answers.probabilities, LABELS)


def compare(candidate: Answers, champion: Answers) -> PairedAnswers:
    """Two models' answers to the same hold-out."""
    ours, theirs = (each.probabilities.argmax(1) for each in (candidate, champion))
    return paired_labels(candidate.y, ours, theirs, LABELS)


def latency(model: onnxruntime.InferenceSession, part: Part) -> float:
    """Median milliseconds of one answer."""
    words = [[word] for word in list(part.examples)[:100]]
    return median_milliseconds(lambda word: inference.predict(model, features_of(word)), words)
