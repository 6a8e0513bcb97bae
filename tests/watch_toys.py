"""A family of toys that serves and is watched: a champion without a registry, and its log."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from matchloop import serving
from matchloop.drift.limits import DriftLimits
from matchloop.monitoring.probation_limits import ProbationLimits
from matchloop.params import WatchParams
from matchloop.store.engine import Store
from matchloop.store.log import PredictionLog
from matchloop.store.records import PredictionBatch, identity
from tests.tiny_bundle import tiny_bundle
from tests.waiting import CEILING

FAMILY = "toys"
PARAMS = WatchParams(
    reference="live",
    reference_size=200,
    window=200,
    feedback_days=30,
    pages="watch",
    pages_kept=2,
    lost_event_minutes=30,
    lost_claim_minutes=60,
    limits=DriftLimits(permutations=99, sample=400, minimum_feedback=10),
    probation=ProbationLimits(window=200, minimum_predictions=50, minimum_feedback=10),
)


def serve(
    folder: Path, version: int = 1, previous: int | None = None, family: str = FAMILY
) -> None:
    """Make a tiny bundle the champion of this machine."""
    bundle = tiny_bundle(folder / f"{family}{version}", weight=version, family=family)
    serving.install(family, version, bundle.folder)
    serving.point(family, version, previous)


def log(
    n: int = 200,
    *,
    start: int = 0,
    version: str = "v1",
    shift: float = 0.0,
    confidence: float = 0.9,
    family: str = FAMILY,
    features: bool = True,
    abstained: bool = False,
) -> list[str]:
    """Log n predictions in calls of ten; return the inputs' identities."""
    rng = np.random.default_rng([start, n])
    logger = PredictionLog(interval=0.01)
    inputs = [identity([str(start + i)]) for i in range(n)]
    for some in np.array_split(np.arange(n), max(n // 10, 1)):
        logger.add(
            PredictionBatch(
                family=family,
                version=version,
                inputs=[inputs[i] for i in some],
                answers=rng.choice(["yes", "no"], len(some)).tolist(),
                confidences=np.clip(rng.normal(confidence, 0.05, len(some)), 0, 1),
                abstained=np.full(len(some), abstained),
                latency_ms=1.0,
                features=rng.normal(shift, 1, (len(some), 3)) if features else None,
                feature_set="toy" if features else "",
            )
        )
    assert logger.close(CEILING)
    return inputs


def older(store: Store, table: sa.Table, column: str, by: timedelta) -> None:
    """Move a moment of all rows of a table back."""
    values = {column: table.c[column] - by // timedelta(microseconds=1)}
    with store.writing() as connection:
        connection.execute(sa.update(table).values(**values))


def wrong_answers(answers: Sequence[str]) -> list[str]:
    """The other answer of each."""
    return ["no" if answer == "yes" else "yes" for answer in answers]
