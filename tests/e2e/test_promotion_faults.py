"""Promotions that are killed, meet, or run out of disk: the champion answers all the time.

Each test promotes in a process of its own while this one asks the champion again and again. After
it the registry is wholly old or wholly new, and the next promotion goes on.
"""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from matchloop import registry, serving
from matchloop.bundle import Bundle, write_bundle
from matchloop.errors import BundleError
from matchloop.graphs import inference
from matchloop.registry import mlflow_store
from matchloop.server.champion import Reader
from tests.tiny_bundle import change_one_byte, manifest, tiny_bundle, write_model
from tests.waiting import CEILING, wait_until

HOUSE = Path(__file__).parents[2]
BIG = 3_000_000  # bytes of a file that the small disks below have no room for
LIMIT = 2_000_000

KNOWN = """
from matchloop import families
from tests.toys import TOYS
families.FAMILIES = (*families.FAMILIES, *TOYS)
"""
READY = """
import sys
from matchloop.registry import mlflow_store
mlflow_store.client()
print("ready", flush=True)
sys.stdin.readline()
"""
"""Loads what takes seconds before the champion is asked, which takes a whole processor."""
HANG = """
import os, shutil, sys, time
from matchloop import registry, releasing, serving
from matchloop.bundle import rehearsal
from matchloop.registry import mlflow_store, promotion
from matchloop.serving import copy

def hang(*_, **__):
    os.write(1, b"here\\n")  # at once: several threads may come here
    time.sleep(10_000)

def hang_in_a_copy(source, target, **_):
    with open(source, "rb") as a, open(target, "wb") as b:
        b.write(a.read()[:100])
    hang()

def hang_between_the_aliases():
    store = mlflow_store.client()
    move = store.set_registered_model_alias
    store.set_registered_model_alias = (
        lambda name, alias, version: hang() if alias == "champion" else move(name, alias, version)
    )
"""
PROMOTE = 'registry.promote("toys", 2, "killed")\n'
RELEASE = """
from pathlib import Path
from tests.test_releasing import Toys
releasing.judge = hang
releasing.release("toys", Toys(Path(sys.argv[1])), Path(sys.argv[1]).parent)
"""
KILLED = {
    "in the gate": RELEASE,
    "while the bundle is copied": "shutil.copyfile = hang_in_a_copy\n" + PROMOTE,
    "in the rehearsal": "rehearsal.run_once = hang\n" + PROMOTE,
    "between the aliases": "hang_between_the_aliases()\n" + PROMOTE,
    "between alias and pointer": "serving.point = hang\n" + PROMOTE,
    "before old versions go": "copy._tidy = hang\n" + PROMOTE,
    "before the note": "promotion._record = hang\n" + PROMOTE,
}
TAKEN_EFFECT = ("between alias and pointer", "before old versions go", "before the note")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two registered versions, the first of them the champion; to be copied."""
    folder = tmp_path_factory.mktemp("promotions")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder / "home"))
        for weight in (1, 2, 3):
            bundle = tiny_bundle(folder / f"b{weight}", weight)
            registry.register(bundle, metrics={}, card="", git_commit="")
        registry.promote("toys", 1, "first")
    return folder / "home"


@pytest.fixture(autouse=True)
def a_home(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(shutil.copytree(template, tmp_path / "home")))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python code in a process of its own, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: str, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        command = [*before, sys.executable, "-c", KNOWN + textwrap.dedent(code), *arguments]
        environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        options = {**pipes, "env": environment}
        started.append(subprocess.Popen(command, text=True, start_new_session=True, **options))  # type: ignore[call-overload]
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline() or process.communicate()[1][-3000:]


def go(process: "subprocess.Popen[str]") -> None:
    """Let a process that is ready begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


class Asking:
    """Asks the champion in a thread until the block ends; an answer that fails fails the test."""

    def __enter__(self) -> "Asking":
        self.problems: list[Exception] = []
        self.versions: list[int] = []
        self._done = threading.Event()
        self._reader = Reader("toys", lambda bundle, _: Toy(bundle), every=0.0)
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # also what comes after the change
            asked = len(self.versions)
            wait_until(lambda: self.problems or len(self.versions) > asked + 5)
        self._done.set()
        self._thread.join(CEILING)
        self._reader.close()
        assert not self.problems, self.problems[0]

    def _ask(self) -> None:
        while not self._done.wait(0.005):
            try:
                Toy(serving.champion("toys")).answer()  # a command, which loads it each time
                self._reader.model.answer()  # a server, which holds it
                self.versions.append(self._reader.version)
            except Exception as error:
                self.problems.append(error)


