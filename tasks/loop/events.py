"""Tells Prefect what happened in the loop, so that its automations can act on it.

Sent at once and confirmed by the server, unlike `prefect.events.emit_event`, which hands an event
to a thread and says nothing when it is lost. An event is only a messenger: what it tells is in the
store already, and what nobody heard is told again by the next watch.
"""

from enum import StrEnum

from prefect.client.orchestration import get_client
from prefect.events import Event, Resource
from prefect.settings import get_current_settings

_SECONDS = 15


class Happened(StrEnum):
    """What an automation can wait for; the resource is always the family."""

    DRIFT = "matchloop.drift.detected"
    RETRAINED = "matchloop.retrain.finished"
    ROLLED_BACK = "matchloop.promotion.rolled_back"


def announce(what: Happened, family: str, **payload: object) -> str:
    """Send an event about a family; "" if the server took it, else why it could not be sent."""
    if server() is None:
        return "no Prefect server is set (PREFECT_API_URL)"
    event = Event(
        event=what,
        resource=Resource.model_validate(
            {"prefect.resource.id": family, "prefect.resource.name": family}
        ),
        payload=payload,
    )
    # A client of its own: one that has been connected before would try for a minute.
    try:
        with get_client(sync_client=True, httpx_settings={"timeout": _SECONDS}) as client:
            client.request("POST", "/events", json=[event.model_dump(mode="json")])
    except Exception as error:  # whatever it is: the store has it, and the next watch tells it
        return told(error)
    return ""


def unreachable() -> str:
    """Why the Prefect server that is set does not answer; "" if it does, or if none is set."""
    if server() is None:
        return ""
    try:
        with get_client(sync_client=True, httpx_settings={"timeout": _SECONDS}) as client:
            failure = client.api_healthcheck()
    except Exception as error:
        failure = error
    return f"{server()}: {told(failure)}" if failure else ""


def server() -> str | None:
    """The address of the Prefect server that is set, None where Prefect would start its own."""
    return get_current_settings().api.url


def told(error: Exception) -> str:
    """An error in one short line."""
    return " ".join((str(error) or type(error).__name__).split())[:200]
