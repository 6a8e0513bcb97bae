"""Tells somebody's own system what has happened: one JSON object by HTTP POST.

The address is in the environment and nowhere else, for it may hold a secret; messages name its
host alone. A webhook that does not answer never fails what it reports on.
"""

import json
import os
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from matchloop.monitoring.events import LoopEvent

VARIABLE = "MATCHLOOP_WEBHOOK_URL"
SECONDS = 5.0


def post(event: LoopEvent) -> str:
    """Send an event; "" when it was taken or nobody wants it, else why it was not, in words."""
    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # such as a bracket that is never closed
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        return f"{VARIABLE} is no address; expected one like https://host/path"
    content = {"event": event.name, "family": event.family, **event.payload()}
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "matchloop"}
    request = urllib.request.Request(address, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):
            return ""
    except (OSError, ValueError, urllib.error.HTTPError) as error:
        # Its text may hold the address; the kind of error, or the code, is enough.
        code = getattr(error, "code", None)
        what = f"HTTP {code}" if code else type(getattr(error, "reason", error)).__name__
        return f"the webhook at {host} did not take it ({what})"
