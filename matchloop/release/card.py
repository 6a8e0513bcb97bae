"""The model card: what a version is, what it was made from, how good it is, where it ends.

Pure: a card is Markdown made from the bundle's manifest and what the caller knows of data,
evaluation and verdict. It reads no file and knows nothing of the registry.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matchloop.bundle import BundleManifest
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.measured import Measured
from matchloop.release.verdict import Verdict

_WEAK = 0.8  # a class found or right less often than this is named under limits
_DIGESTS = 3  # files of a source that are shown


@dataclass(frozen=True)
class Result:
    """A version's figures on one hold-out."""

    hold_out: HoldOut[Any]
    measured: Measured


@dataclass(frozen=True)
class SourceUse:
    """A data source and whether this version saw it; `sha256` of its files, () if unknown."""

    name: str
    licence: str
    role: str
    sha256: tuple[str, ...]
    present: bool


@dataclass(frozen=True)
class Origin:
    """Where a version comes from; "" for a git commit that is not known."""

    git_commit: str
    commands: tuple[str, ...] = ("make run",)


@dataclass(frozen=True)
class Section:
    """A section that a family adds to its card: a table, and what it is about in a sentence."""

    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def model_card(
    manifest: BundleManifest,
    *,
    purpose: str,
    results: Sequence[Result],
    sources: Sequence[SourceUse],
    verdict: Verdict | None,
    origin: Origin,
    limits: Sequence[str] = (),
    own: Sequence[Section] = (),
) -> str:
    """A model card in Markdown.

    `purpose` says in a sentence or two what the family answers; `limits` adds what is known
    beyond the limits that follow from the figures; `own` are the family's sections; `verdict` is
    None if the gate was not asked.
    """
    sections = {
        "What it is": _what(manifest, purpose),
        "Data and licences": _data(sources),
        **{f"Results on {each.hold_out.name}": _results(each) for each in results},
        **{each.title: _own(each) for each in own},
        "Calibration": _calibration(manifest, results),
        "Variants": _variants(manifest),
        "Verdict of the gate": _verdict(verdict),
        "Limits": _limits(results, sources, limits),
        "How to reproduce": _reproduce(manifest, origin),
    }
    parts = [f"# matchloop.{manifest.family} · {manifest.model}"]
    parts += [f"## {title}\n\n" + "\n".join(lines) for title, lines in sections.items()]
    return "\n\n".join(parts) + "\n"


def _what(manifest: BundleManifest, purpose: str) -> Iterator[str]:
    yield purpose
    yield ""
    yield from _table(
        ("", ""),
        [
            ("model", manifest.model),
            ("answers", ", ".join(manifest.labels) or "candidates, ranked"),
            (
                "input",
                f"{len(manifest.feature_names)} features, version {manifest.feature_version}",
            ),
            *(
                (f"{role} served as", f"{graph.served}, ONNX opset {graph.opset}")
                for role, graph in manifest.graphs.items()
            ),
            *(
                (f"threshold of the {role}: {name}", f"{at:g}")
                for role, graph in manifest.graphs.items()
                for name, at in graph.thresholds.items()
            ),
        ],
    )


def _data(sources: Sequence[SourceUse]) -> Iterator[str]:
    if not sources:
        yield "No public source; synthetic data only."
        return
    yield from _table(
        ("source", "licence", "role", "used", "SHA-256"),
        [(each.name, each.licence, each.role, _used(each), _digests(each)) for each in sources],
    )


def _used(source: SourceUse) -> str:
    return "yes" if source.present else "**no: it could not be reached**"


def _digests(source: SourceUse) -> str:
    shown = " ".join(f"`{digest[:16]}`" for digest in source.sha256[:_DIGESTS])
    more = len(source.sha256) - _DIGESTS
    return f"{shown} and {more} more, in data/sources.yaml" if more > 0 else shown


