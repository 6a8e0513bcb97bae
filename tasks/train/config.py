"""A family's parameters: the defaults, what the user's file changes, and the model to propose.

Knows which keys there are from the family's own model, so that one that is not is told with those
that are.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matchloop.documents import read_yaml
from matchloop.errors import DocumentError, ParamsError
from matchloop.family import Family
from matchloop.params import check_params
from matchloop.section import Section
from tasks.train import defaults

CHOICE = ("evaluate", "model")
"""Which parameter of a family with several models says which one is proposed."""


def params_of(
    family: Family, config: Path | None, model: str | None, models: Sequence[str]
) -> dict[str, Any]:
    """The content of params.yaml with the family's changes in it.

    config: YAML with the family's section or parts of it; a section is merged, anything else
    replaced. model: one of `models`, or None for the best. Raises ParamsError.
    """
    params: dict[str, Any] = read_yaml(defaults.path_of("params.yaml"))
    section = params[family.name]
    if config is not None:
        changes = _read(config, family.name)
        if unknown := list(_unknown(family.params, changes, family.name)):
            raise ParamsError(f"{config}: {'; '.join(unknown)}. Mend it and run again.")
        _merge(family.params, section, changes)
    if model is not None:
        if model not in models:
            raise ParamsError(
                f"There is no model {model!r} of {family.name}; there are: {', '.join(models)}."
            )
        if len(models) > 1:
            part, key = CHOICE
            section[part][key] = model
    check_params(params, config or defaults.path_of("params.yaml"))
    return params


def _read(path: Path, family: str) -> Mapping[str, Any]:
    try:
        found = read_yaml(path)
    except (FileNotFoundError, DocumentError) as error:
        problem = (
            str(error)
            if isinstance(error, DocumentError)
            else f"{path} cannot be read: no such file"
        )
        raise ParamsError(f"{problem}. Give a YAML file with parameters of {family}.") from error
    found = {} if found is None else found
    if isinstance(found, dict) and list(found) == [family]:
        found = found[family]
    if not isinstance(found, dict):
        raise ParamsError(
            f"{path} holds {str(found)[:40]!r}; expected parameters of {family}, as they "
            "stand in its section of params.yaml."
        )
    return found


def _unknown(section: type[Section], changes: Mapping[str, Any], place: str) -> Iterator[str]:
    """Each key that the section does not have, with those it has."""
    known = _fields(section)
    for key, value in changes.items():
        if key not in known:
            yield f"{key!r} is not a parameter of {place}; there are: {', '.join(known)}"
        elif (inner := known[key]) is not None and isinstance(value, dict):
            yield from _unknown(inner, value, f"{place}.{key}")


def _merge(section: type[Section], into: dict[str, Any], changes: Mapping[str, Any]) -> None:
    known = _fields(section)
    for key, value in changes.items():
        inner = known[key]
        if inner is not None and isinstance(value, dict):
            _merge(inner, into[key], value)
        else:
            into[key] = value


def _fields(section: type[Section]) -> dict[str, type[Section] | None]:
    """The keys of a section; with those that are sections themselves, their model."""
    return {
        field.alias or name: _section(field.annotation)
        for name, field in section.model_fields.items()
    }


def _section(kind: Any) -> type[Section] | None:
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None
