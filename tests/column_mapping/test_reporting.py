import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from matchloop import report
from matchloop.column_mapping.evaluation import Answers, Names
from matchloop.column_mapping.evidence.foreign import Label, TableLabels
from matchloop.column_mapping.evidence.judgement import Learned, Mapped
from matchloop.column_mapping.predict import Role
from matchloop.column_mapping.records import Agreement
from matchloop.column_mapping.reporting import report_data, source_rows, variants
from matchloop.column_mapping.schema.schema import schema_of
from matchloop.errors import DataError
from matchloop.evaluation.abstention import Threshold, threshold_for
from matchloop.evaluation.calibration import CoveragePoint
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.ranking import RankedGroup, RankingMetrics, ranking
from matchloop.labels.foreign import Part
from matchloop.report import ranks
from matchloop.report.bars import group_bars
from matchloop.sources import Manifest
from matchloop.sources.manifest import ManifestSource

STANDARDS = ("customer name", "order date", "unit <price>", "zip code")
THRESHOLD = Threshold(0.8, 0.5, 0.97, 0.95, 1_000, 0.95, 0.05)


def answers(name: str, wrong: int = 2, n: int = 40) -> Answers:
    """`wrong` names, each surer than the last, are answered with the candidate after theirs."""
    truth = np.arange(n) % 4
    candidates = (truth[:, None] + np.arange(3)) % 4
    candidates[:wrong] = (candidates[:wrong] + 1) % 4
    sure = np.where(np.arange(n) < wrong, 0.6 + 0.3 * np.arange(n) / n, 0.9)
    probabilities = np.column_stack([sure, np.full(n, 0.04), np.full(n, 0.01)])
    kinds = {"distortion": ["typo" if i % 2 else "vowels" for i in range(n)]}
    raw = [f"raw_{i}" for i in range(n)]
    names = Names(raw, schema_of(STANDARDS), truth, kinds)
    return Answers(HoldOut(name, f"About {name}.", True, names), candidates, probabilities)


def figures(answers: Answers) -> RankingMetrics:
    asked = answers.part.examples
    return ranking(
        answers.candidates,
        answers.probabilities,
        asked.truth,
        groups=asked.kinds,
        answer_from=THRESHOLD.threshold,
    )


def manifest() -> Manifest:
    common = {"licence": "Apache-2.0", "description": "", "repository": "a/b", "commit": "0" * 40}
    entries = (
        ("nameguess_chicago", "column_mapping", "evaluate", False),
        ("sortinghat_train", "column_types", "train", True),
        ("sortinghat_tables", "column_types", "example", True),
    )
    return Manifest.model_validate(
        {
            "sources": tuple(
                ManifestSource.model_validate(
                    {"name": n, "family": f, "role": r, "complete": c, "files": (), **common},
                    strict=False,
                )
                for n, f, r, c in entries
            )
        }
    )


def gathered(**changes) -> report.ReportData[RankingMetrics]:
    parts = [answers("real names"), answers("unseen standards", wrong=0)]
    worse = [answers("real names", wrong=20), answers("unseen standards", wrong=10)]
    options = {
        "chosen": "siamese",
        "answers": parts,
        "measured": {
            "siamese": {each.part.name: figures(each) for each in parts},
            "characters": {each.part.name: figures(each) for each in worse},
        },
        "latency": {"siamese": 2.5},
        "sizes": {"siamese": 23_000_000},
        "threshold": THRESHOLD,
        "sources": manifest(),
        "source_rows": {"generator": 200, "sortinghat_train": 50, "user:mine.csv": 7},
        "composition": {"train": {"typo": 5, "vowels": 9}, "test": {"typo": 2}},
    }
    return report_data(**{**options, **changes})


