"""Golden inputs: a few words, with what the bundle said of them when it was built."""

from pathlib import Path

import numpy as np

from matchloop.bundle import Bundle, golden
from matchloop.graphs import inference
from matchloop.spelling.predict import LABELS, SpellingModel, features_of

WORDS = ("colour", "color", "theatre", "theater", "dialog", "realise")


def write(path: Path, graph: Path) -> Path:
    """Write the golden file of an exported graph."""
    probabilities = inference.predict(inference.session(graph), features_of(WORDS))
    answers = [LABELS[place] for place in probabilities.argmax(1)]
    return golden.write(path, list(WORDS), answers, probabilities.max(1).tolist())


def check(bundle: Bundle) -> None:
    """Load a bundle and let it answer. Raises BundleError."""
    verify(SpellingModel(bundle, "golden"), bundle)


def verify(model: SpellingModel, bundle: Bundle) -> None:
    """The same for a model that is loaded already."""
    told = golden.read(bundle)
    if told is not None:
        probabilities = model.predict(features_of(told["inputs"]))
        places = [LABELS.index(answer) for answer in told["answers"]]
        found = probabilities[np.arange(len(places)), places]
        golden.compare(bundle, told, found.tolist(), tolerance=0.01)