class Toy:
    """A model that answers one row."""

    def __init__(self, bundle: Bundle):
        self._session = inference.session(bundle.graph("classifier").path)

    def answer(self) -> None:
        answer = inference.predict(self._session, np.ones((1, 3), np.float32))
        assert np.isclose(answer.sum(), 1)


def aliases() -> dict[str, int]:
    """As they are meant: what lists, promotions and rollbacks go by."""
    return {alias: each.version for each in registry.versions("toys") for alias in each.aliases}


def whole(pointer: serving.Pointer | None) -> tuple[int, int | None]:
    """The pointer, whose bundle is the one that was registered."""
    assert pointer is not None
    expected = registry.find("toys", pointer.version).tags["manifest_sha256"]
    assert serving.verified("toys", pointer).sha256 == expected
    return pointer.version, pointer.previous


@pytest.mark.parametrize("moment", KILLED)
def test_kill_9(moment: str, start: Callable[..., "subprocess.Popen[str]"], template: Path) -> None:
    process = start(READY + HANG + KILLED[moment], str(template.parent / "b2"))
    assert line(process) == "ready\n"
    with Asking():
        go(process)
        assert line(process) == "here\n"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

        new = moment in TAKEN_EFFECT
        assert aliases() == ({"champion": 2, "previous": 1} if new else {"champion": 1})
        assert whole(serving.current("toys"))[0] in ((1, 2) if new else (1,))
        assert whole(registry.sync("toys")) == ((2, 1) if new else (1, None))

        registry.promote("toys", 2, "again")
        assert aliases() == {"champion": 2, "previous": 1}
        registry.promote("toys", 3, "and on")
        assert whole(serving.current("toys")) == (3, 2)


def test_kill_9_between_a_rollback_and_the_registry(
    start: Callable[..., "subprocess.Popen[str]"],
) -> None:
    registry.promote("toys", 2, "second")
    code = 'promotion._move_aliases = hang\nregistry.rollback("toys", "worse")\n'
    process = start(READY + HANG + code)
    assert line(process) == "ready\n"
    with Asking() as asking:
        go(process)
        assert line(process) == "here\n"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

        assert aliases() == {"champion": 1, "previous": 2}
        assert whole(serving.current("toys")) == (1, 2)
        registry.promote("toys", 3, "goes on")
        assert whole(serving.current("toys")) == (3, 1)
        assert registry.find("toys", 1).tags["promoted_because"] == "worse"
    assert set(asking.versions) <= {1, 2, 3}


def test_two_promotions_at_once(start: Callable[..., "subprocess.Popen[str]"]) -> None:
    code = "import sys\nfrom matchloop import registry\n{}"
    promote = code.format('registry.promote("toys", int(sys.argv[1]), "at once")')
    processes = [start(READY + promote, "2"), start(READY + promote, "3")]
    assert {line(process) for process in processes} == {"ready\n"}
    with Asking():
        for process in processes:
            go(process)
        for process in processes:
            _, problem = process.communicate(timeout=CEILING)
            assert process.returncode == 0, problem[-3000:]
        version, previous = whole(serving.current("toys"))
        assert {version, previous} == {2, 3}
        assert aliases() == {"champion": version, "previous": previous}


def test_a_promotion_and_a_rollback_at_once(start: Callable[..., "subprocess.Popen[str]"]) -> None:
    registry.promote("toys", 2, "second")
    code = "from matchloop import registry\n{}"
    processes = [
        start(READY + code.format('registry.promote("toys", 3, "third")')),
        start(READY + code.format('registry.rollback("toys", "worse")')),
    ]
    assert {line(process) for process in processes} == {"ready\n"}
    with Asking():
        for process in processes:
            go(process)
        told = [process.communicate(timeout=CEILING)[1] for process in processes]
        assert processes[0].returncode == 0, told[0][-3000:]
        version, previous = whole(serving.current("toys"))
        if processes[1].returncode:  # it had seen 2, and 3 was promoted before its turn came
            assert "version 3 serves by now" in told[1]
            assert (version, previous) == (3, 2)
        else:  # rolled back first, then promoted; or promoted before it had seen anything
            assert (version, previous) in ((3, 1), (2, 3))
        assert aliases() == {"champion": version, "previous": previous}


