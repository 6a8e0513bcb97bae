"""The parts of the toy families."""

from collections.abc import Mapping
from typing import Any

from matchloop.bundle import Bundle
from matchloop.bundle.rehearsal import run_once
from matchloop.graphs import inference
from matchloop.labels.from_feedback import Example


class Toy:
    """A bundle's model, loaded."""

    def __init__(self, bundle: Bundle, version: str):
        self.version = version
        self.session = inference.session(bundle.graph("classifier").path)


class Golden:
    """Golden inputs that every bundle passes."""

    @staticmethod
    def check(bundle: Bundle) -> None:
        """Load it."""
        Toy(bundle, "golden")

    @staticmethod
    def verify(model: Any, bundle: Bundle) -> None:
        """Nothing is asked but that it runs."""
        run_once(bundle)


class Names:
    """Feedback on names: the example is `{"name": …}`."""

    COLUMNS = ("name", "right")
    PAYLOAD = ("name",)

    @staticmethod
    def check(payload: Mapping[str, Any], right: str) -> str:
        """Say what is wrong; a name is a text."""
        return "the name is no text" if not isinstance(payload.get("name", ""), str) else ""

    @staticmethod
    def example(payload: Mapping[str, Any], right: str, name: str | None) -> Example | None:
        """The labelled name."""
        raw = payload.get("name") or name
        return Example(raw.lower(), right.lower(), (raw, right)) if raw else None
