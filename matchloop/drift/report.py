"""The page that is kept of a comparison: our verdict in words, then Evidently's pictures.

Evidently draws what was compared, with the measures of `effects` and the limits of the watch; what
it calls drift is the distance alone, the verdict on top also asks for a test. The page is one file
that loads nothing from elsewhere, about 6 MB. Needs the extra "ops"; Evidently takes seconds to
import and is loaded by the call.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matchloop.drift.findings import DriftResult, DriftVerdict, Kind
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.drift.reference import Reference
from matchloop.drift.sampling import sample, without_rare
from matchloop.errors import MissingExtraError
from matchloop.files import write_text
from matchloop.harmless import for_page

if TYPE_CHECKING:
    import pandas as pd
    from evidently.core.report import Snapshot

_ANSWER = "answer"
_COLOURS = {
    DriftVerdict.DRIFTED: "#b3261e",
    DriftVerdict.ATTENTION: "#9a6700",
    DriftVerdict.STABLE: "#1a7f37",
}


def report(
    reference: Reference, window: Observations, result: DriftResult, path: Path, limits: DriftLimits
) -> Mapping[str, float]:
    """Write the page of a comparison as one HTML file.

    Returns Evidently's distance of each column, by name. Raises `MissingExtraError` without
    Evidently.
    """
    snapshot = _run(reference, window, result, limits)
    page = snapshot.get_html_str(as_iframe=False)
    before, body, after = page.partition("<body>")
    write_text(path, before + body + summary(result) + after)
    named = {for_page(name): name for name in window.names}
    return {
        named.get(metric["config"]["column"], metric["config"]["column"]): float(metric["value"])
        for metric in snapshot.dict()["metrics"]
        if "column" in metric["config"]
    }


def summary(result: DriftResult) -> str:
    """Return the verdict and its reasons as HTML; every text in it is escaped."""
    verdict = result.verdict
    counted = (
        f"{result.predictions:,} predictions of version {for_page(result.version)}, "
        f"{result.compared:,} compared, from {result.clusters:,} tables or calls"
    )
    reasons = "".join(f"<li>{for_page(reason)}</li>" for reason in result.reasons)
    return (
        '<section style="font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em">'
        f'<h1 style="color:{_COLOURS.get(verdict, "#57606a")}">{for_page(verdict)}</h1>'
        f"<p>{counted}</p><ul>{reasons or '<li>nothing differs beyond the limits</li>'}</ul>"
        "</section>"
    )


def _run(
    reference: Reference, window: Observations, result: DriftResult, limits: DriftLimits
) -> "Snapshot":
    try:
        from evidently import DataDefinition, Dataset, Report
        from evidently.metrics import ValueDrift
    except ImportError as error:
        raise MissingExtraError("evidently", "ops", "The drift report") from error
    numbers = [*map(for_page, window.names), str(Kind.CONFIDENCE)]
    drawn = window.take(sample(len(window), limits.sample, limits.seed))
    old, new = without_rare(reference.sample.answer, drawn.answer)
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=[_ANSWER])
    metrics = [
        ValueDrift(column=name, method="wasserstein", threshold=limits.distance_attention)
        for name in _differing_first(numbers, result)
    ]
    answers = ValueDrift(column=_ANSWER, method="jensenshannon", threshold=limits.answers_attention)
    return Report([answers, *metrics], include_tests=False).run(
        Dataset.from_pandas(_frame(drawn, new), definition),
        Dataset.from_pandas(_frame(reference.sample, old), definition),
    )


def _differing_first(names: list[str], result: DriftResult) -> list[str]:
    worst = {
        for_page(finding.name): (finding.verdict.severity, finding.effect)
        for finding in result.findings
    }
    return sorted(names, key=lambda name: worst.get(name, (0, 0.0)), reverse=True)


def _frame(side: Observations, answer: np.ndarray) -> "pd.DataFrame":
    import pandas as pd

    # Evidently writes names into its page as they are, inside scripts as well.
    frame = pd.DataFrame(side.features, columns=[for_page(name) for name in side.names])
    shown = np.array([for_page(str(each)) for each in answer], dtype=object)
    return frame.assign(confidence=side.confidence, answer=shown)
