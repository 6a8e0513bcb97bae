"""Who may ask what: keys with roles, of which only hashes are kept, and how often each may ask.

A line is `name role sha256 [requests a second]`; what follows # is a remark. A key is random and
long, so a plain hash cannot be turned back by trying.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from matchloop.errors import ServiceError
from matchloop.server.problems import RefusedError

_LEAST_BURST = 5.0
_LINE = "name role sha256 [requests a second]"


class Role(IntEnum):
    """What a key is good for; each role may do what those before it may."""

    ASK = 1
    REVIEW = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The role as it stands in a line."""
        return self.name.lower()


@dataclass(frozen=True)
class Caller:
    """Who asks. rate: requests a second, None without a limit."""

    name: str
    role: Role
    rate: float | None = None


ANYBODY = Caller("", Role.ADMIN)
"""Whoever asks on this machine's loopback where there are no keys."""


def parse(text: str) -> dict[str, Caller]:
    """Return callers by the hash of their key. Raises ServiceError naming the wrong lines."""
    found: dict[str, Caller] = {}
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            digest, caller = _caller(words)
        except ValueError as error:
            problems.append(f"  line {number}: {error}")
            continue
        if digest in found:
            problems.append(f"  line {number}: the same key as that of {found[digest].name}")
        found[digest] = caller
    if problems:
        raise ServiceError(
            "The keys cannot be read:\n" + "\n".join(problems) + f"\nExpected lines of: {_LINE}. "
            "`matchloop keys new NAME --role ROLE` makes one."
        )
    return found


def new(name: str, role: Role) -> tuple[str, str]:
    """Make a key; return it, and the line that lets it in."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", name):
        raise ServiceError(
            f"{name[:60]!r} is no name of a key; expected at most 40 letters, digits, _, - and ."
        )
    key = f"ml_{secrets.token_urlsafe(32)}"
    return key, f"{name} {role.word} {_hash(key)}"


def _caller(words: list[str]) -> tuple[str, Caller]:
    if len(words) not in (3, 4):
        raise ValueError(f"{len(words)} words")
    name, role, digest = words[:3]
    if role.upper() not in Role.__members__:
        raise ValueError(f"the role is {role!r}; expected {', '.join(r.word for r in Role)}")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("the third word is no SHA-256 in hexadecimal digits")
    rate = None
    if len(words) == 4:
        try:
            rate = float(words[3])
        except ValueError:
            rate = 0.0
        if not 0 < rate < 1e9:
            raise ValueError(f"the rate is {words[3]!r}; expected a number above 0")
    return digest, Caller(name, Role[role.upper()], rate)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Doorkeeper:
    """Lets callers in, by key and rate.

    callers: by the hash of their key; none at all lets everybody in. share: of each rate that this
    process grants, one over the number of processes.
    """

    def __init__(
        self,
        callers: Mapping[str, Caller],
        share: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._callers, self._share, self._clock = dict(callers), share, clock
        self._buckets: dict[str, tuple[float, float]] = {}  # by name: tokens, at which moment

    def admit(self, authorization: str, role: Role) -> Caller:
        """Return who asks. Raises RefusedError: 401 for a key, 403 for a role, 429 for a rate."""
        if not self._callers:
            return ANYBODY
        scheme, _, key = authorization.partition(" ")
        caller = self._callers.get(_hash(key.strip())) if scheme.lower() == "bearer" else None
        if caller is None:
            what = "That key is not known" if authorization else "A key is needed"
            raise RefusedError(
                401,
                "key",
                f"{what}. Send the header `Authorization: Bearer KEY`; who runs the service makes "
                "keys with `matchloop keys new`.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if caller.role < role:
            raise RefusedError(
                403,
                "role",
                f"The key of {caller.name} is good for {caller.role.word!r}; this needs "
                f"{role.word!r}.",
            )
        self._spend(caller)
        return caller

    def _spend(self, caller: Caller) -> None:
        if caller.rate is None:
            return
        rate, now = caller.rate * self._share, self._clock()
        burst = max(rate, _LEAST_BURST)
        tokens, then = self._buckets.get(caller.name, (burst, now))
        tokens = min(burst, tokens + (now - then) * rate)
        if tokens < 1:
            self._buckets[caller.name] = (tokens, now)
            raise RefusedError(
                429,
                "rate",
                f"The key of {caller.name} may ask {caller.rate:g} times a second. Ask less "
                'often, or put several questions into one request: {"batch": […]}.',
                retry_after=max(1, round((1 - tokens) / rate + 0.5)),
            )
        self._buckets[caller.name] = (tokens - 1, now)
