"""A reader swaps between two answers, and keeps what it has when the new version fails."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from matchloop import registry, serving
from matchloop.bundle import Bundle
from matchloop.errors import BundleError, NoChampionError, RegistryError
from matchloop.graphs import inference
from matchloop.registry import mlflow_store
from matchloop.server import champion
from matchloop.server.champion import Reader
from tests.tiny_bundle import change_one_byte, tiny_bundle
from tests.toy_parts import Golden
from tests.waiting import CEILING, wait_until


class Toy:
    """A model that is loaded: answers one row with a probability that tells its weight."""

    def __init__(self, bundle: Bundle, version: str):
        self.version = version
        self._session = inference.session(bundle.graph("classifier").path)

    def answer(self) -> np.ndarray:
        return inference.predict(self._session, np.ones((1, 3), np.float32))


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Path]:
    """Make a version the one that serves; returns its folder."""

    def serve(version: int, **fields: object) -> Path:
        bundle = tiny_bundle(tmp_path / f"b{version}", weight=version, **fields)  # type: ignore[arg-type]
        serving.install("toys", version, bundle.folder)
        serving.point("toys", version, version - 1 or None)
        return serving.version_folder("toys", version)

    return serve


@pytest.fixture
def open_reader() -> Iterator[Callable[..., Reader[Toy]]]:
    """Readers that look at every question."""
    opened: list[Reader[Toy]] = []

    def open_reader(load: Callable[[Bundle, str], Toy] = Toy, **options: object) -> Reader[Toy]:
        opened.append(Reader("toys", load, **{"every": 0.0, **options}))  # type: ignore[arg-type]
        return opened[-1]

    yield open_reader
    for each in opened:
        each.close()


def test_without_a_champion_it_says_so(open_reader: Callable[..., Reader[Toy]]) -> None:
    with pytest.raises(NoChampionError, match=r"no champion of toys on this machine.*make run"):
        open_reader()


def test_a_promotion_and_a_rollback_are_followed(
    serve: Callable[..., Path], open_reader: Callable[..., Reader[Toy]]
) -> None:
    serve(1)
    held = open_reader()
    first = held.model
    assert (first.version, held.version) == ("v1", 1)
    assert held.model is first

    serve(2)
    wait_until(lambda: held.model.version == "v2")
    assert first.answer().shape == (1, 2)  # who holds the old one can end its answer
    serving.go_back("toys", "it is worse")
    wait_until(lambda: held.model.version == "v1")
    assert held.problem is None


def test_it_looks_once_in_a_while_only(
    serve: Callable[..., Path],
    open_reader: Callable[..., Reader[Toy]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(1)
    clock = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(champion, "time", SimpleNamespace(monotonic=lambda: clock.seconds))
    held = open_reader(every=0.2)
    looks = []
    really = serving.signature
    monkeypatch.setattr(serving, "signature", lambda family: looks.append(1) or really(family))
    for later, expected in ((0.19, 0), (0.02, 1), (0.19, 1), (0.02, 2)):
        clock.seconds += later
        for _ in range(1000):
            assert held.model.version == "v1"
        assert len(looks) == expected


def test_a_damaged_new_version_is_reported_once_and_the_old_one_goes_on(
    serve: Callable[..., Path],
    open_reader: Callable[..., Reader[Toy]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    serve(1)
    held = open_reader()
    monkeypatch.setattr(champion, "AGAIN_SECONDS", 0.0)
    with serving.lock("toys"):
        folder = serve(2)
        change_one_byte(folder / "model.onnx")

    wait_until(lambda: held.model and held.problem)
    for _ in range(20):
        assert held.model.version == "v1"
        time.sleep(0.01)
    assert len([line for line in caplog.messages if "version 1 goes on" in line]) == 1
    assert "model.onnx is damaged" in (held.problem or "")

    # the copy is repaired: tried again without the pointer having changed
    change_one_byte(folder / "model.onnx")
    wait_until(lambda: held.model.version == "v2")
    assert held.problem is None


def test_a_version_that_does_not_run_or_load_does_not_take_over(
    serve: Callable[..., Path], open_reader: Callable[..., Reader[Toy]]
) -> None:
    def load(bundle: Bundle, version: str) -> Toy:
        if version == "v3":
            raise MemoryError("no room")
        return Toy(bundle, version)

    serve(1)
    held = open_reader(load)
    serve(2, outputs=5)
    wait_until(lambda: held.model and "is 5 wide" in (held.problem or ""))
    serve(3)
    wait_until(lambda: held.model and "no room" in (held.problem or ""))
    assert held.model.version == "v1"


def test_golden_inputs_decide(
    serve: Callable[..., Path],
    open_reader: Callable[..., Reader[Toy]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def verify(model: Toy, bundle: Bundle) -> None:
        asked.append(model)
        if model.version == "v2":
            raise BundleError("answers otherwise than when it was built")

    monkeypatch.setattr(Golden, "verify", verify)
    serve(1)
    held = open_reader()
    assert asked == [held.model]  # the very model that serves
    serve(2)
    wait_until(lambda: held.model and held.problem)
    assert held.model.version == "v1"


def test_loading_does_not_keep_anybody_waiting(
    serve: Callable[..., Path], open_reader: Callable[..., Reader[Toy]]
) -> None:
    ready, loading, loaded = threading.Event(), threading.Event(), threading.Event()

    def load(bundle: Bundle, version: str) -> Toy:
        if version == "v2":
            loading.set()
            assert ready.wait(60)
            loaded.set()
        return Toy(bundle, version)

    serve(1)
    held = open_reader(load)
    serve(2)
    wait_until(lambda: held.model and loading.is_set())
    for _ in range(100):
        assert held.model.version == "v1"
    assert not loaded.is_set()
    ready.set()
    wait_until(lambda: held.model.version == "v2")


def test_many_threads_see_whole_models_through_many_promotions(
    serve: Callable[..., Path], open_reader: Callable[..., Reader[Toy]]
) -> None:
    serve(1)
    held = open_reader()
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                if not np.isclose(held.model.answer().sum(), 1, atol=1e-5):
                    wrong.append("sum")
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for version in range(2, 8):
        serve(version)
        time.sleep(0.05)
    wait_until(lambda: held.version == 7)
    done.set()
    for thread in threads:
        thread.join(CEILING)
    assert wrong == []


def test_it_follows_the_registry_when_asked_to(
    tmp_path: Path,
    open_reader: Callable[..., Reader[Toy]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for weight in (1, 2):
        registry.register(
            tiny_bundle(tmp_path / f"b{weight}", weight), metrics={}, card="", git_commit=""
        )
    registry.promote("toys", 1, "first")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", mlflow_store.uri())
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "elsewhere"))

    held = open_reader(follow=0.1)  # nothing is here yet: it is fetched first
    assert held.model.version == "v1"
    store = mlflow_store.client()
    store.set_registered_model_alias("matchloop.toys", "previous", "1")
    store.set_registered_model_alias("matchloop.toys", "champion", "2")
    wait_until(lambda: held.model.version == "v2")

    def away(family: str) -> None:
        raise RegistryError("the server is away")

    monkeypatch.setattr(registry, "sync", away)
    wait_until(lambda: "does not follow the registry just now" in caplog.text)
    time.sleep(0.5)
    assert caplog.text.count("does not follow the registry just now") == 1
    assert held.model.version == "v2"
