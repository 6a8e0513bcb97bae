"""Runs an exported model: the only place where answers are computed. Knows no training library."""

from pathlib import Path

import numpy as np
import onnxruntime

INPUT, OUTPUT = "features", "probabilities"


def session(model: Path | bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """Load a graph onto `threads` CPU threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def predict(
    model: onnxruntime.InferenceSession, X: np.ndarray, given: str = INPUT, asked: str = OUTPUT
) -> np.ndarray:
    """Return probabilities float32 [n, labels] for features float32 [n, features].

    given, asked: the names of input and output, where the graph has others.
    """
    return model.run([asked], {given: np.ascontiguousarray(X, np.float32)})[0]


def first_features(model: onnxruntime.InferenceSession, X: np.ndarray) -> np.ndarray:
    """Return the features that a model reads: of an older one the first, for new ones are appended.

    X: float32 [n, features], at least as many as the model reads.
    """
    width = next(each.shape[-1] for each in model.get_inputs() if each.name == INPUT)
    return X[:, :width] if isinstance(width, int) else X
