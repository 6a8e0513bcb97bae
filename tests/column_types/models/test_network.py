"""The network and its pruned twin, on columns few enough for a few seconds."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from matchloop.column_types.models import ModelName, fit, network
from matchloop.column_types.params import NetworkParams, PruneParams
from matchloop.graphs import inference, surgery
from tests.column_types import small
from tests.waiting import CEILING

PARAMS = NetworkParams(
    units=(32, 16),
    dropout=(0.1, 0.1),
    epochs=3,
    batch_size=16,
    learning_rate=0.005,
    early_stopping=10,
    reduce_on_plateau=5,
)
PRUNE = PruneParams(
    sparsity=0.5, epochs=2, fine_tuning_epochs=1, batch_size=16, learning_rate=0.001
)


def trained(**changes: object):
    params = PARAMS.model_copy(update=changes)
    return fit(ModelName.NETWORK, small.rows(), params=params, seed=5, threads=1)


@pytest.fixture(scope="module")
def fitted():
    return trained()


@pytest.fixture(scope="module")
def pruned(fitted):
    return network.prune(fitted, small.rows(), params=PRUNE, seed=5, threads=1)


def in_onnx(model, X: np.ndarray) -> np.ndarray:
    return inference.predict(inference.session(model.to_onnx(17).SerializeToString()), X)


def test_it_can_learn_one_small_batch_by_heart():
    found = trained(epochs=30, early_stopping=30, dropout=(0.0, 0.0))
    rows = small.rows()
    # A tenth of the rows decides when to stop and is not learned from.
    assert (found.probabilities(rows.X).argmax(1) == rows.y).mean() > 0.9
    assert found.probabilities(rows.X).sum(1) == pytest.approx(1, abs=1e-5)


def test_the_history_has_a_number_an_epoch(fitted):
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"} == set(fitted.history)
    assert {len(values) for values in fitted.history.values()} == {3}


def test_the_same_seed_gives_the_same_bytes():
    """In processes of their own, as the pipeline trains: names are numbered through a process."""
    code = (
        "import hashlib\n"
        "from tests.column_types.models.test_network import trained\n"
        "exported = trained(epochs=2).to_onnx(17).SerializeToString()\n"
        "print(hashlib.sha256(exported).hexdigest())"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for seed in ("1", "2")
    ]
    one, other = (run.communicate(timeout=CEILING)[0].splitlines()[-1] for run in runs)
    assert len(one) == 64
    assert one == other


def test_the_normalizer_is_inside_and_learned_from_the_rows_that_are_fitted(fitted):
    rows = small.rows()
    learn, hold = network._hold_out(len(rows.y), 5)
    assert len(hold) == len(rows.y) // 10
    assert sorted([*learn, *hold]) == list(range(len(rows.y)))
    mean, variance = fitted.model.get_layer("normalizer").get_weights()
    assert mean == pytest.approx(rows.X[learn].mean(0), abs=1e-4)
    assert variance == pytest.approx(np.maximum(rows.X[learn].var(0), 1e-4), rel=1e-2)


def test_onnx_answers_like_the_network_also_far_outside_what_it_saw(fitted):
    X = small.rows().X
    rng = np.random.default_rng(0)
    wild = rng.choice([-1e6, -1.0, 0.0, 1e-6, 3.0, 1e6], (50, X.shape[1])).astype(np.float32)
    for rows in (X, wild):
        found = surgery.parity(fitted.probabilities(rows), in_onnx(fitted, rows))
        assert found.largest_difference <= 1e-4, found


def test_pruning_reaches_the_sparsity_and_holds_it_while_it_fine_tunes(fitted, pruned):
    assert network.sparsity(fitted) < 0.01
    assert network.sparsity(pruned) == pytest.approx(0.5, abs=0.002)
    kernels = [layer.kernel.numpy() for layer in network._prunable(pruned.model)]
    assert len(kernels) == 2
    for kernel in kernels:
        assert (kernel == 0).mean() == pytest.approx(0.5, abs=0.002)
    # The last layer is left whole, and the network that was given as it was.
    assert (pruned.model.layers[-1].kernel.numpy() == 0).mean() < 0.01
    assert len(pruned.history["loss"]) == PRUNE.epochs + PRUNE.fine_tuning_epochs


def test_the_smallest_weights_are_dropped():
    kernel = np.array([[0.1, -3.0], [-0.2, 0.05]], np.float32)
    assert network._largest(kernel, 0.5).tolist() == [[0, 1], [1, 0]]
    assert network._largest(kernel, 0.0).tolist() == [[1, 1], [1, 1]]


def test_masks_tighten_on_the_polynomial_schedule(fitted):
    callback = network._MagnitudePruning(0.5, 4)
    model = keras.models.clone_model(fitted.model)
    model.set_weights(fitted.model.get_weights())
    callback.set_model(model)
    shares = []
    for epoch in range(6):
        callback.on_epoch_begin(epoch)
        shares.append(float(np.mean(callback.masks[0] == 0)))
    wanted = [0.5 * (1 - (1 - x) ** 3) for x in (0.25, 0.5, 0.75, 1, 1, 1)]
    assert shares == pytest.approx(wanted, abs=0.001)


def test_the_pruned_network_answers_alike_in_onnx_and_after_a_file(pruned, tmp_path):
    X = small.rows().X
    found = surgery.parity(pruned.probabilities(X), in_onnx(pruned, X))
    assert found.largest_difference <= 1e-4, found
    pruned.save(tmp_path / "n.npz")
    back = network.load(tmp_path / "n.npz", PARAMS)
    assert back.probabilities(X) == pytest.approx(pruned.probabilities(X), abs=1e-6)
    assert network.sparsity(back) == network.sparsity(pruned)
