"""The steps of the watch flow: each family, then requests that got stuck, then how all stands.

`look_after` and `reconcile` need no Prefect server, so that a watch by hand can do without one:
whether their events could be sent is said in words.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from matchloop import families, registry, serving
from matchloop import store as stores
from matchloop.errors import MatchloopError
from matchloop.monitoring import probation_check, status, status_words, stuck_requests, webhook
from matchloop.monitoring.events import DriftDetected, RolledBack
from matchloop.monitoring.watch import WatchResult, watch
from matchloop.params import Params
from matchloop.store.engine import Store
from matchloop.store.promotions import Probation
from matchloop.store.retraining import Request
from tasks import publish
from tasks.loop import prefect_events


def watched_families() -> list[str]:
    """The families with a champion here or a model in the registry, if that can be reached."""
    here = status.serving_here()
    try:
        return [name for name in families.names() if name in here or registry.versions(name)]
    except MatchloopError:
        return here


def look_after(family: str, params: Params, root: Path, again: bool) -> WatchResult | None:
    """Follow the registry, end a probation that is over, then watch the version that serves.

    None for a family that has no champion yet.
    """
    notes = []
    try:
        pointer = registry.sync(family)
    except MatchloopError as error:
        notes.append(f"this machine's champion is watched, without the registry: {error}")
        pointer = serving.current(family)
    if pointer is None:
        return None
    with stores.opened() as store:
        notes += _check_probation(store, family, params)
        found = watch(store, family, params.watch, root, again=again)
    if found.new_request:
        event = DriftDetected.of(found.new_request)
        found = replace(
            found, notes=(*found.notes, *_announced(found.new_request), *_posted(event))
        )
    return replace(found, notes=(*notes, *found.notes))


def reconcile(store: Store, params: Params) -> Iterator[str]:
    """Take up requests that got stuck; yields what was done, in words."""
    found = stuck_requests.take_up(store, params.watch, params.retrain)
    for request in found.reopened:
        yield f"{request.family}: the run that served request {request.id} was lost; it is open"
    for request in found.unheard:
        yield f"{request.family}: request {request.id} is announced again"
        yield from _announced(request)


def _check_probation(store: Store, family: str, params: Params) -> list[str]:
    checked = probation_check.check(store, family, params.watch.probation)
    if checked is None:
        return []
    notes = [str(checked)]
    if checked.state is Probation.ROLLED_BACK:
        event = RolledBack(family, checked.version, checked.serves, " ".join(checked.reasons))
        if problem := prefect_events.announce(event):
            notes.append(f"the event could not be sent: {problem}")
        notes += _posted(event)
    return notes


def _announced(request: Request) -> Iterator[str]:
    """Tell Prefect of a request; yields what is to be said when that was not possible."""
    if problem := prefect_events.announce(DriftDetected.of(request)):
        yield (
            f"the event could not be sent: {problem}. Request {request.id} stays open; a later "
            f"watch announces it again, or serve it by hand: "
            f"`python -m flows.retrain {request.family}`"
        )


def _posted(event: DriftDetected | RolledBack) -> Iterator[str]:
    """Tell the webhook; yields what is to be said when it did not take it."""
    if problem := webhook.post(event):
        yield f"the webhook was not told: {problem}"


@task(name="watch", task_run_name="watch {family}", cache_policy=NO_CACHE, persist_result=False)
def watch_run(family: str, params: Params, root: Path, again: bool) -> WatchResult | None:
    """Make `look_after` a task run, with what it found in its log and as artifacts."""
    log = get_run_logger()
    found = look_after(family, params, root, again)
    if found is None:
        log.info("%s has no champion yet", family)
        return None
    log.info(found.title)
    for line in found.lines:
        log.info("  %s", line)
    _publish(found, root)
    return found


@task(name="reconcile", cache_policy=NO_CACHE, persist_result=False)
def reconcile_run(params: Params) -> None:
    """Make `reconcile` a task run, with what it did in its log."""
    log = get_run_logger()
    with stores.opened() as store:
        for line in reconcile(store, params):
            log.info(line)


@task(name="status", cache_policy=NO_CACHE, persist_result=False)
def status_run() -> None:
    """Publish what `matchloop status` shows."""
    text = status_markdown(status.status(), datetime.now(UTC))
    create_markdown_artifact(key=publish.key("matchloop", "status"), markdown=text)


def status_markdown(found: list[status.FamilyStatus], now: datetime) -> str:
    """How every family stands, as a page."""
    parts = ["# matchloop status", f"{now:%Y-%m-%d %H:%M} UTC"]
    for each in found:
        rows = [f"| {name} | {_cell(text)} |" for name, text in status_words.lines(each, now)]
        parts += [f"## {each.family}", "\n".join(["| | |", "| --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def watch_markdown(found: WatchResult, root: Path) -> str:
    """The verdict, its reasons, and where the page lies."""
    parts = [f"# {found.title}", "\n".join(f"- {_cell(line)}" for line in found.lines)]
    if found.page:
        parts.append(f"[{found.page}]({publish.address(root, found.page)})")
    return "\n\n".join(part for part in parts if part) + "\n"


def _publish(found: WatchResult, root: Path) -> None:
    create_markdown_artifact(
        key=publish.key(found.family, "watch"), markdown=watch_markdown(found, root)
    )
    if found.page:
        create_link_artifact(
            key=publish.key(found.family, "watch-page"),
            link=publish.address(root, found.page),
            link_text=found.page.name,
            description=f"{found.title}. The file is `{found.page}` in the project.",
        )


def _cell(text: str) -> str:
    """A text that stays on one line and in its cell, and is shown as it is."""
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\|*_<>[]" else sign for sign in line)
