"""Every graph that serves answers zeros, or the bundle is refused."""

from pathlib import Path

import pytest

from matchloop.bundle import Bundle, Graph, Variant, write_bundle
from matchloop.bundle.rehearsal import run_once
from matchloop.errors import BundleError
from tests.column_mapping import small
from tests.tiny_bundle import manifest, tiny_bundle, write_model


def cascade(folder: Path, **more: object) -> Bundle:
    """A first graph that is fine and a second one; both answer with probabilities."""
    graphs = {
        role: Graph(
            variants={"float": Variant(file=f"{role}.onnx", fit=True, reason="x")},
            served="float",
            opset=17,
        )
        for role in ("first", "second")
    }
    files = {
        "first.onnx": write_model(folder.parent / "first.onnx"),
        "second.onnx": write_model(folder.parent / "second.onnx", **more),  # type: ignore[arg-type]
    }
    return write_bundle(folder, manifest().model_copy(update={"graphs": graphs}), files)


def test_what_answers_passes(tmp_path: Path) -> None:
    run_once(tiny_bundle(tmp_path / "forest"))
    run_once(cascade(tmp_path / "cascade"))
    run_once(small.bundle(tmp_path / "siamese"))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"outputs": 5}, r"second\.onnx: output 'probabilities' is 5 wide, expected 2"),
        ({"weight": float("nan")}, r"second\.onnx: output 'probabilities' holds NaN"),
    ],
)
def test_a_second_graph_that_does_not_answer_is_named(
    tmp_path: Path, more: dict[str, object], told: str
) -> None:
    with pytest.raises(BundleError, match=told):
        run_once(cascade(tmp_path / "cascade", **more))
