"""From a candidate bundle to the champion, or to a no with its reasons.

Joins the gate, the registry, the model card and the probation; what a family's figures are, its
`Proposal` says. Until `promote` has moved the alias nothing has changed for those who ask the
champion; a refusal leaves no trace in the registry. Knows nothing of Prefect or DVC.
"""

import logging
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from matchloop import registry, serving
from matchloop import store as stores
from matchloop.bundle import Bundle, footprint
from matchloop.errors import BundleError, MatchloopError
from matchloop.evaluation.metric import Metric, flat
from matchloop.monitoring import probation, shadowing
from matchloop.params import load_params
from matchloop.release.card import Origin, model_card
from matchloop.release.gate import judge
from matchloop.release.gate_limits import GateLimits
from matchloop.release.inputs import GateInputs
from matchloop.release.verdict import HEADLINE, Reason, Verdict
from matchloop.serving import Pointer

_log = logging.getLogger(__name__)


class Proposal(Protocol):
    """What a family offers for a release."""

    def candidate(self, root: Path) -> Path:
        """Folder of the bundle that is proposed, from the project's folder `root`."""

    def gate_inputs(self, candidate: Bundle, champion: Bundle | None) -> GateInputs:
        """Both bundles measured on the same frozen hold-outs."""


class Decision(StrEnum):
    """What a release came to; UNCHANGED means that the gate was not asked."""

    PROMOTED = "promoted"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """A figure of the candidate and of the champion; None where there is nothing to compare.

    place: the hold-out, or whatever else it was measured on.
    """

    place: str
    metric: Metric
    candidate: float
    champion: float | None

    @property
    def better(self) -> bool | None:
        """Whether the candidate is better; None where both are alike or one is missing."""
        if self.champion is None or self.champion == self.candidate:
            return None
        return (self.candidate > self.champion) is self.metric.greater_is_better


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


def release(name: str, family: Proposal, root: Path) -> ReleaseResult:
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
    )
    if verdict.promote and pointer:
        verdict = Verdict((*verdict.reasons, *_shadow_period(candidate, pointer, inputs.limits)))
        if not verdict.promote:
            _start_shadow(candidate, inputs, verdict, root)
    return replace(
        result,
        decision=Decision.PROMOTED if verdict.promote else Decision.REFUSED,
        version=_promote(candidate, inputs, verdict, root) if verdict.promote else result.version,
        reasons=tuple(str(reason) for reason in verdict.reasons),
        changes=tuple(_changes(inputs)),
        reports=inputs.reports,
    )


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


def _shadow_period(candidate: Bundle, pointer: Pointer, limits: GateLimits) -> tuple[Reason, ...]:
    """What the gate says of the shadow period that the limits ask for; nothing without one."""
    hours, answers = limits.shadow_hours, limits.shadow_answers
    if not hours and not answers:
        return ()
    family = candidate.manifest.family
    shadow, comparison = serving.shadow(family), None
    if shadow:
        with stores.opened() as store:
            comparison = shadowing.compare(store, family, pointer.version, shadow)
    return shadowing.demanded(
        shadow,
        comparison,
        candidate.sha256,
        datetime.now(UTC),
        hours=hours,
        answers=answers,
        maximum_drop=limits.maximum_class_drop,
    )


def _start_shadow(candidate: Bundle, inputs: GateInputs, verdict: Verdict, root: Path) -> None:
    """Let a candidate that lacks nothing but its shadow period answer beside the champion."""
    family = candidate.manifest.family
    shadow = serving.shadow(family)
    if shadow is None or shadow.manifest_sha256 != candidate.sha256:
        registry.start_shadow(family, _registered(candidate, inputs, verdict, root))


def _promote(candidate: Bundle, inputs: GateInputs, verdict: Verdict, root: Path) -> int:
    version = _registered(candidate, inputs, verdict, root)
    reason = "; ".join(reason.text for reason in verdict.reasons if reason.check == "improvement")
    pointer = registry.promote(candidate.manifest.family, version, reason or "passed the gate")
    _begin_probation(candidate.manifest.family, pointer, root)
    return version


def _registered(candidate: Bundle, inputs: GateInputs, verdict: Verdict, root: Path) -> int:
    """Return the candidate's version: the one it has been as a shadow, or a new one."""
    shadow = serving.shadow(candidate.manifest.family)
    if shadow is not None and shadow.manifest_sha256 == candidate.sha256:
        return shadow.version
    commit = git_commit(root)
    card = model_card(
        candidate.manifest,
        purpose=inputs.purpose,
        results=inputs.results,
        sources=inputs.sources,
        verdict=verdict,
        origin=Origin(commit),
        limits=inputs.known_limits,
        own=inputs.own,
    )
    lock = root / "dvc.lock"
    return registry.register(
        candidate,
        metrics=flat(inputs.figures),
        card=card,
        git_commit=commit,
        lock=lock if lock.is_file() else None,
        tags={**verdict.as_tags(), HEADLINE: inputs.headline.name},
        latency_ms=inputs.evaluation.latency_ms,
        memory_mb=_memory_mb(candidate),
    )


def _memory_mb(candidate: Bundle) -> float | None:
    try:
        return footprint.peak_memory_mb(candidate)
    except BundleError as error:
        _log.warning("The memory of %s is not noted: %s", candidate.folder, error)
        return None


def _begin_probation(family: str, pointer: Pointer, root: Path) -> None:
    """Have the new version watched; it serves all the same where the store is out of reach."""
    try:
        limits = load_params(root / "params.yaml").watch.probation
        with stores.opened() as store:
            probation.begin(store, family, pointer, limits)
    except MatchloopError as error:
        _log.warning("Version %s serves, but is not on probation: %s", pointer.version, error)


def git_commit(root: Path) -> str:
    """The commit that is checked out, with "-dirty" if files differ from it; "" if unknown."""
    command = ("git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):  # no git here
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def _changes(inputs: GateInputs) -> Iterator[Change]:
    for place, figures in inputs.figures.items():
        before = inputs.champion_figures.get(place, {})
        for metric, value in figures.items():
            if value is not None:
                yield Change(place, metric, value, before.get(metric))
