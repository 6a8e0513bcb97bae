"""Splits stay as they are when data are added, and no table is in two of them."""

import itertools
from collections import Counter

import pyarrow as pa

from matchloop.column_types.split import assign

SHARES = {"validation": 0.15, "test": 0.15, "seed": 7}


def columns(rows):
    names = ("id", "source", "kind", "header")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def splits(rows, **changes):
    table = assign(columns(rows), **(SHARES | changes))
    assert table.column_names == ["id", "split"]
    return dict(zip(table["id"].to_pylist(), table["split"].to_pylist(), strict=True))


SYNTHETIC = [(f"s{i}", "synthetic", "numeric.plain", f"h{i}") for i in range(3000)]
TABLES = [
    (f"t{t}c{c}", "sortinghat", f"table {t}", f"column {t} {c}")
    for t in range(300)
    for c in range(4)
]


def test_shares_are_as_asked_for():
    counts = Counter(splits(SYNTHETIC).values())
    assert abs(counts["test"] / 3000 - 0.15) < 0.02
    assert abs(counts["validation"] / 3000 - 0.15) < 0.02
    counts = Counter(splits(SYNTHETIC, test=0.4).values())
    assert abs(counts["test"] / 3000 - 0.4) < 0.03


def test_foreign_tables_are_learned_from_whole_and_others_set_aside_whole():
    rows = [
        (f"f{i}", source, f"set/{i}", "h")
        for i, source in enumerate(("foreign", "foreign_calibrate", "foreign_measure") * 20)
    ]
    found = splits(rows)
    assert {found[row[0]] for row in rows if row[1] == "foreign"} == {"train"}
    assert all(found[row[0]] == row[1] for row in rows if row[1] != "foreign")


def test_new_columns_move_no_old_ones():
    before = splits(SYNTHETIC[:500] + TABLES[:400])
    after = splits(TABLES[::-1] + SYNTHETIC)
    assert {name: after[name] for name in before} == before


def test_another_seed_splits_otherwise():
    assert splits(SYNTHETIC) == splits(SYNTHETIC)
    assert splits(SYNTHETIC) != splits(SYNTHETIC, seed=8)


def test_columns_of_a_table_stay_together_and_synthetic_ones_do_not():
    found = splits(TABLES)
    for _, group in itertools.groupby(TABLES, key=lambda row: row[2]):
        assert len({found[name] for name, *_ in group}) == 1
    assert set(found.values()) == {"train", "validation", "test"}
    assert set(splits(SYNTHETIC).values()) == {"train", "validation", "test"}


def test_tables_that_are_alike_stay_together():
    """Each pair shares two of three headers, in another case."""
    rows = []
    for t in range(60):
        rows += [(f"a{t}{h}", "sortinghat", f"table a{t}", f"{h} {t}") for h in ("x", "y", "z")]
        rows += [
            (f"b{t}{h}", "user:b", f"table b{t}", f" {h.upper()} {t}") for h in ("x", "y", "w")
        ]
    found = splits(rows)
    assert all(found[f"a{t}x"] == found[f"b{t}w"] for t in range(60))


def test_one_shared_header_does_not_make_tables_alike():
    rows = []
    for t in range(60):
        rows += [(f"a{t}{h}", "sortinghat", f"table a{t}", f"{h} {t}") for h in ("x", "y")]
        rows += [(f"b{t}{h}", "sortinghat", f"table b{t}", f"{h} {t}") for h in ("x", "w")]
    found = splits(rows)
    assert any(found[f"a{t}x"] != found[f"b{t}x"] for t in range(60))


def test_what_is_only_measured_on_is_never_learned_from():
    rows = [(f"r{i}", "real_tables", "churn.csv", f"h{i}") for i in range(200)]
    rows += [(f"q{i}", "sortinghat_test", f"table {i}", f"h{i}") for i in range(200)]
    found = splits(rows + TABLES)
    assert {found[f"r{i}"] for i in range(200)} == {"real_tables"}
    assert {found[f"q{i}"] for i in range(200)} == {"sortinghat_test"}
    assert not {"real_tables", "sortinghat_test"} & {found[name] for name, *_ in TABLES}
