"""The model registry: versions of `matchloop.<family>`, and which of them is the champion.

The alias `champion` is what serves, `previous` what a rollback returns to; moving `champion` is
the one step of a promotion that takes effect. Everything before it can fail and leaves things as
they were; what comes after (the local serving copy) is caught up by `sync`. A rollback goes the
other way round: this machine's pointer moves first and says, in the same atomic write, that the
registry is to be told; whoever next holds the lock tells it. Knows nothing of how a model was
judged: that is `matchloop.release.gate`.

Promotions on one machine take turns. Two machines that share a server do not see each other's
lock; the later alias wins, and both sync to it.
"""

import logging
from contextlib import suppress
from enum import StrEnum

from matchloop import serving
from matchloop.errors import (
    BundleError,
    HomeError,
    MatchloopError,
    NoChampionError,
    OvertakenError,
    RegistryError,
)
from matchloop.registry import mlflow_store
from matchloop.registry.installing import install
from matchloop.registry.model_versions import (
    Alias,
    ModelVersion,
    Standing,
    aliases,
    find,
    registered_name,
    standing,
)
from matchloop.serving import Pointer, Shadow, TakenBack
from matchloop.serving.pointer import moment

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


def promote(family: str, version: int, reason: str, by: PromotedBy = PromotedBy.GATE) -> Pointer:
    """Make a version the champion, here and in the registry.

    Copies and verifies the bundle, runs it and lets it answer its golden inputs, moves the alias
    `previous`, then `champion`, then the local pointer. Raises RegistryError or BundleError with
    nothing changed if it fails before `champion` has moved.
    """
    reason = serving.fit(reason)
    target = find(family, version)
    with serving.lock(family):
        try:
            _sync(family)
        except MatchloopError as error:  # a damaged champion must not stop its own replacement
            _log.warning("The serving copy of %s could not be caught up first: %s", family, error)
        return _serve(target, standing(family), reason, by)


def rollback(family: str, reason: str, taken_back: int | None = None) -> Pointer:
    """Go back to the version that served before; the two swap places.

    taken_back: the version that is to serve no more; where another one serves by now, nothing
    changes and OvertakenError says so. None for the one that serves when this is called, unless
    that is by a rollback itself: the second to take back one version would bring it back.

    The copy on this machine serves again first, then the registry is told. A registry out of
    reach is told later, by `tell`, `sync` or the next promotion; until then this machine answers
    with the version that was gone back to and other machines follow the registry.
    """
    reason = serving.fit(reason)
    with suppress(NoChampionError, BundleError):
        taken_back = serving.leaving(family) if taken_back is None else taken_back
    try:
        serving.go_back(family, reason, taken_back)
    except OvertakenError:
        raise
    except (BundleError, RegistryError) as error:
        _log.info(
            "The copy on this machine cannot be gone back to (%s); asking the registry", error
        )
        return _rollback_by_registry(family, reason, taken_back)
    try:
        tell(family)
    except RegistryError as error:
        _log.warning("The rollback of %s stands on this machine, but: %s", family, error)
    pointer = serving.current(family)
    return pointer or _rollback_by_registry(family, reason, taken_back)


def tell(family: str) -> None:
    """Tell the registry of a rollback that it has not heard of; nothing to do is fine.

    A version that another machine promoted meanwhile stays the champion.
    """
    mlflow_store.client()  # loaded before the lock, for which the next rollback would wait
    if serving.signature(family) is None:
        return  # and no folder is made for it
    with serving.lock(family):
        _tell(family)


def sync(family: str) -> Pointer | None:
    """Bring the local serving copy up to the registry's champion.

    Tells it of a rollback first, repairs a damaged copy and what a crash between alias and pointer
    left, and follows other machines. Returns the pointer, None if the family has no champion. With
    no champion in the registry the last good copy stays.
    """
    if not mlflow_store.exists():
        return serving.current(family)
    mlflow_store.client()  # loaded before the lock, for which a rollback would wait
    if serving.signature(family) is None and standing(family).champion is None:
        return None  # and no folder is made for it
    with serving.lock(family):
        return _sync(family)


def start_shadow(family: str, version: int) -> Shadow:
    """Let a version answer beside the champion on this machine, unseen.

    It is fetched, verified and rehearsed like a champion. Raises RegistryError when it serves.
    """
    target = find(family, version)
    with serving.lock(family):
        pointer = serving.current(family)
        if pointer is None or pointer.version == version:
            problem = "is the champion" if pointer else "would stand beside no champion"
            raise RegistryError(
                f"Version {version} of {family} {problem}; a shadow is compared with a champion. "
                f"`matchloop models list {family}` shows the others."
            )
        install(target)
        return serving.start_shadow(family, version)


