import pytest

from tasks.pipeline import reporter
from tasks.pipeline.dvc import Outcome, StageRun


class Notes:
    def __init__(self):
        self.all = []

    def planned(self, names):
        self.all.append(("planned", *names))

    def started(self, name):
        self.all.append(("started", name))

    def printed(self, name, line):
        self.all.append(("printed", name, line))

    def ended(self, run):
        self.all.append((str(run.outcome), run.name))

    def stopping(self):
        self.all.append(("stopping",))


def test_who_listens_is_told_and_afterwards_nobody_is():
    notes = Notes()
    with reporter.listening(notes), reporter.step("gate"):
        reporter.current().printed("gate", "a line")
    nobody = reporter.current()
    nobody.planned(["toy-draw"])
    nobody.started("toy-draw")
    nobody.printed("toy-draw", "a line")
    nobody.ended(StageRun("toy-draw", Outcome.RAN))
    nobody.stopping()
    assert notes.all == [("started", "gate"), ("printed", "gate", "a line"), ("ran", "gate")]


def test_a_step_that_raises_has_failed():
    notes = Notes()
    with reporter.listening(notes), pytest.raises(ZeroDivisionError), reporter.step("gate"):
        raise ZeroDivisionError
    assert notes.all == [("started", "gate"), ("failed", "gate")]
