import dataclasses
import random
import time
from typing import Any

import pyarrow as pa
import pytest

from matchloop.column_mapping.checks import Limits, validate_pairs
from matchloop.column_mapping.generate.pairs import SCHEMA as PAIRS
from matchloop.column_mapping.standards import SCHEMA as STANDARDS
from matchloop.validation.checks import ValidationReport

NAMES = {
    "train": ("order date", "order status", "total price", "street name"),
    "validation": ("customer id", "email", "phone number", "birth date"),
    "test": ("city", "zip code", "tax rate", "account balance"),
}
SOURCES = ("default", "sortinghat", "composed", "user:crm.csv")
LIMITS = Limits(46, 50, shares={"train": 0.33, "validation": 0.33, "test": 0.34})


def short(standard: str) -> str:
    return "_".join(word[:2] for word in standard.split())


@dataclasses.dataclass
class Data:
    """The two datasets in a form that is easy to break."""

    standards: list[dict[str, Any]]
    pairs: list[dict[str, Any]]

    def validate(self, limits: Limits = LIMITS) -> ValidationReport:
        standards = pa.Table.from_pylist(self.standards, STANDARDS)
        return validate_pairs(standards, pa.Table.from_pylist(self.pairs, PAIRS), limits)

    def rows(self, standard: str) -> list[dict[str, Any]]:
        """The pairs of the raw name of a standard, the right one first."""
        return [row for row in self.pairs if row["raw_column"] == short(standard)]


@pytest.fixture
def data() -> Data:
    """Each standard with one right pair, and the three others of its split as wrong ones."""
    standards = [
        {"standard": name, "source": source, "domain": "", "split": split}
        for split, names in NAMES.items()
        for name, source in zip(names, SOURCES, strict=True)
    ]
    pairs = [
        {
            "raw_column": short(name),
            "standard_column": other,
            "label": int(other == name),
            "distortion": "truncation" if other == name else "random",
            "split": split,
        }
        for split, names in NAMES.items()
        for name in names
        for other in sorted(names, key=lambda other: other != name)
    ]
    return Data(standards, pairs)


def test_good_data_pass(data):
    report = data.validate()
    assert report.problems == ()
    assert report.checks == 18


def an_empty_standard(d: Data) -> None:
    d.standards.append(d.standards[0] | {"standard": ""})


def a_standard_as_it_stands(d: Data) -> None:
    d.standards[0]["standard"] = "Order_Date"


def a_standard_twice(d: Data) -> None:
    d.standards.append(d.standards[0] | {"split": "test"})


def an_unknown_source(d: Data) -> None:
    d.standards[0]["source"] = "nameguess"


def an_unknown_split(d: Data) -> None:
    d.standards[0]["split"] = "holdout"


def a_plural_in_another_split(d: Data) -> None:
    d.standards[11]["standard"] = "dates order"


def an_empty_name(d: Data) -> None:
    d.pairs[0]["raw_column"] = " "


def another_label(d: Data) -> None:
    d.pairs[0]["label"] = 2


def a_pair_in_another_split(d: Data) -> None:
    d.pairs[1]["split"] = "test"


def a_pair_of_no_standard(d: Data) -> None:
    d.pairs[1]["standard_column"] = "order number"


def one_name_for_two_standards(d: Data) -> None:
    d.rows("tax rate")[0]["raw_column"] = "ci"


def its_right_one_as_a_wrong_one(d: Data) -> None:
    d.rows("email")[3]["standard_column"] = "email"


def too_few_pairs(d: Data) -> None:
    del d.pairs[-4:]


def too_many_pairs(d: Data) -> None:
    d.pairs += d.rows("zip code")


def too_few_wrong(d: Data) -> None:
    for name in NAMES["train"]:
        d.pairs.remove(d.rows(name)[3])
        d.pairs.append(d.rows(name)[0])


def too_many_wrong(d: Data) -> None:
    d.pairs += [row for name in NAMES["train"] for row in d.rows(name)[2:]]


def no_right_pair(d: Data) -> None:
    d.rows("city")[0]["label"] = 0


def shares_off(d: Data) -> None:
    for row in (*d.standards, *d.pairs):
        if "street name" in row.values():
            row["split"] = "test"


