"""How a release finds what a family offers it: the module `tasks/<family>/release.py`.

    candidate(root: Path) -> Path
        The folder of the bundle that is proposed, e.g. models/column_types/network.
    gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs
        Both bundles measured on the same frozen hold-outs, and on the recent feedback that was
        kept back, where there is enough in data/recent/<family>/.

A family without that module is trained but not released. Knows nothing of Prefect or DVC.
"""

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from matchloop.bundle import Bundle
from matchloop.release.inputs import GateInputs
from matchloop.releasing import Proposal


class Limited:
    """A family whose candidates have other limits to reach, such as those of a retraining."""

    def __init__(self, family: Proposal, limits: Mapping[str, float]):
        self._family, self._limits = family, limits

    def candidate(self, root: Path) -> Path:
        """Folder of the bundle that is proposed."""
        return self._family.candidate(root)

    def gate_inputs(self, candidate: Bundle, champion: Bundle | None) -> GateInputs:
        """The family's own, with the other limits."""
        inputs = self._family.gate_inputs(candidate, champion)
        return replace(inputs, limits=inputs.limits.model_copy(update=dict(self._limits)))


def load(family: str) -> Proposal | None:
    """What a family offers for a release, or None if it is not released."""
    package, name = f"tasks.{family}", f"tasks.{family}.release"
    if importlib.util.find_spec(package) is None or importlib.util.find_spec(name) is None:
        return None
    return cast(Proposal, importlib.import_module(name))
