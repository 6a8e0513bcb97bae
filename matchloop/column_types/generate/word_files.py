"""The generator's words: YAML files in the folder words, read and checked against a model.

Knows how such a file is read and refused, not what its words are for.
"""

from importlib import resources
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from matchloop.errors import DataError

T = TypeVar("T")
Texts = Annotated[tuple[str, ...], Field(min_length=1)]
"""A list of texts, at least one."""


class Words(BaseModel):
    """Words of one file, or of a part of it; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read(name: str, kind: type[T]) -> T:
    """Read words/<name>.yaml as `kind`. Raises DataError naming the first wrong entry."""
    file = resources.files(__package__).joinpath("words", f"{name}.yaml")
    return parse(name, file.read_text(encoding="utf-8"), kind)


def parse(name: str, text: str, kind: type[T]) -> T:
    """Read the content of words/<name>.yaml, as `read` does."""
    try:
        content = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        found = " ".join(str(error).split())
        raise DataError(f"words/{name}.yaml is not YAML: {found}. Mend the file.") from error
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        # YAML reads a bare "no" or "on" as a boolean.
        raise DataError(
            f"words/{name}.yaml: {place} is {first['input']!r}: {first['msg'].lower()}. Put quotes "
            "around words like no, on, yes and around numbers."
        ) from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that stands twice in one mapping, of which YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)
