"""Requests to retrain that got stuck: announced and not heard, or claimed by a run that died.

An event is only a messenger and can get lost; the request in the store cannot. Announcing one
again, or opening it again, never serves it twice: serving begins with a claim.
"""

from collections.abc import Iterator
from datetime import timedelta

from matchloop.params import Params
from matchloop.store import feedback, retraining
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.retraining import Request, State
from tasks.loop.watch import announce


def reconcile(store: Store, params: Params) -> Iterator[str]:
    """Take up what got stuck; yields what was done, in words."""
    reopened = retraining.reopen_lost(store, timedelta(minutes=params.watch.lost_claim_minutes))
    for request in reopened:
        yield f"{request.family}: the run that served request {request.id} was lost; it is open"
    age = timedelta(minutes=params.watch.lost_event_minutes)
    pause = timedelta(hours=params.retrain.cool_down_hours)
    known = {request.id for request in reopened}
    for request in retraining.requests(store, states=[State.OPEN], limit=1_000):
        if request.id not in known and now() - request.created < age:
            continue  # its event may still be on its way
        if _under_way(store, request) or _pausing(store, request, pause):
            continue
        yield f"{request.family}: request {request.id} is announced again"
        yield from announce(request)


def _under_way(store: Store, request: Request) -> bool:
    return bool(retraining.requests(store, request.family, [State.CLAIMED], limit=1))


def _pausing(store: Store, request: Request, pause: timedelta) -> bool:
    """Whether the family rests after a retraining and no feedback came in meanwhile."""
    last = retraining.last_finished(store, request.family)
    if last is None or last.finished is None or now() - last.finished >= pause:
        return False
    return not feedback.stored(store, request.family, since=last.finished, limit=1)
