"""What a run has done, as Prefect artifacts for the person at the UI.

Turns plain dataclasses into tables, Markdown and links; computes nothing. Call it inside a
flow run. Artifact keys begin with the family, so the UI keeps a history of each.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)

from tasks.pipeline.stages import PipelineRun
from tasks.release import Change, ReleaseResult

REPORTS = Path("reports")
"""The project's folder of reports."""

REPORTS_URL = "MATCHLOOP_REPORTS_URL"
"""Variable with the address at which `make ui` serves that folder; unset without it."""


def pipeline(family: str, run: PipelineRun, reason: str) -> None:
    """Publish what became of each stage."""
    create_table_artifact(
        key=key(family, "stages"), table=stage_rows(run), description=f"{run} ({reason})"
    )


def release(result: ReleaseResult, root: Path) -> None:
    """Publish the verdict with its reasons, the figures against the champion, and the reports."""
    create_markdown_artifact(
        key=key(result.family, "verdict"), markdown=verdict_markdown(result, root)
    )
    if result.changes:
        create_table_artifact(
            key=key(result.family, "metrics"),
            table=[change_row(change) for change in result.changes],
            description=f"Candidate {result.model} against {result.against}",
        )
    for path in result.reports:
        create_link_artifact(
            key=key(result.family, path.parent.name, path.stem),
            link=address(root, path),
            link_text=f"{path.parent.name}: {path.name}",
            description=f"The file is `{path}` in the project.",
        )


def key(*parts: str) -> str:
    """An artifact's key: lowercase letters, digits and dashes are all that Prefect takes."""
    text = "-".join(parts).lower()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)


def stage_rows(run: PipelineRun) -> list[dict[str, str]]:
    """One row a stage: name, outcome, seconds."""
    return [
        {"stage": stage.name, "outcome": stage.outcome.value, "seconds": f"{stage.seconds:.1f}"}
        for stage in run.stages
    ]


def change_row(change: Change) -> dict[str, str]:
    """A figure of the candidate beside the champion's, in words where there is none."""
    old, new = change.champion, change.candidate
    return {
        "measured on": change.place,
        "figure": change.metric.words,
        "champion": "none yet" if old is None else f"{old:.4f}",
        "candidate": f"{new:.4f}",
        "change": "" if old is None else f"{new - old:+.4f}",
        "better": {True: "yes", False: "no", None: ""}[change.better],
    }


def verdict_markdown(result: ReleaseResult, root: Path) -> str:
    """The gate's answer, its reasons, and where the reports lie."""
    lines = [
        f"# {result.title}",
        f"Candidate: **{result.model}**, compared with {result.against}.",
        _list("Reasons", result.reasons),
        _list("Reports", [f"[{path}]({address(root, path)})" for path in result.reports]),
    ]
    if result.reports and REPORTS_URL not in os.environ:
        lines.append(
            "A browser does not follow these links from this page: open the files in the project "
            "folder, or start this page with `make ui`, which serves them."
        )
    return "\n\n".join(line for line in lines if line) + "\n"


def address(root: Path, path: Path) -> str:
    """Where a report (a path relative to `root`) can be opened: served by `make ui`, or a file."""
    base = os.environ.get(REPORTS_URL)
    if base and path.is_relative_to(REPORTS):
        return f"{base.rstrip('/')}/{quote(path.relative_to(REPORTS).as_posix())}"
    return (root / path).absolute().as_uri()


def _list(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""
