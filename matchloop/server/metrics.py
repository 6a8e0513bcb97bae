"""What the service measures of itself, for Prometheus.

With several worker processes each writes its figures to the folder that PROMETHEUS_MULTIPROC_DIR
names, and whichever is asked adds them up.
"""

import os
from collections.abc import Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
_SHARES = tuple(round(0.1 * i, 1) for i in range(1, 11))


class Metrics:
    """The figures of one process; a registry of its own, so that tests do not share any."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"matchloop_{name}", text, labels, registry=registry)

        def histogram(name: str, text: str, buckets: Any, *labels: str) -> Histogram:
            return Histogram(f"matchloop_{name}", text, labels, buckets=buckets, registry=registry)

        def gauge(name: str, text: str, mode: Any, *labels: str) -> Gauge:
            return Gauge(
                f"matchloop_{name}", text, labels, multiprocess_mode=mode, registry=registry
            )

        self.requests = counter("requests", "Requests.", "route", "status")
        self.problems = counter("problems", "Requests refused or failed.", "kind")
        self.request_seconds = histogram("request_seconds", "A request.", _SECONDS, "route")
        self.phase_seconds = histogram(
            "phase_seconds", "Reading, waiting, answering.", _SECONDS, "family", "phase"
        )
        self.under_way = gauge("questions", "Questions under way.", "livesum", "family")
        self.batch_questions = histogram(
            "batch_questions", "Questions answered together.", _SIZES, "family"
        )
        self.batch_columns = histogram(
            "batch_columns", "Columns answered together.", _SIZES, "family"
        )
        self.cache = counter("cache", "Questions, by where the answer was kept.", "kept")
        self.shared_open = gauge(
            "shared_cache_out_of_reach", "1 while Redis is left alone.", "livemax"
        )
        self.columns = counter("columns", "Columns answered.", "family", "sure")
        self.confidence = histogram("confidence", "Of each answer.", _SHARES, "family")
        self.version = gauge("model_version", "Version that answers.", "livemin", "family")
        self.since = gauge(
            "model_loaded_timestamp_seconds", "When it began to answer.", "livemin", "family"
        )

    def answered(self, family: str, confidences: Any, sure: int) -> None:
        """Note the answers to one question."""
        self.columns.labels(family, "yes").inc(sure)
        self.columns.labels(family, "no").inc(len(confidences) - sure)
        observe = self.confidence.labels(family).observe
        for confidence in confidences:
            observe(confidence)

    def text(self, versions: Mapping[str, tuple[int, float]], shared_open: bool) -> bytes:
        """Return all figures as Prometheus reads them.

        versions: which version answers, and since when (seconds since 1970), by family.
        """
        for family, (version, since) in versions.items():
            self.version.labels(family).set(version)
            self.since.labels(family).set(since)
        self.shared_open.set(shared_open)
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)
