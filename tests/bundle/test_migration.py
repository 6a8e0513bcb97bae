"""Bundles of format 1, as both families wrote them, go on answering; the file stays as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from matchloop.bundle import MANIFEST, Bundle, copy_bundle
from matchloop.bundle.migration import from_format_1
from matchloop.errors import BundleError
from matchloop.files import sha256
from tests.tiny_bundle import change_one_byte, write_model

COLUMN_TYPES: dict[str, Any] = {
    "calibration": {"ece": 0.013, "temperature": 0.94},
    "data_hash": "d" * 64,
    "family": "column_types",
    "feature_names": ["length", "digits", "nulls"],
    "feature_version": "1.1",
    "files": {"golden.json": "", "model.int16.onnx": "", "model.onnx": ""},
    "format": 1,
    "labels": ["no", "yes"],
    "metrics": {"parity": {"rows": 1200, "same_label": 1.0}},
    "model": "blend",
    "opset": 17,
    "params_hash": "p" * 64,
    "served": "float",
    "sizes": {"golden.json": 0, "model.int16.onnx": 0, "model.onnx": 0},
    "thresholds": {"unsure": 0.5},
    "variants": {
        "float": {"bytes": 9, "file": "model.onnx", "fit": True, "reason": "the exported model"},
        "int16": {"bytes": 9, "file": "model.int16.onnx", "fit": False, "reason": "loses 1.4"},
    },
}
COLUMN_MAPPING: dict[str, Any] = {
    "calibration": {"ece": 0.021, "temperature": 1.31},
    "data_hash": "d" * 64,
    "family": "column_mapping",
    "feature_names": ["chance", "ngrams", "meaning"],
    "feature_version": "1.0",
    "files": {"channel.onnx": "", "head.onnx": "", "model.onnx": "", "tokenizer.json": ""},
    "format": 1,
    "labels": [],
    "metrics": {"agreement": {"int8": 0.991, "names": 300}},
    "model": "siamese",
    "opset": 17,
    "params_hash": "p" * 64,
    "served": "int8",
    "sizes": {"channel.onnx": 7, "head.onnx": 8, "model.onnx": 9, "tokenizer.json": 10},
    "thresholds": {"answer": 0.71, "rate": 0.95},
    "variants": {
        "int8": {"bytes": 9, "file": "model.onnx", "fit": True, "reason": "same answer as float"},
    },
}


def written(folder: Path, value: dict[str, Any]) -> Path:
    """A bundle of format 1 with real files; sizes and hashes are theirs."""
    for name in value["files"]:
        write_model(folder / name)
    value = value | {
        "files": {name: sha256(folder / name) for name in value["files"]},
        "sizes": {name: (folder / name).stat().st_size for name in value["files"]},
    }
    (folder / MANIFEST).write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")
    return folder


def test_one_graph_that_answers_with_labels() -> None:
    assert from_format_1(COLUMN_TYPES) == {
        **{name: COLUMN_TYPES[name] for name in ("data_hash", "family", "feature_names", "files")},
        **{name: COLUMN_TYPES[name] for name in ("feature_version", "labels", "metrics", "model")},
        **{name: COLUMN_TYPES[name] for name in ("params_hash", "sizes")},
        "format": 2,
        "written_by": "0.2.0",
        "graphs": {
            "classifier": {
                "calibration": {"ece": 0.013, "temperature": 0.94},
                "opset": 17,
                "served": "float",
                "thresholds": {"unsure": 0.5},
                "variants": {
                    "float": COLUMN_TYPES["variants"]["float"] | {"least_onnxruntime": "1.12"},
                    "int16": COLUMN_TYPES["variants"]["int16"],
                },
            }
        },
    }


def test_an_encoder_beside_a_channel_and_a_head() -> None:
    graphs = from_format_1(COLUMN_MAPPING)["graphs"]

    exported = {"fit": True, "reason": "the exported model", "least_onnxruntime": "1.12"}
    assert graphs == {
        "encoder": {
            "opset": 17,
            "served": "int8",
            "variants": {
                "int8": COLUMN_MAPPING["variants"]["int8"] | {"least_onnxruntime": "1.12"}
            },
        },
        "channel": {
            "opset": 17,
            "served": "float",
            "variants": {"float": {"file": "channel.onnx", "bytes": 7, **exported}},
        },
        "head": {
            "opset": 17,
            "served": "float",
            "variants": {"float": {"file": "head.onnx", "bytes": 8, **exported}},
            "thresholds": {"answer": 0.71, "rate": 0.95},
            "calibration": {"ece": 0.021, "temperature": 1.31},
        },
    }


@pytest.mark.parametrize("value", [COLUMN_TYPES, COLUMN_MAPPING])
def test_it_is_read_and_copied_and_never_rewritten(tmp_path: Path, value: dict[str, Any]) -> None:
    folder = written(tmp_path / "old", value)
    before = (folder / MANIFEST).read_bytes()

    bundle = Bundle.read(folder, value["family"])
    copy = copy_bundle(bundle, tmp_path / "copy")

    assert (folder / MANIFEST).read_bytes() == (copy.folder / MANIFEST).read_bytes() == before
    assert bundle.sha256 == sha256(folder / MANIFEST)
    assert bundle.manifest.least_onnxruntime == "1.12"
    assert all(graph.path.is_file() for graph in bundle.graphs)
    assert Bundle.read(copy.folder).manifest == bundle.manifest


def test_its_hashes_are_checked(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", COLUMN_MAPPING)
    change_one_byte(folder / "head.onnx")

    with pytest.raises(BundleError, match=r"head\.onnx is damaged"):
        Bundle.read(folder)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"variants": None}, r"graphs\.classifier\.variants: .*dictionary"),
        ({"served": "int4"}, r"graphs\.classifier: .*'int4' is not one of"),
        ({"opset": None}, r"graphs\.classifier\.opset"),
        ({"extra": 1}, r"extra: Extra inputs"),
        ({"files": 3}, r"files: .*dictionary"),
        ({"labels": 3}, r"labels: .*tuple"),
    ],
)
def test_what_is_wrong_in_it_is_told(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    folder = written(tmp_path / "old", COLUMN_TYPES)
    value = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(value | changes))

    with pytest.raises(BundleError, match=rf"is no valid manifest: .*{told}"):
        Bundle.read(folder)


def test_what_it_lacks_is_told(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"format": 1}')

    with pytest.raises(BundleError, match=r"family: Field required; .*graphs\.encoder\.variants"):
        Bundle.read(tmp_path)
