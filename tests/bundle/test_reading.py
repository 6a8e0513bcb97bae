"""A bundle is read whole and undamaged, in any known format, or refused with what to do."""

import json
import os
from pathlib import Path

import pytest

from matchloop import __version__
from matchloop.bundle import MANIFEST, Bundle
from matchloop.bundle import reading as reading_module
from matchloop.errors import BundleError
from matchloop.files import sha256
from tests.tiny_bundle import change_one_byte, tiny_bundle


def edit_manifest(folder: Path, **changes: object) -> None:
    value = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(value | changes))


def test_one_changed_byte_is_found(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    change_one_byte(folder / "model.int8.onnx")

    with pytest.raises(
        BundleError, match=r"model\.int8\.onnx is damaged: its SHA-256 is .* expected .*dvc repro"
    ):
        Bundle.read(folder)


def test_a_cut_file_is_not_even_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    size = (folder / "model.onnx").stat().st_size
    os.truncate(folder / "model.onnx", 10)
    hashed: list[str] = []
    monkeypatch.setattr(
        reading_module, "sha256", lambda path: hashed.append(path.name) or sha256(path)
    )

    with pytest.raises(BundleError, match=rf"model\.onnx has 10 bytes, expected {size:,}"):
        Bundle.read(folder)
    assert "model.onnx" not in hashed


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    (folder / "model.onnx").unlink()

    with pytest.raises(BundleError, match=r"model\.onnx is missing; bundle\.json lists it"):
        Bundle.read(folder)


def test_a_folder_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"nowhere holds no bundle\.json"):
        Bundle.read(tmp_path / "nowhere")


def test_an_unlisted_file_is_refused_but_not_a_dot_file(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    (folder / ".gitignore").write_text("/model.onnx\n")
    Bundle.read(folder)
    (folder / "model.pkl").write_bytes(b"x")

    with pytest.raises(BundleError, match=r"holds model\.pkl, which bundle\.json does not list"):
        Bundle.read(folder)


def test_another_family_is_refused(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder

    with pytest.raises(BundleError, match=r"of family 'toys', expected 'column_types'"):
        Bundle.read(folder, "column_types")


def test_every_problem_of_a_manifest_is_listed(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    edit_manifest(folder, model="", extra=1)

    with pytest.raises(BundleError, match=r"model: .*at least 1 char.*; extra: Extra inputs"):
        Bundle.read(folder)


@pytest.mark.parametrize("text", ['{"format": 1', "[]", "\x00", "[" * 99])
def test_a_manifest_that_is_no_manifest(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)

    with pytest.raises(BundleError, match=r"is not JSON|bundle format is None|is nested"):
        Bundle.read(tmp_path)


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "bundle.json"])
def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    value = json.loads((folder / MANIFEST).read_text())
    edit_manifest(folder, files=value["files"] | {name: "0"}, sizes=value["sizes"] | {name: 1})

    with pytest.raises(BundleError, match="is not a plain file name"):
        Bundle.read(folder)


def test_a_newer_format_names_the_matchloop_that_reads_it(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    edit_manifest(folder, format=3, novelty=1, written_by="7.1.0")

    with pytest.raises(BundleError, match=r"format is 3, .* up to 2\. .*'matchloop>=7\.1\.0'"):
        Bundle.read(folder)
    edit_manifest(folder, written_by=None)
    with pytest.raises(BundleError, match=r"Install a newer matchloop; or build the bundle again"):
        Bundle.read(folder)


@pytest.mark.parametrize("told", [0, -1, "2", None, 1.5])
def test_a_format_that_never_was_is_refused(tmp_path: Path, told: object) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    edit_manifest(folder, format=told)

    with pytest.raises(BundleError, match=r"bundle format is .*, expected 1 or 2\."):
        Bundle.read(folder)


def test_a_graph_by_its_role(tmp_path: Path) -> None:
    bundle = tiny_bundle(tmp_path / "forest")

    graph = bundle.graph("classifier")
    assert graph.path == bundle.folder / "model.onnx"
    assert graph.thresholds == {"unsure": 0.5}
    assert bundle.graphs == (graph,)
    assert bundle.manifest.written_by == __version__
    with pytest.raises(BundleError, match=r"has no graph 'encoder'; it has classifier\."):
        bundle.graph("encoder")
