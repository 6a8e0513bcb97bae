"""What happens in the loop that others wait for: automations of Prefect, or somebody's webhook.

A record for each, with the name that it is sent under. Says nothing of how it is sent.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from matchloop.store.retraining import Request


@dataclass(frozen=True)
class LoopEvent:
    """Something that happened to a family."""

    name: ClassVar[str]
    family: str

    def payload(self) -> dict[str, Any]:
        """What there is to say beside the name and the family, as plain values."""
        values = asdict(self)
        del values["family"]
        return values


@dataclass(frozen=True)
class DriftDetected(LoopEvent):
    """A family drifted; `request`, by number, asks for its retraining, `reason` is one line."""

    name: ClassVar[str] = "matchloop.drift.detected"
    reason: str
    request: int

    @classmethod
    def of(cls, request: Request) -> "DriftDetected":
        """Return the event that a request is announced by."""
        return cls(request.family, "; ".join(request.reason.splitlines()), request.id)


@dataclass(frozen=True)
class RetrainFinished(LoopEvent):
    """A retraining ended.

    ending: one word or two; outcome: in one line; reason: why it was asked for, a line for each;
    request: None when none was taken; version: the one that serves now, None where nothing does or
    nobody asked.
    """

    name: ClassVar[str] = "matchloop.retrain.finished"
    ending: str
    outcome: str
    reason: str
    request: int | None
    version: int | None


@dataclass(frozen=True)
class RolledBack(LoopEvent):
    """A version did worse than the one before it and was taken back; `serves` does so now."""

    name: ClassVar[str] = "matchloop.promotion.rolled_back"
    version: str
    serves: int | None
    reason: str
