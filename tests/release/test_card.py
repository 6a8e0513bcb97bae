import numpy as np

from matchloop.evaluation.classification import classification
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.ranking import ranking
from matchloop.release.card import Origin, Result, Section, SourceUse, model_card
from matchloop.release.verdict import Reason, Verdict
from tests.tiny_bundle import manifest

LABELS = ("no", "yes")
SURE, UNSURE = [0.92, 0.08], [0.4, 0.6]
"""Probabilities of an answer no, and of an answer yes."""
REAL = Result(
    HoldOut("real tables", "", True, None),
    classification(
        np.array([0, 0, 0, 0, 0, 1, 1, 1]),
        np.array([SURE] * 4 + [UNSURE] * 2 + [SURE] * 2),
        LABELS,
        {"words": LABELS[:1]},
    ),
)
SYNTHETIC = Result(
    HoldOut("synthetic test", "", False, None),
    classification(np.array([0, 1]), np.array([SURE, UNSURE]), LABELS),
)
SOURCES = (
    SourceUse("city | portal", "CC-BY-4.0", "train", ("a" * 64,), present=True),
    SourceUse("sortinghat_test", "Apache-2.0", "evaluate", (), present=False),
)
VERDICT = Verdict((Reason("size", True, "size fine"), Reason("latency", False, "too slow")))


def card(**changes: object) -> str:
    given = {
        "purpose": "Says yes or no.",
        "results": (REAL, SYNTHETIC),
        "sources": SOURCES,
        "verdict": VERDICT,
        "origin": Origin("abc1234", ("dvc repro",)),
        "limits": ("Never saw Tamil.",),
    }
    return model_card(manifest(), **(given | changes))  # type: ignore[arg-type]


def section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n\n")[2].partition("\n\n## ")[0]


def test_it_has_every_section_in_order() -> None:
    titles = [line[3:] for line in card().splitlines() if line.startswith("## ")]

    assert card().startswith("# matchloop.toys · forest\n")
    assert titles == [
        "What it is",
        "Data and licences",
        "Results on real tables",
        "Results on synthetic test",
        "Calibration",
        "Variants",
        "Verdict of the gate",
        "Limits",
        "How to reproduce",
    ]


def test_sources_with_licence_and_whether_they_were_used() -> None:
    text = section(card(), "Data and licences")

    assert f"| city \\| portal | CC-BY-4.0 | train | yes | `{'a' * 16}` |" in text
    assert "| sortinghat_test | Apache-2.0 | evaluate | **no: it could not be reached** |" in text


def test_of_a_source_with_many_files_a_few_are_shown() -> None:
    source = SourceUse("many", "MIT", "train", tuple(letter * 64 for letter in "abcde"), True)
    text = section(card(sources=(source,)), "Data and licences")

    assert f"`{'c' * 16}` and 2 more, in data/sources.yaml |" in text
    assert "d" * 16 not in text


def test_results_say_whether_they_are_of_real_data() -> None:
    assert (
        "Real data, 8 examples: accuracy **0.625**, macro-F1 **0.564**, calibration error "
        "**0.215**, coverage at confidence 0.9 **0.750**, accuracy at confidence 0.9 **0.667**, "
        "precision of words **0.667**, others taken for words **0.667**."
    ) in card()
    assert "Synthetic data, 2 examples: accuracy **1.000**" in card()
    assert "| yes | 0.500 | 0.333 | 0.400 | 3 |" in section(card(), "Results on real tables")


def test_a_ranking_has_its_own_figures_and_no_classes() -> None:
    ranked = ranking(np.array([[0, 1]]), np.array([[0.95, 0.02]]), np.array([0]))
    text = section(card(results=(Result(REAL.hold_out, ranked),)), "Results on real tables")
    assert text.startswith("Real data, 1 examples: right first **1.000**, right among the first")
    assert "mean reciprocal rank **1.000**" in text
    assert "|" not in text


def test_calibration_and_what_can_be_trusted() -> None:
    text = section(card(), "Calibration")

    assert "Temperature of the classifier 1.200" in text
    assert "On real tables the expected calibration error is 0.215." in text
    assert "| 0.9 | 0.667 | 0.750 |" in text
    assert "| 0.95 | – | 0.000 |" in text


def test_an_unfit_variant_says_why() -> None:
    text = section(card(), "Variants")

    assert (
        "| classifier | **float32** (served) | `model.onnx` | 0 | yes | the exported model |"
        in text
    )
    assert "| classifier | int8 | `model.int8.onnx` | 0 | **no** | loses 1.4 points |" in text


def test_the_verdict_with_its_reasons() -> None:
    assert section(card(), "Verdict of the gate") == "**Refused.**\n\n- ✓ size fine\n- ✗ too slow"
    assert section(card(verdict=None), "Verdict of the gate") == "The gate was not asked."


def test_limits_follow_from_the_figures() -> None:
    assert section(card(), "Limits").splitlines() == [
        "- On real tables, no is weak: recall 0.800, precision 0.667 over 5 examples.",
        "- On real tables, yes is weak: recall 0.333, precision 0.500 over 3 examples.",
        "- sortinghat_test could not be reached, so this version was not measured on it.",
        "- Never saw Tamil.",
    ]
    only_synthetic = card(results=(SYNTHETIC,), sources=(), limits=())
    assert section(only_synthetic, "Limits") == "- It was not measured on real data."
    assert "synthetic data only" in section(only_synthetic, "Data and licences")


def test_how_to_reproduce() -> None:
    assert "```sh\ngit checkout abc1234\ndvc repro\n```" in card()
    assert "The git commit is not known" in card(origin=Origin(""))


def test_a_family_adds_sections_of_its_own() -> None:
    own = Section("Tables of strangers", "How they fare.", ("part", "right"), (("a|b", "97 %"),))
    assert section(card(own=(own,)), "Tables of strangers") == (
        "How they fare.\n\n| part | right |\n| --- | --- |\n| a\\|b | 97 % |"
    )


def test_a_threshold_is_told_with_the_graph_that_it_is_of() -> None:
    assert "| threshold: " not in card()
    assert "| threshold of the " in card()
