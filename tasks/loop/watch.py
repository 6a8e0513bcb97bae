"""Watching a family: its newest predictions against the version's reference, and what follows.

A retraining is first asked for in the store, then the verdict recorded, then the event sent: what
was killed in between, the next watch does again, and a request is served once however often it is
announced. Nothing here needs Prefect but the events; whether they were sent is said in the notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from matchloop import serving
from matchloop.drift.findings import DriftResult, DriftVerdict
from matchloop.drift.observations import Observations
from matchloop.drift.reference import Reference
from matchloop.drift.report import report
from matchloop.errors import MatchloopError, NoChampionError
from matchloop.monitoring import judge, webhook, window
from matchloop.params import WatchParams
from matchloop.store import feedback, retraining, verdicts
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.retraining import Request, State
from matchloop.store.verdicts import WatchVerdict
from tasks.loop import events

REPORTS = Path("reports")


@dataclass(frozen=True)
class Watched:
    """What the watch says of a family.

    page: of the comparison, relative to the project's folder; request: the one that asks for a
    retraining, None where nothing drifted; notes: what else is worth knowing, in words; news:
    False when nothing came in since the last verdict, which is then told again.
    """

    family: str
    version: str
    verdict: DriftVerdict
    reasons: tuple[str, ...]
    page: Path | None = None
    request: Request | None = None
    notes: tuple[str, ...] = ()
    news: bool = True

    @property
    def title(self) -> str:
        """The outcome in one line."""
        name = f"{self.family} version {self.version.removeprefix('v')}"
        return f"{name}: {self.verdict}{'' if self.news else ', nothing new since'}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The reasons, what was asked for, and the notes."""
        asked = (f"request {self.request.id} asks for a retraining",) if self.request else ()
        return (*self.reasons, *asked, *self.notes)


def watch(
    store: Store, family: str, params: WatchParams, root: Path, *, again: bool = False
) -> Watched:
    """Look at the family's newest predictions, record the verdict, and ask for what it calls for.

    root: the project's folder, which takes the page. again: look also where nothing came in since
    the last verdict. Raises NoChampionError, BundleError, DataError or StoreError.
    """
    pointer = serving.current(family)
    if pointer is None:
        raise NoChampionError(f"There is no champion of {family} to watch. Promote one: `make run`")
    version, bundle = pointer.name, serving.verified(family, pointer)
    reference = window.reference(store, family, version, bundle, params)
    known = reference if isinstance(reference, Reference) else None
    since = window.after(known) if known and params.reference == "live" else None
    rows = window.rows(store, family, version, params.window, since)
    last = verdicts.latest(store, family)
    if last and not again and not _is_news(store, last, version, rows):
        return _told_again(last)
    if isinstance(reference, str):
        nothing = DriftResult(version, len(rows), 0, 0, note=reference)
        return _settle(store, family, rows, nothing, None, [])
    recent = judge.observations(rows, reference.sample.names)
    weeks = now() - timedelta(days=params.feedback_days)
    judged = window.judged(store, family, version, weeks)
    result = judge.look(reference, recent, judged, params.limits)
    notes: list[str] = []
    page = _page(root, family, params, reference, recent, result, notes)
    return _settle(store, family, rows, result, page, notes)


def _settle(
    store: Store,
    family: str,
    rows: pa.Table,
    result: DriftResult,
    page: Path | None,
    notes: list[str],
) -> Watched:
    """Ask, record, announce: in this order, so that nothing can get lost on the way."""
    request = _ask(store, family, result, notes) if result.drifted else None
    verdict = verdicts.record(
        store,
        family,
        result.version,
        DriftVerdict(str(result.verdict)),
        result.reasons,
        window=_span(rows),
        window_size=len(rows),
        report=str(page) if page else None,
    )
    # One that was open already has been announced; if nobody heard, `reconcile` says it again.
    if request and request.merged == 0:
        notes.extend([*announce(request), *_alert(request)])
    told = tuple(verdict.reasons)
    return Watched(family, result.version, verdict.verdict, told, page, request, tuple(notes))


def announce(request: Request) -> Iterator[str]:
    """Tell Prefect of a request; yields what is to be said when that was not possible."""
    reason = "; ".join(request.reason.splitlines())
    failure = events.announce(
        events.Happened.DRIFT, request.family, reason=reason, request=request.id
    )
    if failure:
        yield (
            f"the event could not be sent: {failure}. Request {request.id} stays open; a later "
            f"watch announces it again, or serve it by hand: "
            f"`python -m flows.retrain {request.family}`"
        )


def _alert(request: Request) -> Iterator[str]:
    """Tell the webhook; yields what is to be said when it did not take it."""
    told = {"family": request.family, "reason": request.reason, "request": request.id}
    if problem := webhook.post(events.Happened.DRIFT, told):
        yield f"the webhook was not told: {problem}"


def _ask(store: Store, family: str, result: DriftResult, notes: list[str]) -> Request | None:
    """Ask for a retraining, unless one is under way: that is the answer to this drift."""
    busy = retraining.requests(store, family, [State.CLAIMED], limit=1)
    if busy:
        notes.append(f"request {busy[0].id} is being served, so no other one is made")
        return None
    return retraining.ask(store, family, judge.request_reason(result))


def _is_news(store: Store, last: WatchVerdict, version: str, rows: pa.Table) -> bool:
    """Whether predictions or feedback came in since a verdict, or another version serves."""
    span = _span(rows)
    seen = (last.version, last.window_to, last.window_size)
    if seen != (version, span[1] if span else None, len(rows)):
        return True
    return bool(feedback.stored(store, last.family, since=last.time, limit=1))


def _told_again(last: WatchVerdict) -> Watched:
    page = Path(last.report) if last.report else None
    return Watched(last.family, last.version, last.verdict, tuple(last.reasons), page, news=False)


def _span(rows: pa.Table) -> tuple[datetime, datetime] | None:
    if len(rows) == 0:
        return None
    times = rows.column("time")
    return times[0].as_py(), times[-1].as_py()


def _page(
    root: Path,
    family: str,
    params: WatchParams,
    reference: Reference,
    recent: Observations,
    result: DriftResult,
    notes: list[str],
) -> Path | None:
    """Write the page; a watch without one is a watch all the same."""
    if result.note:
        return None
    folder = REPORTS / family / params.pages
    verdict = str(result.verdict).replace(" ", "-")
    path = folder / f"{now():%Y-%m-%dT%H-%M-%S}Z-{result.version}-{verdict}.html"
    try:
        report(reference, recent, result, root / path, params.limits)
        for old in sorted((root / folder).glob("*.html"))[: -params.pages_kept]:
            old.unlink(missing_ok=True)
    except (MatchloopError, OSError) as error:
        notes.append(f"the page could not be written: {error}")
        return None
    return path
