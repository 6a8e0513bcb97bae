"""Looks at a home and changes nothing: what answers, the registry, the store, and what lies about.

Each fault has its remedy. Takes as long as reading every bundle once, for their hashes.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from matchloop import families, serving
from matchloop.bundle import Bundle
from matchloop.errors import BundleError, HomeError, MatchloopError
from matchloop.home import home
from matchloop.registry import local_files
from matchloop.serving import Pointer
from matchloop.upkeep.contents import DATABASES, is_left_over, reading
from matchloop.upkeep.findings import Finding, fault, note, ok
from matchloop.upkeep.store_check import store_findings

_ROOM = 200 * 2**20  # bytes: a promotion copies a bundle, a backup snapshots the databases


def check() -> list[Finding]:
    """Everything that was looked at in this machine's home, the folder itself first."""
    root = home()
    if not root.is_dir():
        remedy = "`make run` makes one, or set MATCHLOOP_HOME to the folder that is meant."
        return [fault("home", f"{root} is no folder", remedy)]
    looks = (_folder, _families, _registry, store_findings, _left_overs)
    return [finding for look in looks for finding in look(root)]


def _folder(root: Path) -> Iterator[Finding]:
    yield ok("home", str(root))
    may = "Give this user the right to read and write everything in it."
    read, write = [], []
    for place, folders, names in os.walk(root):
        for path in (Path(place, name) for name in (*folders, *names)):
            if path.is_symlink():
                remedy = "Put what it leads to in its place: no backup would have it."
                yield fault("home", f"{path} is a link", remedy)
            elif not os.access(path, os.R_OK):
                read.append(path)
            elif not os.access(path, os.W_OK):
                write.append(path)
    if not os.access(root, os.W_OK):
        text = "it cannot be written: answers go on, nothing is logged or promoted"
        yield fault("rights", text, "Mount it writable, or give this user the right to it.")
    elif read or write:
        first, verb = (read or write)[0], "read" if read else "written"
        yield fault("rights", f"{len(read or write):,} paths cannot be {verb}, as {first}", may)
    else:
        yield ok("rights", "everything can be read and written")
    status = os.statvfs(root)
    if (free := status.f_bavail * status.f_frsize) < _ROOM:
        yield fault("room", f"{free / 2**20:,.0f} MiB are free on its disk", "Make room there.")


def _families(root: Path) -> Iterator[Finding]:
    known = families.names()
    folder = root / "serving"
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for name in there:
        if name not in known:
            yield note(name, f"{folder / name} is no family of this matchloop", "Remove it.")
        else:
            try:
                yield from _family(name)
            except MatchloopError as error:
                yield _as_fault(name, error)
    if not set(there) & set(known):
        yield note("serving", "no family serves here yet", "`make run` promotes the first.")


def _family(family: str) -> Iterator[Finding]:
    again = f'`matchloop models promote {family} VERSION --reason "damaged copy"` fetches it again.'
    pointer = serving.current(family)
    if pointer is None:
        yield note(family, "no version serves", "Promote one, see `matchloop models list`.")
    else:
        serving.verified(family, pointer)
        yield ok(family, f"version {pointer.version} serves, every file as it was registered")
        yield from _untold(family, pointer)
    shadow = serving.shadow(family)
    if shadow is not None:
        serving.shadow_bundle(family, shadow)
        yield ok(family, f"version {shadow.version} is its shadow")
    named = {pointer.version if pointer else None, shadow.version if shadow else None}
    previous = pointer.previous if pointer else None
    for version in {*serving.installed(family), *([previous] if previous else [])} - named:
        try:
            Bundle.read(serving.version_folder(family, version), family)
        except BundleError as error:
            text = str(error).split(". ")[0]
            if version == previous:
                yield fault(family, f"the version to go back to: {text}", again)
            else:
                place = serving.version_folder(family, version)
                yield fault(family, text, f"Nothing needs it: remove {place}.")


def _untold(family: str, pointer: Pointer) -> Iterator[Finding]:
    if pointer.untold:
        text = f"the registry has not been told of the rollback of {pointer.untold.at}"
        yield note(family, text, "The next run tells it, as soon as it is in reach.")


def _registry(root: Path) -> Iterator[Finding]:
    if os.environ.get("MLFLOW_TRACKING_URI"):
        yield note("registry", "it is elsewhere and was not looked at", "Back it up there.")
        return
    path = local_files.database(root)
    if not path.is_file():
        yield note("registry", "there is none yet", "`make run` makes it.")
        return
    restored = "Restore the home from a backup: `matchloop home restore FILE --replace`."
    try:
        with closing(reading(path)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            yield fault("registry", f"{path} is damaged: {said}", restored)
            return
        wrong = list(_versions(root))
        yield from wrong
        if stray := local_files.elsewhere(root):
            text = f"addresses lead to where the home was: {', '.join(stray)}"
            yield note("registry", text, "`matchloop models list` brings them up to date.")
        if not wrong:
            count = sum(1 for _ in local_files.registered(root))
            yield ok("registry", f"{count} versions, each with its files")
    except (sqlite3.Error, ValueError) as error:
        yield fault("registry", f"{path} cannot be read: {error}", restored)


def _versions(root: Path) -> Iterator[Finding]:
    """Faults of the registered versions and of what the pointers say of them."""
    numbers: dict[str, set[int]] = {}
    for each in local_files.registered(root):
        numbers.setdefault(each.family, set()).add(each.version)
        folder = local_files.of_run(root, each.run_id, "bundle")
        name = f"version {each.version} of {each.family}"
        remedy = "Restore it from a backup; until then promote another version."
        try:
            found = Bundle.read(folder, each.family).sha256
        except BundleError as error:
            yield fault("registry", f"{name}: {str(error).split('. ')[0]}", remedy)
            continue
        if each.manifest_sha256 and found != each.manifest_sha256:
            yield fault("registry", f"{name} is not what was registered ({folder})", remedy)
    for family in families.names():
        try:
            pointer = serving.current(family)
        except (BundleError, HomeError):
            continue  # told with the family
        if pointer and pointer.version not in numbers.get(family, set()):
            text = f"version {pointer.version} of {family} serves and is not registered"
            yield fault("registry", text, "Promote a registered version, or restore a backup.")


def _left_overs(root: Path) -> Iterator[Finding]:
    for place, folders, names in os.walk(root):
        for name in (*folders, *names):
            if is_left_over(name):
                text = f"{Path(place, name)} was left by a process that was ended"
                yield note("left over", text, "Remove it if nothing of matchloop runs.")
        folders[:] = [name for name in folders if not is_left_over(name)]
    for name in DATABASES:
        if (root / f"{name}-wal").exists() and not (root / name).exists():
            text = f"{root / name}-wal is there without its database"
            yield fault("left over", text, f"Put {name} back from a backup, or remove it.")


def _as_fault(place: str, error: MatchloopError) -> Finding:
    text, _, remedy = str(error).partition(". ")
    return fault(place, text, remedy)