def test_a_corrupt_new_bundle(tmp_path: Path, template: Path) -> None:
    with Asking() as asking:
        run = mlflow_store.client().get_run(registry.find("toys", 2).run_id)
        stored = Path(run.info.artifact_uri.removeprefix("file://")) / "bundle" / "model.onnx"
        change_one_byte(stored)
        try:
            with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
                registry.promote("toys", 2, "corrupt in the registry")
        finally:
            change_one_byte(stored)
        assert aliases() == {"champion": 1}
        assert whole(serving.current("toys")) == (1, None)
    assert set(asking.versions) == {1}


def bundle_with_a_big_file(folder: Path) -> Bundle:
    model = write_model(folder.parent / "source" / "m.onnx", 9)
    big = folder.parent / "source" / "big.bin"
    big.write_bytes(os.urandom(BIG))
    files = {"model.onnx": model, "model.int8.onnx": model, "big.bin": big}
    return write_bundle(folder, manifest(), files)


SMALL_DISK = """
import os, resource, subprocess, sys
from pathlib import Path
kind, folder, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
if kind == "tmpfs":
    copied = subprocess.run(["cp", "-a", folder, folder + ".copy"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={limit}", "tmpfs", folder], check=True)
    subprocess.run(["cp", "-a", folder + ".copy/.", folder], check=True)
else:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
"""
WRITE_A_BUNDLE = """
from matchloop.bundle import Bundle, write_bundle
old, big = (Bundle.read(Path(path)) for path in sys.argv[4:])
files = {name: big.folder / name for name in big.manifest.files}
bare = big.manifest.model_copy(update={"files": {}, "sizes": {}})
try:
    write_bundle(old.folder, bare, files)
    print("it was written")
except OSError as error:
    print("OSError", error.errno)
assert Bundle.read(old.folder).sha256 == old.sha256
print(sorted(path.name for path in old.folder.parent.iterdir()))
"""
PROMOTE_THE_BIG = """
from matchloop import registry, serving
from matchloop.errors import MatchloopError
before = serving.champion("toys").sha256
try:
    registry.promote("toys", int(sys.argv[4]), "too big")
    print("it was promoted")
except MatchloopError as error:
    print(error)
assert serving.champion("toys").sha256 == before
assert [v.version for v in registry.versions("toys") if "champion" in v.aliases] == [1]
print(serving.installed("toys"))
registry.promote("toys", 2, "there is room for this one")
print(serving.installed("toys"), serving.current("toys").version)
"""


def small_disk(kind: str) -> tuple[str, ...]:
    """The command before a Python that may mount a disk of its own, unseen by others."""
    if kind != "tmpfs":
        return ()
    unshare = ("unshare", "--user", "--map-root-user", "--mount")
    try:
        may = subprocess.run((*unshare, "mount", "-t", "tmpfs", "x", "/mnt"), capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no unshare here, so no small disk can be mounted")
    if may.returncode:
        pytest.skip(f"no small disk can be mounted here: {may.stderr.decode().strip()}")
    return unshare


@pytest.mark.parametrize("kind", ["tmpfs", "limit"])
def test_the_disk_is_full_while_a_bundle_is_written(
    kind: str, tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    before = small_disk(kind)
    disk = tmp_path / "disk"
    old = tiny_bundle(disk / "forest")
    shutil.rmtree(disk / "forest.source")
    big = bundle_with_a_big_file(tmp_path / "big" / "forest")
    arguments = (kind, str(disk), str(LIMIT), str(old.folder), str(big.folder))
    output, problem = start(SMALL_DISK + WRITE_A_BUNDLE, *arguments, before=before).communicate()
    assert output.splitlines() == [
        f"OSError {28 if kind == 'tmpfs' else 27}",
        "['forest']",
    ], problem[-3000:]


@pytest.mark.parametrize("kind", ["tmpfs", "limit"])
def test_the_disk_is_full_while_a_version_is_promoted(
    kind: str, tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    before = small_disk(kind)
    big = bundle_with_a_big_file(tmp_path / "big" / "forest")
    version = registry.register(big, metrics={}, card="", git_commit="")
    arguments = (kind, str(tmp_path / "home" / "serving"), str(LIMIT), str(version))
    with Asking():
        code = SMALL_DISK + PROMOTE_THE_BIG
        output, problem = start(code, *arguments, before=before).communicate(timeout=CEILING)
    told, *installed = output.splitlines()
    if kind == "tmpfs":
        assert f"toys/versions/{version} cannot be written: No space left on dev" in told, problem
        assert "What served goes on. Make room on that disk" in told
    else:  # no file may be so large, not even where the download goes
        assert f"could not hand out the files of version {version} of toys" in told, problem[-3000:]
    assert installed == ["[1]", "[1, 2] 2"]
