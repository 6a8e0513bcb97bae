"""All kinds of columns, by label."""

from collections.abc import Mapping

from matchloop.column_types.generate import unknowns
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.typed_kinds import TYPED_KINDS

KINDS: Mapping[str, tuple[Kind, ...]] = {**TYPED_KINDS, "unknown": unknowns.KINDS}
"""Kinds of each label, in an order on which the random draws depend."""