def _results(result: Result) -> Iterator[str]:
    kind, measured = "Real" if result.hold_out.real else "Synthetic", result.measured
    figures = [f"{m.words} **{_share(value)}**" for m, value in measured.figures.items()]
    yield f"{kind} data, {measured.count:,} examples: {', '.join(figures)}."
    if not measured.per_class:
        return
    yield ""
    yield from _table(
        ("class", "precision", "recall", "F1", "examples"),
        [
            (s.label, _share(s.precision), _share(s.recall), _share(s.f1), f"{s.support:,}")
            for s in measured.per_class
        ],
    )


def _own(section: Section) -> Iterator[str]:
    yield section.about
    yield ""
    yield from _table(section.head, section.rows)


def _calibration(manifest: BundleManifest, results: Sequence[Result]) -> Iterator[str]:
    for role, graph in manifest.graphs.items():
        if graph.calibration is not None:
            yield (
                f"Temperature of the {role} {graph.calibration.temperature:.3f}; expected "
                f"calibration error where it was fitted {graph.calibration.ece:.3f}."
            )
    for each in results:
        yield ""
        yield (
            f"On {each.hold_out.name} the expected calibration error is {each.measured.ece:.3f}."
        )
        yield ""
        yield from _table(
            ("confidence at least", "accuracy", "coverage"),
            [
                (f"{point.threshold:g}", _share(point.accuracy), _share(point.coverage))
                for point in each.measured.coverage
            ],
        )


def _variants(manifest: BundleManifest) -> Iterator[str]:
    yield from _table(
        ("graph", "variant", "file", "bytes", "fit", "figures"),
        [
            (
                role,
                f"**{name}** (served)" if name == graph.served else name,
                f"`{each.file}`",
                f"{each.bytes:,}",
                "yes" if each.fit else "**no**",
                each.reason,
            )
            for role, graph in manifest.graphs.items()
            for name, each in graph.variants.items()
        ],
    )


def _verdict(verdict: Verdict | None) -> Iterator[str]:
    if verdict is None:
        yield "The gate was not asked."
        return
    yield "**Passed.**" if verdict.promote else "**Refused.**"
    yield ""
    for reason in verdict.reasons:
        yield f"- {reason}"


def _limits(
    results: Sequence[Result], sources: Sequence[SourceUse], limits: Sequence[str]
) -> Iterator[str]:
    found = [*_weak_classes(results), *_absent(sources), *limits]
    if not any(each.hold_out.real for each in results):
        found.insert(0, "It was not measured on real data.")
    for limit in found or ["None beyond the figures above."]:
        yield f"- {limit}"


def _weak_classes(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        for scores in result.measured.per_class:
            if scores.support and min(scores.recall or 0, scores.precision or 0) < _WEAK:
                yield (
                    f"On {result.hold_out.name}, {scores.label} is weak: recall "
                    f"{_share(scores.recall)}, precision {_share(scores.precision)} over "
                    f"{scores.support:,} examples."
                )


def _absent(sources: Sequence[SourceUse]) -> Iterator[str]:
    for source in sources:
        if not source.present:
            lost = "measured on it" if source.role == "evaluate" else "made with it"
            yield f"{source.name} could not be reached, so this version was not {lost}."


def _reproduce(manifest: BundleManifest, origin: Origin) -> Iterator[str]:
    first = [f"git checkout {origin.git_commit}"] if origin.git_commit else []
    yield "```sh"
    yield from [*first, *origin.commands]
    yield "```"
    yield ""
    if not origin.git_commit:
        yield "The git commit is not known: the model was made outside a repository."
        yield ""
    yield f"Data `{manifest.data_hash[:16]}`, parameters `{manifest.params_hash[:16]}`."
    yield ""
    yield from _table(
        ("file", "SHA-256"), [(name, f"`{digest}`") for name, digest in manifest.files.items()]
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; a bar or a line break in a cell would break it."""
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row([" ".join(cell.split()).replace("|", "\\|") for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
