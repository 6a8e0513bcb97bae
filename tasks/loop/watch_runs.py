"""The watch as Prefect task runs: what it found in their logs, and as artifacts for the UI.

`look_after` is the work on one family; it needs no Prefect, so that a watch by hand can do
without a server.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from matchloop import families, registry, serving
from matchloop import store as stores
from matchloop.errors import MatchloopError
from matchloop.monitoring import status, status_words, webhook
from matchloop.params import Params
from matchloop.store.engine import Store
from matchloop.store.promotions import Probation
from tasks import publish
from tasks.loop import events, probation
from tasks.loop.reconcile import reconcile
from tasks.loop.watch import Watched, watch


def watched_families() -> list[str]:
    """The families with a champion here or a model in the registry, if that can be reached."""
    here = status.serving_here()
    try:
        return [name for name in families.names() if name in here or registry.versions(name)]
    except MatchloopError:
        return here


def look_after(family: str, params: Params, root: Path, again: bool) -> Watched | None:
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
        notes += _probation(store, family, params)
        watched = watch(store, family, params.watch, root, again=again)
    return replace(watched, notes=(*notes, *watched.notes))


def _probation(store: Store, family: str, params: Params) -> list[str]:
    checked = probation.check(store, family, params.watch.probation)
    if checked is None:
        return []
    if checked.state is not Probation.ROLLED_BACK:
        return [str(checked)]
    told = {
        "version": checked.version,
        "serves": checked.serves,
        "reason": " ".join(checked.reasons),
    }
    notes = [str(checked)]
    if problem := events.announce(events.Happened.ROLLED_BACK, family, **told):
        notes.append(f"the event could not be sent: {problem}")
    if problem := webhook.post(events.Happened.ROLLED_BACK, {"family": family, **told}):
        notes.append(f"the webhook was not told: {problem}")
    return notes


@task(name="watch", task_run_name="watch {family}", cache_policy=NO_CACHE, persist_result=False)
def watch_run(family: str, params: Params, root: Path, again: bool) -> Watched | None:
    """Make `look_after` a task run, with what it found in its log and as artifacts."""
    log = get_run_logger()
    watched = look_after(family, params, root, again)
    if watched is None:
        log.info("%s has no champion yet", family)
        return None
    log.info(watched.title)
    for line in watched.lines:
        log.info("  %s", line)
    _publish(watched, root)
    return watched


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


def watch_markdown(watched: Watched, root: Path) -> str:
    """The verdict, its reasons, and where the page lies."""
    parts = [f"# {watched.title}", "\n".join(f"- {_cell(line)}" for line in watched.lines)]
    if watched.page:
        parts.append(f"[{watched.page}]({publish.address(root, watched.page)})")
    return "\n\n".join(part for part in parts if part) + "\n"


def _publish(watched: Watched, root: Path) -> None:
    create_markdown_artifact(
        key=publish.key(watched.family, "watch"), markdown=watch_markdown(watched, root)
    )
    if watched.page:
        create_link_artifact(
            key=publish.key(watched.family, "watch-page"),
            link=publish.address(root, watched.page),
            link_text=watched.page.name,
            description=f"{watched.title}. The file is `{watched.page}` in the project.",
        )


def _cell(text: str) -> str:
    """A text that stays on one line and in its cell, and is shown as it is."""
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\|*_<>[]" else sign for sign in line)
