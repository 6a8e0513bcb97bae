"""How the loop stands: for each family what serves, how it is watched, and what is asked for.

Read from the serving copy and the store; the registry is asked only for what those two do not
know, and may be out of reach. Changes nothing.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from matchloop import families, registry, serving
from matchloop import store as stores
from matchloop.errors import MatchloopError
from matchloop.monitoring.window import hold_outs
from matchloop.registry import mlflow_store
from matchloop.serving.pointer import moment_of
from matchloop.store import promotions, retraining, verdicts
from matchloop.store.engine import Store
from matchloop.store.promotions import Promotion
from matchloop.store.retraining import Request, State
from matchloop.store.verdicts import WatchVerdict
from matchloop.version_names import version_number

_WAITING = (State.OPEN, State.CLAIMED)


@dataclass(frozen=True)
class FamilyStatus:
    """How a family stands.

    version, model: None and "" when nothing serves; since: when the version was promoted, None
    where nobody knows; accuracy: by hold-out; requests: the open one and the one being served;
    promotion: the newest, with its probation; problems: what could not be found out, in words.
    """

    family: str
    version: int | None = None
    previous: int | None = None
    model: str = ""
    since: datetime | None = None
    accuracy: dict[str, float] = field(default_factory=dict)
    verdict: WatchVerdict | None = None
    requests: tuple[Request, ...] = ()
    last_retrain: Request | None = None
    promotion: Promotion | None = None
    shadow: int | None = None
    problems: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; moments are ISO 8601."""
        return _plain(asdict(self))


def serving_here() -> list[str]:
    """The families with a champion on this machine, in the order of the list."""
    return [name for name in families.names() if serving.signature(name)]


def status(chosen: list[str] | None = None) -> list[FamilyStatus]:
    """How families stand; without names those that serve here."""
    names = serving_here() if chosen is None else chosen
    if not names or not stores.exists():
        return [_dated(_served(each), []) for each in names]
    served = [_served(each) for each in names]
    try:
        with stores.opened() as store:
            return [_remembered(store, each) for each in served]
    except MatchloopError as error:
        return [_with_problem(each, error) for each in served]


def _served(family: str) -> FamilyStatus:
    """What the serving copy says; a damaged one is one of its problems."""
    found = FamilyStatus(family)
    try:
        pointer = serving.current(family)
        if pointer is None:
            return found
        found = replace(found, version=pointer.version, previous=pointer.previous)
        shadow = serving.shadow(family)
        manifest = serving.verified(family, pointer).manifest
        return replace(
            found,
            model=manifest.model,
            accuracy=hold_outs(manifest.metrics),
            shadow=shadow.version if shadow else None,
        )
    except MatchloopError as error:
        return _with_problem(found, error)


def _remembered(store: Store, found: FamilyStatus) -> FamilyStatus:
    """Add what the store knows."""
    family = found.family
    try:
        known = promotions.history(store, family)
        found = replace(
            found,
            verdict=verdicts.latest(store, family),
            requests=tuple(retraining.requests(store, family, _WAITING)),
            last_retrain=retraining.last_finished(store, family),
            promotion=next(iter(known), None),
        )
    except MatchloopError as error:
        return _with_problem(found, error)
    return _dated(found, known)


def _dated(found: FamilyStatus, known: list[Promotion]) -> FamilyStatus:
    """Add since when the version serves."""
    if found.version is None:
        return found
    for promotion in known:
        if version_number(promotion.version) == found.version:
            return replace(found, since=promotion.time)
    if not mlflow_store.exists():
        return found
    try:
        at = registry.find(found.family, found.version).tags.get("promoted_at")
    except MatchloopError as error:
        return _with_problem(found, error)
    with suppress(ValueError):  # a tag that somebody wrote by hand
        return replace(found, since=moment_of(at))
    return found


def _with_problem(found: FamilyStatus, error: MatchloopError) -> FamilyStatus:
    return replace(found, problems=(*found.problems, str(error)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
