"""How large a difference is, whatever the size of the samples.

The distances are those Evidently uses for samples over 1,000 ("wasserstein", "jensenshannon"), so
the kept report shows the same figures. They are computed here because Evidently takes 4 s to
import and 2 s for a window of 65 columns, and ours 20 ms; a test holds the two together.
"""

import numpy as np
from scipy import stats
from scipy.spatial import distance

LEAST_SPREAD = 0.001
"""Evidently's floor for the reference's standard deviation."""


def wasserstein(reference: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Return the first Wasserstein distance in standard deviations of the reference, [d].

    reference: [n, d]; window: [m, d].
    """
    spread = np.maximum(reference.std(axis=0, dtype=np.float64), LEAST_SPREAD)
    pairs = zip(reference.T, window.T, strict=True)
    return np.array([stats.wasserstein_distance(a, b) for a, b in pairs]) / spread


def jensen_shannon(reference: np.ndarray, window: np.ndarray) -> float:
    """Return the Jensen-Shannon distance of two samples of categories, 0..0.83 (natural logarithm).

    reference, window: int [n], [m], positions of the answers.
    """
    width = int(max(reference.max(), window.max())) + 1
    p, q = (np.bincount(values, minlength=width) for values in (reference, window))
    return float(distance.jensenshannon(p, q))
