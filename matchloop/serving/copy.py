"""The local serving copy: the verified bundles that answers come from.

    <home>/serving/<family>/
        champion.json        the pointer: which version serves, which one a rollback returns to
        shadow.json          which version answers unseen beside it; not there without one
        versions/<n>/        a bundle, byte for byte as it was registered
        lock                 held by whoever promotes

The pointer is replaced atomically and a version's folder is complete before anything names it,
so a reader sees the old champion or the new one, whole. This module knows nothing of the
registry: with the registry out of reach the last good copy goes on answering, and a rollback goes
through. The pointer then says what the registry is still to be told, in the same atomic write.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from matchloop.bundle import MANIFEST, REBUILD, Bundle, copy_bundle
from matchloop.errors import BundleError, NoChampionError, RegistryError
from matchloop.serving.pointer import (
    Pointer,
    Shadow,
    Untold,
    installed,
    moment,
    pointer_path,
    read_pointer,
    read_shadow,
    root,
    shadow_path,
    version_folder,
    write_pointer,
    write_shadow,
)

KEPT_BESIDES, LOCK_SECONDS = 3, 120.0  # kept: besides the champion, the previous one, the shadow


def champion(family: str) -> Bundle:
    """The bundle that serves, verified.

    Raises NoChampionError if none was promoted on this machine, BundleError if the copy is
    damaged.
    """
    return verified(family, _pointer(family))


def verified(family: str, pointer: Pointer) -> Bundle:
    """The bundle that a pointer names, verified. Raises BundleError with the remedy."""
    return _verified(family, pointer, _remedy(family, pointer))


def current(family: str) -> Pointer | None:
    """The pointer of a family, None if nothing was promoted on this machine."""
    return read_pointer(family)


def signature(family: str) -> tuple[int, int, int] | None:
    """What changes whenever the pointer is written anew; None without one. Costs one stat."""
    try:
        found = pointer_path(family).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def install(family: str, version: int, bundle_folder: Path) -> Bundle:
    """Copy a bundle to the serving folder as `version` and verify it; nothing serves it yet.

    A copy that is already there and whole is left alone; a damaged one is replaced.
    """
    source = Bundle.read(bundle_folder, family)
    folder = version_folder(family, version)
    try:
        present = Bundle.read(folder, family)
    except BundleError:
        return copy_bundle(source, folder)  # not there, or damaged
    return present if present.sha256 == source.sha256 else copy_bundle(source, folder)


def point(family: str, version: int, previous: int | None = None) -> Pointer:
    """Make an installed version the one that serves, in one atomic step; tidy up old versions.

    A version that was the shadow is so no more.
    """
    bundle = Bundle.read(version_folder(family, version), family)
    pointer = Pointer(version, previous, bundle.sha256)
    write_pointer(family, pointer)
    if _shadow_version(family) == version:
        stop_shadow(family)
    _tidy(family, pointer)
    return pointer


def go_back(family: str, reason: str, taken_back: int | None = None) -> Pointer:
    """Let the previous version serve again, on this machine, without asking the registry.

    taken_back: the version that is to serve no more, None for whichever does.

    The copy is verified byte for byte, and run only if the champion's bundle is of another make.
    Raises NoChampionError or RegistryError when there is nothing to go back to, BundleError when
    the copy is not fit; then nothing has changed.
    """
    with lock(family):
        now = _pointer(family)
        refuse_another(family, now.version, taken_back)
        if now.previous is None:
            raise RegistryError(
                f"Version {now.version} of {family} is the first champion on this machine: there "
                "is no previous one to go back to."
            )
        bundle = Bundle.read(version_folder(family, now.previous), family)
        _rehearse_another_make(bundle, now)
        pointer = Pointer(now.previous, now.version, bundle.sha256, _untold(now, reason))
        write_pointer(family, pointer)
        if _shadow_version(family) == pointer.version:
            stop_shadow(family)
        return pointer


def refuse_another(family: str, serves: int | None, taken_back: int | None) -> None:
    """Raise RegistryError where another version serves than the one that is to be taken back."""
    if taken_back is not None and serves != taken_back:
        raise RegistryError(
            f"Version {taken_back} of {family} is not to be taken back any more: version {serves} "
            "serves by now. Nothing was changed."
        )


def told(family: str) -> None:
    """Note that the registry knows where the pointer stands; to be called under the lock."""
    pointer = current(family)
    if pointer and pointer.untold:
        write_pointer(family, replace(pointer, untold=None))


def shadow(family: str) -> Shadow | None:
    """Which version answers beside the champion, unseen; None when there is none.

    Costs microseconds. Raises BundleError when the file that says so is damaged.
    """
    return read_shadow(family)


def shadow_bundle(family: str, named: Shadow) -> Bundle:
    """The bundle of a shadow, verified. Raises BundleError with the remedy."""
    again = f"`matchloop shadow start {family} {named.version}`"
    return _verified(family, named, f"It answers nobody: fetch it again with {again}.")


def start_shadow(family: str, version: int) -> Shadow:
    """Let an installed version answer beside the champion; to be called under the lock.

    A shadow that is there already goes on, its time included.
    """
    bundle = Bundle.read(version_folder(family, version), family)
    if _shadow_version(family) == version:
        present = shadow(family)
        if present and present.manifest_sha256 == bundle.sha256:
            return present
    started = Shadow(version, bundle.sha256, moment())
    write_shadow(family, started)
    return started


def stop_shadow(family: str) -> bool:
    """Let no version answer beside the champion any more; False if none did."""
    path = shadow_path(family)
    present = path.exists()
    path.unlink(missing_ok=True)
    return present


@contextmanager
def lock(family: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a family's promotion lock; processes on this machine take turns.

    The lock falls when its holder dies. Raises RegistryError if it is not free in time.
    """
    from filelock import FileLock, Timeout  # reading a champion must not wait for it

    path = root(family) / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path, timeout=seconds)
    try:
        held.acquire()
    except Timeout as error:
        raise RegistryError(
            f"Another process has held {path} for {seconds:g} seconds. Wait until its promotion "
            f"of {family} is done, or end it, and try again."
        ) from error
    try:
        yield
    finally:
        held.release()


