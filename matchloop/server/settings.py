"""How the service is set up: what the environment says, with a default for each.

Every field is read from MATCHLOOP_SERVE_<FIELD>, such as MATCHLOOP_SERVE_QUEUE=256; keys and Redis
have names of their own. Knows nothing of HTTP.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matchloop.errors import ServiceError

PREFIX = "MATCHLOOP_SERVE_"
KEYS = "MATCHLOOP_KEYS"
KEYS_FILE = "MATCHLOOP_KEYS_FILE"
REDIS = "MATCHLOOP_REDIS_URL"


class Settings(BaseModel):
    """The service's limits and where it listens.

    host, port, workers: where, and how many processes. queue: questions of one family that may be
    under way at once; more are refused. body_megabytes: of a request with files, json_megabytes: of
    one without. columns, rows: of one question. read_seconds: for a request to arrive;
    idle_seconds: that a client may neither send nor read; answer_seconds: for an answer.
    batch_columns: answered together at most; batch_wait_ms: that a batch waits for more at most,
    when questions come together. cache_megabytes, cache_seconds: of the answers kept in this
    process, and how long any is kept. drain_seconds: to finish what was begun when it is to end.
    keys: lines as `matchloop.server.keys` has them. redis: address of the shared cache, "" without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65_535)
    workers: int = Field(default=1, ge=1, le=64)
    queue: int = Field(default=128, ge=1)
    body_megabytes: float = Field(default=64, gt=0)
    json_megabytes: float = Field(default=8, gt=0)
    columns: int = Field(default=2_000, ge=1)
    rows: int = Field(default=5_000_000, ge=1)
    read_seconds: float = Field(default=60, gt=0)
    idle_seconds: float = Field(default=10, gt=0)
    answer_seconds: float = Field(default=30, gt=0)
    batch_columns: int = Field(default=64, ge=1)
    batch_wait_ms: float = Field(default=2, ge=0)
    cache_megabytes: float = Field(default=64, ge=0)
    cache_seconds: float = Field(default=3_600, gt=0)
    drain_seconds: float = Field(default=30, gt=0)
    keys: str = ""
    redis: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises ServiceError that lists all variables that are wrong."""
    given = os.environ if environment is None else environment
    fields = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in given.items()
        if name.startswith(PREFIX) and value.strip()
    }
    fields["keys"] = _keys(given)
    fields["redis"] = given.get(REDIS, "").strip()
    try:
        return Settings.model_validate(fields)
    except ValidationError as error:
        lines = [f"  {PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        known = ", ".join(name.upper() for name in Settings.model_fields)
        raise ServiceError(
            "The service is not set up as it should be:\n"
            + "\n".join(lines)
            + f"\nAfter {PREFIX} may stand: {known}."
        ) from error


def _keys(given: Mapping[str, str]) -> str:
    """The lines of the keys' file, and those that stand in the environment itself."""
    lines = given.get(KEYS, "").replace(";", "\n")
    if path := given.get(KEYS_FILE, "").strip():
        try:
            lines = f"{Path(path).read_text(encoding='utf-8')}\n{lines}"
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceError(
                f"{KEYS_FILE} names {path}, which cannot be read ({error}). `matchloop keys new` "
                "makes a line for it."
            ) from error
    return lines
