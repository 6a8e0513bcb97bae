"""Puts bundles and training runs into the registry. Nothing serves them until they are promoted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matchloop import serving
from matchloop.bundle import MANIFEST, Bundle
from matchloop.registry import mlflow_store
from matchloop.registry.model_versions import CARD, registered_name, versions

FOLDER = "bundle"
"""Where a version's bundle lies among the artifacts of its run."""


def register(
    bundle: Bundle,
    *,
    metrics: Mapping[str, float],
    card: str,
    git_commit: str,
    lock: Path | None = None,
    tags: Mapping[str, str] | None = None,
) -> int:
    """Make a bundle a version of its family and return the version's number.

    Logs a run with the manifest's parameters, `metrics` (flat names, e.g. "synthetic.accuracy"),
    the bundle's files, the card and `lock` (dvc.lock). A bundle of the same content that is
    registered already keeps its version. Nothing serves it until it is promoted.
    """
    manifest, digest = bundle.manifest, bundle.sha256
    with serving.lock(manifest.family), mlflow_store.asking(f"register {bundle.folder}"):
        for known in versions(manifest.family):
            if known.tags.get("manifest_sha256") == digest:
                return known.version
        files = {FOLDER: [bundle.folder / name for name in (MANIFEST, *manifest.files)]}
        if lock is not None:
            files[""] = [lock]
        run_id = mlflow_store.log_run(
            registered_name(manifest.family),
            f"register {manifest.model}",
            params=_params(bundle),
            metrics=metrics,
            files=files,
            texts={CARD: card},
        )
        own = {"model": manifest.model, "git_commit": git_commit, "manifest_sha256": digest}
        return _create_version(manifest.family, run_id, {**(tags or {}), **own})


def log_training(
    family: str,
    run: str,
    *,
    params: Mapping[str, Any],
    metrics: Mapping[str, float],
    histories: Mapping[str, Sequence[float]] | None = None,
    artifacts: Sequence[Path] = (),
) -> str:
    """Log one training run (e.g. `run="network"`) and return its id; `histories` are by epoch."""
    with mlflow_store.asking(f"log the training run {run!r}"):
        return mlflow_store.log_run(
            registered_name(family),
            run,
            params=params,
            metrics=metrics,
            histories=histories,
            files={"": artifacts},
        )


def _create_version(family: str, run_id: str, tags: dict[str, str]) -> int:
    store, name = mlflow_store.client(), registered_name(family)
    try:
        store.get_registered_model(name)
    except Exception as error:
        if not mlflow_store.is_absent(error):
            raise
        store.create_registered_model(name)
    source = f"{store.get_run(run_id).info.artifact_uri}/{FOLDER}"
    return int(store.create_model_version(name, source, run_id=run_id, tags=tags).version)


def _params(bundle: Bundle) -> dict[str, Any]:
    manifest = bundle.manifest
    names = ("family", "model", "served", "feature_version", "opset", "data_hash", "params_hash")
    return {name: getattr(manifest, name) for name in names} | {
        "labels": ", ".join(manifest.labels)[:6000],
        "features": len(manifest.feature_names),
    }
