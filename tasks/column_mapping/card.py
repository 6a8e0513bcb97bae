"""What `column_mapping` adds to its model card. Pure."""

from collections.abc import Mapping

from matchloop.column_mapping.evidence.judgement import Mapped
from matchloop.column_mapping.strangers import results
from matchloop.release.card import Section
from matchloop.report.words import percent

_HEAD = (
    *("part", "what it is", "columns", "answered", "right of those", "right of those from 0.9"),
    *("found, of those with a standard", "falsely mapped, of those without one"),
)


def sections(parts: Mapping[str, Mapped]) -> tuple[Section, ...]:
    """Return the section on tables of strangers, none where nothing was measured."""
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
