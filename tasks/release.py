"""The release of a family's candidate as a task run of Prefect; what it does is `releasing`."""

from collections.abc import Mapping
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from matchloop.releasing import Change, Decision, ReleaseResult, release
from tasks.family import Limited, load

__all__ = ["Change", "Decision", "ReleaseResult", "release_run"]


@task(name="release", task_run_name="release {name}", cache_policy=NO_CACHE, persist_result=False)
def release_run(
    name: str, root: Path, limits: Mapping[str, float] | None = None
) -> ReleaseResult | None:
    """Make `release` a task run with every reason in its log; None for an unreleased family.

    limits: of the gate, by name, in place of the family's own.
    """
    log = get_run_logger()
    family = load(name)
    if family is None:
        log.info("%s is trained but not released: there is no tasks/%s/release.py", name, name)
        return None
    result = release(name, Limited(family, limits) if limits else family, root)
    log.info(result.title)
    for reason in result.reasons:
        log.info("  %s", reason)
    return result
