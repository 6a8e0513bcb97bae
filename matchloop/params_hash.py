"""One hash for some sections of params.yaml: what a training, a checkpoint or a bundle depends on.

A change of any other section leaves it as it is. Hashed is what was read, not how it was written:
comments and the order of keys play no part.
"""

import hashlib
import json
from typing import Any

from matchloop.errors import ParamsError
from matchloop.family import Family
from matchloop.params import Params


def params_hash(params: Params, *sections: str) -> str:
    """Hexadecimal SHA-256 of sections by their dotted names, such as "column_mapping.train".

    The order in which they are named plays no part. Raises ParamsError for one that is not there.
    """
    everything = params.model_dump(mode="json", by_alias=True)
    chosen = {name: _section(everything, name) for name in sections}
    text = json.dumps(chosen, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sections_of(family: Family) -> tuple[str, ...]:
    """The sections that have a say in what a family's training makes."""
    warm = ("retrain.warm_start",) if family.warm else ()
    return ("base", family.name, *warm)


def _section(everything: dict[str, Any], name: str) -> Any:
    value: Any = everything
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            raise ParamsError(
                f"params.yaml has no section {name!r} to be hashed; its sections are "
                f"{', '.join(everything)}. Name one of these, or one below them."
            )
        value = value[part]
    return value
