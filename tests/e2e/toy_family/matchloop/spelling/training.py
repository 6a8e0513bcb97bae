"""Softmax regression, and its graph."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


def fit(X: np.ndarray, y: np.ndarray, steps: int, rate: float) -> tuple[np.ndarray, list[float]]:
    """Return weights [d + 1, 2], the bias last, and the loss of each step."""
    X, truth = np.c_[X, np.ones(len(X))], np.eye(2)[y]
    weights, losses = np.zeros((X.shape[1], 2)), []
    for _ in range(steps):
        scores = np.exp(X @ weights)
        probabilities = scores / scores.sum(1, keepdims=True)
        losses.append(float(-np.log(probabilities[truth == 1]).mean()))
        weights -= rate * X.T @ (probabilities - truth) / len(X)
    return weights.astype(np.float32), losses


def to_onnx(weights: np.ndarray) -> onnx.ModelProto:
    """Features float32 [n, d] -> probabilities float32 [n, 2]."""
    d, graph_input = len(weights) - 1, helper.make_tensor_value_info
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["features", "W", "b"], ["scores"]),
            helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        ],
        "spelling",
        [graph_input("features", TensorProto.FLOAT, ["n", d])],
        [graph_input("probabilities", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(weights[:-1], "W"), numpy_helper.from_array(weights[-1], "b")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
