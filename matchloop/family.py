"""What a model family is to the rest of the house: a name, words for people, where its parts lie.

Each family describes itself in its package's `family.py`; `matchloop.families` lists them. Parts
are named as "package.module:attribute" and loaded when they are used, so that listing families
costs nothing. Knows nothing of what a part does.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from matchloop.errors import FamilyError
from matchloop.section import Section

if TYPE_CHECKING:
    from matchloop.bundle import Bundle
    from matchloop.endpoint import Endpoint
    from matchloop.labels.from_feedback import Form


class LoadModel(Protocol):
    """Makes a model of a verified bundle; version is the registry's, such as "v3"."""

    def __call__(self, bundle: "Bundle", version: str, /) -> Any:
        """Return the model, ready to answer."""


class GoldenInputs(Protocol):
    """The module in which a family answers its golden inputs."""

    def check(self, bundle: "Bundle") -> None:
        """Load a bundle and let it answer. Raises BundleError; one without golden inputs passes."""

    def verify(self, model: Any, bundle: "Bundle") -> None:
        """The same for a model that is loaded already."""


@dataclass(frozen=True)
class Family:
    """A model family.

    name: of its package, its section of params.yaml, its folders and the prefix of its stages;
    question: what it answers, in a line; purpose, known_limits: sentences for the model card;
    params: its section of params.yaml; model, golden, form: where its parts lie, see `LoadModel`,
    `GoldenInputs` and `matchloop.labels.from_feedback.Form`; warm: names of the trained parts from
    whose weights a retraining can go on, none if it starts from the start; endpoints: what it
    offers over HTTP, each a `matchloop.endpoint.Endpoint`; served_model: what makes the model of a
    process that answers many at once, `model` where there is no difference.
    """

    name: str
    question: str
    purpose: str
    known_limits: tuple[str, ...]
    params: type[Section]
    model: str
    golden: str
    form: str
    warm: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    served_model: str = ""

    def load_model(self) -> LoadModel:
        """What makes a model of a bundle."""
        return cast(LoadModel, self._part("model"))

    def load_served_model(self) -> LoadModel:
        """What makes a model of a bundle for a process that answers many at once."""
        where = self.served_model or self.model
        return cast(LoadModel, self._resolved("served_model", where))

    def golden_inputs(self) -> GoldenInputs:
        """The family's golden inputs."""
        return cast(GoldenInputs, self._part("golden"))

    def feedback_form(self) -> "Form":
        """What the family's labelled examples look like."""
        return cast("Form", self._part("form"))

    def served_endpoints(self) -> "tuple[Endpoint[Any], ...]":
        """What the family offers over HTTP. Raises FamilyError for one that is not there."""
        return tuple(self._resolved("endpoints", where) for where in self.endpoints)

    def problems(self) -> Iterator[str]:
        """What is missing, in words; nothing for a whole family. Imports all its parts."""
        for part, needed in _PARTS.items():
            try:
                found = self._part(part)
            except FamilyError as error:
                yield str(error)
                continue
            for name in needed:
                if not hasattr(found, name):
                    where = self._where(part)
                    yield f"family.py of {self.name}: {part} is {where!r}, without {name}"

        for part, where in self._offered():
            try:
                self._resolved(part, where)
            except FamilyError as error:
                yield str(error)

    def check(self) -> None:
        """Raise FamilyError with everything that is missing."""
        if problems := tuple(self.problems()):
            raise FamilyError(
                f"{'; '.join(problems)}. Mend matchloop/{self.name}/family.py; "
                "docs/architecture.md tells what a family consists of."
            )

    def _offered(self) -> Iterator[tuple[str, str]]:
        yield "served_model", self.served_model or self.model
        yield from (("endpoints", where) for where in self.endpoints)

    def _where(self, part: str) -> str:
        return str(getattr(self, part))

    def _part(self, part: str) -> Any:
        return self._resolved(part, self._where(part))

    def _resolved(self, part: str, where: str) -> Any:
        try:
            return pkgutil.resolve_name(where)
        except (ImportError, AttributeError, ValueError) as error:
            raise FamilyError(
                f"family.py of {self.name}: {part} is {where!r}, which cannot be loaded ({error})"
            ) from error


_PARTS: Mapping[str, tuple[str, ...]] = {
    "model": (),
    "golden": ("check", "verify"),
    "form": ("COLUMNS", "PAYLOAD", "check", "example"),
}
