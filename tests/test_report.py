import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from matchloop import report
from matchloop.errors import DataError
from matchloop.evaluation.classification import ClassificationMetrics, classification
from matchloop.evaluation.holdout import HoldOut
from matchloop.report import words
from matchloop.report.bars import class_bars, composition_bars, spread
from matchloop.report.curves import coverage_curve, reliability_diagram
from matchloop.report.heatmap import confusion_heatmap

LABELS = ("text", "number", "date")
SURE = 0.01 + 0.97 * np.eye(3)[np.arange(3).repeat(9)]
VOID = {"meta", "input", "link", "br", "img"}


def measured(n: int = 200, skill: float = 3.0, seed: int = 0) -> ClassificationMetrics:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    powers = np.exp(skill * np.eye(3)[y] + rng.normal(size=(n, 3)))
    groups = {"words": ("text", "date")}
    return classification(y, powers / powers.sum(axis=1, keepdims=True), LABELS, groups)


def small() -> ClassificationMetrics:
    """Four rows: text right, text taken for number, number right, date right."""
    sure = np.full((4, 3), 0.02) + 0.94 * np.eye(3)[[0, 1, 1, 2]]
    return classification(np.array([0, 0, 1, 2]), sure, LABELS)


@pytest.fixture
def data() -> report.ReportData:
    figures = {"real": measured(), "made": measured(900, 5.0)}
    worse = {"real": measured(200, 2.0), "made": measured(900, 3.0)}
    return report.ReportData(
        family="column_types",
        question="What does this column hold?",
        unit="columns",
        served="boosting",
        hold_outs=(
            HoldOut("real", "Read by us.", True, None),
            HoldOut("made", "Generated.", False, None),
        ),
        models=(
            report.ModelResult("boosting", figures, 0.96, 0.004, 9_800_000, 0.021),
            report.ModelResult("forest", worse, parameters="300 trees"),
        ),
        variants=(
            report.VariantResult("network", "int8", False, "loses 0.007", 0.95, 376_000, 0.019),
            report.VariantResult("forest", "int8", False, "no weights to quantize", made=False),
            report.VariantResult("boosting", "float32", True, "as exported", served=True),
        ),
        mistakes=(report.Mistake("zip <code>", ("02139", "<b>"), "number", "text", 0.98, "a.csv"),),
        sources=(
            report.DataSource("SortingHat train", "Apache-2.0", "train", 7936),
            report.DataSource("SortingHat test", "Apache-2.0", "evaluate", None, "unreachable"),
        ),
        composition={"train": {"text": 20, "number": 10}, "test": {"text": 2, "date": 3}},
        limits=("English only.",),
        commands=(("All of it:", "make run"),),
        choice=("boosting is the best <b>.",),
    )


