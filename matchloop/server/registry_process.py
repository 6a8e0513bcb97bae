"""What needs the registry a process of its own does: MLflow stays out of the one that answers."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

from matchloop.server.problems import RefusedError

SECONDS = 120.0
_LISTING = "matchloop.registry.listing"
_COMMAND = "matchloop.cli.main"


async def command(*words: str) -> str:
    """Run a command of the command line; return what it printed.

    Raises RefusedError: 409 with its message where it fails, 504 where it takes too long.
    """
    return await _run(_COMMAND, words)


async def listing(family: str) -> dict[str, Any]:
    """Return what `matchloop.registry.listing` says of a family's versions."""
    found: dict[str, Any] = json.loads(await _run(_LISTING, (family,)))
    return found


async def _run(module: str, words: Sequence[str]) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            printed, told = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise RefusedError(
            504,
            "slow-registry",
            f"The registry did not answer within {SECONDS:g} seconds; `matchloop models list` on "
            "the service's machine shows what has been done.",
        ) from None
    if process.returncode:
        raise RefusedError(409, "registry", _last_lines(told.decode("utf-8", "replace")))
    return printed.decode("utf-8", "replace")


def _last_lines(text: str) -> str:
    """What a command said last, without the warnings of libraries before it."""
    return "\n".join(text.strip().splitlines()[-5:]) or "The registry failed without a word."
