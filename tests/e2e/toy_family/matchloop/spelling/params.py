"""The section `spelling` of params.yaml."""

from matchloop.evaluation.metric import ACCURACY, CONFIDENT, COVERAGE, ECE, MACRO_F1
from matchloop.release.gate_limits import GateLimits
from matchloop.section import Positive, Section


class GateParams(GateLimits):
    """What a candidate must reach."""

    metrics = (ACCURACY, MACRO_F1, ECE, COVERAGE, CONFIDENT)


class SpellingParams(Section):
    """words: how many are generated; steps, rate: of the training."""

    words: Positive
    steps: Positive
    rate: float
    gate: GateParams
