"""A bundle is written whole or not at all, and the same content gives the same bytes."""

import os
from pathlib import Path

import pytest

from matchloop.bundle import Bundle, BundleManifest, copy_bundle, write_bundle
from matchloop.bundle import writing as writing_module
from matchloop.errors import BundleError
from matchloop.files import sha256
from tests.tiny_bundle import manifest, tiny_bundle, write_model


def test_round_trip(tmp_path: Path) -> None:
    written = tiny_bundle(tmp_path / "forest")

    read = Bundle.read(tmp_path / "forest", "toys")

    assert read == written
    assert read.manifest.labels == ("no", "yes")
    assert read.manifest.files["model.onnx"] == sha256(tmp_path / "forest" / "model.onnx")
    size = (tmp_path / "forest" / "model.onnx").stat().st_size
    variant = read.manifest.graphs["classifier"].served_variant
    assert read.manifest.sizes["model.onnx"] == variant.bytes == size
    assert variant.least_onnxruntime == read.manifest.least_onnxruntime == "1.12"


def test_same_content_gives_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m.onnx")
    first = write_bundle(
        tmp_path / "a", manifest(), {"model.onnx": model, "model.int8.onnx": model}
    )
    value = manifest().model_dump()
    variants = value["graphs"]["classifier"]["variants"]
    value["graphs"]["classifier"]["variants"] = dict(reversed(list(variants.items())))
    backwards = BundleManifest.model_validate(value)
    second = write_bundle(
        tmp_path / "b", backwards, {"model.int8.onnx": model, "model.onnx": model}
    )

    assert first.sha256 == second.sha256


def test_writing_replaces_the_whole_folder_also_from_its_own_files(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    (folder / "stale.txt").write_text("old")
    files = {name: folder / name for name in ("model.onnx", "model.int8.onnx")}

    again = write_bundle(folder, manifest(model="network"), files)

    assert Bundle.read(folder).manifest.model == again.manifest.model == "network"
    assert sorted(path.name for path in folder.iterdir()) == [
        "bundle.json",
        "model.int8.onnx",
        "model.onnx",
    ]


def test_a_write_that_fails_leaves_the_old_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tiny_bundle(tmp_path / "forest")
    digest = before.sha256
    model = write_model(tmp_path / "new.onnx", weight=2)

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(writing_module, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        write_bundle(before.folder, manifest(), {"model.onnx": model, "model.int8.onnx": model})

    assert Bundle.read(before.folder).sha256 == digest
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".part", ".old"))]


def test_a_swap_that_fails_half_way_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tiny_bundle(tmp_path / "forest")
    digest = before.sha256
    other = tiny_bundle(tmp_path / "other", weight=2)
    rename = os.rename

    def refuse_the_new(source: Path, target: Path) -> None:
        if Path(source).name.endswith(".part"):
            raise OSError("refused")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_new)
    with pytest.raises(OSError, match="refused"):
        copy_bundle(other, before.folder)

    assert Bundle.read(before.folder).sha256 == digest


def test_a_folder_that_a_kill_left_aside_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tiny_bundle(tmp_path / "forest")
    digest, other = before.sha256, tiny_bundle(tmp_path / "other", weight=2)
    before.folder.rename(tmp_path / ".forest.old")

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(writing_module.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        copy_bundle(other, before.folder)

    assert Bundle.read(before.folder).sha256 == digest


def test_writing_without_a_variants_file_names_it(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m.onnx")

    with pytest.raises(BundleError, match=r"cannot write the bundle without model\.int8\.onnx"):
        write_bundle(tmp_path / "forest", manifest(), {"model.onnx": model})
    assert not (tmp_path / "forest").exists()


def test_a_file_that_is_no_graph_is_not_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"an encoder")
    files = {"model.onnx": tmp_path / "m.onnx", "model.int8.onnx": tmp_path / "m.onnx"}

    with pytest.raises(BundleError, match=r"cannot be read as an ONNX model .*Export the model"):
        write_bundle(tmp_path / "forest", manifest(), files)
    assert not (tmp_path / "forest").exists()
