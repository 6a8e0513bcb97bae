"""What a retraining does beside training: prepare the data, end the request, tell who waits.

The pieces of `flows.retrain`, in order. Nothing here decides whether a new model serves: that is
the release's affair, with the limits that the section `retrain` of params.yaml gives the gate.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from matchloop import families
from matchloop.labels import redraw
from matchloop.monitoring import webhook
from matchloop.params import Params, RetrainParams
from matchloop.store.engine import Store
from matchloop.store.retraining import Request, State
from tasks import publish
from tasks.loop import events, labels
from tasks.loop.claims import LABELS_NEEDED, Keeper, NotNow
from tasks.loop.labels import Labels
from tasks.release import Decision, ReleaseResult

_WRITTEN_LAST = "training.json"
"""With it the weights of a training are whole."""


class Ending(StrEnum):
    """How a retraining ended."""

    PROMOTED = "promoted"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    TRAINED = "trained"
    LABELS_NEEDED = LABELS_NEEDED
    FAILED = "failed"
    NOT_NOW = "not now"


@dataclass(frozen=True)
class RetrainResult:
    """How a retraining ended.

    outcome: in one line, as it is kept with the request. request: None when none was taken.
    reasons: the gate's. list_of_wishes: the file of inputs to label, from the project's root.
    """

    family: str
    ending: Ending
    outcome: str
    request: Request | None = None
    reasons: tuple[str, ...] = ()
    version: int | None = None
    list_of_wishes: Path | None = None

    @property
    def why(self) -> str:
        """Why it was asked for; a line for each reason."""
        return self.request.reason if self.request else ""


class Course(StrEnum):
    """What is done with the labels there are."""

    TRAIN = "train"
    REGENERATE = "regenerate"
    ASK = "ask"


def course(found: Labels, params: RetrainParams, can_regenerate: bool) -> Course:
    """Decide: train on new labels; without enough of them as params say."""
    if found.enough(params.minimum_labels):
        return Course.TRAIN
    wanted = params.without_labels == "regenerate" and can_regenerate
    return Course.REGENERATE if wanted else Course.ASK


@task(name="labels", task_run_name="labels {name}", cache_policy=NO_CACHE, persist_result=False)
def gather(store: Store, name: str, root: Path, params: Params) -> tuple[Labels, Course]:
    """Look what there is to learn from, and say what is to be done with it."""
    log = get_run_logger()
    found = labels.gather(store, name, root, params.retrain.recent)
    log.info("%s", found)
    for line in (*found.data.conflicts, *found.data.wrong):
        log.warning("left out: %s", line)
    can = labels.depends_on(root, redraw.folder(name))
    return found, course(found, params.retrain, can)


@task(name="prepare", task_run_name="prepare {name}", cache_policy=NO_CACHE, persist_result=False)
def prepare(found: Labels, way: Course, name: str, root: Path, request: Request) -> None:
    """Write what the pipeline depends on: labelled files, another draw of data, old weights."""
    log = get_run_logger()
    labels.write(found, name, root)
    if way is Course.REGENERATE:
        number = redraw.draw_anew(root, name)
        log.warning("No new labels: trained on synthetic data that are drawn anew (%d)", number)
    for copied in keep_weights(name, root, request):
        log.info("goes on from the weights in %s", copied)


def weights_folder(name: str) -> Path:
    """Where a warm start finds the last weights, from the root; the training depends on it."""
    return Path("data") / "retrain" / name / "weights"


def keep_weights(name: str, root: Path, request: Request) -> list[Path]:
    """Copy the family's last weights to where its next training starts from; what was copied.

    A request that is served again, after a crash, keeps what its first attempt has copied: by then
    the last weights may be those of that attempt.
    """
    folder, copied = weights_folder(name), []
    if not labels.depends_on(root, folder):
        return []
    for part in families.get(name).warm:
        source = root / "work" / name / "train" / part
        if not (source / _WRITTEN_LAST).is_file():
            continue
        target = root / folder / part
        if target.is_dir() and target.stat().st_mtime >= request.created.timestamp():
            continue
        partial = target.with_name(f".{part}.part")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(source, partial, copy_function=shutil.copyfile)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
        target.touch()
        copied.append(folder / part)
    return copied


@task(
    name="ask for labels",
    task_run_name="ask for labels {name}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask(
    store: Store, found: Labels, name: str, root: Path, params: Params, request: Request
) -> RetrainResult:
    """List the inputs that should be labelled, and say what was missing."""
    path, count = labels.ask(store, name, root, params.watch, params.retrain.asked)
    minimum = params.retrain.minimum_labels
    outcome = (
        f"{LABELS_NEEDED}: {found.changed} new ones, a training asks for {minimum}. {count} recent "
        f"inputs to label are in {path}; fill in the column right, delete the other rows, then: "
        f"matchloop feedback import {name} {path}"
    )
    get_run_logger().warning(outcome)
    return RetrainResult(name, Ending.LABELS_NEEDED, outcome, request, list_of_wishes=path)


def limits(params: RetrainParams) -> Mapping[str, float]:
    """What a retrained candidate must reach in place of the family's own limits."""
    return params.gate.model_dump()


