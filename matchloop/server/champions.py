"""The champions of all families that answer over HTTP, warm before they answer.

A family without a champion is looked for again and again; one with a champion is held by a
`Reader`, which follows its promotions.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from matchloop.bundle import Bundle
from matchloop.errors import MatchloopError, NoChampionError
from matchloop.family import Family
from matchloop.server.champion import Reader
from matchloop.serving import Pointer

EVERY_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Champions:
    """Holds what answers. Nothing is loaded before `start`; `close` ends what it began."""

    def __init__(self, families: Sequence[Family], every: float = EVERY_SECONDS):
        self._families, self._every = tuple(families), every
        self._readers: dict[str, Reader[Any]] = {}
        self._problems: dict[str, str] = {}
        self._closed, self._looked = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="champions", daemon=True)

    def start(self) -> None:
        """Load what is there, in a thread of its own; those that come later too."""
        self._thread.start()

    def close(self) -> None:
        """Follow nothing any more."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        for reader in self._readers.values():
            reader.close()

    def wait(self, seconds: float) -> bool:
        """Wait until all was looked for once; False if that took longer."""
        return self._looked.wait(seconds)

    @property
    def is_ready(self) -> bool:
        """Whether every champion there is on this machine answers, and there is one."""
        return self._looked.is_set() and bool(self._readers) and not self._problems

    def problems(self) -> dict[str, str]:
        """Why a family, or its newest version, does not answer; by family."""
        later = {name: reader.problem for name, reader in self._readers.items() if reader.problem}
        return {**self._problems, **later}

    def pointers(self) -> dict[str, Pointer]:
        """What answers now, by family."""
        return {name: reader.held()[1] for name, reader in self._readers.items()}

    def held(self, asks: Sequence[str]) -> tuple[dict[str, Any], str]:
        """Return the models that answer now, by family, and what stands for their versions.

        asks: families; the first must be there. Raises NoChampionError if it is not.
        """
        models: dict[str, Any] = {}
        versions: list[str] = []
        for name in asks:
            reader = self._readers.get(name)
            if reader is not None:
                models[name], pointer = reader.held()
                versions.append(f"{name} {pointer.version} {pointer.manifest_sha256}")
            elif name == asks[0]:
                raise self._missing(name)
        return models, "\n".join(versions)

    def _missing(self, name: str) -> NoChampionError:
        if problem := self._problems.get(name):
            return NoChampionError(f"{name} does not answer: {problem}")
        if not self._looked.is_set():
            return NoChampionError(
                f"The champion of {name} is being loaded. Ask again in a moment."
            )
        return NoChampionError(
            f"There is no champion of {name} on this machine yet. Train and promote one with "
            f"`make run`, or promote a registered version with `matchloop models promote {name} "
            'VERSION --reason "…"`; the service answers as soon as there is one.'
        )

    def _run(self) -> None:
        while True:
            for family in self._families:
                if family.name not in self._readers and not self._closed.is_set():
                    self._look_for(family)
            self._looked.set()
            if self._closed.wait(self._every) or len(self._readers) == len(self._families):
                return

    def _look_for(self, family: Family) -> None:
        try:
            self._readers[family.name] = Reader(family.name, self._loader(family))
            self._problems.pop(family.name, None)
            _log.info("%s: version %s answers", family.name, self._readers[family.name].version)
        except NoChampionError:
            self._problems.pop(family.name, None)  # none is no problem: there may be one later
        except Exception as error:  # whatever it is, the other families answer
            told = str(error) if isinstance(error, MatchloopError) else repr(error)
            if self._problems.get(family.name) != told:
                _log.warning("%s does not answer. %s", family.name, told)
            self._problems[family.name] = told

    def _loader(self, family: Family) -> Any:
        def load(bundle: Bundle, version: str) -> Any:
            model = family.load_served_model()(bundle, version)
            self._warm(family, model)
            return model

        return load

    def _warm(self, family: Family, model: Any) -> None:
        others: Mapping[str, Any] = {name: each.model for name, each in self._readers.items()}
        for endpoint in family.served_endpoints():
            if endpoint.asks[0] == family.name:
                endpoint.warm({**others, family.name: model})
