"""The registered versions of a family, as the registry knows them; read only.

Knows nothing of the serving copies on other machines, and of this machine's only the pointer,
which tells what was meant when a promotion was killed half way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matchloop import serving
from matchloop.errors import BundleError, RegistryError
from matchloop.registry import mlflow_store
from matchloop.registry.local_files import PREFIX
from matchloop.release.facts import VersionFacts
from matchloop.serving import Pointer

CARD = "model_card.md"


class Alias(StrEnum):
    """The two names a version can carry."""

    CHAMPION = "champion"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class ModelVersion:
    """One registered version of a family; `created` is in UTC."""

    family: str
    version: int
    created: datetime
    aliases: tuple[str, ...]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    run_id: str

    @property
    def model(self) -> str:
        """The kind of model, e.g. "forest"."""
        return self.tags.get("model", "")

    @property
    def facts(self) -> VersionFacts | None:
        """Semantic version, day of training and what answering costs; None if never noted."""
        return VersionFacts.from_tags(self.tags)

    @property
    def git_commit(self) -> str:
        """The commit that trained it, "" if unknown."""
        return self.tags.get("git_commit", "")

    @property
    def verdict(self) -> str:
        """The gate's verdict, "" if it was not asked."""
        return self.tags.get("verdict", "")

    @property
    def reasons(self) -> tuple[str, ...]:
        """The gate's reasons, in words."""
        return tuple(self.tags.get("reasons", "").splitlines())


@dataclass(frozen=True)
class Shown:
    """A version with its model card in Markdown."""

    version: ModelVersion
    card: str


@dataclass(frozen=True)
class Standing:
    """What serves and what a rollback returns to, by version."""

    champion: int | None
    previous: int | None


def versions(family: str) -> list[ModelVersion]:
    """Every version of a family, the newest first; an empty list if there is none."""
    if not mlflow_store.exists():
        return []
    with mlflow_store.asking(f"list the versions of {family}"):
        found = mlflow_store.client().search_model_versions(f"name = '{registered_name(family)}'")
        at = standing(family)
        newest_first = sorted(found, key=lambda each: -int(each.version))
        return [_version(each, at) for each in newest_first]


def find(family: str, version: int | None = None) -> ModelVersion:
    """One version; without a number the champion, or the newest if there is none.

    Raises RegistryError naming what there is.
    """
    known = versions(family)
    if not known:
        raise RegistryError(
            f"No model of the family {family!r} is registered in {mlflow_store.shown_uri()}. "
            "`matchloop models list` shows what is; `make run` trains and registers one."
        )
    if version is None:
        return next((each for each in known if Alias.CHAMPION in each.aliases), known[0])
    for each in known:
        if each.version == version:
            return each
    numbers = ", ".join(str(each.version) for each in known)
    raise RegistryError(
        f"{family} has no version {version}; it has {numbers}. "
        f"`matchloop models list {family}` shows them."
    )


def show(family: str, version: int | None = None) -> Shown:
    """A version with its card; without a number the champion, or the newest if there is none."""
    found = find(family, version)
    with (
        mlflow_store.asking(f"read the card of {family} {found.version}"),
        TemporaryDirectory() as folder,
    ):
        path = mlflow_store.download(found.run_id, CARD, Path(folder))
        return Shown(found, path.read_text(encoding="utf-8"))


def standing(family: str) -> Standing:
    """The aliases as they are meant.

    A promotion killed between its two moves never took effect; a rollback on this machine that
    the registry has not been told of did.
    """
    champion, previous = aliases(family)
    pointer = _pointer(family)
    if pointer and pointer.untold and champion in (pointer.untold.champion, pointer.version):
        return Standing(pointer.version, pointer.previous)
    if champion is not None and champion == previous:
        previous = pointer.previous if pointer and pointer.version == champion else None
    return Standing(champion, previous)


def aliases(family: str) -> tuple[int | None, int | None]:
    """The versions that the registry calls champion and previous, as they stand there."""
    if not mlflow_store.exists():
        return None, None
    try:
        found = mlflow_store.client().get_registered_model(registered_name(family)).aliases
    except Exception as error:
        if mlflow_store.is_absent(error):
            return None, None
        with mlflow_store.asking(f"read the aliases of {family}"):
            raise
    numbers = {name: int(version) for name, version in found.items()}
    return numbers.get(Alias.CHAMPION), numbers.get(Alias.PREVIOUS)


def _pointer(family: str) -> Pointer | None:
    try:
        return serving.current(family)
    except BundleError:  # damaged: it tells nothing
        return None


def _version(found: Any, at: Standing) -> ModelVersion:
    number = int(found.version)
    places = {Alias.CHAMPION: at.champion, Alias.PREVIOUS: at.previous}
    return ModelVersion(
        family=found.name.removeprefix(PREFIX),
        version=number,
        created=datetime.fromtimestamp(found.creation_timestamp / 1000, UTC),
        aliases=tuple(str(alias) for alias, place in places.items() if place == number),
        metrics=dict(mlflow_store.client().get_run(found.run_id).data.metrics),
        tags=dict(found.tags),
        run_id=found.run_id,
    )


def registered_name(family: str) -> str:
    """The name of a family's registered model (and experiment) in MLflow."""
    return f"{PREFIX}{family}"
