"""Puts bundles and training runs into the registry. Nothing serves them until they are promoted."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matchloop import serving
from matchloop.bundle import MANIFEST, Bundle, BundleManifest, read_manifest
from matchloop.errors import MatchloopError
from matchloop.registry import mlflow_store
from matchloop.registry.model_versions import CARD, ModelVersion, registered_name, versions
from matchloop.registry.semantic_version import Before, SemanticVersion, next_version
from matchloop.release.facts import VersionFacts, with_facts

FOLDER = "bundle"
"""Where a version's bundle lies among the artifacts of its run."""
_log = logging.getLogger(__name__)


def register(
    bundle: Bundle,
    *,
    metrics: Mapping[str, float],
    card: str,
    git_commit: str,
    lock: Path | None = None,
    tags: Mapping[str, str] | None = None,
    latency_ms: float | None = None,
    memory_mb: float | None = None,
) -> int:
    """Make a bundle a version of its family and return the version's number.

    Logs a run with the manifest's parameters, `metrics` (flat names, e.g. "synthetic.accuracy"),
    the bundle's files, the card and `lock` (dvc.lock). latency_ms, memory_mb: of answering, None
    if not measured; with the semantic version, which follows from the newest version there is,
    they become tags and stand in the card. A bundle of the same content that is registered already
    keeps its version. Nothing serves it until it is promoted.
    """
    manifest, digest = bundle.manifest, bundle.sha256
    with serving.lock(manifest.family), mlflow_store.asking(f"register {bundle.folder}"):
        known = versions(manifest.family)
        for each in known:
            if each.tags.get("manifest_sha256") == digest:
                return each.version
        facts = VersionFacts(
            version=str(next_version(_before(known), manifest)),
            trained=datetime.fromtimestamp((bundle.folder / MANIFEST).stat().st_mtime, UTC).date(),
            least_onnxruntime=manifest.least_onnxruntime,
            latency_ms=latency_ms,
            memory_mb=memory_mb,
        )
        files = {FOLDER: [bundle.folder / name for name in (MANIFEST, *manifest.files)]}
        if lock is not None:
            files[""] = [lock]
        run_id = mlflow_store.log_run(
            registered_name(manifest.family),
            f"register {manifest.model}",
            params=_params(bundle),
            metrics=metrics,
            files=files,
            texts={CARD: with_facts(card, facts)},
        )
        own = {"model": manifest.model, "git_commit": git_commit, "manifest_sha256": digest}
        return _create_version(manifest.family, run_id, {**(tags or {}), **facts.as_tags(), **own})


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


def _before(known: Sequence[ModelVersion]) -> Before | None:
    """The newest version and its manifest; one from before versions had names is a minor one."""
    if not known:
        return None
    newest = known[0]
    name = newest.facts.version if newest.facts else ""
    named = SemanticVersion.parse(name) or SemanticVersion(1, newest.version - 1, 0)
    return Before(named, _manifest_of(newest))


def _manifest_of(version: ModelVersion) -> BundleManifest | None:
    """The manifest of a registered version; None, and a warning, where it cannot be had."""
    what = f"hand out the manifest of version {version.version} of {version.family}"
    try:
        with TemporaryDirectory() as folder, mlflow_store.asking(what):
            path = mlflow_store.download(version.run_id, f"{FOLDER}/{MANIFEST}", Path(folder))
            return read_manifest(path)
    except MatchloopError as error:
        _log.warning("The new version of %s counts as trained anew: %s", version.family, error)
        return None


def _params(bundle: Bundle) -> dict[str, Any]:
    manifest = bundle.manifest
    names = ("family", "model", "feature_version", "data_hash", "params_hash", "weights_hash")
    graphs = {
        f"{role}.{name}": getattr(graph, name)
        for role, graph in manifest.graphs.items()
        for name in ("served", "opset")
    }
    return {name: getattr(manifest, name) for name in names} | {
        "labels": ", ".join(manifest.labels)[:6000],
        "features": len(manifest.feature_names),
        **graphs,
    }
