"""How tables of strangers are mapped, as report and card tell it. Pure."""

from collections.abc import Mapping

from matchloop import report
from matchloop.column_mapping.evidence.judgement import Mapped
from matchloop.labels.foreign import Part

ABOUT = {
    Part.LEARN: "the second look learned on them, each is judged by trees that had not seen it",
    Part.CALIBRATE: "confidences and the threshold were set on them, nothing was learned",
    Part.MEASURE: "nothing was learned or set on them: what to expect of tables never seen",
}
"""What each part is."""


def results(parts: Mapping[str, Mapped]) -> tuple[report.StrangersResult, ...]:
    """Return the rows of the report's table, the part that a promise is checked on first."""
    return tuple(
        report.StrangersResult(part=str(part), about=ABOUT[part], **parts[part].model_dump())
        for part in (Part.MEASURE, Part.CALIBRATE, Part.LEARN)
        if part in parts
    )
