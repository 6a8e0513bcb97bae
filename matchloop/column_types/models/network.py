"""The Keras network: 512-256-128-64 with its normalizer inside, and its magnitude-pruned twin."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its rounding depends on the machine

import keras
import numpy as np
import tensorflow as tf

from matchloop.graphs import inference, surgery

if TYPE_CHECKING:
    from matchloop.column_types.models import Rows
    from matchloop.column_types.params import NetworkParams, PruneParams

_CLIP = 8.0
"""Standard deviations past which a feature is cut: one odd column must not drown the rest."""


@dataclass(frozen=True)
class Network:
    """A trained network. history: one list a metric, one number an epoch."""

    model: keras.Model
    history: dict[str, list[float]]

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Return float64 [n, classes] for float32 [n, features]."""
        result: np.ndarray = self.model.predict(X, batch_size=1024, verbose=0)
        return result.astype(np.float64)

    def to_onnx(self, opset: int) -> Any:
        """Return the network as an ONNX graph.

        `tf2onnx.convert.from_keras` fails on Keras 3, so the call is traced as a function.
        """
        import tf2onnx

        signature = [
            tf.TensorSpec((None, self.model.input_shape[1]), tf.float32, name=inference.INPUT)
        ]
        traced = tf.function(
            lambda features: {inference.OUTPUT: self.model(features, training=False)}
        )
        exported, _ = tf2onnx.convert.from_function(traced, input_signature=signature, opset=opset)
        return surgery.only_probabilities(exported, exported.graph.output[0].name)

    def save(self, path: Path) -> None:
        """Write the weights as plain arrays; Keras's own format holds the time it was written."""
        np.savez(path, *self.model.get_weights())


def load(path: Path, params: "NetworkParams") -> Network:
    """Read what `Network.save` wrote; params: those the network was built with."""
    with np.load(path, allow_pickle=False) as stored:
        weights = [stored[name] for name in stored.files]
    model = _build(np.zeros((1, len(weights[0])), np.float32), len(weights[-1]), params)
    model.set_weights(weights)
    return Network(model, {})


def fit(rows: "Rows", *, params: "NetworkParams", seed: int, threads: int) -> Network:
    """Train a network; see `matchloop.column_types.models.fit`.

    A tenth of the rows, drawn with the seed, decides when to stop.
    """
    _prepare(seed, threads)
    fitting, stopping = map(rows.take, _hold_out(len(rows.y), seed))
    model = _build(fitting.X, rows.classes, params)
    _compile(model, params.learning_rate)
    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.weights.h5"
        history = model.fit(
            fitting.X,
            fitting.y,
            sample_weight=fitting.weights,
            validation_data=(stopping.X, stopping.y, stopping.weights),
            epochs=params.epochs,
            batch_size=params.batch_size,
            callbacks=_callbacks(params, best),
            verbose=0,
        )
        model.load_weights(best)
    return Network(model, _plain(history))


def prune(
    network: Network, rows: "Rows", *, params: "PruneParams", seed: int, threads: int
) -> Network:
    """Set the smallest weights of every dense layer but the last to zero, step by step.

    Zhu and Gupta, "To prune, or not to prune", 2017: the share of zeros after a share x of the
    steps is `sparsity * (1 - (1 - x)^3)`. Training goes on meanwhile and a while after, with the
    zeros held.
    """
    _prepare(seed, threads)
    model = keras.models.clone_model(network.model)
    model.set_weights(network.model.get_weights())
    _compile(model, params.learning_rate)
    history = model.fit(
        rows.X,
        rows.y,
        sample_weight=rows.weights,
        epochs=params.epochs + params.fine_tuning_epochs,
        batch_size=params.batch_size,
        callbacks=[_MagnitudePruning(params.sparsity, params.epochs), _Progress()],
        verbose=0,
    )
    return Network(model, _plain(history))


