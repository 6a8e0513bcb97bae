"""How a family stands, in short lines for a person: a terminal's, or a page's.

Knows neither of them; a line is a name and a text.
"""

from datetime import datetime, timedelta

from matchloop.drift.findings import DriftVerdict
from matchloop.monitoring.status import FamilyStatus
from matchloop.store.promotions import Probation
from matchloop.store.retraining import Request, State
from matchloop.version_names import version_number

Line = tuple[str, str]
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def lines(found: FamilyStatus, now: datetime) -> list[Line]:
    """Everything about a family, one line each; `now` is what ages are counted from."""
    if found.version is None:
        named = [("champion", "none yet: `make run` trains and promotes the first one")]
    else:
        named = [("champion", _champion(found, now))]
    if found.accuracy:
        figures = (f"{name} {value:.3f}" for name, value in found.accuracy.items())
        named.append(("accuracy", ", ".join(figures)))
    named += [
        ("drift", _drift(found, now)),
        ("retraining", _waiting(found.requests, now)),
        ("last retrain", _last(found.last_retrain, now)),
        ("probation", _probation(found, now)),
        ("shadow", f"version {found.shadow} answers unseen" if found.shadow else "none"),
    ]
    return named + [("problem", each) for each in found.problems]


def age(span: timedelta) -> str:
    """A time span in its largest unit: "3 hours"; "a moment" under a minute."""
    for name, seconds in _UNITS:
        count = int(span.total_seconds() // seconds)
        if count:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "a moment"


def _champion(found: FamilyStatus, now: datetime) -> str:
    model = f" ({found.model})" if found.model else ""
    since = f", for {age(now - found.since)}" if found.since else ""
    back = f"; version {found.previous} is the one to go back to" if found.previous else ""
    return f"version {found.version}{model}{since}{back}"


def _drift(found: FamilyStatus, now: datetime) -> str:
    seen = found.verdict
    if seen is None:
        return "never watched: `python -m flows.watch` does it"
    number = version_number(seen.version)
    old = "" if number == found.version else f" (of version {number})"
    counted = f"{seen.window_size:,} predictions, {age(now - seen.time)} ago"
    reasons = "" if seen.verdict is DriftVerdict.STABLE else f": {'; '.join(seen.reasons)}"
    return f"{seen.verdict}{old}{reasons} ({counted})"


def _waiting(requests: tuple[Request, ...], now: datetime) -> str:
    if not requests:
        return "nothing is asked for"
    words = {State.OPEN: "waits since", State.CLAIMED: "runs since"}
    return "; ".join(
        f"request {each.id} {words[each.state]} {age(now - (each.claimed_at or each.created))}: "
        f"{_one_line(each.reason)}"
        for each in requests
    )


def _last(request: Request | None, now: datetime) -> str:
    if request is None or request.finished is None:
        return "none yet"
    outcome = f": {_one_line(request.outcome)}" if request.outcome else ""
    return (
        f"{request.state}, {age(now - request.finished)} ago{outcome} "
        f"(because: {_one_line(request.reason)})"
    )


def _probation(found: FamilyStatus, now: datetime) -> str:
    promotion = found.promotion
    if promotion is None:
        return "none"
    name = f"version {version_number(promotion.version)}"
    if promotion.state is Probation.PROBATION:
        return f"{name} is on probation since {age(now - promotion.time)}"
    reasons = f": {'; '.join(promotion.reasons)}" if promotion.reasons else ""
    return f"{name} {promotion.state}{reasons}"


def _one_line(text: str) -> str:
    return "; ".join(line for line in text.splitlines() if line)