@pytest.mark.parametrize(
    ("breaks", "what", "example"),
    [
        (an_empty_standard, "standards are not empty", "standard , characters 0"),
        (a_standard_as_it_stands, "standards are folded", "Order_Date, folded order date"),
        (a_standard_twice, "no standard is there twice", "standard order date"),
        (an_unknown_source, "the source is the default schema", "source nameguess"),
        (an_unknown_split, "splits are known", "split holdout"),
        (a_plural_in_another_split, "no plural or other order", "order date, other dates order"),
        (an_empty_name, "raw names are not empty", "raw_column  , characters 0"),
        (another_label, "labels are 0 or 1", "standard_column order date, label 2"),
        (a_pair_in_another_split, "a pair is in the split of", "split test, split_expected train"),
        (a_standard_twice, "no plural or other order", "splits 2"),
        (a_pair_of_no_standard, "a pair is in the split of", "order number, split train, split_e"),
        (one_name_for_two_standards, "in a split, at most", "ci, one city, other tax rate, rights"),
        (its_right_one_as_a_wrong_one, "no wrong standard", "raw_column em, right_standard email"),
        (too_few_pairs, "enough pairs", "pairs 44, least 46"),
        (too_many_pairs, "not too many pairs", "most 50, pairs 52"),
        (too_few_wrong, "2.5 to 4.5 wrong", "split train, right 8, wrong 8, wrong_per_right 1"),
        (too_many_wrong, "2.5 to 4.5 wrong", "split train, right 4, wrong 20, wrong_per_right 5"),
        (no_right_pair, "95% of a split's standards", "split test, right 3, wrong 13, covered 0.7"),
        (shares_off, "no split is too small", "split train, share 0.25, least 0.3"),
        (shares_off, "no split is too large", "split test, greatest 0.37, share 0.416667"),
    ],
)
def test_each_fault_is_found_and_shown(data, breaks, what, example):
    breaks(data)
    found = [p for p in data.validate().problems if p.what.startswith(what)]
    assert len(found) == 1
    assert any(example in text for text in found[0].examples), found[0].examples
    assert found[0].remedy


def test_a_few_names_may_be_two_standards_and_are_then_no_contradiction(data):
    for row in data.rows("tax rate"):
        row["raw_column"] = "ci"
    strict = {problem.what for problem in data.validate().problems}
    assert strict == {"in a split, at most 0.20% of the raw names are two standards"}
    assert data.validate(dataclasses.replace(LIMITS, ambiguous=0.1)).passed


def test_one_name_may_be_another_standard_in_another_split(data):
    for row in data.rows("tax rate"):
        row["raw_column"] = "em"
    assert data.validate().passed


def test_there_need_be_no_maximum(data):
    data.pairs *= 2
    assert data.validate(dataclasses.replace(LIMITS, maximum_pairs=None)).passed


def test_a_missing_split_is_too_small(data):
    data.standards = [row for row in data.standards if row["split"] != "test"]
    data.pairs = [row for row in data.pairs if row["split"] != "test"]
    report = data.validate(dataclasses.replace(LIMITS, minimum_pairs=32))
    examples = {problem.what: problem.examples for problem in report.problems}
    assert examples["no split is too small"] == ("split test, share 0, least 0.31",)


def test_no_pairs_at_all(data):
    data.pairs = []
    found = {problem.what for problem in data.validate().problems}
    assert "enough pairs" in found
    assert "95% of a split's standards have a right pair" in found


def test_a_wrong_schema_is_reported_alone(data):
    data.standards[2]["domain"] = None
    pairs = pa.Table.from_pylist(data.pairs, PAIRS)
    pairs = pairs.set_column(2, "label", pairs["label"].cast(pa.int64())).drop(["split"])
    (problem,) = validate_pairs(
        pa.Table.from_pylist(data.standards, STANDARDS), pairs, LIMITS
    ).problems
    assert problem.examples == (
        "table standards, field domain, found string with missing values, expected string",
        "table pairs, field label, found int64, expected int8",
        "table pairs, field split, found none, expected string",
    )


def test_200_000_pairs_take_seconds():
    rng = random.Random(0)
    words = [f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in "rtnplk"]
    names = sorted({" ".join(rng.sample(words, 3)) for _ in range(10_000)})
    pairs = {
        "raw_column": [f"r{i // 4}" for i in range(200_000)],
        "standard_column": [names[(i // 4 + i % 4) % len(names)] for i in range(200_000)],
        "label": [int(i % 4 == 0) for i in range(200_000)],
        "distortion": ["typo"] * 200_000,
        "split": ["train"] * 200_000,
    }
    standards = {
        "standard": names,
        "source": ["composed"] * len(names),
        "domain": [""] * len(names),
        "split": ["train"] * len(names),
    }
    limits = Limits(200_000, shares={"train": 1.0})
    begun = time.process_time()
    report = validate_pairs(pa.table(standards, STANDARDS), pa.table(pairs, PAIRS), limits)
    assert time.process_time() - begun < 15
    assert [problem.what for problem in report.problems] == []
