"""Holds a family's champion for a process that goes on answering, and follows its promotions.

    with Reader("column_types", TypeModel) as reader:
        reader.model.predict(…)

Each question takes the model that is held; at most once a second one of them costs a look at the
serving pointer (a stat). A new version is loaded and answers its golden inputs in a thread of its
own, beside the old one, and takes its place between two answers. One that fails is reported once
and tried again after a while; the old one goes on. Imports no MLflow unless it is to follow the
registry.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

from matchloop import families, serving
from matchloop.bundle import Bundle
from matchloop.errors import MatchloopError, NoChampionError
from matchloop.serving import Pointer

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
EVERY_SECONDS = 1.0
AGAIN_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Load(Protocol[T_co]):
    """Makes a model of a bundle; `TypeModel` and `MappingModel` are such."""

    def __call__(self, bundle: Bundle, version: str, /) -> T_co:
        """Return the model; version is the registry's, such as "v3"."""


@dataclass(frozen=True)
class _Held(Generic[T]):
    model: T
    pointer: Pointer


class Reader(Generic[T]):
    """A champion that keeps itself up to date; threads may share it.

    load: see `Load`. every: seconds between two looks at the pointer. follow: seconds between two
    looks at the registry, None for none; one process of a machine needs it, and none where
    promotions happen. Raises NoChampionError or BundleError if there is nothing to begin with.
    """

    def __init__(
        self,
        family: str,
        load: Load[T],
        *,
        every: float = EVERY_SECONDS,
        follow: float | None = None,
    ):
        self._family, self._load, self._every = family, load, every
        self._look_lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._closed = threading.Event()
        self.problem: str | None = None
        """Why the newest version does not answer; None when it does."""
        if follow is not None and serving.signature(family) is None:
            _sync(family)
        self._seen = serving.signature(family)
        self._next_look = self._again_at = time.monotonic() + every
        self._held = self._loaded(_pointer(family))
        self._follower = self._follow(follow) if follow is not None else None

    @property
    def model(self) -> T:
        """The model that answers now. Hold on to it for one answer, not for longer."""
        return self.held()[0]

    @property
    def version(self) -> int:
        """The version that answers now."""
        return self._held.pointer.version

    def held(self) -> tuple[T, Pointer]:
        """The model that answers now, as `model`, and the pointer that named it."""
        if time.monotonic() >= self._next_look:
            self._look()
        held = self._held
        return held.model, held.pointer

    def close(self) -> None:
        """Look no more; the model that is held goes on answering."""
        self._closed.set()
        for thread in (self._loading, self._follower):
            if thread is not None and thread is not threading.current_thread():
                thread.join(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look(self) -> None:
        if not self._look_lock.acquire(blocking=False):  # somebody else is looking
            return
        try:
            now = time.monotonic()
            self._next_look = now + self._every
            if self._closed.is_set() or (self._loading and self._loading.is_alive()):
                return
            seen = serving.signature(self._family)
            if seen == self._seen and not (self.problem and now >= self._again_at):
                return
            self._again_at = now + AGAIN_SECONDS
            self._loading = threading.Thread(
                target=self._swap, args=(seen,), name=f"load {self._family}", daemon=True
            )
            self._loading.start()
        finally:
            self._look_lock.release()

    def _swap(self, seen: tuple[int, int, int] | None) -> None:
        """Load what the pointer names and let it take over, if it is another and fit."""
        try:
            pointer = _pointer(self._family)
            held = self._held.pointer
            if (pointer.version, pointer.manifest_sha256) != (held.version, held.manifest_sha256):
                self._held = self._loaded(pointer)  # one assignment: an answer sees old or new
                _log.info("%s: version %s answers now", self._family, pointer.version)
            self.problem = None
        except Exception as error:  # whatever it is, the old version goes on
            self._report(error)
        self._seen = seen

    def _report(self, error: Exception) -> None:
        problem = str(error) if isinstance(error, MatchloopError) else repr(error)
        if problem != self.problem:
            _log.warning("%s: version %s goes on. %s", self._family, self.version, problem)
        self.problem = problem

    def _loaded(self, pointer: Pointer) -> _Held[T]:
        bundle = serving.verified(self._family, pointer)
        model = self._load(bundle, pointer.name)
        _rehearse(self._family, model, bundle)
        return _Held(model, pointer)

    def _follow(self, seconds: float) -> threading.Thread:
        thread = threading.Thread(
            target=_keep_in_step,
            args=(self._family, seconds, self._closed.wait),
            name=f"follow {self._family}",
            daemon=True,
        )
        thread.start()
        return thread


def _pointer(family: str) -> Pointer:
    pointer = serving.current(family)
    if pointer is None:
        raise NoChampionError(
            f"There is no champion of {family} on this machine. Train and promote one with "
            "`make run`, or follow a registry that has one."
        )
    return pointer


def _rehearse(family: str, model: Any, bundle: Bundle) -> None:
    """Let the very model that is to serve answer its golden inputs, which also warms it."""
    families.get(family).golden_inputs().verify(model, bundle)


def _sync(family: str) -> None:
    from matchloop import registry

    registry.sync(family)


def _keep_in_step(family: str, seconds: float, wait: Callable[[float], bool]) -> None:
    """Bring this machine up to the registry again and again; a problem is reported once."""
    problem = None
    while True:
        try:
            _sync(family)
            problem = None
        except Exception as error:  # the registry is away: the last good copy goes on
            told = str(error) if isinstance(error, MatchloopError) else repr(error)
            if told != problem:
                _log.warning("%s does not follow the registry just now. %s", family, told)
            problem = told
        if wait(seconds):
            return
