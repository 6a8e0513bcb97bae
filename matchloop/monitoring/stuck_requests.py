"""Requests to retrain that got stuck: announced and not heard, or claimed by a run that died.

An event is only a messenger and can get lost; the request in the store cannot. Announcing one
again, or opening it again, never serves it twice: serving begins with a claim.
"""

from dataclasses import dataclass
from datetime import timedelta

from matchloop.params import RetrainParams, WatchParams
from matchloop.store import feedback, retraining
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.retraining import Request, State


@dataclass(frozen=True)
class StuckRequests:
    """reopened: their run was lost, they wait again; unheard: to be announced once more."""

    reopened: tuple[Request, ...]
    unheard: tuple[Request, ...]


def take_up(store: Store, watch: WatchParams, retrain: RetrainParams) -> StuckRequests:
    """Open again what a lost run had claimed, and find what is to be announced again."""
    reopened = retraining.reopen_lost(store, timedelta(minutes=watch.lost_claim_minutes))
    age = timedelta(minutes=watch.lost_event_minutes)
    pause = timedelta(hours=retrain.cool_down_hours)
    known = {request.id for request in reopened}
    unheard = []
    for request in retraining.requests(store, states=[State.OPEN], limit=1_000):
        if request.id not in known and now() - request.created < age:
            continue  # its event may still be on its way
        if not _under_way(store, request) and not _pausing(store, request, pause):
            unheard.append(request)
    return StuckRequests(tuple(reopened), tuple(unheard))


def _under_way(store: Store, request: Request) -> bool:
    return bool(retraining.requests(store, request.family, [State.CLAIMED], limit=1))


def _pausing(store: Store, request: Request, pause: timedelta) -> bool:
    """Whether the family rests after a retraining and no feedback came in meanwhile."""
    last = retraining.last_finished(store, request.family)
    if last is None or last.finished is None or now() - last.finished >= pause:
        return False
    return not feedback.stored(store, request.family, since=last.finished, limit=1)