def sparsity(network: Network) -> float:
    """Share of zeros among the weights of the dense layers but the last."""
    kernels = [layer.kernel.numpy() for layer in _prunable(network.model)]
    return sum((k == 0).sum() for k in kernels) / sum(k.size for k in kernels)


class _Progress(keras.callbacks.Callback):
    """One line for every fifth epoch: a log can be read, a bar in a log cannot."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if epoch % 5 == 0:
            figures = "  ".join(f"{k} {v:.4f}" for k, v in sorted((logs or {}).items()))
            print(f"epoch {epoch + 1:3d}  {figures}", flush=True)


class _MagnitudePruning(keras.callbacks.Callback):
    """Holds the masks, and tightens them on the polynomial schedule at each epoch's start."""

    def __init__(self, sparsity: float, epochs: int):
        super().__init__()
        self.sparsity, self.epochs = sparsity, epochs
        self.masks: list[np.ndarray] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if epoch < self.epochs:
            share = self.sparsity * (1 - (1 - (epoch + 1) / self.epochs) ** 3)
            self.masks = [_largest(layer.kernel.numpy(), share) for layer in self._layers]
        self._apply()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._apply()

    @property
    def _layers(self) -> Sequence[Any]:
        return _prunable(self.model)

    def _apply(self) -> None:
        for layer, mask in zip(self._layers, self.masks, strict=True):
            layer.kernel.assign(layer.kernel * mask)


def _prunable(model: keras.Model) -> list[Any]:
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)][:-1]


def _largest(kernel: np.ndarray, share: float) -> np.ndarray:
    """Mask that drops the `share` of weights with the least magnitude."""
    dropped = round(kernel.size * share)
    mask = np.ones(kernel.size, np.float32)
    mask[np.argsort(np.abs(kernel).ravel(), kind="stable")[:dropped]] = 0
    return mask.reshape(kernel.shape)


def _prepare(seed: int, threads: int) -> None:
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        # Fixed once TensorFlow has run: the first training of the process has set them.
        return


def _build(X: np.ndarray, classes: int, params: "NetworkParams") -> keras.Model:
    features = keras.Input((X.shape[1],), name=inference.INPUT)
    # Batch normalization that is not trained is a plain normalizer, and its mean and variance
    # are variables: tf2onnx takes the constants of keras.layers.Normalization for missing inputs.
    # The variance has a floor, so that a feature that hardly varies in training does not explode
    # on a column where it does.
    normalizer = keras.layers.BatchNormalization(
        center=False, scale=False, epsilon=0.0, trainable=False, name="normalizer"
    )
    x = normalizer(features)
    normalizer.set_weights([X.mean(0), np.maximum(X.var(0, dtype=np.float64), 1e-4)])
    x = keras.ops.clip(x, -_CLIP, _CLIP)
    for units, dropout in zip(params.units, params.dropout, strict=True):
        x = keras.layers.Dense(units)(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.Dropout(dropout)(x)
    return keras.Model(features, keras.layers.Dense(classes, activation="softmax")(x))


def _compile(model: keras.Model, learning_rate: float) -> None:
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )


def _callbacks(params: "NetworkParams", best: Path) -> list[Any]:
    return [
        keras.callbacks.EarlyStopping(
            "val_loss", patience=params.early_stopping, restore_best_weights=True
        ),
        keras.callbacks.ReduceLROnPlateau(
            "val_loss", factor=0.5, patience=params.reduce_on_plateau
        ),
        keras.callbacks.ModelCheckpoint(
            best, "val_loss", save_best_only=True, save_weights_only=True
        ),
        _Progress(),
    ]


def _hold_out(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.random.default_rng(seed).permutation(rows)
    return np.sort(order[rows // 10 :]), np.sort(order[: rows // 10])


def _plain(history: keras.callbacks.History) -> dict[str, list[float]]:
    return {name: [float(value) for value in values] for name, values in history.history.items()}
