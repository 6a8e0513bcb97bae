"""All distortions."""

from collections.abc import Mapping

from matchloop.column_mapping.generate import marks, shortening, translate, wording
from matchloop.column_mapping.generate.distortion import Distortion, Stage

DISTORTIONS: Mapping[str, Distortion] = {
    entry.name: entry
    for module in (translate, wording, shortening, marks)
    for entry in module.DISTORTIONS
}
"""All distortions by name; the random draws depend on the order within a stage."""


def of_stage(stage: Stage) -> tuple[Distortion, ...]:
    """Return the distortions of a stage."""
    return tuple(entry for entry in DISTORTIONS.values() if entry.stage == stage)
