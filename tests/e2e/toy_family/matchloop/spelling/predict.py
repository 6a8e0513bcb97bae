"""Answers from a bundle, each one logged. Imports no training library."""

import time
from collections.abc import Sequence

import numpy as np

from matchloop.bundle import Bundle
from matchloop.graphs import inference
from matchloop.monitoring import recorder
from matchloop.store.records import Origin, identity

ROLE = "classifier"
LABELS = ("american", "british")
FEATURE_NAMES = tuple(f"letters_{number:03}" for number in range(256))
FEATURE_VERSION = "1.0"


class SpellingModel:
    """A verified bundle, ready to answer."""

    def __init__(self, bundle: Bundle, version: str):
        self.bundle, self.version = bundle, version
        self._session = inference.session(bundle.graph(ROLE).path)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return probabilities [n, labels] for features [n, 256]."""
        return inference.predict(self._session, X)


def features_of(words: Sequence[str]) -> np.ndarray:
    """Return how often each pair of letters is in each word, hashed: float32 [n, 256]."""
    X = np.zeros((len(words), len(FEATURE_NAMES)), np.float32)
    for row, word in zip(X, words, strict=True):
        for one, other in zip(word, f"{word[1:]}$", strict=True):
            row[(31 * ord(one) + ord(other)) % len(row)] += 1
    return X


def answer(model: SpellingModel, words: Sequence[str]) -> list[tuple[str, str, int | None]]:
    """Answer words that came in together: word, answer, and the number of the prediction."""
    began, X = time.perf_counter(), features_of(words)
    probabilities = model.predict(X)
    answers = [LABELS[place] for place in probabilities.argmax(1)]
    inputs = [identity([word]) for word in words]
    call = recorder.AnsweredCall(
        inputs=inputs,
        answers=answers,
        confidences=probabilities.max(1),
        abstained=np.zeros(len(words), bool),
        names=words,
        seconds=time.perf_counter() - began,
        features=X,
        cluster=recorder.cluster_of((), inputs),
    )
    return list(zip(words, answers, recorder.record(model, call, Origin.COMMAND), strict=True))
