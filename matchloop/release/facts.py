"""What a user needs to know of a version before using it: its number, its age and what it costs.

Kept as tags of the registered version and at the head of its card, not in the bundle: dates and
measurements differ from run to run, and the same model is to be the same bytes. Knows nothing of
the registry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True)
class VersionFacts:
    """The facts of a registered version.

    version: major.minor.patch; trained: the day, UTC; least_onnxruntime: the oldest that runs it,
    "" if not known; latency_ms: of one answer; memory_mb: the most that a process of its own
    holds while it loads the bundle and answers, in 10^6 bytes; both None if not measured.
    """

    version: str
    trained: date
    least_onnxruntime: str = ""
    latency_ms: float | None = None
    memory_mb: float | None = None

    def as_tags(self) -> dict[str, str]:
        """As tags of the registered version; what is not known has no tag."""
        tags = {
            "semantic_version": self.version,
            "trained": self.trained.isoformat(),
            "least_onnxruntime": self.least_onnxruntime,
            "latency_ms": "" if self.latency_ms is None else f"{self.latency_ms:.3g}",
            "memory_mb": "" if self.memory_mb is None else f"{self.memory_mb:.0f}",
        }
        return {name: value for name, value in tags.items() if value}

    @classmethod
    def from_tags(cls, tags: Mapping[str, str]) -> Self | None:
        """The facts that tags hold; None for a version that was registered without them."""
        if "semantic_version" not in tags or "trained" not in tags:
            return None
        latency, memory = tags.get("latency_ms"), tags.get("memory_mb")
        return cls(
            version=tags["semantic_version"],
            trained=date.fromisoformat(tags["trained"]),
            least_onnxruntime=tags.get("least_onnxruntime", ""),
            latency_ms=float(latency) if latency else None,
            memory_mb=float(memory) if memory else None,
        )

    def __str__(self) -> str:
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"Version {self.version}, trained on {self.trained.isoformat()}."
        if self.latency_ms is not None:
            yield f"One answer takes {self.latency_ms:.3g} ms on one core."
        if self.memory_mb is not None:
            yield f"A process that loads it and answers holds at most {self.memory_mb:.0f} MB."
        if self.least_onnxruntime:
            yield f"Its graphs need ONNX Runtime {self.least_onnxruntime} or newer."


def with_facts(card: str, facts: VersionFacts) -> str:
    """A model card in Markdown with a version's facts below its title."""
    title, _, rest = card.partition("\n")
    return f"{title}\n\n{facts}\n{rest}"
