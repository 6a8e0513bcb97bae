import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from matchloop.drift.compare import compare
from matchloop.drift.findings import DriftResult, DriftVerdict, Finding, Kind
from matchloop.drift.reference import Reference
from matchloop.drift.report import report, summary
from tests.drift.small import LIMITS, log


def test_the_page_says_the_verdict_and_shows_evidentlys_figures(tmp_path):
    pytest.importorskip("evidently")
    reference = Reference.of("v1", log(900, seed=1), LIMITS)
    window = log(seed=2, shift=1.5)
    result = compare(reference, window, LIMITS)
    page = tmp_path / "reports" / "drift.html"
    figures = report(reference, window, result, page, LIMITS)
    text = page.read_text(encoding="utf-8")
    assert ">drifted</h1>" in text
    assert "length rose from" in text
    assert not re.search(r'<(script|link)[^>]+(src|href)="https?:', text)
    effects = {finding.name: finding.effect for finding in result.findings}
    for name in ("length", "digits", "nulls", "confidence"):
        assert figures[name] == pytest.approx(effects[name], rel=1e-4)
    assert figures["answer"] == pytest.approx(effects["answers"], rel=1e-4)


def test_no_name_on_the_page_is_markup(tmp_path):
    pytest.importorskip("evidently")
    evil = "A</script><script>alert(1)</script>\x1b[31m"
    old, new = log(300, seed=1), log(300, seed=2, shift=1.5)
    old, new = (
        replace(side, answer=np.where(side.answer == "numeric", evil, side.answer))
        for side in (old, new)
    )
    reference = Reference.of("v1", old, LIMITS)
    page = tmp_path / "drift.html"
    figures = report(reference, new, compare(reference, new, LIMITS), page, LIMITS)
    text = page.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "\x1b" not in text
    assert "alert(1)" in text
    assert {"length", "digits", "nulls", "confidence", "answer"} == set(figures)


def test_answers_are_escaped():
    finding = Finding(Kind.ANSWERS, "answers", 0, 1, DriftVerdict.DRIFTED, "answers: <script>x")
    text = summary(DriftResult("v<1>", 200, 200, 200, (finding,)))
    assert "<script>" not in text
    assert "&lt;script&gt;x" in text
    assert "v&lt;1&gt;" in text


def test_nothing_to_tell():
    calm = Finding(Kind.INPUTS, "inputs", 1, 0, DriftVerdict.STABLE, "")
    assert "nothing differs beyond the limits" in summary(DriftResult("v1", 200, 200, 9, (calm,)))
    few = summary(DriftResult("v1", 2, 2, 2, note="2 different inputs"))
    assert ">not enough data</h1>" in few
    assert "<li>2 different inputs</li>" in few


def test_importing_the_library_does_not_load_evidently():
    code = (
        "import sys, matchloop.drift.compare, matchloop.drift.report;"
        "sys.exit('evidently' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_projection_is_numpy_only():
    code = (
        "import sys, matchloop.drift.projection;"
        "sys.exit('scipy' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
