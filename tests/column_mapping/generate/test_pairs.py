import random
from itertools import pairwise

import pyarrow as pa
import pytest

from matchloop.column_mapping.generate import pairs
from matchloop.column_mapping.generate.negatives import KINDS, Negatives, alike, head
from matchloop.column_mapping.generate.pairs import SCHEMA
from matchloop.column_mapping.words.inflect import content
from matchloop.errors import DataError

NAMES = (
    "customer id", "client id", "customer email", "customer phone", "order date", "order id",
    "order amount", "order status", "number of orders", "order number", "invoice date",
    "invoice amount", "product name", "product price", "product id", "total price",
)  # fmt: skip


def standards(names: tuple[str, ...] = NAMES, source: str = "composed") -> pa.Table:
    splits = ["test" if at < 6 else "train" for at in range(len(names))]
    size = len(names)
    return pa.table(
        {
            "standard": list(names),
            "source": [source] * size,
            "domain": ["sales"] * size,
            "split": splits,
        }
    )


def test_layout_and_number() -> None:
    made = pairs(standards(), 450, seed=1)
    assert made.schema == SCHEMA
    assert made.num_rows == 450
    assert sum(made["label"].to_pylist()) == 100


def test_each_raw_name_has_one_right_and_three_or_four_wrong_standards() -> None:
    rows = pairs(standards(), 450, seed=1).to_pylist()
    starts = [at for at, row in enumerate(rows) if row["label"] == 1]
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        group = rows[start:stop]
        assert len({row["raw_column"] for row in group}) == 1
        assert len({row["standard_column"] for row in group}) == len(group)
        assert {row["distortion"] for row in group[1:]} <= set(KINDS)
    sizes = {stop - start for start, stop in pairwise(starts)}
    assert sizes <= {3, 4, 5}
    assert {4, 5} <= sizes


def test_splits_do_not_mix() -> None:
    table = standards()
    split_of = dict(zip(table["standard"].to_pylist(), table["split"].to_pylist(), strict=True))
    for row in pairs(table, 900, seed=1).to_pylist():
        assert row["split"] == split_of[row["standard_column"]]


def test_same_seed_gives_the_same_pairs_whatever_the_processes() -> None:
    names = tuple(f"{a} {b}" for a in ("order", "school", "house") for b in "abcdefghij")
    names += tuple(f"{a} {b} rate" for a in ("crime", "birth") for b in map(str, range(200)))
    table = standards(names)
    alone = pairs(table, 2_000, seed=5)
    assert pairs(table, 2_000, seed=5) == alone
    assert pairs(table, 2_000, seed=5, processes=2) == alone
    assert pairs(table, 2_000, seed=6) != alone


def test_the_default_schema_has_more_raw_names() -> None:
    table = pa.concat_tables([standards(), standards(("salary", "bonus paid"), "default")])
    right = [row for row in pairs(table, 900, seed=2).to_pylist() if row["label"]]
    often = [
        sum(row["standard_column"] == name for row in right) for name in ("salary", "order id")
    ]
    assert often[0] > 3 * often[1]


def test_twins_are_never_negatives() -> None:
    finder = Negatives(NAMES, ["sales"] * len(NAMES))
    at = NAMES.index("number of orders")
    for seed in range(60):
        drawn = finder.draw(at, 4, False, random.Random(seed))
        assert NAMES.index("order number") not in dict(drawn)
        assert at not in dict(drawn)


def test_kinds_of_negatives_are_what_they_say() -> None:
    finder = Negatives(NAMES, ["sales"] * len(NAMES))
    seen = set()
    for seed in range(100):
        for other, kind in finder.draw(NAMES.index("order id"), 4, False, random.Random(seed)):
            seen.add(kind)
            if kind == "same_head":
                assert head(NAMES[other].split()) == "id"
            if kind == "one_word":
                assert len(set(content(NAMES[other])) & {"order", "id"}) == 1
    assert seen == set(KINDS)


def test_loose_names_have_no_negative_that_is_part_of_them() -> None:
    names = ("phone", "phone number", "order date", "invoice number")
    finder = Negatives(names, [""] * 4)
    strict = {o for seed in range(80) for o, _ in finder.draw(0, 2, False, random.Random(seed))}
    loose = {o for seed in range(80) for o, _ in finder.draw(0, 2, True, random.Random(seed))}
    assert 1 in strict
    assert 1 not in loose


def test_heads_and_words_that_mean_the_same() -> None:
    assert head("number of open orders".split()) == "number"
    assert head(["order", "dates"]) == "date"
    assert alike("customer", "client")
    assert not alike("customer", "order")


def test_a_split_of_one_standard_has_no_negatives() -> None:
    made = pairs(standards(("order date",)), 9, seed=0)
    assert set(made["label"].to_pylist()) == {1}


@pytest.mark.parametrize(
    ("table", "count", "processes", "message"),
    [
        (standards().drop(["split"]), 9, 1, "has no column 'split', only standard, source"),
        (standards().slice(0, 0), 9, 1, "table of standards is empty"),
        (standards(), 0, 1, "count is 0"),
        (standards(), 9, 0, "processes 0"),
    ],
)
def test_wrong_requests_are_named(
    table: pa.Table, count: int, processes: int, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        pairs(table, count, seed=0, processes=processes)
