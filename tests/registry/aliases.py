"""What tests of the registry ask of its aliases, and how they break it."""

import pytest

from matchloop import registry, serving
from matchloop.registry import mlflow_store
from matchloop.serving import Pointer


def state(family: str = "toys") -> tuple[dict[int, tuple[str, ...]], Pointer | None]:
    aliases = {each.version: each.aliases for each in registry.versions(family)}
    return aliases, serving.current(family)


def raw_aliases() -> dict[str, int]:
    found = mlflow_store.client().get_registered_model("matchloop.toys").aliases
    return {name: int(version) for name, version in found.items()}


def refuse_champion(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the registry fail at the one step that takes effect."""
    store = mlflow_store.client()
    really = store.set_registered_model_alias

    def set_alias(name: str, alias: str, version: str) -> None:
        if alias == "champion":
            raise error
        really(name, alias, version)

    monkeypatch.setattr(store, "set_registered_model_alias", set_alias)
