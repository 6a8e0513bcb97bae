"""The model bundle: one folder of ONNX files and the manifest that vouches for every byte.

A bundle is data only. It is read and written here and nowhere else; this module knows nothing
of what a model means, of the registry, or of ONNX itself.

    models/<family>/<model>/
        bundle.json          the manifest
        model.onnx           the exported model
        model.int8.onnx …    variants, and whatever else the family needs to answer

Names that begin with a dot (`.gitignore`, `.DS_Store`) are left out of account: nothing reads
them. Any other file that the manifest does not list is refused.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from matchloop.errors import BundleError
from matchloop.files import sha256, write_text

FORMAT = 1
MANIFEST = "bundle.json"
_MANIFEST_LIMIT = 16 * 2**20  # bytes; a manifest is a few kilobytes, so more is no manifest
REBUILD = "Build it again (`dvc repro`), or copy it again from where it came from."


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Calibration(_Frozen):
    """How the probabilities were calibrated: softmax temperature, and the error that is left."""

    temperature: float = Field(gt=0)
    ece: float = Field(ge=0, le=1)


class Variant(_Frozen):
    """One way to run the model; `reason` says with figures why it is fit to serve, or not."""

    file: str
    fit: bool
    reason: str
    bytes: int = Field(default=0, ge=0)  # filled in when the bundle is written


class BundleManifest(_Frozen):
    """What a bundle says of itself; `files` and `sizes` are filled in by `write_bundle`."""

    format: int = FORMAT
    family: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    model: str = Field(min_length=1)
    labels: tuple[str, ...]
    feature_names: tuple[str, ...]
    feature_version: str
    calibration: Calibration
    thresholds: dict[str, float]
    opset: int
    variants: dict[str, Variant] = Field(min_length=1)
    served: str
    data_hash: str
    params_hash: str
    metrics: dict[str, JsonValue] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)  # name to SHA-256
    sizes: dict[str, int] = Field(default_factory=dict)  # name to bytes

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.served not in self.variants:
            raise ValueError(f"served variant {self.served!r} is not one of {list(self.variants)}")
        if not self.variants[self.served].fit:
            raise ValueError(f"served variant {self.served!r} is marked unfit")
        for name in {*self.files, *(variant.file for variant in self.variants.values())}:
            if not _is_plain(name):
                raise ValueError(f"{name!r} is not a plain file name")
        if self.files.keys() != self.sizes.keys():
            raise ValueError("'files' and 'sizes' do not name the same files")
        if self.files:
            self._variants_are_among_the_files()
        return self

    def _variants_are_among_the_files(self) -> None:
        for key, variant in self.variants.items():
            if variant.file not in self.files:
                raise ValueError(f"variant {key!r}: {variant.file!r} is not among the files")


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk whose every file has been checked against its manifest."""

    folder: Path
    manifest: BundleManifest

    @classmethod
    def read(cls, folder: Path, family: str | None = None) -> "Bundle":
        """Read and verify a bundle; with `family`, one of another family is refused.

        Raises BundleError naming the file, what was expected, what was found, and the remedy.
        """
        folder = Path(folder)
        manifest = _read_manifest(folder / MANIFEST)
        if family is not None and manifest.family != family:
            raise BundleError(
                f"{folder / MANIFEST}: the bundle is of family {manifest.family!r}, expected "
                f"{family!r}. Give a folder under models/{family}/."
            )
        _refuse_unknown(folder, manifest)
        for name in manifest.files:
            _check_file(folder / name, manifest)
        return cls(folder, manifest)

    @property
    def sha256(self) -> str:
        """SHA-256 of bundle.json, which stands for the content of the whole bundle."""
        return sha256(self.folder / MANIFEST)

    @property
    def model_path(self) -> Path:
        """The ONNX file of the served variant."""
        return self.folder / self.manifest.variants[self.manifest.served].file


def write_bundle(folder: Path, manifest: BundleManifest, files: Mapping[str, Path]) -> Bundle:
    """Write a bundle in place of whatever `folder` holds: the whole of it, or nothing.

    `files` maps the name inside the bundle to the file to copy, which may lie in `folder`
    itself; hashes and sizes are filled in from those bytes. One writer at a time.
    """
    missing = [variant.file for variant in manifest.variants.values() if variant.file not in files]
    absent = [str(path) for path in files.values() if not Path(path).is_file()]
    if missing or absent:
        raise BundleError(
            f"{folder}: cannot write the bundle without {', '.join(missing + absent)}. "
            "Run the stages that make these files first (`dvc repro`)."
        )
    with _replacing_folder(Path(folder)) as temporary:
        for name, path in files.items():
            shutil.copyfile(path, temporary / name)
        write_text(temporary / MANIFEST, _as_json(_completed(manifest, temporary, sorted(files))))
    return Bundle.read(folder)


