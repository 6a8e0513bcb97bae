"""From a candidate bundle to the champion, or to a no with its reasons.

The thin shell around the gate, the registry and the model card: what a family's figures are,
its own module says (see `tasks.family`). Until `promote` has moved the alias nothing has
changed for those who ask the champion; a refusal leaves no trace in the registry.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from matchloop import registry, serving
from matchloop.bundle import Bundle
from matchloop.gate import Verdict, judge
from matchloop.model_card import Origin, model_card
from matchloop.serving import Pointer
from tasks.family import Family, GateInputs, load


class Decision(StrEnum):
    """What a release came to; UNCHANGED means that the gate was not asked."""

    PROMOTED = "promoted"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """A figure of the candidate and of the champion; None where there is nothing to compare."""

    name: str
    candidate: float
    champion: float | None


@dataclass(frozen=True)
class ReleaseResult:
    """What a release came to. `version` is the one that serves now, None if none does."""

    family: str
    model: str
    decision: Decision
    version: int | None
    against: str
    reasons: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    reports: tuple[Path, ...] = ()

    @property
    def title(self) -> str:
        """The outcome in one line."""
        serves = f"version {self.version} goes on serving" if self.version else "nothing serves yet"
        return {
            Decision.PROMOTED: f"{self.family}: version {self.version} ({self.model}) serves now",
            Decision.REFUSED: f"{self.family}: the candidate ({self.model}) was refused; {serves}",
            Decision.UNCHANGED: f"{self.family}: nothing new; {serves}",
        }[self.decision]


def release(name: str, family: Family, root: Path) -> ReleaseResult:
    """Judge the family's candidate against the champion and promote it if the gate agrees.

    `root` is the project's folder. Raises BundleError or RegistryError with the champion as it
    was.
    """
    candidate = Bundle.read(root / family.candidate(root), name)
    pointer = registry.sync(name)
    champion = serving.verified(name, pointer) if pointer else None
    result = ReleaseResult(
        family=name,
        model=candidate.manifest.model,
        decision=Decision.UNCHANGED,
        version=pointer.version if pointer else None,
        against=f"champion v{pointer.version}" if pointer else "no champion",
    )
    if known := _served_before(candidate, pointer):
        return replace(result, reasons=(known,))
    inputs = family.gate_inputs(candidate, champion)
    for run in inputs.training:
        registry.log_training(
            name, run.name, params=run.params, metrics=run.metrics, histories=run.histories
        )
    verdict = judge(
        inputs.evaluation,
        champion=result.against if champion else None,
        limits=inputs.limits,
        answers=inputs.answers,
        labels=candidate.manifest.labels,
    )
    return replace(
        result,
        decision=Decision.PROMOTED if verdict.promote else Decision.REFUSED,
        version=_promote(candidate, inputs, verdict, root) if verdict.promote else result.version,
        reasons=tuple(f"{'✓' if each.passed else '✗'} {each.text}" for each in verdict.reasons),
        changes=tuple(_changes(inputs)),
        reports=inputs.reports,
    )


@task(name="release", task_run_name="release {name}", cache_policy=NO_CACHE, persist_result=False)
def release_run(name: str, root: Path) -> ReleaseResult | None:
    """Make `release` a task run with every reason in its log; None for an unreleased family."""
    log = get_run_logger()
    family = load(name)
    if family is None:
        log.info("%s is trained but not released: tasks/%s.py has no gate_inputs", name, name)
        return None
    result = release(name, family, root)
    log.info(result.title)
    for reason in result.reasons:
        log.info("  %s", reason)
    return result


def _served_before(candidate: Bundle, pointer: Pointer | None) -> str:
    """Why the gate need not be asked again, "" if it must be.

    A version that served and was taken back stays back: a run in which nothing is new must not
    undo what a person has decided.
    """
    name, digest = candidate.manifest.family, candidate.sha256
    if pointer and pointer.manifest_sha256 == digest:
        return f"the candidate is champion v{pointer.version}, byte for byte"
    for version in registry.versions(name):
        if version.tags.get("manifest_sha256") == digest and "promoted_at" in version.tags:
            return (
                f"the candidate is version {version.version}, which served before and was "
                f"replaced; `matchloop models promote {name} {version.version} --reason …` "
                "brings it back"
            )
    return ""


def _promote(candidate: Bundle, inputs: GateInputs, verdict: Verdict, root: Path) -> int:
    commit = git_commit(root)
    card = model_card(
        candidate.manifest,
        purpose=inputs.purpose,
        holdouts=inputs.holdouts,
        sources=inputs.sources,
        verdict=verdict,
        origin=Origin(commit),
        limits=inputs.known_limits,
    )
    lock = root / "dvc.lock"
    version = registry.register(
        candidate,
        metrics=inputs.metrics,
        card=card,
        git_commit=commit,
        lock=lock if lock.is_file() else None,
        tags=verdict.as_tags(),
    )
    reason = "; ".join(reason.text for reason in verdict.reasons if reason.check == "improvement")
    registry.promote(candidate.manifest.family, version, reason or "passed the gate")
    return version


def git_commit(root: Path) -> str:
    """The commit that is checked out, with "-dirty" if files differ from it; "" if unknown."""
    command = ("git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):  # no git here
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def _changes(inputs: GateInputs) -> Iterator[Change]:
    for name, value in inputs.metrics.items():
        yield Change(name, value, inputs.champion_metrics.get(name))
