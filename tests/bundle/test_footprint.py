"""The memory of answering is measured in a process of its own."""

import pytest

from matchloop.bundle import footprint, write_bundle
from matchloop.column_types import golden
from matchloop.errors import BundleError
from tests.column_types import small
from tests.tiny_bundle import tiny_bundle


@pytest.fixture
def bundle(tmp_path):
    bare = small.bundle(tmp_path / "bare")
    graph = bare.graph("classifier").path
    path = golden.write(tmp_path / "golden.json", graph)
    return write_bundle(tmp_path / "b", bare.manifest, {"model.onnx": graph, "golden.json": path})


def test_it_is_what_a_fresh_process_holds(bundle):
    held = bytearray(600_000_000)  # what this process has held plays no part
    held[::4096] = bytes(len(held[::4096]))
    del held
    assert 20 < footprint.peak_memory_mb(bundle) < 500


def test_a_bundle_that_does_not_answer_is_named(bundle, tmp_path):
    (bundle.folder / "model.onnx").unlink()
    with pytest.raises(BundleError, match=r"cannot be measured: .*model\.onnx is missing"):
        footprint.peak_memory_mb(bundle)
    stranger = tiny_bundle(tmp_path / "forest")
    with pytest.raises(BundleError, match=r"cannot be measured: .*no family 'toys'"):
        footprint.peak_memory_mb(stranger)