def copy_bundle(bundle: Bundle, folder: Path) -> Bundle:
    """Copy a bundle byte for byte in place of whatever `folder` holds, and verify the copy."""
    with _replacing_folder(Path(folder)) as temporary:
        for name in (MANIFEST, *bundle.manifest.files):
            shutil.copyfile(bundle.folder / name, temporary / name)
        Bundle.read(temporary, bundle.manifest.family)
    return Bundle(Path(folder), bundle.manifest)


def _completed(manifest: BundleManifest, folder: Path, names: list[str]) -> BundleManifest:
    """The manifest with the hashes and sizes of the files in `folder`, checked again."""
    sizes = {name: (folder / name).stat().st_size for name in names}
    variants = {
        key: variant.model_copy(update={"bytes": sizes[variant.file]})
        for key, variant in manifest.variants.items()
    }
    update = {
        "files": {name: sha256(folder / name) for name in names},
        "sizes": sizes,
        "variants": variants,
    }
    return BundleManifest.model_validate(manifest.model_copy(update=update).model_dump())


def _as_json(manifest: BundleManifest) -> str:
    # Sorted keys: the same content gives the same bytes, whatever the order it was built in.
    value = manifest.model_dump(mode="json")
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _read_manifest(path: Path) -> BundleManifest:
    if not path.is_file():
        raise BundleError(f"{path.parent} holds no {MANIFEST}, so it is no bundle. {REBUILD}")
    if (size := path.stat().st_size) > _MANIFEST_LIMIT:
        raise BundleError(f"{path} has {size:,} bytes; a manifest has a few thousand. {REBUILD}")
    try:
        value = json.loads(path.read_bytes())
    except ValueError as error:
        raise BundleError(f"{path} is not JSON: {error}. {REBUILD}") from error
    _check_format(path, value)
    try:
        return BundleManifest.model_validate(value)
    except ValidationError as error:
        places = [
            f"{'.'.join(map(str, e['loc'])) or 'manifest'}: {e['msg']}" for e in error.errors()
        ]
        raise BundleError(f"{path} is no valid manifest: {'; '.join(places)}. {REBUILD}") from error


def _check_format(path: Path, value: Any) -> None:
    got = value.get("format") if isinstance(value, dict) else None
    if got != FORMAT:
        raise BundleError(
            f"{path}: bundle format is {got!r}, this version of matchloop reads {FORMAT}. "
            "Use the matchloop that wrote the bundle, or build it again with this one."
        )


def _refuse_unknown(folder: Path, manifest: BundleManifest) -> None:
    known = {MANIFEST, *manifest.files}
    unknown = sorted(p.name for p in folder.iterdir() if p.name[0] != "." and p.name not in known)
    if unknown:
        raise BundleError(
            f"{folder} holds {', '.join(unknown)}, which {MANIFEST} does not list. "
            "A bundle holds only what its manifest vouches for: remove it, or build again."
        )


def _check_file(path: Path, manifest: BundleManifest) -> None:
    """Size first, so that a cut or swollen file is named as such and not read."""
    if not path.is_file():
        raise BundleError(f"{path} is missing; {MANIFEST} lists it. {REBUILD}")
    size, expected_size = path.stat().st_size, manifest.sizes[path.name]
    if size != expected_size:
        raise BundleError(f"{path} has {size:,} bytes, expected {expected_size:,}. {REBUILD}")
    got, expected = sha256(path), manifest.files[path.name]
    if got != expected:
        raise BundleError(
            f"{path} is damaged: its SHA-256 is {got[:16]}…, expected {expected[:16]}…. {REBUILD}"
        )


def _is_plain(name: str) -> bool:
    return name not in ("", MANIFEST) and name[0] != "." and not set(name) & set("/\\:\0")


@contextmanager
def _replacing_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty sibling folder; on success, flushed, it takes the place of `folder`.

    The old folder is moved aside, and back again if the new one cannot take its place. A kill
    between the two renames leaves no folder, never a mixture; the next write first puts the
    old one back.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = (folder.with_name(f".{folder.name}.{kind}") for kind in ("part", "old"))
    if old.exists() and not folder.exists():
        os.rename(old, folder)
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _flush(fresh)
        if folder.exists():
            os.rename(folder, old)
        try:
            os.rename(fresh, folder)
        except OSError:
            if old.exists():
                os.rename(old, folder)
            raise
        _flush_entry(folder.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        _flush_entry(path)
    _flush_entry(folder)


def _flush_entry(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
