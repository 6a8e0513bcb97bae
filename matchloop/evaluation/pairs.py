"""How well a score tells pairs that belong together from pairs that do not."""

import numpy as np
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from matchloop.evaluation.metric import AUC, F1, PRECISION, RECALL, Figures


def pair_figures(scores: np.ndarray, together: np.ndarray, threshold: float) -> Figures:
    """Return AUC over all thresholds, and precision, recall and F1 at one.

    scores: float [n], higher where a pair rather belongs together; together: bool [n], whether it
    does. From `threshold` on a pair counts as found. AUC is None where all pairs are of one kind,
    precision and F1 are where no pair is found, recall and F1 where none is to be found.
    """
    found = scores >= threshold
    kinds = np.unique(together)
    precision, recall, f1, _ = precision_recall_fscore_support(
        together, found, average="binary", pos_label=True, zero_division=np.nan
    )
    return {
        AUC: float(roc_auc_score(together, scores)) if len(kinds) > 1 else None,
        PRECISION: float(precision) if found.any() else None,
        RECALL: float(recall) if together.any() else None,
        F1: float(f1) if found.any() and together.any() else None,
    }
