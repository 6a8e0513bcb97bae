"""Records what the answering path answers in the prediction log; alike for every family.

Only a champion's answers are logged: those of a bundle that somebody loads by its folder are not.
What stands for an input and which features describe it, the family says (its module `observe`);
the bundle's own projection makes of them the numbers that are kept. A shadow answers the same
inputs in the log's thread, when the caller has long been answered. Nothing here makes an answer
fail: what goes wrong is warned of once. Numpy only.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matchloop import serving
from matchloop.bundle import Bundle
from matchloop.drift.projection import Projection
from matchloop.errors import MatchloopError
from matchloop.home import VARIABLE as HOME
from matchloop.store import log
from matchloop.store.records import Origin, PredictionBatch, Projector, ShadowAnswers, identity
from matchloop.version_names import version_number

if TYPE_CHECKING:
    from matchloop.drift.limits import DriftLimits
    from matchloop.drift.observations import Observations

PROJECTION = "projection.npz"
"""The file of a bundle that makes features into the numbers that are logged."""
_LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnsweredCall:
    """The answers of one call, for n inputs that came in together.

    inputs, answers, confidences, abstained, names: [n], as in `store.records.PredictionBatch`.
    seconds: that answering all of them took. features: float32 [n, d] as the family's projection
    takes them; None where they are not known. cluster: see `cluster_of`.
    """

    inputs: Sequence[str]
    answers: Sequence[str]
    confidences: np.ndarray
    abstained: np.ndarray
    names: Sequence[str]
    seconds: float
    features: np.ndarray | None = None
    cluster: str = ""


@dataclass(frozen=True)
class ShadowModel:
    """How a shadow answers the inputs of a call.

    load: makes a model of a bundle and its version ("v4"). ask: returns the model's answers [n]
    and confidences [n].
    """

    load: Callable[[Bundle, str], Any]
    ask: Callable[[Any], tuple[Sequence[str], np.ndarray]]


def is_recorded(model: Any) -> bool:
    """Whether the answers of a model are logged: it is a champion, and the log is on."""
    live = isinstance(getattr(model, "bundle", None), Bundle)
    return live and version_number(model.version) is not None and log.shared().is_on


def record(
    model: Any, call: AnsweredCall, origin: Origin, shadow: ShadowModel | None = None
) -> tuple[int | None, ...]:
    """Hand the answers of a champion to the log; return the ids of the predictions [n].

    An id by which feedback can name the answer; None where it is not logged.
    """
    nothing = (None,) * len(call.inputs)
    if not is_recorded(model):
        return nothing
    try:
        return tuple(log.shared().add(_answers(model, call, origin, shadow))) or nothing
    except Exception as error:  # whatever it is, the answers are given
        family = model.bundle.manifest.family
        _warn(f"The answers of {family} {model.version} are not logged: {error!r}")
        return nothing


def cluster_of(names: Sequence[str], inputs: Sequence[str]) -> str:
    """Return what stands for the table that inputs came in: the hash of its header row.

    The same feed gives the same cluster every day. A table without any header is its inputs.
    """
    named = any(name.strip() for name in names)
    return identity(["header row", *names] if named else ["values", *inputs])


def projection_of(bundle: Bundle) -> Projection | None:
    """Return the bundle's projection; None for a bundle of before there were any.

    Its `names` are those of the logged numbers whose `feature_set` is `feature_set_of(bundle)`.
    """
    digest = bundle.manifest.files.get(PROJECTION)
    return None if digest is None else _projection(bundle.folder / PROJECTION, digest)


def feature_set_of(bundle: Bundle) -> str:
    """Return what the log calls the numbers of this bundle's projection; "" without one."""
    return bundle.manifest.files.get(PROJECTION, "")[:16]