def stop_shadow(family: str) -> bool:
    """Let no version answer beside the champion any more; False if none did."""
    if not serving.installed(family):
        return False  # no folder is made for it
    with serving.lock(family):
        return serving.stop_shadow(family)


def _rollback_by_registry(family: str, reason: str, taken_back: int | None) -> Pointer:
    left = _leaving(family) if taken_back is None else taken_back
    with serving.lock(family):
        before = standing(family)
        serving.refuse_another(family, before.champion, left, _gone_back_from(family, before))
        if before.previous is None:
            raise RegistryError(
                f"Version {before.champion} of {family} is the first champion: there is no "
                f"previous one to go back to. Promote another version; `matchloop models list "
                f"{family}` shows them."
            )
        target = find(family, before.previous)
        return _serve(target, before, reason, PromotedBy.ROLLBACK)


def _leaving(family: str) -> int:
    """As `serving.leaving`, by what the registry knows."""
    now = standing(family)
    if now.champion is None:
        raise NoChampionError(
            f"There is no champion of {family} in {mlflow_store.shown_uri()} to roll back from. "
            f"Promote a version: `matchloop models list {family}` shows them."
        )
    if done := _gone_back_from(family, now):
        raise OvertakenError(serving.taken_back_already(family, now.champion, done))
    return now.champion


def _gone_back_from(family: str, now: Standing) -> TakenBack | None:
    """What was left for the version that is the champion; None if it was promoted."""
    with suppress(BundleError):  # a damaged pointer tells nothing
        pointer = serving.current(family)
        if pointer and pointer.version == now.champion:
            return pointer.taken_back
    if now.champion is None or now.previous is None:
        return None
    tags = find(family, now.champion).tags
    if tags.get("promoted_by") != PromotedBy.ROLLBACK:
        return None
    reason, at = tags.get("promoted_because", ""), tags.get("promoted_at", "")
    return TakenBack(now.previous, reason, at or moment())


def _sync(family: str) -> Pointer | None:
    _tell(family)
    if (goal := standing(family)).champion is None:
        return serving.current(family)
    try:
        pointer = serving.current(family)
        if pointer and Standing(pointer.version, pointer.previous) == goal:
            serving.verified(family, pointer)
            return pointer
    except BundleError as error:
        _log.warning("The serving copy of %s is fetched again: %s", family, error)
    install(find(family, goal.champion))
    return serving.point(family, goal.champion, goal.previous, _gone_back_from(family, goal))


def _tell(family: str) -> None:
    try:
        pointer = serving.current(family)
    except BundleError:  # damaged: there is nothing in it to tell
        return
    if pointer is None or pointer.untold is None:
        return
    untold = pointer.untold
    champion, previous = aliases(family)
    if champion == untold.champion:
        _move_aliases(family, pointer.version, Standing(champion, previous))
    elif champion != pointer.version:
        _log.warning(
            "The rollback of %s from version %s to %s (%s) is not taken over by the registry: "
            "version %s was promoted there meanwhile",
            *(family, untold.champion, pointer.version, untold.reason, champion),
        )
        return serving.told(family)
    _record(family, pointer.version, untold.reason, PromotedBy.ROLLBACK, untold.at)
    serving.told(family)


def _serve(target: ModelVersion, before: Standing, reason: str, by: PromotedBy) -> Pointer:
    family, version = target.family, target.version
    install(target)
    previous = before.previous
    taken_back = _gone_back_from(family, before)  # fetched again, it serves by what it served by
    if version != before.champion:
        previous = before.champion
        left = previous if by is PromotedBy.ROLLBACK else None
        taken_back = None if left is None else TakenBack(left, reason, moment())
        _move_aliases(family, version, before)
    try:
        pointer = serving.point(family, version, previous, taken_back)
    except HomeError as error:
        raise RegistryError(
            f"Version {version} of {family} is the champion in the registry, but the copy on this "
            f"machine cannot be pointed at it ({error}) and goes on as it was. Mend that; the next "
            f"run, or `matchloop models promote {family} {version}`, catches up."
        ) from error
    _record(family, version, reason, by)
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


def _record(family: str, version: int, reason: str, by: PromotedBy, at: str = "") -> None:
    """Note on the version who promoted it, when and why; the promotion stands without the note."""
    notes = {
        "promoted_by": str(by),
        "gate": _GATE[by],
        "promoted_because": reason,
        "promoted_at": at or moment(),
    }
    try:
        with mlflow_store.asking("note the promotion"):
            for key, value in notes.items():
                mlflow_store.client().set_model_version_tag(
                    registered_name(family), str(version), key, value
                )
    except RegistryError as error:
        _log.warning("Version %s of %s serves, but: %s", version, family, error)
