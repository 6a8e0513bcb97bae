"""How a release finds what a family offers, and other limits for a retraining."""

from types import SimpleNamespace

import tasks
from matchloop.evaluation.metric import ACCURACY
from matchloop.release.gate import Evaluation
from matchloop.release.gate_limits import GateLimits
from matchloop.release.inputs import GateInputs
from tasks.family import Limited, load

INPUTS = GateInputs(
    Evaluation({}, 1, 1.0, {}),
    GateLimits(floors={"accuracy": 0.7}, maximum_class_drop=0.5),
    ACCURACY,
    {},
    "Tells toys apart.",
    (),
)


def test_a_family_is_released_if_it_has_the_module(tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    for name in ("judged_family", "trained_family"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "judged_family" / "release.py").write_text("def candidate(root): ...\n")
    assert load("judged_family") is not None
    assert load("trained_family") is None
    assert load("no_such_family") is None


def test_a_retraining_may_be_asked_for_more_than_the_family_asks():
    family = SimpleNamespace(
        candidate=lambda root: root / "bundle", gate_inputs=lambda candidate, champion: INPUTS
    )
    limited = Limited(family, {"minimum_improvement": 0.25})
    limits = limited.gate_inputs(None, None).limits
    assert (limits.minimum_improvement, limits.maximum_class_drop) == (0.25, 0.5)
    assert limits.floors == {"accuracy": 0.7}
