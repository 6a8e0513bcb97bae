"""Which ONNX Runtime a graph needs; that each row is right, the releases' notes say."""

from itertools import pairwise
from pathlib import Path

import onnx
import pytest

from matchloop.errors import BundleError
from matchloop.graphs import runtimes
from tests.tiny_bundle import write_model


@pytest.mark.parametrize(
    ("opsets", "ir", "version"),
    [
        ({"": 7}, 3, "1.8"),
        ({"": 17}, 8, "1.12"),
        ({"": 17}, 0, "1.12"),
        ({"": 17}, 10, "1.18"),  # the file format is newer than the operators
        ({"": 21}, 10, "1.18"),
        ({"": 11, "ai.onnx.ml": 3}, 8, "1.12"),
        ({"ai.onnx.ml": 1}, 8, "1.10"),
        ({"": 17, "com.microsoft": 1}, 8, "1.12"),
        ({"": 17}, 99, ""),
        ({"": 99}, 8, ""),
    ],
)
def test_operators_and_file_format_decide(opsets: dict[str, int], ir: int, version: str) -> None:
    assert runtimes.least(opsets, ir) == version


def test_a_newer_release_reads_all_that_an_older_one_does() -> None:
    rows = [(each.opset, each.ml_opset, each.ir) for each in runtimes._RELEASES]
    assert all(a <= b for x, y in pairwise(rows) for a, b in zip(x, y, strict=True))
    names = [each.version for each in runtimes._RELEASES]
    assert runtimes.newest(names) == names[-1]
    assert runtimes.newest(["1.9", "1.10"]) == "1.10"
    assert runtimes.newest(["1.9", ""]) == runtimes.newest([]) == ""


def test_it_is_read_from_the_graph(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.onnx")
    assert runtimes.least_of(path) == "1.12"

    model = onnx.load(path)
    model.opset_import[0].domain = "ai.onnx"  # the same, written out
    model.ir_version = 9
    onnx.save(model, path)
    assert runtimes.least_of(path) == "1.16"


def test_a_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"none")
    with pytest.raises(BundleError, match=r"m\.onnx cannot be read as an ONNX model"):
        runtimes.least_of(tmp_path / "m.onnx")