class Page(HTMLParser):
    """Collects tags and links, and checks that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.links += [values[name] for name in ("href", "src") if name in values]
        self.anchors.add(values.get("id"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_is_whole_and_asks_nothing_of_the_network(data: report.ReportData) -> None:
    page = report.evaluation_report(data)
    parsed = Page(page)

    assert parsed.open == []
    assert all(link.startswith("#") and link[1:] in parsed.anchors for link in parsed.links)
    assert not re.search(r"https?:|@import|url\(|fetch\(", page)
    assert not {"link", "img", "iframe", "object"} & set(parsed.tags)
    assert parsed.tags.count("svg") == 2 + 2 + 2 + 1 + 1  # heatmaps, bars, curves, data, CV


def test_page_says_the_figures(data: report.ReportData) -> None:
    page = report.evaluation_report(data)
    metrics = data.served_model.metrics["real"]

    assert words.percent(metrics.accuracy) in page
    assert words.percent(words.confident_point(metrics, 0.9).accuracy) in page
    assert "96.00\u202f% ± 0.40" in page
    assert "SortingHat test" in page
    assert '<span class="absent">absent</span>' in page
    assert '<span class="pill no">unfit</span>' in page
    assert '<span class="pill none">not made</span>' in page
    assert "make run" in page
    assert "<small>text, date</small>" in page  # the group
    assert '<th scope="row">macro-F1<small>more is better</small></th>' in page
    assert '<th scope="row">others taken for words<small>less is better</small></th>' in page


def test_what_comes_from_data_is_escaped(data: report.ReportData) -> None:
    page = report.evaluation_report(data)
    assert "zip &lt;code&gt;" in page
    assert "<code>&lt;b&gt;</code>" in page
    assert "<p>boosting is the best &lt;b&gt;.</p>" in page

    odd = classification(np.array([0, 1]), np.eye(2), ("<i>", 'a"b'))
    assert "<i>" not in confusion_heatmap(odd, "x") + class_bars(odd, "x")


def test_same_evaluation_same_bytes(data: report.ReportData) -> None:
    assert report.evaluation_report(data) == report.evaluation_report(replace(data))


def test_the_least_that_can_be_reported_has_no_empty_sections() -> None:
    model = report.ModelResult("only", {"real": small()})
    data = report.ReportData("f", "What?", "only", (HoldOut("real", "", True, None),), (model,))
    parsed = Page(report.evaluation_report(data))

    assert {"variants", "mistakes", "data", "limits", "reproduce"}.isdisjoint(parsed.anchors)
    assert {"verdict", "models", "errors", "confidence"} <= parsed.anchors
    assert all(link[1:] in parsed.anchors for link in parsed.links)


def test_a_model_measured_on_fewer_hold_outs_is_shown_with_dashes(data: report.ReportData) -> None:
    partial = report.ModelResult("late", {"made": measured()})
    page = report.evaluation_report(replace(data, models=(*data.models, partial)))
    row = page[page.index(">late ") :].split("</tr>")[0]
    assert row.count(">–<") >= 4


def test_errors_name_the_model_and_the_hold_out(data: report.ReportData) -> None:
    with pytest.raises(DataError, match=r"'network', and measured are: boosting, forest"):
        report.evaluation_report(replace(data, served="network"))
    late = (*data.hold_outs, HoldOut("later", "", True, None))
    with pytest.raises(DataError, match=r"'boosting' has no figures on: later"):
        report.evaluation_report(replace(data, hold_outs=late))
    with pytest.raises(DataError, match=r"any hold-out \(none is given\)"):
        report.evaluation_report(replace(data, hold_outs=()))


def test_drawings_are_well_formed(data: report.ReportData) -> None:
    series = data.served_model.metrics
    never_right = classification(np.array([0, 0]), np.eye(3)[[1, 2]], LABELS)
    drawings = [
        confusion_heatmap(small(), "x"),
        class_bars(small(), "x"),
        class_bars(never_right, "x"),
        composition_bars({"train": {"text": 0}}),
        spread(0.9, 0.0, 0.9, 0.9),
        reliability_diagram(series),
        coverage_curve(series),
        coverage_curve({"few": small()}),
    ]
    for drawing in drawings:
        ElementTree.fromstring(drawing)
        assert "nan" not in drawing


def test_heatmap_has_a_cell_for_each_pair_that_occurs() -> None:
    root = ElementTree.fromstring(confusion_heatmap(small(), "x"))
    kinds = [rect.get("class") for rect in root.iter("rect")]
    assert (kinds.count("hit"), kinds.count("miss")) == (3, 1)
    hints = [title.text for title in root.iter("title")]
    assert "1 of 2 text answered as number (50.0\u202f%)" in hints


def test_points_lie_where_the_figures_say() -> None:
    metrics = measured(400)
    root = ElementTree.fromstring(coverage_curve({"real": metrics}))
    marks = [(float(c.get("cx", 0)), float(c.get("cy", 0))) for c in root.iter("circle")]
    # More confidence: further left (fewer answers), and higher (y grows downwards).
    assert [x for x, _ in marks] == sorted((x for x, _ in marks), reverse=True)
    coverages = [point.coverage for point in metrics.coverage]
    places = np.array([x for x, _ in marks])
    slope = np.diff(places) / np.diff(coverages)
    assert np.allclose(slope, slope[0], rtol=0.05)


def test_every_series_and_split_has_a_colour(data: report.ReportData) -> None:
    many = {f"split {number}": {"text": 3, "date": 1} for number in range(9)}
    drawn = report.evaluation_report(replace(data, composition=many))
    coloured = set(re.findall(r"\.(hue\d+) \{ --hue: var\(--\w+\)", drawn))
    used = set(re.findall(r"\b(hue\d+) (?:split|series)", drawn))
    assert used <= coloured
    assert {"hue3", "hue4", "hue5"} <= used
    for shape in re.findall(r'<rect[^>]*class="[^"]*split"', drawn):
        assert re.search(r'class="hue\d split"', shape)


def boxes(drawing: str) -> list[tuple[float, float, float, float]]:
    """Where the labels of marks stand, in a generous estimate."""
    found = []
    for text in ElementTree.fromstring(drawing).iter("text"):
        if "name" in (text.get("class") or ""):
            x, y, width = float(text.get("x", 0)), float(text.get("y", 0)), 5.5 * len(text.text)
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor")]
            found.append((left, y - 9, left + width, y))
    return found


def test_labels_of_marks_are_not_printed_over_each_other() -> None:
    alike = {f"part {number}": measured(300, 4.0 + 0.1 * number, number) for number in range(4)}
    places = boxes(coverage_curve(alike))
    assert len(places) >= 4
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            assert not (
                one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            )


def test_marks_at_one_place_are_one_mark_with_both_ends() -> None:
    drawn = coverage_curve({"sure": classification(np.arange(3).repeat(9), SURE, LABELS)})
    (circle,) = ElementTree.fromstring(drawn).iter("circle")
    assert "from 0.5" in drawn
    assert "from 0.95" in drawn
    assert ">0.5–0.95</text>" in drawn
    assert circle.get("class") == "hue0 series mark"


def test_no_dot_of_the_reliability_diagram_hides_a_smaller_one(data: report.ReportData) -> None:
    drawn = ElementTree.fromstring(reliability_diagram(data.served_model.metrics))
    sizes = [float(circle.get("r", 0)) for circle in drawn.iter("circle")]
    assert sizes == sorted(sizes, reverse=True)


def test_a_threshold_between_the_marked_ones_is_shown_too(data: report.ReportData) -> None:
    at = report.ServedThreshold("every column", 0.63, "200 columns", "At least 97 %.")
    page = report.evaluation_report(replace(data, thresholds=(at,)))
    assert "0.63<small>served: under it “unsure” is said</small>" in page
    assert "<td>200 columns</td><td>At least 97 %.</td>" in page


def test_a_source_that_gave_nothing_is_not_an_empty_row(data: report.ReportData) -> None:
    unused = report.DataSource("unused", "MIT", "train", 0)
    page = report.evaluation_report(replace(data, sources=(unused,)))
    assert '<td class="number">none</td>' in page


def test_verdict_in_words(data: report.ReportData) -> None:
    model = report.ModelResult("only", {"real": small()})
    least = report.ReportData("f", "?", "only", (HoldOut("real", "", True, None),), (model,))
    first, second, third = (text.replace("\u202f", " ") for text in words.verdict(least))

    assert first.startswith("Of 4 rows in the hold-out “real”, 3 were answered right: 75.0 %.")
    assert second.startswith("When it is at least 90 % sure, it is right 75.0 % of the time")
    assert "The weakest class is text: 1 of 2 were found" in third
    assert third.endswith("The commonest confusion is text taken for number, once.")
    assert "The best of the other models, forest, is right on" in words.verdict(data)[-1]


def test_verdict_of_a_perfect_and_of_an_unsure_model() -> None:
    even = classification(np.array([0, 1]), np.array([[0.6, 0.4], [0.4, 0.6]]), ("a", "b"))
    model = report.ModelResult("only", {"real": even})
    data = report.ReportData("f", "?", "only", (HoldOut("real", "", True, None),), (model,))
    assert words.verdict(data)[1:] == [
        "It was never 90\u202f% sure or more.",
        "No class has an error.",
    ]


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1.0, "100 %"), (0.9996, "99.9 %"), (0.98, "98.0 %"), (0.0, "0.0 %"), (None, "–")],
)
def test_percent_never_rounds_up_to_all(share: float | None, shown: str) -> None:
    assert words.percent(share).replace("\u202f", " ") == shown


def test_sizes_and_latencies() -> None:
    shown = [words.size(376_000), words.size(9_800_000), words.milliseconds(0.0194)]
    shown += [words.milliseconds(2.5), words.size(None), words.milliseconds(None)]
    assert [text.replace("\u202f", " ") for text in shown] == [
        *("376 kB", "9.8 MB", "0.019 ms", "2.50 ms", "–", "–"),
    ]


def test_confusion_rows_unfold_the_matrix() -> None:
    assert report.confusion_rows(small()) == [
        {"actual": "text", "predicted": "text"},
        {"actual": "text", "predicted": "number"},
        {"actual": "number", "predicted": "number"},
        {"actual": "date", "predicted": "date"},
    ]


def test_reliability_and_coverage_rows_leave_out_what_is_empty() -> None:
    assert report.reliability_rows(small()) == [{"confidence": 0.96, "accuracy": 0.75, "count": 4}]
    rows = report.coverage_rows(small())
    assert len(rows) == 97
    assert rows[0] == {"threshold": 0.0, "coverage": 1.0, "accuracy": 0.75, "count": 4}
    assert rows[-1]["threshold"] == 0.96
