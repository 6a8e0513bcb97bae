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

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from matchloop.bundle import REBUILD, Bundle, copy_bundle
from matchloop.errors import BundleError, HomeError, NoChampionError
from matchloop.refusals import telling
from matchloop.serving.pointer import (
    Pointer,
    Shadow,
    TakenBack,
    installed,
    moment,
    pointer_path,
    read_pointer,
    read_shadow,
    remove_shadow,
    root,
    version_folder,
    write_pointer,
    write_shadow,
)

KEPT_BESIDES = 3  # besides the champion, the previous one, the shadow


def champion(family: str) -> Bundle:
    """The bundle that serves, verified.

    Raises NoChampionError if none was promoted on this machine, BundleError if the copy is
    damaged.
    """
    return verified(family, served(family))


def verified(family: str, pointer: Pointer) -> Bundle:
    """The bundle that a pointer names, verified. Raises BundleError with the remedy."""
    return _verified(family, pointer, _remedy(family, pointer))


def current(family: str) -> Pointer | None:
    """The pointer of a family, None if nothing was promoted on this machine."""
    return read_pointer(family)


def signature(family: str) -> tuple[int, int, int] | None:
    """What changes whenever the pointer is written anew; None where there is none to be seen.

    Costs one stat, and never fails: answering asks it.
    """
    try:
        found = pointer_path(family).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def install(family: str, version: int, bundle_folder: Path) -> Bundle:
    """Copy a bundle to the serving folder as `version` and verify it; nothing serves it yet.

    A copy that is already there and whole is left alone; a damaged one is replaced. Raises
    HomeError when it cannot be written.
    """
    source = Bundle.read(bundle_folder, family)
    folder = version_folder(family, version)
    try:
        present = Bundle.read(folder, family)
        if present.sha256 == source.sha256:
            return present
    except BundleError:
        pass  # not there, or damaged
    with telling(HomeError, folder, "written", "What served goes on."):
        return copy_bundle(source, folder)


def point(
    family: str,
    version: int,
    previous: int | None = None,
    taken_back: TakenBack | None = None,
) -> Pointer:
    """Make an installed version the one that serves, in one atomic step; tidy up old versions.

    taken_back: of a rollback, what was left. A version that was the shadow is so no more. Raises
    HomeError, with the pointer as it was, when it cannot be written.
    """
    bundle = Bundle.read(version_folder(family, version), family)
    pointer = Pointer(version, previous, bundle.sha256, taken_back=taken_back)
    write_pointer(family, pointer)
    end_shadow(family, version)
    _tidy(family, pointer)
    return pointer


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
    return remove_shadow(family)


def end_shadow(family: str, version: int) -> None:
    """Let a version that serves now be the shadow no more; that it serves stands in any case."""
    if _shadow_version(family) == version:
        with suppress(HomeError):  # what reads the shadow passes over one that serves
            remove_shadow(family)


def served(family: str) -> Pointer:
    """The pointer. Raises NoChampionError, with what to do, when there is none."""
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


def _shadow_version(family: str) -> int | None:
    try:
        found = shadow(family)
    except (BundleError, HomeError):
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
