"""How tables of strangers are mapped, as the report and the model card tell it. Pure."""

from collections.abc import Mapping

from matchloop import report
from matchloop.column_mapping.evidence.foreign import Part
from matchloop.column_mapping.evidence.judgement import Mapped
from matchloop.release.card import Section
from matchloop.report.words import percent

ABOUT = {
    Part.LEARN: "the second look learned on them, each is judged by trees that had not seen it",
    Part.CALIBRATE: "confidences and the threshold were set on them, nothing was learned",
    Part.MEASURE: "nothing was learned or set on them: what to expect of tables never seen",
}
"""What each part is."""
_HEAD = (
    *("part", "what it is", "columns", "answered", "right of those", "right of those from 0.9"),
    *("found, of those with a standard", "falsely mapped, of those without one"),
)


def results(parts: Mapping[str, Mapped]) -> tuple[report.StrangersResult, ...]:
    """Return the rows of the report's table, the part that a promise is checked on first."""
    return tuple(
        report.StrangersResult(part=str(part), about=ABOUT[part], **parts[part].model_dump())
        for part in (Part.MEASURE, Part.CALIBRATE, Part.LEARN)
        if part in parts
    )


def section(parts: Mapping[str, Mapped]) -> tuple[Section, ...]:
    """Return the model card's section on them, none where nothing was measured."""
    rows = [
        (
            each.part,
            each.about,
            f"{each.columns:,}",
            *map(percent, (each.answered, each.right, each.right_when_sure)),
            *map(percent, (each.found, each.falsely_mapped)),
        )
        for each in results(parts)
    ]
    about = (
        "Columns of tables by other hands, labelled by reading: the first answer of the second "
        "look, at the threshold that serves tables."
    )
    return (Section("Tables of strangers", about, _HEAD, tuple(rows)),) if rows else ()
