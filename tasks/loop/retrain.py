"""The steps of a retraining beside training: prepare the data, end the request, say how it ended.

The pieces of `flows.retrain`, in order. Nothing here decides whether a new model serves: that is
the release's affair, with the limits that the section `retrain` of params.yaml gives the gate.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from matchloop import families
from matchloop.labels import redraw
from matchloop.monitoring import webhook
from matchloop.params import Params, RetrainParams
from matchloop.store.claims import LABELS_NEEDED, Keeper
from matchloop.store.engine import Store
from matchloop.store.retraining import Request
from tasks import publish
from tasks.loop import prefect_events, retrain_labels
from tasks.loop.retrain_labels import Labels
from tasks.loop.retrain_result import Course, Ending, RetrainResult, course, markdown

_WRITTEN_LAST = "training.json"
"""With it the weights of a training are whole."""


@task(name="labels", task_run_name="labels {name}", cache_policy=NO_CACHE, persist_result=False)
def gather(store: Store, name: str, root: Path, params: Params) -> tuple[Labels, Course]:
    """Look what there is to learn from, and say what is to be done with it."""
    log = get_run_logger()
    found = retrain_labels.gather(store, name, root, params.retrain.recent)
    log.info("%s", found)
    for line in (*found.data.conflicts, *found.data.wrong):
        log.warning("left out: %s", line)
    can = retrain_labels.depends_on(root, redraw.folder(name))
    return found, course(found, params.retrain, can)


@task(name="prepare", task_run_name="prepare {name}", cache_policy=NO_CACHE, persist_result=False)
def prepare(found: Labels, way: Course, name: str, root: Path, request: Request) -> None:
    """Write what the pipeline depends on: labelled files, another draw of data, old weights."""
    log = get_run_logger()
    retrain_labels.write(found, name, root)
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
    if not retrain_labels.depends_on(root, folder):
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
def ask_for_labels(
    store: Store, found: Labels, name: str, root: Path, params: Params, request: Request
) -> RetrainResult:
    """List the inputs that should be labelled, and say what was missing."""
    path, count = retrain_labels.list_to_label(
        store, name, root, params.watch, params.retrain.asked
    )
    minimum = params.retrain.minimum_labels
    outcome = (
        f"{LABELS_NEEDED}: {found.changed} new ones, a training asks for {minimum}. {count} recent "
        f"inputs to label are in {path}; fill in the column right, delete the other rows, then: "
        f"matchloop feedback import {name} {path}"
    )
    get_run_logger().warning(outcome)
    return RetrainResult(name, Ending.LABELS_NEEDED, outcome, request, to_label=path)


def limits(params: RetrainParams) -> Mapping[str, float]:
    """What a retrained candidate must reach in place of the family's own limits."""
    return params.gate.model_dump()


def finish(keeper: Keeper, result: RetrainResult) -> None:
    """Close the request with its outcome."""
    keeper.finish(result.ending.state, result.outcome)


def announce(result: RetrainResult) -> None:
    """Send the event to Prefect and the webhook; what cannot be sent is logged and nothing more."""
    event = result.event()
    if problem := prefect_events.announce(event):
        get_run_logger().info("The event of the end was not sent: %s", problem)
    if problem := webhook.post(event):
        get_run_logger().warning("Nobody was told: %s", problem)


def show(result: RetrainResult, root: Path) -> None:
    """Publish the result, and the list of inputs to label, as artifacts."""
    key = publish.key(result.family, "retrain")
    create_markdown_artifact(key=key, markdown=markdown(result))
    if result.to_label is not None:
        create_link_artifact(
            key=publish.key(result.family, "to-label"),
            link=publish.address(root, result.to_label),
            link_text=str(result.to_label),
            description=f"`matchloop feedback import {result.family} FILE` takes it back.",
        )