def _pointer(family: str) -> Pointer:
    pointer = current(family)
    if pointer is not None:
        return pointer
    raise NoChampionError(
        f"There is no champion of {family} in {root(family)} yet. Train and promote one with "
        f"`make run`, or promote a registered version with "
        f'`matchloop models promote {family} VERSION --reason "…"`.'
    )


def _verified(family: str, named: Pointer | Shadow, remedy: str) -> Bundle:
    folder = version_folder(family, named.version)
    try:
        bundle = Bundle.read(folder, family)
    except BundleError as error:
        problem = str(error).removesuffix(REBUILD).rstrip()
        raise BundleError(f"{problem} {remedy}") from error
    if bundle.sha256 != named.manifest_sha256:
        raise BundleError(
            f"{folder} holds another bundle than version {named.version}: its manifest's "
            f"SHA-256 is {bundle.sha256[:16]}…, expected {named.manifest_sha256[:16]}…. {remedy}"
        )
    return bundle


def _remedy(family: str, pointer: Pointer) -> str:
    again = f'`matchloop models promote {family} {pointer.version} --reason "damaged copy"`'
    remedy = f"This is the champion's serving copy: fetch it again with {again}"
    if pointer.previous is None:
        return f"{remedy}."
    return (
        f"{remedy}, or go back to version {pointer.previous} with "
        f'`matchloop rollback {family} --reason "damaged copy"`.'
    )


def _untold(now: Pointer, reason: str) -> Untold | None:
    """What the registry is to be told of going back; nothing if it never heard otherwise."""
    known = now.untold.champion if now.untold else now.version
    return None if known == now.previous else Untold(known, reason, moment())


def _rehearse_another_make(bundle: Bundle, now: Pointer) -> None:
    """Run a bundle that may need another matchloop than the champion does, which answers here."""
    ours = bundle.manifest
    try:
        # Without its hashes: a champion that is damaged is all the more reason to go back.
        theirs = json.loads((version_folder(ours.family, now.version) / MANIFEST).read_bytes())
        made = (theirs["feature_version"], tuple(theirs["feature_names"]))
        alike = made == (ours.feature_version, ours.feature_names)
    except (OSError, ValueError, KeyError, TypeError):
        alike = False
    if not alike:
        from matchloop.bundle.rehearsal import rehearse  # loads ONNX Runtime

        rehearse(bundle)


def _shadow_version(family: str) -> int | None:
    try:
        found = shadow(family)
    except BundleError:
        return None
    return found.version if found else None


def _tidy(family: str, pointer: Pointer) -> None:
    """Remove all but the newest versions; never one that the pointer names, nor the shadow."""
    named = (pointer.version, pointer.previous, _shadow_version(family))
    others = [n for n in installed(family) if n not in named]
    for version in others[:-KEPT_BESIDES]:
        shutil.rmtree(version_folder(family, version), ignore_errors=True)
    for unfinished in (root(family) / "versions").glob(".*.part"):  # of an install that was killed
        shutil.rmtree(unfinished, ignore_errors=True)
