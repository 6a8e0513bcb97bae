"""The facts of a version: in words at the head of its card, and as tags there and back."""

from datetime import date

from matchloop.release.facts import VersionFacts, with_facts

WHOLE = VersionFacts("1.4.0", date(2026, 3, 9), "1.12", latency_ms=0.4213, memory_mb=141.7)
BARE = VersionFacts("1.0.0", date(2026, 3, 9))


def test_in_words() -> None:
    assert str(WHOLE) == (
        "Version 1.4.0, trained on 2026-03-09. One answer takes 0.421 ms on one core. A process "
        "that loads it and answers holds at most 142 MB. Its graphs need ONNX Runtime 1.12 or "
        "newer."
    )
    assert str(BARE) == "Version 1.0.0, trained on 2026-03-09."


def test_at_the_head_of_a_card() -> None:
    card = with_facts("# matchloop.toys · forest\n\n## What it is\n\nA toy.\n", BARE)
    assert card == f"# matchloop.toys · forest\n\n{BARE}\n\n## What it is\n\nA toy.\n"
    assert with_facts("# a title alone", BARE) == f"# a title alone\n\n{BARE}\n"


def test_as_tags_and_back() -> None:
    assert WHOLE.as_tags() == {
        "semantic_version": "1.4.0",
        "trained": "2026-03-09",
        "least_onnxruntime": "1.12",
        "latency_ms": "0.421",
        "memory_mb": "142",
    }
    assert VersionFacts.from_tags({**WHOLE.as_tags(), "model": "forest"}) == VersionFacts(
        "1.4.0", date(2026, 3, 9), "1.12", latency_ms=0.421, memory_mb=142
    )
    assert VersionFacts.from_tags(BARE.as_tags()) == BARE
    assert VersionFacts.from_tags({"model": "forest"}) is None
