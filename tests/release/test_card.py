import numpy as np

from matchloop.evaluation.classification import classification
from matchloop.release.card import ClassScores, Holdout, Origin, SourceUse, model_card
from matchloop.release.gate import Reason, Verdict
from tests.tiny_bundle import manifest

REAL = Holdout(
    name="real tables",
    real=True,
    examples=150,
    accuracy=0.933,
    macro_f1=0.911,
    ece=0.041,
    classes={"no": ClassScores(0.95, 0.97, 0.96, 90), "yes": ClassScores(0.7, None, None, 60)},
    trusted={0.9: (0.981, 0.8), 0.95: (None, 0.0)},
)
SYNTHETIC = Holdout("synthetic test", False, 3000, 0.97, ece=0.02, macro_f1=0.962)
SOURCES = (
    SourceUse("city | portal", "CC-BY-4.0", "train", ("a" * 64,), present=True),
    SourceUse("sortinghat_test", "Apache-2.0", "evaluate", (), present=False),
)
VERDICT = Verdict((Reason("size", True, "size fine"), Reason("latency", False, "too slow")))


def card(**changes: object) -> str:
    given = {
        "purpose": "Says yes or no.",
        "holdouts": (REAL, SYNTHETIC),
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


def test_results_say_whether_they_are_of_real_data() -> None:
    assert "Real data, 150 examples: accuracy **0.933**, macro-F1 **0.911**." in card()
    assert "Synthetic data, 3,000 examples: accuracy **0.970**" in card()
    assert "| yes | 0.700 | – | – | 60 |" in section(card(), "Results on real tables")


def test_calibration_and_what_can_be_trusted() -> None:
    text = section(card(), "Calibration")

    assert "Temperature of the classifier 1.200" in text
    assert "On real tables the expected calibration error is 0.041." in text
    assert "| 0.9 | 0.981 | 0.800 |" in text
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
        "- On real tables, yes is weak: recall –, precision 0.700 over 60 examples.",
        "- sortinghat_test could not be reached, so this version was not measured on it.",
        "- Never saw Tamil.",
    ]
    only_synthetic = card(holdouts=(SYNTHETIC,), sources=(), limits=())
    assert section(only_synthetic, "Limits") == "- It was not measured on real data."
    assert "synthetic data only" in section(only_synthetic, "Data and licences")


def test_how_to_reproduce() -> None:
    assert "```sh\ngit checkout abc1234\ndvc repro\n```" in card()
    assert "The git commit is not known" in card(origin=Origin(""))


def test_a_holdout_from_measured_metrics() -> None:
    measured = classification(
        np.array([0, 0, 1, 1]),
        np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]),
        ("no", "yes"),
    )

    found = Holdout.of("real tables", True, measured.to_dict())

    assert (found.examples, found.accuracy) == (4, 0.75)
    assert found.classes["yes"] == ClassScores(1.0, 0.5, round(2 / 3, 6), 2)
    assert found.trusted[0.9] == (1.0, 0.25)
