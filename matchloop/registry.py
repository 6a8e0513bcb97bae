"""The model registry: versions of `matchloop.<family>`, and which of them is the champion.

The alias `champion` is what serves, `previous` what a rollback returns to; moving `champion` is
the one step of a promotion that takes effect. Everything before it can fail and leaves things as
they were; what comes after (the local serving copy) is caught up by `sync`. Knows nothing of how
a model was judged: that is `matchloop.gate`.

Promotions on one machine take turns. Two machines that share a server do not see each other's
lock; the later alias wins, and both sync to it.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matchloop import mlflow_store, serving
from matchloop.bundle import MANIFEST, Bundle
from matchloop.errors import BundleError, MatchloopError, NoChampionError, RegistryError
from matchloop.model_versions import (
    CARD,
    Alias,
    ModelVersion,
    Shown,
    Standing,
    families,
    find,
    registered_name,
    show,
    standing,
    versions,
)
from matchloop.rehearsal import rehearse
from matchloop.serving import Pointer

__all__ = [
    "ModelVersion",
    "PromotedBy",
    "Shown",
    "families",
    "find",
    "log_training",
    "promote",
    "register",
    "rollback",
    "show",
    "sync",
    "versions",
]

_FOLDER = "bundle"
_log = logging.getLogger(__name__)


class PromotedBy(StrEnum):
    """Who decided that a version serves; by hand means that the gate was bypassed."""

    GATE = "gate"
    HAND = "hand"
    ROLLBACK = "rollback"


_GATE = {
    PromotedBy.GATE: "passed",
    PromotedBy.HAND: "bypassed",
    PromotedBy.ROLLBACK: "not asked",
}


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
        files = {_FOLDER: [bundle.folder / name for name in (MANIFEST, *manifest.files)]}
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


def promote(family: str, version: int, reason: str, by: PromotedBy = PromotedBy.GATE) -> Pointer:
    """Make a version the champion, here and in the registry.

    Copies and verifies the bundle, runs it once, moves the alias `previous`, then `champion`,
    then the local pointer. Raises RegistryError or BundleError with nothing changed if it fails
    before `champion` has moved.
    """
    target = find(family, version)
    with serving.lock(family):
        try:
            _sync(family)
        except MatchloopError as error:  # a damaged champion must not stop its own replacement
            _log.warning("The serving copy of %s could not be caught up first: %s", family, error)
        return _serve(target, standing(family), reason, by)


def rollback(family: str, reason: str) -> Pointer:
    """Go back to the version that served before; the two swap places."""
    before = standing(family)
    if before.champion is None:
        raise NoChampionError(
            f"There is no champion of {family} in {mlflow_store.shown_uri()} to roll back from. "
            f"Promote a version: `matchloop models list {family}` shows them."
        )
    with serving.lock(family):
        before = standing(family)
        if before.previous is None:
            raise RegistryError(
                f"Version {before.champion} of {family} is the first champion: there is no "
                f"previous one to go back to. Promote another version; `matchloop models list "
                f"{family}` shows them."
            )
        target = find(family, before.previous)
        return _serve(target, before, reason, PromotedBy.ROLLBACK)


def sync(family: str) -> Pointer | None:
    """Bring the local serving copy up to the registry's champion.

    Repairs what a crash between the alias and the pointer left, a damaged copy, and follows a
    promotion on another machine. Returns the pointer, None if the family has no champion. With
    no champion in the registry the last good copy stays.
    """
    if not mlflow_store.exists():
        return serving.current(family)
    with serving.lock(family):
        return _sync(family)


def _sync(family: str) -> Pointer | None:
    goal = standing(family)
    if goal.champion is None:
        return serving.current(family)
    try:
        pointer = serving.current(family)
        if pointer and Standing(pointer.version, pointer.previous) == goal:
            serving.verified(family, pointer)
            return pointer
    except BundleError as error:
        _log.warning("The serving copy of %s is fetched again: %s", family, error)
    _install(find(family, goal.champion))
    return serving.point(family, goal.champion, goal.previous)


def _serve(target: ModelVersion, before: Standing, reason: str, by: PromotedBy) -> Pointer:
    family, version = target.family, target.version
    _install(target)
    previous = before.previous
    if version != before.champion:
        previous = before.champion
        _move_aliases(family, version, before)
    pointer = serving.point(family, version, previous)
    _record(target, reason, by)
    return pointer


def _move_aliases(family: str, version: int, before: Standing) -> None:
    """First `previous`, then `champion`, which takes effect; a failure puts `previous` back."""
    store, name = mlflow_store.client(), registered_name(family)
    with mlflow_store.asking(f"make version {version} of {family} the champion"):
        try:
            if before.champion is not None:
                store.set_registered_model_alias(name, Alias.PREVIOUS, str(before.champion))
            store.set_registered_model_alias(name, Alias.CHAMPION, str(version))
        except BaseException:
            if before.previous is not None:
                store.set_registered_model_alias(name, Alias.PREVIOUS, str(before.previous))
            elif before.champion is not None:
                store.delete_registered_model_alias(name, Alias.PREVIOUS)
            raise


def _record(target: ModelVersion, reason: str, by: PromotedBy) -> None:
    """Note on the version who promoted it, when and why; the promotion stands without the note."""
    notes = {
        "promoted_by": str(by),
        "gate": _GATE[by],
        "promoted_because": reason,
        "promoted_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        with mlflow_store.asking("note the promotion"):
            for key, value in notes.items():
                mlflow_store.client().set_model_version_tag(
                    registered_name(target.family), str(target.version), key, value
                )
    except RegistryError as error:
        _log.warning("Version %s serves, but: %s", target.version, error)


def _install(target: ModelVersion) -> None:
    """Have a version in the serving folder, verified and run once; downloaded if need be."""
    family, version = target.family, target.version
    expected = target.tags.get("manifest_sha256", "")
    try:
        present = Bundle.read(serving.version_folder(family, version), family)
    except BundleError:
        present = None  # not there, or damaged
    if present and present.sha256 == expected:
        return rehearse(present)
    with (
        mlflow_store.asking(f"hand out the files of version {version} of {family}"),
        TemporaryDirectory() as folder,
    ):
        path = Path(mlflow_store.client().download_artifacts(target.run_id, _FOLDER, folder))
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


def _create_version(family: str, run_id: str, tags: dict[str, str]) -> int:
    store, name = mlflow_store.client(), registered_name(family)
    try:
        store.get_registered_model(name)
    except Exception as error:
        if not mlflow_store.is_absent(error):
            raise
        store.create_registered_model(name)
    source = f"{store.get_run(run_id).info.artifact_uri}/{_FOLDER}"
    return int(store.create_model_version(name, source, run_id=run_id, tags=tags).version)


def _params(bundle: Bundle) -> dict[str, Any]:
    manifest = bundle.manifest
    names = ("family", "model", "served", "feature_version", "opset", "data_hash", "params_hash")
    return {name: getattr(manifest, name) for name in names} | {
        "labels": ", ".join(manifest.labels)[:6000],
        "features": len(manifest.feature_names),
    }
