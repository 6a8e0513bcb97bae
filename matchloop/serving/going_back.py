"""Going back: the version before serves again, on this machine, without asking the registry.

A rollback names the version that it leaves, and a version that serves by a rollback is left by
name alone: of two people who take back the same bad version at once, the second is told so and does
not bring it back. Knows nothing of the registry.
"""

from matchloop.bundle import MANIFEST, Bundle
from matchloop.documents import read_json
from matchloop.errors import DocumentError, OvertakenError, RegistryError
from matchloop.serving.copy import end_shadow, served
from matchloop.serving.pointer import (
    Pointer,
    TakenBack,
    Untold,
    moment,
    version_folder,
    write_pointer,
)
from matchloop.serving.turns import lock

MOST_REASON = 10_000


def leaving(family: str) -> int:
    """The version that a rollback leaves which names none: the one that serves now.

    To be asked when the wish is uttered, before any wait for a lock. Raises OvertakenError when it
    serves by a rollback already, NoChampionError or BundleError when there is none to be read.
    """
    now = served(family)
    if now.taken_back:
        raise OvertakenError(taken_back_already(family, now.version, now.taken_back))
    return now.version


def go_back(family: str, reason: str, taken_back: int | None = None) -> Pointer:
    """Let the previous version serve again, on this machine, without asking the registry.

    taken_back: the version that is to serve no more; None for the one that serves now, see
    `leaving`.

    The copy is verified byte for byte, and run only if the champion's bundle is of another make.
    Raises OvertakenError when another version serves by now, NoChampionError or RegistryError when
    there is nothing to go back to, BundleError when the copy is not fit, HomeError when the pointer
    cannot be written; then nothing has changed.
    """
    reason = fit(reason)
    served(family)  # before the lock, which would leave a folder of a family that has none
    left = leaving(family) if taken_back is None else taken_back
    with lock(family):
        now = served(family)
        refuse_another(family, now.version, left, now.taken_back)
        if now.previous is None:
            raise RegistryError(
                f"Version {now.version} of {family} is the first champion on this machine: there "
                "is no previous one to go back to."
            )
        bundle = Bundle.read(version_folder(family, now.previous), family)
        _rehearse_another_make(bundle, now)
        pointer = Pointer(
            version=now.previous,
            previous=now.version,
            manifest_sha256=bundle.sha256,
            untold=_untold(now, reason),
            taken_back=TakenBack(now.version, reason, moment()),
        )
        write_pointer(family, pointer)
        end_shadow(family, pointer.version)
        return pointer


def refuse_another(
    family: str, serves: int | None, left: int, taken_back: TakenBack | None
) -> None:
    """Raise OvertakenError where another version serves than the one that is to be left.

    taken_back: what the version that serves was gone back to from, None if it was promoted.
    """
    if serves == left:
        return
    if taken_back and taken_back.version == left:
        raise OvertakenError(taken_back_already(family, serves, taken_back))
    raise OvertakenError(
        f"Version {left} of {family} is not to be taken back any more: version {serves} "
        "serves by now. Nothing was changed."
    )


def taken_back_already(family: str, serves: int | None, done: TakenBack) -> str:
    """What is told to the second of two who take back one version."""
    return (
        f"Version {done.version} of {family} was taken back already ({done.at}: {done.reason}); "
        f"version {serves} serves since. Nothing was changed. To have version {done.version} serve "
        f'again: `matchloop models promote {family} {done.version} --reason "…"`.'
    )


def fit(reason: str) -> str:
    """A reason as every file and database takes it. Raises RegistryError for a whole book."""
    if len(reason) > MOST_REASON:
        raise RegistryError(
            f"The reason has {len(reason):,} characters; at most {MOST_REASON:,} are kept. Say it "
            "in fewer."
        )
    return reason.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _untold(now: Pointer, reason: str) -> Untold | None:
    """What the registry is to be told of going back; nothing if it never heard otherwise."""
    known = now.untold.champion if now.untold else now.version
    return None if known == now.previous else Untold(known, reason, moment())


def _rehearse_another_make(bundle: Bundle, now: Pointer) -> None:
    """Run a bundle that may need another matchloop than the champion does, which answers here."""
    ours = bundle.manifest
    try:
        # Without its hashes: a champion that is damaged is all the more reason to go back.
        theirs = read_json(version_folder(ours.family, now.version) / MANIFEST)
        made = (theirs["feature_version"], tuple(theirs["feature_names"]))
        alike = made == (ours.feature_version, ours.feature_names)
    except (OSError, DocumentError, KeyError, TypeError):
        alike = False
    if not alike:
        from matchloop.bundle.rehearsal import rehearse  # loads ONNX Runtime

        rehearse(bundle)
