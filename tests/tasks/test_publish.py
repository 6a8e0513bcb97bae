from pathlib import Path

import pytest

from matchloop.evaluation.metric import ACCURACY, ECE
from matchloop.releasing import Change, Decision, ReleaseResult
from tasks.pipeline.dvc import Outcome, StageFailedError, StageRun
from tasks.pipeline.stages import PipelineRun
from tasks.publish import REPORTS_URL, address, change_row, key, stage_rows, verdict_markdown

RUN = PipelineRun(
    (
        StageRun("toy-draw", Outcome.CACHED),
        StageRun("toy-left", Outcome.FAILED, message="left is broken"),
        StageRun("toy-right", Outcome.RAN, 12.34),
        StageRun("toy-join", Outcome.NOT_STARTED),
    )
)
REPORT = Path("reports/toy/evaluation/a report.html")
RESULT = ReleaseResult(
    family="toy",
    model="forest",
    decision=Decision.REFUSED,
    version=2,
    against="champion v2",
    reasons=("✓ size is fine", "✗ worse than champion v2"),
    reports=(REPORT,),
)


def test_keys_are_what_prefect_takes():
    assert key("column_types", "Größe v1.2") == "column-types-gr--e-v1-2"


def test_stages_are_counted_and_listed():
    assert str(RUN) == "4 stages: 1 ran, 1 cached, 1 failed, 1 not started"
    assert stage_rows(RUN)[2] == {"stage": "toy-right", "outcome": "ran", "seconds": "12.3"}


def test_a_failed_stage_fails_the_run_with_its_message():
    with pytest.raises(StageFailedError, match=r"^left is broken$"):
        RUN.check()
    PipelineRun((StageRun("toy-draw", Outcome.RAN, 1.0),)).check()


def test_a_figure_is_shown_beside_the_champions():
    assert change_row(Change("real tables", ACCURACY, 0.91, 0.9)) == {
        "measured on": "real tables",
        "figure": "accuracy",
        "champion": "0.9000",
        "candidate": "0.9100",
        "change": "+0.0100",
        "better": "yes",
    }
    assert change_row(Change("real tables", ECE, 0.05, None))["champion"] == "none yet"


def test_a_figure_says_whether_it_got_better():
    assert change_row(Change("real tables", ECE, 0.06, 0.05))["better"] == "no"
    assert change_row(Change("real tables", ECE, 0.04, 0.05))["better"] == "yes"
    assert change_row(Change("real tables", ECE, 0.05, 0.05))["better"] == ""


def test_reports_are_files_unless_somebody_serves_them(monkeypatch, tmp_path):
    monkeypatch.delenv(REPORTS_URL, raising=False)
    assert address(tmp_path, REPORT) == (tmp_path / REPORT).as_uri()
    monkeypatch.setenv(REPORTS_URL, "http://127.0.0.1:8500")
    assert address(tmp_path, REPORT) == "http://127.0.0.1:8500/toy/evaluation/a%20report.html"


def test_the_verdict_gives_reasons_and_says_how_to_open_the_reports(monkeypatch, tmp_path):
    monkeypatch.delenv(REPORTS_URL, raising=False)
    text = verdict_markdown(RESULT, tmp_path)
    assert text.startswith("# toy: the candidate (forest) was refused; version 2 goes on serving\n")
    assert "- ✗ worse than champion v2\n" in text
    assert "a report.html](file://" in text
    assert "`make ui`" in text
    monkeypatch.setenv(REPORTS_URL, "http://127.0.0.1:8500")
    assert "make ui" not in verdict_markdown(RESULT, tmp_path)
