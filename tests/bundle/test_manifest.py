import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from matchloop.bundle import MANIFEST, Bundle, BundleManifest, copy_bundle, write_bundle
from matchloop.bundle import manifest as bundle_module
from matchloop.errors import BundleError
from matchloop.files import sha256
from matchloop.home import home
from tests.tiny_bundle import change_one_byte, manifest, tiny_bundle, write_model


def edit_manifest(folder: Path, **changes: object) -> None:
    value = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(value | changes))


def test_round_trip(tmp_path: Path) -> None:
    written = tiny_bundle(tmp_path / "forest")

    read = Bundle.read(tmp_path / "forest", "toys")

    assert read == written
    assert read.manifest.labels == ("no", "yes")
    assert read.manifest.files["model.onnx"] == sha256(tmp_path / "forest" / "model.onnx")
    size = (tmp_path / "forest" / "model.onnx").stat().st_size
    assert read.manifest.sizes["model.onnx"] == read.manifest.variants["float32"].bytes == size
    assert read.graph("classifier").path == tmp_path / "forest" / "model.onnx"


def test_same_content_gives_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m.onnx")
    first = write_bundle(
        tmp_path / "a", manifest(), {"model.onnx": model, "model.int8.onnx": model}
    )
    backwards = BundleManifest.model_validate(
        manifest().model_dump()
        | {"variants": dict(reversed(list(manifest().model_dump()["variants"].items())))}
    )
    second = write_bundle(
        tmp_path / "b", backwards, {"model.int8.onnx": model, "model.onnx": model}
    )

    assert first.sha256 == second.sha256


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
        bundle_module, "sha256", lambda path: hashed.append(path.name) or sha256(path)
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


def test_another_format_version_says_what_to_do(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    edit_manifest(folder, format=2, novelty=1)

    with pytest.raises(BundleError, match=r"bundle format is 2, this version of matchloop reads 1"):
        Bundle.read(folder)


def test_another_family_is_refused(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder

    with pytest.raises(BundleError, match=r"of family 'toys', expected 'column_types'"):
        Bundle.read(folder, "column_types")


def test_every_problem_of_a_manifest_is_listed(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    edit_manifest(folder, opset="many", extra=1)

    with pytest.raises(BundleError, match=r"opset: .*integer.*; extra: Extra inputs"):
        Bundle.read(folder)


@pytest.mark.parametrize("text", ['{"format": 1', "[]", "\x00"])
def test_a_manifest_that_is_no_manifest(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)

    with pytest.raises(BundleError, match=r"is not JSON|bundle format is None"):
        Bundle.read(tmp_path)


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "bundle.json"])
def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    folder = tiny_bundle(tmp_path / "forest").folder
    value = json.loads((folder / MANIFEST).read_text())
    edit_manifest(folder, files=value["files"] | {name: "0"}, sizes=value["sizes"] | {name: 1})

    with pytest.raises(BundleError, match="is not a plain file name"):
        Bundle.read(folder)


def test_the_served_variant_must_be_fit() -> None:
    with pytest.raises(ValidationError, match="served variant 'int8' is marked unfit"):
        BundleManifest.model_validate(manifest().model_dump() | {"served": "int8"})
    with pytest.raises(ValidationError, match="served variant 'int4' is not one of"):
        BundleManifest.model_validate(manifest().model_dump() | {"served": "int4"})


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

    monkeypatch.setattr(bundle_module, "write_text", full)
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

    monkeypatch.setattr(bundle_module.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        copy_bundle(other, before.folder)

    assert Bundle.read(before.folder).sha256 == digest


def test_writing_without_a_variants_file_names_it(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m.onnx")

    with pytest.raises(BundleError, match=r"cannot write the bundle without model\.int8\.onnx"):
        write_bundle(tmp_path / "forest", manifest(), {"model.onnx": model})
    assert not (tmp_path / "forest").exists()


def test_home_is_the_variable_then_the_project_then_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "given"))
    assert home() == tmp_path / "given"

    monkeypatch.delenv("MATCHLOOP_HOME")
    (tmp_path / "project" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "deep")
    assert home().name == "matchloop"
    for name in ("params.yaml", "dvc.yaml"):
        (tmp_path / "project" / name).touch()
    assert home() == tmp_path / "project" / ".matchloop"
    assert not home().exists()
