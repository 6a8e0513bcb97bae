"""Checking data with Great Expectations, and saying what is wrong in words.

A `Check` is one expectation of one frame with the words for its failure; `validate` runs checks
and returns a `ValidationReport`. Knows nothing of families: what is expected is theirs to say.
Great Expectations is imported when checks are run (it takes seconds) with its telemetry off.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 3
"""Examples of a problem that are shown."""

_EXAMPLE_CHARACTERS = 60


@dataclass(frozen=True)
class Check:
    """One expectation of one frame.

    what: what is expected, in words. frame: name of the frame. expectation: type of a Great
    Expectations expectation, such as "expect_column_values_to_be_in_set". arguments: its
    arguments. remedy: what to do when it is not met. key: columns that name a row in examples.
    """

    what: str
    frame: str
    expectation: str
    arguments: Mapping[str, Any]
    remedy: str
    key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns the expectation reads; none for one about the frame as a whole."""
        names = (self.arguments.get(name) for name in ("column", "column_A", "column_B"))
        return tuple(name for name in names if name is not None)

    @property
    def where(self) -> str:
        """The frame, and the columns if any."""
        return ", ".join((self.frame, *self.columns))


@dataclass(frozen=True)
class CheckResult:
    """A check and how it went: how many rows break it, with the first few as texts."""

    check: Check
    passed: bool
    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, how many times, a few examples, and what to do about it."""

    what: str
    where: str
    count: int
    examples: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class ValidationReport:
    """The results of all checks, in the order of the checks."""

    results: tuple[CheckResult, ...] = field(repr=False)

    @property
    def passed(self) -> bool:
        """Whether every check is met."""
        return all(result.passed for result in self.results)

    @property
    def checks(self) -> int:
        """How many checks there were."""
        return len(self.results)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The checks that are not met."""
        return tuple(
            Problem(r.check.what, r.check.where, r.count, r.examples, r.check.remedy)
            for r in self.results
            if not r.passed
        )


def validate(frames: Mapping[str, "pd.DataFrame"], checks: Sequence[Check]) -> ValidationReport:
    """Run checks on pandas frames; the frames are not changed.

    A check on a column or frame that is not there fails and says so. Raises what Great
    Expectations raises for an expectation it does not know or arguments it does not take.
    """
    results: list[CheckResult | None] = [None] * len(checks)
    for name in dict.fromkeys(check.frame for check in checks):
        numbers = [i for i, check in enumerate(checks) if check.frame == name]
        frame = frames.get(name)
        for i in numbers:
            results[i] = _not_there(checks[i], frame)
        open_ = [i for i in numbers if results[i] is None]
        if open_ and frame is not None:
            found = _run(name, frame.reset_index(drop=True), [checks[i] for i in open_])
            for i, result in zip(open_, found, strict=True):
                results[i] = result
    return ValidationReport(tuple(result for result in results if result is not None))


def _not_there(check: Check, frame: "pd.DataFrame | None") -> CheckResult | None:
    if frame is None:
        return CheckResult(check, False, 1, ("the table is missing",))
    missing = [name for name in check.columns if name not in frame.columns]
    if missing:
        return CheckResult(check, False, 1, (f"no column {', '.join(missing)}",))
    return None


def _run(name: str, frame: "pd.DataFrame", checks: Sequence[Check]) -> list[CheckResult]:
    """Run the checks of one frame in one pass; Great Expectations shares what they compute."""
    # Read when the package is imported, so both come before that.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    expectations = [
        get_expectation_impl(check.expectation)(**check.arguments, meta={"check": number})
        for number, check in enumerate(checks)
    ]
    outcome: Any = batch.validate(
        gx.ExpectationSuite(name, expectations=expectations),
        result_format={"result_format": "SUMMARY", "partial_unexpected_count": EXAMPLES},
    )
    # The results come in an order of their own.
    by_number = {result.expectation_config.meta["check"]: result for result in outcome.results}
    return [_result(check, by_number[i], frame) for i, check in enumerate(checks)]


def _result(check: Check, outcome: Any, frame: "pd.DataFrame") -> CheckResult:
    if outcome.success:
        return CheckResult(check, True)
    result = outcome.result
    if not result:
        raise RuntimeError(f"{check.expectation} on {check.where}: {outcome.exception_info}")
    count = int(result.get("unexpected_count") or 1)
    rows = result.get("partial_unexpected_index_list") or []
    if rows:
        return CheckResult(check, False, count, tuple(_row(check, frame, i) for i in rows))
    return CheckResult(check, False, count, (_observed(result),))


def _row(check: Check, frame: "pd.DataFrame", row: int) -> str:
    """Show a row: what names it, then the values that were looked at."""
    names = dict.fromkeys((*check.key, *check.columns))
    return ", ".join(f"{name} {_short(frame[name].iloc[row])}" for name in names)


def _observed(result: Mapping[str, Any]) -> str:
    mismatched = (result.get("details") or {}).get("mismatched")
    if mismatched:
        first = mismatched[0]
        return f"expected {first['Expected']}, found {first['Found']}"
    return f"found {_short(result.get('observed_value'))}"


def _short(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _EXAMPLE_CHARACTERS else text[: _EXAMPLE_CHARACTERS - 1] + "…"


def print_report(report: ValidationReport, console: Console | None = None) -> None:
    """Print one line when all is well, else a short table of what is not."""
    console = console or Console()
    if report.passed:
        console.print(f"[green]validation passed[/]: {report.checks} checks", highlight=False)
        return
    title = f"validation failed: {len(report.problems)} of {report.checks} checks"
    table = Table(title=title, title_style="bold red", title_justify="left", show_lines=True)
    for name in ("what is expected", "where", "how many", "examples", "what to do"):
        table.add_column(name, justify="right" if name == "how many" else "left", overflow="fold")
    for problem in report.problems:
        # Data may hold what rich takes for markup.
        cells = (problem.what, problem.where, f"{problem.count:,}", "\n".join(problem.examples))
        table.add_row(*(cell.replace("[", r"\[") for cell in (*cells, problem.remedy)))
    console.print(table, highlight=False)
