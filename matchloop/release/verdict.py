"""What the gate says: a yes or a no, with every reason in words."""

from dataclasses import dataclass

HEADLINE = "headline"
"""Tag of a registered version: the name of the metric that says first how good it is."""


@dataclass(frozen=True)
class Reason:
    """One check with its outcome in words."""

    check: str
    passed: bool
    text: str

    def __str__(self) -> str:
        return f"{'✓' if self.passed else '✗'} {self.text}"


@dataclass(frozen=True)
class Verdict:
    """The gate's decision: a candidate is promoted only if every check passed."""

    reasons: tuple[Reason, ...]

    @property
    def promote(self) -> bool:
        """Whether the candidate may replace the champion."""
        return all(reason.passed for reason in self.reasons)

    def as_tags(self) -> dict[str, str]:
        """The verdict as tags of a registered version."""
        reasons = "\n".join(str(reason) for reason in self.reasons)
        return {"verdict": "passed" if self.promote else "refused", "reasons": reasons}
