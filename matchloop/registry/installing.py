"""Brings a registered version's bundle to this machine, verified and rehearsed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from matchloop import serving
from matchloop.bundle import MANIFEST, Bundle
from matchloop.errors import BundleError
from matchloop.registry import mlflow_store
from matchloop.registry.model_versions import ModelVersion
from matchloop.registry.registering import FOLDER


def install(target: ModelVersion) -> None:
    """Have a version in the serving folder, verified and rehearsed; downloaded if need be.

    Raises RegistryError when it cannot be had, HomeError when there is no room, BundleError when
    it is not fit.
    """
    from matchloop.bundle.rehearsal import rehearse  # numpy is not needed to list or to roll back

    family, version = target.family, target.version
    expected = target.tags.get("manifest_sha256", "")
    try:
        present = Bundle.read(serving.version_folder(family, version), family)
    except BundleError:
        present = None  # not there, or damaged
    if present and present.sha256 == expected:
        return rehearse(present)
    with TemporaryDirectory() as folder:
        with mlflow_store.asking(f"hand out the files of version {version} of {family}"):
            path = mlflow_store.download(target.run_id, FOLDER, Path(folder))
        rehearse(_as_registered(Bundle.read(path, family), target))
        serving.install(family, version, path)


def _as_registered(bundle: Bundle, target: ModelVersion) -> Bundle:
    expected = target.tags.get("manifest_sha256", "")
    if bundle.sha256 != expected:
        raise BundleError(
            f"Version {target.version} of {target.family} in the registry is not what was "
            f"registered: the SHA-256 of its {MANIFEST} is {bundle.sha256[:16]}…, expected "
            f"{expected[:16]}…. Promote another version; `matchloop models list "
            f"{target.family}` shows them."
        )
    return bundle
