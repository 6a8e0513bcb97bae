"""Small seeded logs for the tests of drift."""

import numpy as np

from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations

NAMES = ("length", "digits", "nulls")
LIMITS = DriftLimits(permutations=99, sample=1_000)


def log(
    n: int = 600,
    seed: int = 0,
    *,
    shift: float = 0.0,
    share: float = 1.0,
    confidence: float = 0.9,
    answers: tuple[float, float, float] = (0.5, 0.3, 0.2),
    **given: object,
) -> Observations:
    """Draw n predictions; a share of them has its first feature moved by `shift`."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(n, len(NAMES)))
    features[: round(n * share), 0] += shift
    sure = rng.uniform(2 * confidence - 1, 1, n)
    answer = rng.choice(["numeric", "datetime", "text"], n, p=answers)
    return Observations.of(NAMES, features, sure, answer, **given)  # type: ignore[arg-type]
