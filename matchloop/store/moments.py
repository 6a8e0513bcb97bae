"""Moments as the store keeps them: whole microseconds since 1970, UTC.

Integers sort, compare and travel the same on every database and become Arrow timestamps without
a conversion of each row.
"""

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def micros(moment: datetime) -> int:
    """Microseconds since 1970. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; expected one, such as datetime.now(UTC)")
    return (moment - _START) // _MICROSECOND


def moment(value: int) -> datetime:
    """The moment that `micros` turned into a number."""
    return _START + value * _MICROSECOND
