"""What a comparison says: one finding for each thing compared, and a verdict for the family."""

from dataclasses import dataclass
from enum import StrEnum


class DriftVerdict(StrEnum):
    """How a family stands; `severity` orders them."""

    NOT_ENOUGH_DATA = "not enough data"
    STABLE = "stable"
    ATTENTION = "attention"
    DRIFTED = "drifted"

    @property
    def severity(self) -> int:
        """0 for no judgement, then rising."""
        return list(DriftVerdict).index(self)


class Kind(StrEnum):
    """What a finding is about, in the order in which reasons are given."""

    ACCURACY = "accuracy"
    INPUTS = "inputs"  # all features together
    CONFIDENCE = "confidence"
    ANSWERS = "answers"
    ABSTENTION = "abstention"
    FEATURE = "feature"


@dataclass(frozen=True)
class Finding:
    """One comparison.

    name: the feature's, else the kind's; p_value: corrected for the number of columns; effect: how
    large the difference is, in the measure of its kind (see `DriftLimits`); reason: in words.
    """

    kind: Kind
    name: str
    p_value: float
    effect: float
    verdict: DriftVerdict
    reason: str


@dataclass(frozen=True)
class DriftResult:
    """The comparison of a window with a version's reference.

    predictions: in the window; compared: how many of them were taken as the sample; clusters: how
    many of the compared ones came independently; findings: all, also those without a difference;
    note: why there is no judgement, "" where there is one.
    """

    version: str
    predictions: int
    compared: int
    clusters: int
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> DriftVerdict:
        """The worst of the findings; `NOT_ENOUGH_DATA` where nothing could be judged."""
        if self.note:
            return DriftVerdict.NOT_ENOUGH_DATA
        return max((f.verdict for f in self.findings), key=lambda v: v.severity)

    @property
    def drifted(self) -> bool:
        """Whether a retraining is called for."""
        return self.verdict is DriftVerdict.DRIFTED

    @property
    def reasons(self) -> tuple[str, ...]:
        """What differs, in words, the worst and largest first; the note where nothing is judged."""
        if self.note:
            return (self.note,)
        differing = [f for f in self.findings if f.verdict.severity > DriftVerdict.STABLE.severity]
        order = list(Kind)
        # Measures of different kinds do not compare, so within a verdict they go kind by kind.
        differing.sort(key=lambda f: (-f.verdict.severity, order.index(f.kind), -f.effect))
        return tuple(f.reason for f in differing)
