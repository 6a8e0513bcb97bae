"""A bundle answers its golden inputs as it did when it was built, or is refused."""

import json

import onnx
import pytest

from matchloop.bundle import Bundle, write_bundle
from matchloop.bundle.rehearsal import rehearse
from matchloop.column_types import golden
from matchloop.column_types.predict import load_bundle
from matchloop.errors import BundleError
from matchloop.graphs import surgery
from tests.column_types import small


def with_golden(folder, change=lambda told: None, model=None):
    """The small bundle with a golden file, changed; or with another graph than made the file."""
    bundle = small.bundle(folder / "plain")
    path = golden.write(folder / "golden.json", bundle.graph("classifier").path)
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))
    files = {"model.onnx": model or bundle.graph("classifier").path, "golden.json": path}
    manifest = bundle.manifest.model_copy(update={"files": {}, "sizes": {}})
    return write_bundle(folder / "golden", manifest, files)


def test_the_bundle_that_was_built_passes(tmp_path):
    bundle = with_golden(tmp_path)
    told = json.loads((bundle.folder / "golden.json").read_text())
    assert len(told["answers"]) == len(told["inputs"]) == len(golden.COLUMNS)
    assert set(told["answers"]) <= set(small.LABELS)
    golden.check(bundle)
    golden.verify(load_bundle(bundle.folder), bundle)
    rehearse(bundle)


def test_the_same_graph_gives_the_same_bytes(tmp_path):
    bundle = small.bundle(tmp_path / "b")
    first, second = (
        golden.write(tmp_path / name, bundle.graph("classifier").path) for name in ("a", "b.json")
    )
    assert first.read_bytes() == second.read_bytes()


def test_a_bundle_without_the_file_passes(tmp_path):
    golden.check(small.bundle(tmp_path / "b"))


def test_another_graph_is_refused(tmp_path):
    onnx.save(surgery.calibrated(small.boosting().to_onnx(17), 3.0), tmp_path / "changed.onnx")
    bundle = with_golden(tmp_path, model=tmp_path / "changed.onnx")
    with pytest.raises(
        BundleError, match=r"of its 8 golden inputs unlike it did when it was built"
    ):
        golden.check(bundle)
    with pytest.raises(BundleError, match=r"golden inputs .* Nothing was promoted"):
        rehearse(bundle)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t["confidences"].__setitem__(0, 0.01), "had confidence 0.0100 and has"),
        (lambda t: t.pop("answers"), "no file of golden inputs: KeyError"),
        (lambda t: t["answers"].pop(), "an answer and a confidence for each input"),
    ],
)
def test_a_file_that_says_otherwise_is_refused(tmp_path, change, told):
    with pytest.raises(BundleError, match=told):
        golden.check(with_golden(tmp_path, change))


def test_a_label_that_is_none_of_the_models_is_a_bundle_error(tmp_path):
    bundle = with_golden(tmp_path, lambda t: t["answers"].__setitem__(0, "colour"))
    with pytest.raises(BundleError, match=r"cannot answer: ValueError"):
        rehearse(Bundle.read(bundle.folder))
