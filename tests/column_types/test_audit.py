import numpy as np
import pytest

from matchloop.column_types.audit import agreement, plausible_labels
from matchloop.column_types.labels import LABELS
from matchloop.column_types.summary import ColumnSummary


def plausible(header: str, values: list[str | None]) -> set[str]:
    s = ColumnSummary.of(header, values)
    return plausible_labels(
        s.header, s.values.to_pylist(), s.counts.tolist(), s.total, s.nulls, s.distinct
    )


EXAMPLES: list[tuple[str, str, list[str | None]]] = [
    (
        "text_long",
        "review",
        [
            "The parcel came two days late and the box was torn.",
            "I would buy this again, my daughter loves the colour.",
            "Nothing to complain about, works as it should.",
            "Sehr gute Ware, aber der Versand hat lange gedauert.",
            "この商品はとても使いやすくて気に入っています。",
        ],
    ),
    ("text_short", "name", ["Ana Petrović", "Li Wei", "John O'Hara", "Μαρία Παππά", "Ivan Ilić"]),
    ("text_short", "city", ["Oslo", "São Paulo", "Lyon", "Kraków", "Quito", "Gdańsk"]),
    ("numeric", "price", ["$1,204.50", "$3.99", "$12.00", "($4.10)", "$7.25", None]),
    ("numeric", "dist", ["1,5 km", "12 km", "0,3 km", "7,25 km", "8 km"]),
    ("numeric", "x", ["1.2e-5", "-3.4E+10", "5e3", "0.1", ".5"]),
    (
        "datetime",
        "ts",
        ["2024-03-11T08:15:00Z", "2024-03-12T09:00:01Z", "2024-04-01T00:00:00Z"] * 2,
    ),
    (
        "datetime",
        "day",
        ["3 March 2024", "14 April 2023", "1 May 2021", "2 June 2020", "3 July 2019"],
    ),
    ("datetime", "d", ["03/11/24", "04/12/24", "05/01/24", "06/02/24", "07/03/24"]),
    ("datetime", "t", ["14:05", "09:30", "22:15", "00:10", "07:45"]),
    (
        "datetime",
        "j",
        ["2024年3月1日", "2023年12月31日", "2022年5月5日", "2021年1月2日", "2020年2月2日"],
    ),
    ("datetime", "epoch", ["1710144900", "1710231300", "1710317700", "1710404100", "1710490500"]),
    ("categorical", "status", ["open", "closed", "open", "pending", "open", "closed"] * 4),
    ("categorical", "grade", ["1", "2", "3", "1", "2", "2"] * 5),
    ("identifier", "id", ["A-1001", "A-1002", "A-1003", "A-1004", "B-2001"]),
    ("identifier", "user", ["ann@x.org", "bob@y.com", "cy@z.net", "di@x.org", "ed@y.com"]),
    ("identifier", "customer_id", ["100231", "100232", "100240", "100251", "100260"]),
    ("boolean", "flag", ["Y", "N", "N", "Y", "N"]),
    ("boolean", "aktiv", ["ja", "nein", "Ja", "unbekannt", "nein", "ja", "ja"]),
    ("unknown", "x", [None] * 60 + ["a"] * 2),
    ("unknown", "blob", ['{"a": 1}', "{}", "[1, 2]", '{"b": null}', "{1}"]),
    ("unknown", "mix", ["Oslo!!", "12", "2024-01-01", "??? ---", "a@b.c", "(x) 12 & 7", "Hello"]),
]


@pytest.mark.parametrize(("label", "header", "values"), EXAMPLES)
def test_the_right_label_is_plausible(label, header, values):
    assert label in plausible(header, values)


@pytest.mark.parametrize(
    ("wrong", "header", "values"),
    [
        ("numeric", "name", ["Ana", "Li", "John", "Ivan", "Maja"]),
        ("datetime", "name", ["Ana", "Li", "John", "Ivan", "Maja"]),
        ("boolean", "price", ["1.5", "2.5", "3.5", "4.5"]),
        ("text_long", "status", ["open", "closed", "open"] * 4),
        ("categorical", "id", [f"A-{i}" for i in range(40)]),
        ("identifier", "price", ["1.50", "2.75", "3.20", "4.99", "12.00"]),
        ("identifier", "day", ["2024-03-11", "2024-03-12", "2024-03-13", "2024-03-14"]),
        ("text_short", "amount", ["12", "15", "99", "4", "18"]),
        ("unknown", "amount", ["12", "15", "99", "4", "18"]),
        ("unknown", "name", ["Ana", "Li", "John", "Ivan", "Maja"]),
    ],
)
def test_a_wrong_label_is_not_plausible(wrong, header, values):
    assert wrong not in plausible(header, values)


def test_shuffled_labels_are_found_out():
    labels = [label for label, _, _ in EXAMPLES]
    shuffled = np.random.default_rng(0).permutation(labels)
    sets = [plausible(header, values) for _, header, values in EXAMPLES]
    right = np.mean([label in found for label, found in zip(labels, sets, strict=True)])
    wrong = np.mean([label in found for label, found in zip(shuffled, sets, strict=True)])
    assert right == 1.0
    assert wrong < 0.5


def test_there_is_always_an_answer_out_of_the_eight():
    for values in ([], [None], [""], ["\x00"], ["x" * 5000], ["####"] * 9, ["🙂"] * 3):
        found = plausible("", values)
        assert found
        assert found <= set(LABELS)


def test_rare_values_do_not_decide():
    s = ColumnSummary.of("n", ["1.5"] * 90 + ["two", "three", "four", "five"])
    rest = (s.header, s.values.to_pylist(), s.counts.tolist(), s.total, s.nulls, s.distinct)
    assert agreement("numeric", *rest)
    assert not agreement("text_short", *rest)
