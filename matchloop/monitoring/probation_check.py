"""Ends the probation of a promoted version: it is kept, or the one before it serves again.

The judgement is that of `probation`; here it takes effect, in the registry first and in the store
after. What was killed in between, the next call finds and notes.
"""

from dataclasses import dataclass
from datetime import timedelta

from matchloop import registry, serving
from matchloop.monitoring import probation
from matchloop.monitoring.probation_limits import ProbationLimits
from matchloop.store import promotions
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.promotions import Probation, Promotion
from matchloop.version_names import version_number


@dataclass(frozen=True)
class ProbationCheck:
    """What became of a version on probation, and why; `serves` is the version that does now."""

    family: str
    version: str
    state: Probation
    reasons: tuple[str, ...]
    serves: int | None

    def __str__(self) -> str:
        name = f"{self.family} version {version_number(self.version)}"
        outcome = {
            Probation.PROBATION: f"{name} stays on probation",
            Probation.KEPT: f"{name} has passed its probation",
            Probation.ROLLED_BACK: f"{name} was rolled back, version {self.serves} serves again",
            Probation.SUPERSEDED: f"{name} serves no more, its probation is over",
        }[self.state]
        return f"{outcome}: {' '.join(self.reasons)}"


def check(store: Store, family: str, limits: ProbationLimits) -> ProbationCheck | None:
    """Judge the family's version on probation and act on it; None if there is none.

    Raises RegistryError or BundleError when a rollback is due and cannot be done.
    """
    promotion = promotions.on_probation(store, family)
    if promotion is None:
        return None
    pointer = serving.current(family)
    if pointer is None or pointer.name != promotion.version:
        return _gone(store, promotion)
    judgement = probation.judge(
        promotion.baseline,
        _live(store, promotion, limits),
        limits,
        max(now() - promotion.time, timedelta(0)),
    )
    if judgement.state is Probation.ROLLED_BACK:
        reason = f"probation of {promotion.version}: {' '.join(judgement.reasons)}"
        pointer = registry.rollback(family, reason, taken_back=pointer.version)
        probation.returned(store, family, pointer, judgement.reasons)
    elif judgement.state is Probation.KEPT:
        promotions.end(store, promotion.id, Probation.KEPT, judgement.reasons)
    return ProbationCheck(
        family, promotion.version, judgement.state, judgement.reasons, pointer.version
    )


def _live(
    store: Store, promotion: Promotion, limits: ProbationLimits
) -> dict[probation.Figure, probation.Mean]:
    return probation.measure(
        store, promotion.family, promotion.version, size=limits.window, since=promotion.time
    )


def _gone(store: Store, promotion: Promotion) -> ProbationCheck:
    """End the probation of a version that serves no more: taken back, or replaced by hand."""
    family, pointer = promotion.family, serving.current(promotion.family)
    serves = None if pointer is None else pointer.version
    if pointer is not None and pointer.name == promotion.previous:
        reasons = (f"Version {serves} was made the champion again.",)
        probation.returned(store, family, pointer, reasons)
        return ProbationCheck(family, promotion.version, Probation.ROLLED_BACK, reasons, serves)
    reasons = (f"Version {serves} serves now." if serves else "Nothing serves now.",)
    promotions.end(store, promotion.id, Probation.SUPERSEDED, reasons)
    return ProbationCheck(family, promotion.version, Probation.SUPERSEDED, reasons, serves)