def files_for_bundle(
    folder: Path,
    model: str,
    projection: Projection,
    hold_out: "Observations",
    accuracy: float,
    limits: "DriftLimits",
) -> Mapping[str, Path]:
    """Write the projection, and the reference of a model to be bundled; return them by name.

    hold_out: what the model says of rows it did not learn from; accuracy: on them. With fewer than
    the limits ask for there is no reference: the watch then takes the first live predictions.
    """
    from matchloop.drift.reference import Reference

    projection.save(folder / PROJECTION)
    names = [PROJECTION]
    if len(hold_out) >= limits.minimum_predictions:
        Reference.of(model, hold_out, limits, accuracy).save(folder)
        names += ["reference.json", "reference.parquet"]
    return {name: folder / name for name in names}


def _answers(
    model: Any, call: AnsweredCall, origin: Origin, shadow: ShadowModel | None
) -> PredictionBatch:
    bundle: Bundle = model.bundle
    projector = None if call.features is None else _projector(bundle)
    return PredictionBatch(
        family=bundle.manifest.family,
        version=model.version,
        inputs=call.inputs,
        answers=call.answers,
        confidences=call.confidences,
        abstained=call.abstained,
        latency_ms=1e3 * call.seconds / max(len(call.inputs), 1),
        features=None if projector is None else call.features,
        feature_set="" if projector is None else feature_set_of(bundle),
        names=call.names,
        origin=origin,
        shadow=_shadow(bundle.manifest.family, model.version, shadow),
        cluster=call.cluster,
        projector=projector,
    )


def _projector(bundle: Bundle) -> Projector | None:
    """Return what projects in the log's thread: the same for every call, so it can do many."""
    digest = bundle.manifest.files.get(PROJECTION)
    return None if digest is None else _projector_of(bundle.folder, digest)


@lru_cache(maxsize=8)
def _projector_of(folder: Path, digest: str) -> Projector:
    return partial(_projected, folder / PROJECTION, digest)


def _projected(path: Path, digest: str, features: np.ndarray) -> np.ndarray:
    return np.nan_to_num(_projection(path, digest).apply(features), posinf=1e9, neginf=-1e9)


@lru_cache(maxsize=8)
def _projection(path: Path, digest: str) -> Projection:
    """Load a projection once for each content; the bundle's loading has verified the file."""
    return Projection.load(path)


def _shadow(
    family: str, version: str, shadow: ShadowModel | None
) -> Callable[[], ShadowAnswers | None] | None:
    """Return what the log asks later, if a version answers beside the champion."""
    named = _shadows().named(family) if shadow else None
    if shadow is None or named is None or named.name == version:
        return None
    return partial(_shadow_answers, family, named, shadow)


def _shadow_answers(
    family: str, named: serving.Shadow, shadow: ShadowModel
) -> ShadowAnswers | None:
    version = named.name
    try:
        model = _shadows().model(family, named, shadow.load)
        answers, confidences = shadow.ask(model)
        return ShadowAnswers(version, answers, confidences)
    except Exception as error:  # whatever it is, the champion answers and is logged
        _warn(f"The shadow {version} of {family} does not answer: {error}")
        return None


class _Shadows:
    """The shadow of each family, looked up once a second; one that does not load is left alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[str, tuple[serving.Shadow, Any]] = {}
        self._looked: dict[tuple[str, str | None], tuple[float, serving.Shadow | None]] = {}

    def named(self, family: str) -> serving.Shadow | None:
        key = (family, os.environ.get(HOME))
        now = time.monotonic()
        until, named = self._looked.get(key, (0.0, None))
        if now >= until:
            try:
                named = serving.shadow(family)
            except MatchloopError as error:  # the file that names it is damaged
                _warn(f"No shadow of {family} answers: {error}")
                named = None
            self._looked[key] = (now + _LOOK_SECONDS, named)
        return named

    def model(self, family: str, named: serving.Shadow, load: Callable[[Bundle, str], Any]) -> Any:
        with self._lock:
            known, model = self._loaded.get(family, (None, None))
            if known != named:
                try:
                    model = load(serving.shadow_bundle(family, named), named.name)
                except Exception as error:
                    model = error
                self._loaded[family] = (named, model)
        if isinstance(model, Exception):
            raise model
        return model


@cache
def _shadows() -> _Shadows:
    return _Shadows()


@lru_cache(maxsize=256)
def _warn(text: str) -> None:
    """Say it in the log, each text once."""
    _log.warning("%s", text)
