"""The model card: what a version is, what it was made from, how good it is, where it ends.

Pure: a card is Markdown made from the bundle's manifest and what the caller knows of data,
evaluation and verdict. It reads no file and knows nothing of the registry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matchloop.bundle import BundleManifest
from matchloop.release.gate import Verdict

_WEAK = 0.8  # a class found or right less often than this is named under limits


@dataclass(frozen=True)
class ClassScores:
    """One class on one hold-out; shares between 0 and 1, None where there was nothing to divide
    by; support in examples.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    support: int


@dataclass(frozen=True)
class Holdout:
    """A frozen hold-out with the version's figures; `real` False means synthetic.

    `macro_f1` and `classes` are there where labels are told apart, `top_3` where candidates are
    ranked. `trusted` maps a confidence to (accuracy, coverage) of the answers at or above it.
    """

    name: str
    real: bool
    examples: int
    accuracy: float
    ece: float
    macro_f1: float | None = None
    top_3: float | None = None
    classes: Mapping[str, ClassScores] = field(default_factory=dict)
    trusted: Mapping[float, tuple[float | None, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, real: bool, measured: Mapping[str, Any]) -> "Holdout":
        """From what `ClassificationMetrics.to_dict` gives, as it is kept in a report's JSON."""
        names = ("precision", "recall", "f1", "support")
        return cls(
            name=name,
            real=real,
            examples=measured["count"],
            accuracy=measured["accuracy"],
            macro_f1=measured["macro_f1"],
            ece=measured["ece"],
            classes={
                label: ClassScores(*(scores[each] for each in names))
                for label, scores in measured["per_class"].items()
            },
            trusted=_trusted(measured),
        )

    @classmethod
    def of_ranking(cls, name: str, real: bool, measured: Mapping[str, Any]) -> "Holdout":
        """From what `RankingMetrics.to_dict` gives."""
        return cls(
            name=name,
            real=real,
            examples=measured["count"],
            accuracy=measured["top1"],
            top_3=measured["top3"],
            ece=measured["ece"],
            trusted=_trusted(measured),
        )


def _trusted(measured: Mapping[str, Any]) -> dict[float, tuple[float | None, float]]:
    return {
        point["threshold"]: (point["accuracy"], point["coverage"]) for point in measured["coverage"]
    }


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


def model_card(
    manifest: BundleManifest,
    *,
    purpose: str,
    holdouts: Sequence[Holdout],
    sources: Sequence[SourceUse],
    verdict: Verdict | None,
    origin: Origin,
    limits: Sequence[str] = (),
) -> str:
    """A model card in Markdown.

    `purpose` says in a sentence or two what the family answers; `limits` adds what is known
    beyond the limits that follow from the figures; `verdict` is None if the gate was not asked.
    """
    sections = {
        "What it is": _what(manifest, purpose),
        "Data and licences": _data(sources),
        **{f"Results on {each.name}": _results(each) for each in holdouts},
        "Calibration": _calibration(manifest, holdouts),
        "Variants": _variants(manifest),
        "Verdict of the gate": _verdict(verdict),
        "Limits": _limits(holdouts, sources, limits),
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
                (f"threshold: {name}", f"{at:g}")
                for graph in manifest.graphs.values()
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
    return " ".join(f"`{digest[:16]}`" for digest in source.sha256)


def _results(holdout: Holdout) -> Iterator[str]:
    kind = "Real" if holdout.real else "Synthetic"
    figures = [f"accuracy **{holdout.accuracy:.3f}**"]
    if holdout.macro_f1 is not None:
        figures.append(f"macro-F1 **{holdout.macro_f1:.3f}**")
    if holdout.top_3 is not None:
        figures.append(f"right among the first three **{holdout.top_3:.3f}**")
    yield f"{kind} data, {holdout.examples:,} examples: {', '.join(figures)}."
    if not holdout.classes:
        return
    yield ""
    yield from _table(
        ("class", "precision", "recall", "F1", "examples"),
        [
            (name, _share(s.precision), _share(s.recall), _share(s.f1), f"{s.support:,}")
            for name, s in holdout.classes.items()
        ],
    )


def _calibration(manifest: BundleManifest, holdouts: Sequence[Holdout]) -> Iterator[str]:
    for role, graph in manifest.graphs.items():
        if graph.calibration is not None:
            yield (
                f"Temperature of the {role} {graph.calibration.temperature:.3f}; expected "
                f"calibration error where it was fitted {graph.calibration.ece:.3f}."
            )
    for each in holdouts:
        yield ""
        yield f"On {each.name} the expected calibration error is {each.ece:.3f}."
        if each.trusted:
            yield ""
            yield from _table(
                ("confidence at least", "accuracy", "coverage"),
                [(f"{at:g}", _share(a), _share(c)) for at, (a, c) in each.trusted.items()],
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
        yield f"- {'✓' if reason.passed else '✗'} {reason.text}"


def _limits(
    holdouts: Sequence[Holdout], sources: Sequence[SourceUse], limits: Sequence[str]
) -> Iterator[str]:
    found = [*_weak_classes(holdouts), *_absent(sources), *limits]
    if not any(each.real for each in holdouts):
        found.insert(0, "It was not measured on real data.")
    for limit in found or ["None beyond the figures above."]:
        yield f"- {limit}"


def _weak_classes(holdouts: Sequence[Holdout]) -> Iterator[str]:
    for holdout in holdouts:
        for name, scores in holdout.classes.items():
            if scores.support and min(scores.recall or 0, scores.precision or 0) < _WEAK:
                yield (
                    f"On {holdout.name}, {name} is weak: recall {_share(scores.recall)}, "
                    f"precision {_share(scores.precision)} over {scores.support:,} examples."
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
