"""A bundle on disk, read and verified: the manifest vouches for every byte.

    models/<family>/<model>/
        bundle.json          the manifest
        model.onnx           an exported graph
        model.int8.onnx …    variants, further graphs, and whatever else the family needs to answer

Names that begin with a dot (`.gitignore`, `.DS_Store`) are left out of account: nothing reads
them. Any other file that the manifest does not list is refused.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from matchloop import __version__
from matchloop.bundle.manifest import FORMAT, MANIFEST, BundleManifest, Graph
from matchloop.bundle.migration import from_format_1
from matchloop.documents import read_json
from matchloop.errors import BundleError, DocumentError
from matchloop.files import sha256
from matchloop.refusals import telling

_MANIFEST_LIMIT = 16 * 2**20  # bytes; a manifest is a few kilobytes, so more is no manifest
REBUILD = "Build it again (`dvc repro`), or copy it again from where it came from."


@dataclass(frozen=True)
class BundleGraph:
    """A graph of a bundle on disk; `path` is the ONNX file of the served variant."""

    role: str
    path: Path
    graph: Graph

    @property
    def thresholds(self) -> dict[str, float]:
        """What its confidences have to reach, by what that decides."""
        return self.graph.thresholds


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
        with telling(BundleError, folder, "checked"):
            return cls._read(folder, family)

    @classmethod
    def _read(cls, folder: Path, family: str | None) -> "Bundle":
        manifest = read_manifest(folder / MANIFEST)
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
    def graphs(self) -> tuple[BundleGraph, ...]:
        """All graphs, in the manifest's order."""
        return tuple(self.graph(role) for role in self.manifest.graphs)

    def graph(self, role: str) -> BundleGraph:
        """The graph of a role. Raises BundleError naming the roles there are."""
        graph = self.manifest.graphs.get(role)
        if graph is None:
            raise BundleError(
                f"{self.folder} has no graph {role!r}; it has {', '.join(self.manifest.graphs)}. "
                "Use a bundle that was built for this."
            )
        return BundleGraph(role, self.folder / graph.served_variant.file, graph)


def read_manifest(path: Path) -> BundleManifest:
    """Read a manifest of any known format, without a look at the files that it vouches for.

    Raises BundleError naming every problem, and for a newer format the matchloop that reads it.
    """
    if not path.is_file():
        raise BundleError(f"{path.parent} holds no {MANIFEST}, so it is no bundle. {REBUILD}")
    if (size := path.stat().st_size) > _MANIFEST_LIMIT:
        raise BundleError(f"{path} has {size:,} bytes; a manifest has a few thousand. {REBUILD}")
    try:
        value = read_json(path, _MANIFEST_LIMIT)
    except DocumentError as error:
        raise BundleError(f"{error}. {REBUILD}") from error
    try:
        return BundleManifest.model_validate(_in_present_format(path, value))
    except ValidationError as error:
        places = [
            f"{'.'.join(map(str, e['loc'])) or 'manifest'}: {e['msg']}" for e in error.errors()
        ]
        raise BundleError(f"{path} is no valid manifest: {'; '.join(places)}. {REBUILD}") from error


def _in_present_format(path: Path, value: Any) -> dict[str, Any]:
    got = value.get("format") if isinstance(value, dict) else None
    if got == FORMAT:
        return dict(value)
    if got == 1:
        return from_format_1(value)
    if type(got) is not int or got < FORMAT:
        raise BundleError(f"{path}: bundle format is {got!r}, expected 1 or {FORMAT}. {REBUILD}")
    writer = value.get("written_by")
    remedy = (
        f"Install the matchloop that wrote it or a newer one: pip install 'matchloop>={writer}'"
        if isinstance(writer, str)
        else "Install a newer matchloop"
    )
    raise BundleError(
        f"{path}: bundle format is {got}, matchloop {__version__} reads up to {FORMAT}. {remedy}; "
        "or build the bundle again with this one."
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
