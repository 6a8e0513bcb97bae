"""How a retraining ended: the record that is stored, shown and sent. Computes it and no more."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from matchloop.monitoring.events import RetrainFinished
from matchloop.params import RetrainParams
from matchloop.store.claims import LABELS_NEEDED, NotNow, failure
from matchloop.store.retraining import Request, State
from tasks.loop.retrain_labels import Labels
from tasks.release import Decision, ReleaseResult


class Ending(StrEnum):
    """How a retraining ended."""

    PROMOTED = "promoted"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    TRAINED = "trained"
    LABELS_NEEDED = LABELS_NEEDED
    FAILED = "failed"
    NOT_NOW = "not now"

    @property
    def state(self) -> State:
        """What becomes of the request."""
        refused = (Ending.REFUSED, Ending.LABELS_NEEDED)
        if self is Ending.FAILED:
            return State.FAILED
        return State.REFUSED if self in refused else State.DONE


class Course(StrEnum):
    """What is done with the labels there are."""

    TRAIN = "train"
    REGENERATE = "regenerate"
    ASK = "ask"


@dataclass(frozen=True)
class RetrainResult:
    """How a retraining ended.

    outcome: in one line, as it is kept with the request. request: None when none was taken.
    reasons: the gate's. to_label: the file of inputs to label, from the project's root.
    """

    family: str
    ending: Ending
    outcome: str
    request: Request | None = None
    reasons: tuple[str, ...] = ()
    version: int | None = None
    to_label: Path | None = None

    @property
    def why(self) -> str:
        """Why it was asked for; a line for each reason."""
        return self.request.reason if self.request else ""

    def event(self) -> RetrainFinished:
        """What others are sent of it."""
        number = self.request.id if self.request else None
        return RetrainFinished(
            self.family, str(self.ending), self.outcome, self.why, number, self.version
        )


def course(found: Labels, params: RetrainParams, can_regenerate: bool) -> Course:
    """Decide: train on new labels; without enough of them as params say."""
    if found.enough(params.minimum_labels):
        return Course.TRAIN
    wanted = params.without_labels == "regenerate" and can_regenerate
    return Course.REGENERATE if wanted else Course.ASK


def released(
    release: ReleaseResult | None, family: str, way: Course, request: Request
) -> RetrainResult:
    """The result of a retraining from that of its release; None: the family is not released."""
    how = " on regenerated data, without new labels" if way is Course.REGENERATE else ""
    if release is None:
        outcome = f"trained{how}; {family} is not released"
        return RetrainResult(family, Ending.TRAINED, outcome, request)
    ending = {
        Decision.PROMOTED: Ending.PROMOTED,
        Decision.REFUSED: Ending.REFUSED,
        Decision.UNCHANGED: Ending.UNCHANGED,
    }[release.decision]
    against = [line for line in release.reasons if line.startswith("✗")]
    shown = against or (release.reasons if ending is Ending.UNCHANGED else ())
    outcome = f"{ending}{how}: {'; '.join([release.title, *shown])}"
    return RetrainResult(family, ending, outcome, request, release.reasons, release.version)


def not_now(family: str, answer: NotNow) -> RetrainResult:
    """The result of a run that took no request."""
    return RetrainResult(family, Ending.NOT_NOW, f"{answer.why}: {answer.text}")


def failed(family: str, request: Request, error: BaseException) -> RetrainResult:
    """The result of a run that broke off."""
    return RetrainResult(family, Ending.FAILED, f"failed: {failure(error)}", request)


def markdown(result: RetrainResult) -> str:
    """What happened and why, as a page."""
    lines = [f"# {result.family}: {result.ending}", result.outcome]
    if result.request is not None:
        asked = "\n".join(f"- {line}" for line in result.why.split("\n"))
        lines.append(f"## Asked for because\n\n{asked}")
    if result.reasons:
        gate = "\n".join(f"- {line}" for line in result.reasons)
        lines.append(f"## The gate\n\n{gate}")
    return "\n\n".join(lines) + "\n"
