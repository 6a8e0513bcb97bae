"""Tells Prefect what happened in the loop, so that its automations can act on it.

Sent at once and confirmed by the server, unlike `prefect.events.emit_event`, which hands an event
to a thread and says nothing when it is lost. An event is only a messenger: what it says is in the
store already, and what nobody heard is announced again by the next watch.
"""

from prefect.client.orchestration import get_client
from prefect.events import Event, Resource
from prefect.settings import get_current_settings

from matchloop.monitoring.events import LoopEvent

_SECONDS = 15


def announce(event: LoopEvent) -> str:
    """Send an event; "" if the server took it, else why it could not be sent."""
    if server() is None:
        return "no Prefect server is set (PREFECT_API_URL)"
    sent = Event(
        event=event.name,
        resource=Resource.model_validate(
            {"prefect.resource.id": event.family, "prefect.resource.name": event.family}
        ),
        payload=event.payload(),
    )
    # A client of its own: one that has been connected before would try for a minute.
    try:
        with get_client(sync_client=True, httpx_settings={"timeout": _SECONDS}) as client:
            client.request("POST", "/events", json=[sent.model_dump(mode="json")])
    except Exception as error:  # whatever it is: the store has it, and the next watch announces it
        return _one_line(error)
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
    return f"{server()}: {_one_line(failure)}" if failure else ""


def server() -> str | None:
    """The address of the Prefect server that is set, None where Prefect would start its own."""
    return get_current_settings().api.url


def _one_line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]
