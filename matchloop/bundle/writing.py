"""Writes and copies bundles: the whole of one, or nothing."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from matchloop.bundle.manifest import MANIFEST, BundleManifest, Variant
from matchloop.bundle.reading import Bundle
from matchloop.errors import BundleError
from matchloop.files import replacing_folder, sha256, write_text
from matchloop.graphs import runtimes


def write_bundle(folder: Path, manifest: BundleManifest, files: Mapping[str, Path]) -> Bundle:
    """Write a bundle in place of whatever `folder` holds: the whole of it, or nothing.

    `files` maps the name inside the bundle to the file to copy, which may lie in `folder`
    itself; hashes, sizes and the ONNX Runtime that graphs need are filled in from those bytes.
    One writer at a time. Needs the extra `train`, which reads the graphs.
    """
    missing = sorted(manifest.variant_files - files.keys())
    absent = [str(path) for path in files.values() if not Path(path).is_file()]
    if missing or absent:
        raise BundleError(
            f"{folder}: cannot write the bundle without {', '.join(missing + absent)}. "
            "Run the stages that make these files first (`dvc repro`)."
        )
    with replacing_folder(Path(folder)) as temporary:
        for name, path in files.items():
            shutil.copyfile(path, temporary / name)
        write_text(temporary / MANIFEST, _as_json(_completed(manifest, temporary, sorted(files))))
    return Bundle.read(folder)


def copy_bundle(bundle: Bundle, folder: Path) -> Bundle:
    """Copy a bundle byte for byte in place of whatever `folder` holds, and verify the copy."""
    with replacing_folder(Path(folder)) as temporary:
        for name in (MANIFEST, *bundle.manifest.files):
            shutil.copyfile(bundle.folder / name, temporary / name)
        Bundle.read(temporary, bundle.manifest.family)
    return Bundle(Path(folder), bundle.manifest)


def _completed(manifest: BundleManifest, folder: Path, names: list[str]) -> BundleManifest:
    """The manifest with what the files in `folder` say of themselves, checked again."""
    graphs = {
        role: graph.model_copy(
            update={
                "variants": {
                    key: _weighed(variant, folder) for key, variant in graph.variants.items()
                }
            }
        )
        for role, graph in manifest.graphs.items()
    }
    update = {
        "files": {name: sha256(folder / name) for name in names},
        "sizes": {name: (folder / name).stat().st_size for name in names},
        "graphs": graphs,
    }
    return BundleManifest.model_validate(manifest.model_copy(update=update).model_dump())


def _weighed(variant: Variant, folder: Path) -> Variant:
    path = folder / variant.file
    least = runtimes.least_of(path)
    return variant.model_copy(update={"bytes": path.stat().st_size, "least_onnxruntime": least})


def _as_json(manifest: BundleManifest) -> str:
    # Sorted keys: the same content gives the same bytes, whatever the order it was built in.
    value = manifest.model_dump(mode="json")
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