def test_page_says_the_figures_by_hold_out_and_by_kind() -> None:
    page = report.ranking_report(gathered()).replace("\u202f", " ")

    for text in ("95.0 %", "right first, real names", "By distortion, real names", "MRR"):
        assert text in page
    assert "50.00 %" in page  # the other model's
    assert "at least 95% of all future answers on such rows are" in page
    assert "Pairs by distortion" in page
    assert "23.0 MB" in page
    assert "macro-F1" not in page
    assert page.count("<svg") == 2 + 2 + 1  # kinds, curves, composition
    assert not re.search(r"https?:|@import|url\(|fetch\(", page)


def test_bars_show_right_first_above_right_among_three() -> None:
    group = RankedGroup("typo", 40, 0.25, 0.75, 0.5, CoveragePoint(0.8, 0.5, 1.0, 20))
    drawn = group_bars([group], "x").replace("\u202f", " ")
    assert drawn.index("top1 of typo: 25.0 %") < drawn.index("top3 of typo: 75.0 %")


def test_mistakes_are_the_surest_first_with_their_runners_up() -> None:
    data = gathered()

    assert data.mistakes_from == "real names"
    first, second = data.mistakes
    assert (first.title, second.title) == ("raw_1", "raw_0")
    assert (first.truth, first.answer) == ("order date", "unit <price>")
    assert first.confidence == pytest.approx(0.6075)
    assert first.samples == ("zip code 4%", "customer name 1%")
    assert (first.samples_are, first.origin) == ("runners-up", "distortion: typo")
    assert "unit &lt;price&gt;" in report.ranking_report(data)


def test_mistakes_come_from_the_next_hold_out_where_the_first_has_none() -> None:
    right, wrong = answers("real names", wrong=0), answers("unseen standards", wrong=1)
    assert gathered(answers=[right, wrong]).mistakes_from == "unseen standards"
    none = gathered(answers=[right])
    assert (none.mistakes, none.mistakes_from) == ((), "")


def test_a_name_without_a_standard_and_an_answer_without_candidates() -> None:
    part = answers("real names", wrong=0)
    part.part.examples.truth[0] = -1
    part.candidates[1] = -1
    (mistake,) = gathered(answers=[part]).mistakes
    assert (mistake.title, mistake.truth) == ("raw_0", "none of them")


def test_sources_name_what_is_absent_and_what_was_borrowed() -> None:
    told = {source.name: source for source in gathered().sources}

    assert list(told) == ["generator", "nameguess_chicago", "sortinghat_train", "user:mine.csv"]
    assert told["nameguess_chicago"].rows is None
    assert "could not be reached" in told["nameguess_chicago"].note
    assert (told["sortinghat_train"].rows, told["user:mine.csv"].rows) == (50, 7)


def test_verdict_in_words() -> None:
    data = gathered()
    first, answered, *rest = (text.replace("\u202f", " ") for text in ranks.verdict(data))

    assert first.startswith("Of 40 names in the hold-out “real names”, 38 have the right candida")
    assert first.endswith("Among the first three it is for 95.0 %.")
    assert answered == (
        "By names alone it answers from confidence 0.8: 95.0 % of the names get an answer, and "
        "100 % of the answers are right."
    )
    assert rest[0].startswith("The hardest distortion is “typo”: 95.0 % of 20 names")
    assert rest[1].startswith("The best of the other models, characters, is right on 50.0 %")


def test_a_model_that_may_not_answer_is_said_to() -> None:
    never = threshold_for(np.ones(10), np.ones(10, bool))
    part = answers("real names")
    silent = ranking(
        part.candidates,
        part.probabilities,
        part.part.examples.truth,
        answer_from=never.threshold,
    )
    data = gathered(
        answers=[part],
        measured={"siamese": {part.part.name: silent}},
        threshold=never,
        composition=None,
    )

    assert ranks.verdict(data)[1] == (
        "It was sure enough of none of the names, so it answered nothing."
    )
    page = report.ranking_report(data)
    assert "No threshold gives answers" in page
    assert "By distortion" not in page


def test_same_evaluation_same_bytes() -> None:
    assert report.ranking_report(gathered()) == report.ranking_report(gathered())