def result_of(
    released: ReleaseResult | None, name: str, way: Course, request: Request
) -> RetrainResult:
    """The result of a retraining from that of its release."""
    how = " on regenerated data, without new labels" if way is Course.REGENERATE else ""
    if released is None:
        outcome = f"trained{how}; {name} is not released"
        return RetrainResult(name, Ending.TRAINED, outcome, request)
    ending = {
        Decision.PROMOTED: Ending.PROMOTED,
        Decision.REFUSED: Ending.REFUSED,
        Decision.UNCHANGED: Ending.UNCHANGED,
    }[released.decision]
    against = [line for line in released.reasons if line.startswith("✗")]
    told = against or (released.reasons if ending is Ending.UNCHANGED else ())
    outcome = f"{ending}{how}: {'; '.join([released.title, *told])}"
    return RetrainResult(name, ending, outcome, request, released.reasons, released.version)


def not_now(name: str, said: NotNow) -> RetrainResult:
    """The result of a run that took no request."""
    return RetrainResult(name, Ending.NOT_NOW, f"{said.why}: {said.text}")


def failed(name: str, request: Request, error: BaseException) -> RetrainResult:
    """The result of a run that broke off."""
    told = " ".join(str(error).split())[:500] or type(error).__name__
    return RetrainResult(name, Ending.FAILED, f"failed: {told}", request)


def finish(keeper: Keeper, result: RetrainResult) -> None:
    """Close the request with its outcome."""
    states = {
        Ending.REFUSED: State.REFUSED,
        Ending.LABELS_NEEDED: State.REFUSED,
        Ending.FAILED: State.FAILED,
    }
    keeper.finish(states.get(result.ending, State.DONE), result.outcome)


def announce(result: RetrainResult) -> None:
    """Send the event and the webhook; what cannot be sent is told in the log and nothing more."""
    told = {
        "ending": str(result.ending),
        "outcome": result.outcome,
        "reason": result.why,
        "request": result.request.id if result.request else None,
        "version": result.version,
    }
    problem = events.announce(events.Happened.RETRAINED, result.family, **told)
    if problem:
        get_run_logger().info("The event of the end was not sent: %s", problem)
    problem = webhook.post(events.Happened.RETRAINED, {"family": result.family, **told})
    if problem:
        get_run_logger().warning("Nobody was told: %s", problem)


def show(result: RetrainResult, root: Path) -> None:
    """Publish the result, and the list of inputs to label, as artifacts."""
    key = publish.key(result.family, "retrain")
    create_markdown_artifact(key=key, markdown=markdown(result))
    if result.list_of_wishes is not None:
        create_link_artifact(
            key=publish.key(result.family, "to-label"),
            link=publish.address(root, result.list_of_wishes),
            link_text=str(result.list_of_wishes),
            description=f"`matchloop feedback import {result.family} FILE` takes it back.",
        )


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
