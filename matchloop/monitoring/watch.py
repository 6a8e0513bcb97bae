"""Watching a family: its newest predictions against the version's reference, and what follows.

A retraining is first asked for in the store, then the verdict is recorded; whoever calls announces
the request after that. What was killed in between, the next watch does again, and a request is
served once however often it is announced.
"""

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
from matchloop.monitoring import judge, window
from matchloop.params import WatchParams
from matchloop.store import feedback, retraining, verdicts
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.retraining import Request, State
from matchloop.store.verdicts import WatchVerdict
from matchloop.version_names import version_number

REPORTS = Path("reports")


@dataclass(frozen=True)
class WatchResult:
    """What the watch says of a family.

    page: of the comparison, relative to the project's folder; request: the one that asks for a
    retraining, None where nothing drifted; notes: what else is worth knowing, in words; news:
    False when nothing came in since the last verdict, which is then given again.
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
        name = f"{self.family} version {version_number(self.version)}"
        return f"{name}: {self.verdict}{'' if self.news else ', nothing new since'}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The reasons, what was asked for, and the notes."""
        asked = (f"request {self.request.id} asks for a retraining",) if self.request else ()
        return (*self.reasons, *asked, *self.notes)

    @property
    def new_request(self) -> Request | None:
        """The request if this watch made it: one that was open before has been announced."""
        return self.request if self.request and self.request.merged == 0 else None


@dataclass(frozen=True)
class _Look:
    """One look at a window: its rows, the result, its page, and notes in words."""

    rows: pa.Table
    result: DriftResult
    page: Path | None = None
    notes: tuple[str, ...] = ()


def watch(
    store: Store, family: str, params: WatchParams, root: Path, *, again: bool = False
) -> WatchResult:
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
        return _as_before(last)
    if isinstance(reference, str):
        nothing = DriftResult(version, len(rows), 0, 0, note=reference)
        return _settled(store, family, _Look(rows, nothing))
    return _settled(store, family, _look(store, family, version, reference, rows, params, root))


def _look(
    store: Store,
    family: str,
    version: str,
    reference: Reference,
    rows: pa.Table,
    params: WatchParams,
    root: Path,
) -> _Look:
    recent = judge.observations(rows, reference.sample.names)
    weeks = now() - timedelta(days=params.feedback_days)
    judged = window.judged(store, family, version, weeks)
    result = judge.judge_window(reference, recent, judged, params.limits)
    if result.note:
        return _Look(rows, result)
    try:
        page = _write_page(root, REPORTS / family / params.pages, params, reference, recent, result)
    except (MatchloopError, OSError) as error:  # a watch without a page is a watch all the same
        return _Look(rows, result, notes=(f"the page could not be written: {error}",))
    return _Look(rows, result, page)


def _settled(store: Store, family: str, look: _Look) -> WatchResult:
    """Ask, then record: in this order, so that nothing can get lost on the way."""
    result, notes = look.result, look.notes
    request = None
    if result.drifted:
        busy = retraining.requests(store, family, [State.CLAIMED], limit=1)
        if busy:  # that is the answer to this drift
            notes = (*notes, f"request {busy[0].id} is being served, so no other one is made")
        else:
            request = retraining.ask(store, family, judge.request_reason(result))
    verdict = verdicts.record(
        store,
        family,
        result.version,
        result.verdict,
        result.reasons,
        window=_span(look.rows),
        window_size=len(look.rows),
        report=str(look.page) if look.page else None,
    )
    reasons = tuple(verdict.reasons)
    return WatchResult(family, result.version, verdict.verdict, reasons, look.page, request, notes)


def _is_news(store: Store, last: WatchVerdict, version: str, rows: pa.Table) -> bool:
    """Whether predictions or feedback came in since a verdict, or another version serves."""
    span = _span(rows)
    seen = (last.version, last.window_to, last.window_size)
    if seen != (version, span[1] if span else None, len(rows)):
        return True
    return bool(feedback.stored(store, last.family, since=last.time, limit=1))


def _as_before(last: WatchVerdict) -> WatchResult:
    page = Path(last.report) if last.report else None
    reasons = tuple(last.reasons)
    return WatchResult(last.family, last.version, last.verdict, reasons, page, news=False)


def _span(rows: pa.Table) -> tuple[datetime, datetime] | None:
    if len(rows) == 0:
        return None
    times = rows.column("time")
    return times[0].as_py(), times[-1].as_py()


def _write_page(
    root: Path,
    folder: Path,
    params: WatchParams,
    reference: Reference,
    recent: Observations,
    result: DriftResult,
) -> Path:
    """Write the page of a comparison and drop the oldest ones; return its path from `root`."""
    verdict = str(result.verdict).replace(" ", "-")
    path = folder / f"{now():%Y-%m-%dT%H-%M-%S}Z-{result.version}-{verdict}.html"
    report(reference, recent, result, root / path, params.limits)
    for old in sorted((root / folder).glob("*.html"))[: -params.pages_kept]:
        old.unlink(missing_ok=True)
    return path