def test_a_variant_is_shown_with_its_top_1() -> None:
    variant = report.VariantResult("siamese", "int8", True, "same answers", 0.91, 23_000_000, 1.9)
    page = report.ranking_report(gathered(variants=(variant,)))
    assert "91.00\u202f%" in page
    assert '<th class="number">top-1</th>' in page


def test_standard_columns_are_counted_by_source() -> None:
    sources = ["default", "composed", "composed", "sortinghat", "user:mine.csv"]
    own = TableLabels(Part.CALIBRATE, "set_c", "w", "t.csv", (Label("a", "none", frozenset()),) * 2)
    jira = TableLabels(Part.MEASURE, "jira", "w", "t.csv", (Label("a", "none", frozenset()),))
    rows = source_rows(
        pa.table({"source": sources}),
        {"nameguess_chicago": 3_628},
        [("", own), ("", own), ("fivetran_jira", jira)],
    )
    assert rows == {
        "generator": 3,
        "sortinghat_train": 1,
        "nameguess_chicago": 3_628,
        "made-up tables, to calibrate on": 4,
        "fivetran_jira": 1,
        "user:mine.csv": 1,
    }
    told = {source.name: source for source in gathered(source_rows=rows).sources}
    assert told["made-up tables, to calibrate on"].role == "calibrate"
    assert told["made-up tables, to calibrate on"].rows == 4


LEARNED = Learned(
    parts={
        "learn": Mapped(
            columns=900,
            answered=0.5,
            right=0.97,
            right_when_sure=0.99,
            found=0.61,
            falsely_mapped=0.02,
        ),
        "measure": Mapped(
            columns=1_234,
            answered=0.4,
            right=0.9625,
            right_when_sure=None,
            found=0.555,
            falsely_mapped=0.0375,
        ),
    },
    missing=(),
    threshold=Threshold(0.65, 0.4, 0.97, 0.95, 2_000, 0.95, 0.05),
    largest_difference=0.0,
)


def test_the_page_says_which_threshold_serves_what_and_what_it_was_set_on() -> None:
    page = report.ranking_report(gathered(learned=LEARNED)).replace("\u202f", " ")

    served = page.partition('<table id="thresholds">')[2].partition("</table>")[0]
    first, second = served.split('<th scope="row">')[1:]
    assert first.startswith("names alone, as on these hold-outs")
    assert '<td class="number">0.8</td><td>1,000 generated names' in first
    assert second.startswith("tables, and schemas that tell more than names")
    assert '<td class="number">0.65</td><td>2,000 columns of tables of strangers' in second
    # The curves' table and the verdict go by the first one, and no other is said to serve.
    assert "0.8<small>served: under it no answer is given</small>" in page
    assert "answers from confidence 0.8:" in page
    assert page.count("<small>served: under") == 1


def test_the_page_tells_how_tables_of_strangers_fare() -> None:
    page = report.ranking_report(gathered(learned=LEARNED)).replace("\u202f", " ")

    told = page.partition('<section id="strangers">')[2].partition("</section>")[0]
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in told.split("<tr>")[2:]]
    assert [row.split()[0] for row in rows] == ["measure", "learn"]
    assert rows[0].endswith("1,234 40.0 % 96.2 % – 55.5 % 3.8 %")
    assert "nothing was learned or set on them" in rows[0]
    assert '<section id="strangers">' not in report.ranking_report(gathered())


def test_every_part_of_the_model_is_shown_as_it_is_served() -> None:
    agreement = Agreement(int8=0.99, names=100)
    sizes = {Role.ENCODER: 17_000_000, Role.HEAD: 400_000}
    data = gathered(variants=variants("siamese", agreement, 0.98, 0.95, sizes))
    page = report.ranking_report(data)

    assert data.served_as == "encoder int8, head float"
    assert "served: encoder int8, head float" in page
    assert page.count("not made") == 0


def test_answers_of_another_length_are_refused() -> None:
    part = answers("real names")
    few = replace(part.part, examples=replace(part.part.examples, raw=["one"]))
    with pytest.raises(DataError, match="'real names' has 1 names, 40 truths and 40 answers"):
        gathered(answers=[replace(part, part=few)])
