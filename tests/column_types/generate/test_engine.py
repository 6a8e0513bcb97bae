from collections import Counter

import pytest

from matchloop.column_types.generate import (
    CLASS_MINIMUMS,
    GeneratedColumn,
    domains,
    generate,
    locales,
)
from matchloop.column_types.labels import LABELS
from matchloop.errors import DataError


def test_same_seed_gives_the_same_columns() -> None:
    counts = dict.fromkeys(LABELS, 6)
    assert list(generate(counts, seed=3)) == list(generate(counts, seed=3))


def test_another_seed_gives_other_columns() -> None:
    first, second = (list(generate({"numeric": 20}, seed=seed)) for seed in (1, 2))
    assert all(a.values != b.values for a, b in zip(first, second, strict=True))


def test_processes_change_nothing() -> None:
    counts = {"text_short": 60, "identifier": 55, "unknown": 10}
    alone = list(generate(counts, seed=5, max_values=60))
    assert list(generate(counts, seed=5, max_values=60, processes=2)) == alone


def test_more_columns_leave_the_first_ones_as_they_were() -> None:
    few = list(generate({"datetime": 10}, seed=8, max_values=50))
    many = list(generate({"datetime": 70, "boolean": 3}, seed=8, max_values=50))
    assert many[:10] == few


def test_counts_are_kept() -> None:
    counts = {"unknown": 7, "boolean": 51, "numeric": 0}
    made = Counter(column.label for column in generate(counts, seed=1, max_values=20))
    assert made == {"boolean": 51, "unknown": 7}


def test_full_scale_is_as_large_as_asked_and_balanced() -> None:
    assert set(CLASS_MINIMUMS) == set(LABELS)
    assert CLASS_MINIMUMS["text_long"] >= 5_000
    assert CLASS_MINIMUMS["text_short"] >= 3_000
    assert min(CLASS_MINIMUMS.values()) >= 2_500
    assert max(CLASS_MINIMUMS.values()) <= 2 * min(CLASS_MINIMUMS.values())


def test_values_are_texts_or_nothing_and_sizes_within_bounds(
    columns: list[GeneratedColumn],
) -> None:
    for column in columns:
        assert 5 <= len(column.values) <= 120, column.kind
        assert all(value is None or type(value) is str for value in column.values), column.kind


def test_sizes_reach_from_the_least_to_the_greatest() -> None:
    sizes = [len(column.values) for column in generate({"boolean": 400}, seed=2)]
    assert min(sizes) <= 6
    assert 1_700 <= max(sizes) <= 2_000
    assert 200 <= sum(sizes) / len(sizes) <= 450


def test_kind_says_the_label_and_every_domain_and_locale_occurs(
    columns: list[GeneratedColumn],
) -> None:
    assert all(column.kind.startswith(f"{column.label}.") for column in columns)
    assert {column.domain for column in columns} == set(domains())
    assert {column.locale for column in columns} == set(locales())
    assert len(locales()) >= 10


def test_every_kind_is_made(columns: list[GeneratedColumn]) -> None:
    from matchloop.column_types.generate.kinds import KINDS

    names = {kind.name for kinds in KINDS.values() for kind in kinds}
    assert names - {column.kind for column in columns} == set()


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        (
            {"nmeric": 1},
            {},
            "Unknown label 'nmeric' in counts; known labels: text_long, text_short",
        ),
        ({"numeric": -2}, {}, r"counts\['numeric'\] is -2; give 0 or more"),
        ({"numeric": 1}, {"max_values": 4}, "max_values is 4; columns have at least 5 rows"),
        ({"numeric": 1}, {"processes": 0}, "processes is 0; give 1 or more"),
    ],
)
def test_wrong_demands_are_refused(
    counts: dict[str, int], options: dict[str, int], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        generate(counts, seed=1, **options)


def test_kinds_stand_under_their_labels_by_names_of_their_own() -> None:
    from matchloop.column_types.generate.kinds import KINDS

    assert set(KINDS) == set(LABELS)
    assert all(kind.label == label for label, kinds in KINDS.items() for kind in kinds)
    names = [kind.name for kinds in KINDS.values() for kind in kinds]
    assert len(set(names)) == len(names) >= 90


def test_without_noise_nothing_is_missing():
    counts = {"numeric": 60, "datetime": 60}
    with_noise = list(generate(counts, seed=3, max_values=60))
    without = list(generate(counts, seed=3, max_values=60, noise=False))
    assert list(generate(counts, seed=3, max_values=60, noise=True)) == with_noise
    missing = [sum(None in column.values for column in made) for made in (with_noise, without)]
    assert missing[0] > missing[1]
