"""413 numbers for any column at all: finite, in range, and meaning what they are said to mean."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchloop.column_types import feature_docs
from matchloop.column_types.feature_examples import DATES, NOTATIONS, PATTERNS
from matchloop.column_types.features import (
    FEATURE_NAMES,
    FEATURE_VERSION,
    extract,
    extract_many,
)
from matchloop.column_types.features.dates import date_form
from matchloop.column_types.summary import ColumnSummary, Moments
from tests.column_types import small

ROOT = Path(__file__).parents[2]
RANGES = [each.range for each in feature_docs.describe()]

scalars = st.one_of(
    st.none(),
    st.text(),
    st.characters(categories=["Cs"]),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**310),
    st.floats(),
    st.booleans(),
    st.binary(max_size=20),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.complex_numbers(),
    st.from_regex(r"[-+(]?[$€]?\d{1,3}([.,' ]\d{3})*([.,]\d+)?[%)KM]?", fullmatch=True),
    st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}( \d\d:\d\d)?", fullmatch=True),
    st.sampled_from(["1e999", "1e200", "0x1F", "٣٤", "x" * 4000, "-", "\0", " ", "👩‍👧", "²"]),
)
values = scalars | st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=5,
)
headers = st.none() | st.text(max_size=200) | st.integers() | st.characters(categories=["Cs"])
columns = st.lists(values, max_size=12) | st.lists(st.text(), max_size=12)


def features(header: str, *texts: object) -> dict[str, float]:
    found = extract(ColumnSummary.of(header, list(texts)))
    return dict(zip(FEATURE_NAMES, found.tolist(), strict=True))


def check(X: np.ndarray) -> None:
    assert X.shape == (413,)
    assert X.dtype == np.float32
    assert np.isfinite(X).all()
    assert np.abs(X).max() <= 1e6
    assert [n for n, r, x in zip(FEATURE_NAMES, RANGES, X, strict=True) if not r.holds(x)] == []


def test_there_are_376_and_their_names_and_version_stand():
    assert len(FEATURE_NAMES) == len(set(FEATURE_NAMES)) == 413
    assert FEATURE_VERSION == "1.2"


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=300)
@given(headers, columns)
def test_any_column_gives_finite_features_within_their_ranges(header, column):
    check(extract(ColumnSummary.of(header, column)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "column",
    [
        [],
        [None] * 5,
        ["x" * 4000] * 3,
        ["1e149", "-1e149"],
        ["1e200", "5"],
        [dt.timedelta(1)],
        [[1, {"a": b"x"}]],
        [f"{i}" for i in range(5000)],
    ],
)
def test_columns_at_the_edges(column):
    check(extract(ColumnSummary.of("h", column)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "moments",
    [
        Moments(1, 0, 1, 0),
        Moments(1e308, 1e308, -1e308, 1e308),
        Moments(float("nan"), 0, 0, 0),
        Moments(0, 0, 5, float("inf")),
    ],
)
def test_statistics_that_cannot_be_do_not_break_it(moments):
    summary = ColumnSummary.given("h", ["1", "2"], total=9, nulls=0, distinct=2, moments=moments)
    assert np.isfinite(extract(summary)).all()


@settings(deadline=None, max_examples=100)
@given(st.lists(st.none() | st.text(max_size=5), max_size=30), st.randoms())
def test_the_order_of_rows_does_not_matter(column, random):
    shuffled = random.sample(column, len(column))
    one, other = (extract(ColumnSummary.of("h", c)) for c in (column, shuffled))
    assert one.tobytes() == other.tobytes()


def test_the_order_of_real_looking_rows_does_not_matter():
    rng = np.random.default_rng(0)
    for made in small.columns():
        shuffled = rng.permutation(np.array(made.values, object)).tolist()
        one, other = (extract(ColumnSummary.of(made.header, c)) for c in (made.values, shuffled))
        assert one.tobytes() == other.tobytes(), made.kind


def test_one_more_null_does_not_flip_a_confident_answer():
    model, made = small.boosting(), small.columns()
    before = model.probabilities(extract_many([ColumnSummary.of(c.header, c.values) for c in made]))
    after = model.probabilities(
        extract_many([ColumnSummary.of(c.header, [*c.values, None]) for c in made])
    )
    confident = before.max(1) >= 0.9
    assert confident.sum() >= 20
    assert (before.argmax(1) == after.argmax(1))[confident].all()


def test_more_evidence_gives_more_confidence():
    """A column that is half dates is less of a date column than one that is nothing else."""
    half = features("x", *(f"2024-01-{d:02d}" for d in range(1, 11)), *"abcdefghij")
    whole = features("x", *(f"2024-01-{d:02d}" for d in range(1, 21)))
    assert half["date_iso_date"] == pytest.approx(0.5)
    assert whole["date_iso_date"] == whole["date_share"] == pytest.approx(1)


def test_counts_are_exact_while_values_are_sampled():
    texts = [f"k{i % 1500}" for i in range(4500)] + [None] * 500
    found = features("h", *texts)
    assert found["count_rows_log"] == pytest.approx(np.log1p(5000))
    assert found["count_present_log"] == pytest.approx(np.log1p(4500))
    assert found["count_distinct_log"] == pytest.approx(np.log1p(1500))
    assert found["null_share"] == pytest.approx(0.1)
    assert found["rows_per_distinct_log"] == pytest.approx(np.log1p(3))
    assert found["sample_rows_log"] == pytest.approx(np.log1p(1000))


_EXAMPLES = [
    (f"{prefix}_{name}", text)
    for prefix, table in (("notation", NOTATIONS), ("date", DATES), ("pattern", PATTERNS))
    for name, texts in table.items()
    for text in texts
]


@pytest.mark.parametrize(("name", "text"), _EXAMPLES)
def test_the_examples_of_the_documentation_are_recognized(name, text):
    assert features("", text, f" {text} ")[name] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("0", "integer"),
        ("-12", "integer"),
        ("−12", "integer"),
        ("+3", "integer"),
        ("007", "zero_padded"),
        ("3.14", "decimal_point"),
        ("3.", "decimal_point"),
        ("3,1", "decimal_comma"),
        ("3,1415", "decimal_comma"),
        ("3,141", "grouped"),
        ("1.234.567", "grouped"),
        ("1'234.50", "grouped"),
        ("12,34,567", "grouped"),
        ("1\u202f234,5", "grouped"),
        ("6.02E23", "scientific"),
        ("1,5e-3", "scientific"),
        ("5%", "percent"),
        ("3,5 ‰", "percent"),
        ("$5", "currency"),
        ("-$1,200.50", "currency"),
        ("R$ 10,00", "currency"),
        ("1 200 zł", "currency"),
        ("£3M", "currency"),
        ("$3bn", "currency"),
        ("(5)", "accounting"),
        ("($1,200)", "accounting"),
        ("12 km/h", "with_unit"),
        ("5m²", "with_unit"),
        ("~30", "with_unit"),
        ("10k", "with_unit"),
        ("1.2.3", None),
        ("12-34", None),
        ("1,2,3", None),
        ("--1", None),
        ("1 2", None),
        ("abc", None),
        ("0x1F", None),
        ("1" * 33, None),
    ],
)
def test_numbers_are_read_in_their_notation(text, notation):
    found = features("", text)
    told = [name for name in FEATURE_NAMES if name.startswith("notation_") and found[name]]
    assert told == ([f"notation_{notation}"] if notation else [])
    assert found["number_share"] == float(notation is not None)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-1-5", "iso_date"),
        ("2024-03-01T10:00:00.123456789+02:00", "iso_datetime"),
        ("2024-03-01 10:00 Europe/Berlin", "iso_datetime"),
        ("2024.03.01", "year_first_other"),
        ("12/25/24", "slashed"),
        ("1.3.2024", "dotted_or_dashed"),
        ("5.1.2024 10:00", "day_first_with_time"),
        ("1er mai 2024", "month_name"),
        ("1 de enero de 2024", "month_name"),
        ("Wed, 3 Jan 2024 10:00:00", "month_name"),
        ("3 января 2024", "month_name"),
        ("12. März 2024", "month_name"),
        ("sept. 2024", "month_and_year"),
        ("03/2024", "month_and_year"),
        ("24:00", "clock"),
        ("3PM", "clock"),
        ("20240301101500", "compact"),
        ("20240301T101500Z", "compact"),
        ("1899", "year"),
        ("FY2024", "year_range"),
        ("2024-Q1", "quarter_or_week"),
        ("P3DT4H", "duration"),
        ("-1 days 00:00:01", "duration"),
        ("03/Nov/2024:10:00:00 +0000", "other_text"),
        ("2024-13-01", None),
        ("32/01/2024", None),
        ("99:99", None),
        ("2200", None),
        ("hello", None),
        ("10.0.0.1", None),
        ("march on", None),
    ],
)
def test_dates_are_read_in_their_notation(text, form):
    assert date_form(text) == form
    found = features("", text)
    told = [n for n in FEATURE_NAMES if n in {f"date_{d}" for d in DATES} and found[n]]
    assert told == ([f"date_{form}"] if form else [])


@pytest.mark.parametrize(
    ("header", "feature", "value"),
    [
        ("", "header_missing", 1),
        ("customer_id", "header_word_id", 2),
        ("idNumber", "header_word_id", 1),
        ("customerId", "header_ends_with_id", 1),
        ("paid", "header_ends_with_id", 0),
        ("Geburtsdatum", "header_word_date", 0),
        ("Datum", "header_word_date", 2),
        ("is_active", "header_word_flag", 2),
        ("2019", "header_is_year", 1),
        ("Jan-20", "header_is_date_like", 1),
        ("Unnamed: 0", "header_generated", 1),
        ("Weight (kg)", "header_has_unit", 1),
        ("unitPrice", "header_camel_case", 1),
        ("größe", "header_non_ascii", 1),
    ],
)
def test_headers_are_read(header, feature, value):
    assert features(header, "a")[feature] == value


def test_numbers_given_with_the_data_take_the_place_of_sampled_ones():
    moments = Moments(100.0, 5.0, -1.0, 300.0)
    summary = ColumnSummary.given("h", ["1", "2"], total=9, nulls=0, distinct=2, moments=moments)
    found = dict(zip(FEATURE_NAMES, extract(summary).tolist(), strict=True))
    assert found["number_mean_log"] == pytest.approx(np.log1p(100))
    assert found["number_min_log"] == pytest.approx(-np.log1p(1))
    assert found["number_given_moments"] == 1


def test_many_are_one_by_one():
    made = [ColumnSummary.of(c.header, c.values) for c in small.columns()[:5]]
    assert (extract_many(made) == np.stack([extract(s) for s in made])).all()
    assert extract_many([]).shape == (0, 413)


def test_each_feature_is_described_once():
    described = feature_docs.describe()
    assert tuple(each.name for each in described) == FEATURE_NAMES
    assert all(each.meaning for each in described)
    known = [name for name, *_ in feature_docs._meanings()]
    assert len(known) == len(set(known))
    # Kinds of characters have a template for both features; the second exists for ten of them.
    spare = set(known) - set(FEATURE_NAMES)
    assert all(name.startswith("values_with_") for name in spare)


def test_the_ranges_hold_on_generated_columns():
    for row in small.rows().X:
        check(row)


def test_the_documentation_is_what_the_command_prints():
    written = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert written == feature_docs.markdown(), f"write it again: {feature_docs.COMMAND}"
    assert written.count("\n| ") == 1 + 413


def told(header: str, *values: str) -> dict[str, float]:
    X = extract(ColumnSummary.of(header, list(values)))
    return dict(zip(FEATURE_NAMES, X.tolist(), strict=True))


@pytest.mark.parametrize(
    ("header", "value", "names"),
    [
        ("Currency", "EUR", ("constant_code", "meaning_code")),
        ("IBAN", "DE89370400440532013000", ("constant_key", "meaning_key")),
        ("Cess Amount", "0.00", ("constant_number", "meaning_money")),
        ("subscribed", "yes", ("constant_truth", "meaning_flag")),
        ("Project lead", "Tobias Renner", ("constant_words",)),
    ],
)
def test_the_one_value_of_a_column_and_its_header_tell_what_it_is(header, value, names):
    found = told(header, *[value] * 9)
    assert [name for name in names if not found[name]] == []
    assert sum(found[name] for name in FEATURE_NAMES if name.startswith("constant_")) == 1


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (("03112024", "28022023"), "digits_day_first_share"),
        (("311224", "010125"), "digits_short_date_share"),
        (("1240108", "1240329"), "digits_short_date_share"),
        (("0311", "101"), "digits_day_and_month_share"),
        (("0845", "1730"), "digits_clock_share"),
        (("084510", "235959"), "digits_long_clock_share"),
        (("202411", "202312"), "digits_year_and_month_share"),
        (("2024-03-31-23.10.59.123456", "2024-04-01-00.00.01"), "other_date_share"),
        (("01MAR2023:00:34:10", "2JUL2023:16:51:00"), "other_date_share"),
        (("1.01.010", "2.03.001"), "dotted_code_share"),
        (("Gate 7", "Team Blue 12"), "word_and_number_share"),
    ],
)
def test_what_values_could_be_read_as(values, name):
    assert told("", *values)[name] == 1
    assert told("", "Anna", "Bert")[name] == 0


def test_numbers_in_the_range_of_epochs_are_such_only_within_a_few_years():
    epochs = told("created", "1700000000", "1710000000", "1712345678")
    assert epochs["epoch_plausible"] == 1
    wide = told("account", "1000000077", "1400000123", "1900000456")
    assert (wide["number_epoch_share"], wide["epoch_plausible"]) == (1, 0)
    assert wide["epoch_years_log"] > epochs["epoch_years_log"] > 0
    bills = told("BILL_NO", "2023010059", "2023011174", "2023019913")
    assert (bills["epoch_plausible"], bills["digits_year_and_counter_share"]) == (0, 1)


def test_two_words_are_yes_and_no_only_if_known_as_such():
    status = told("RESULT_STATUS", "FINAL", "CORRECTED", "FINAL")
    assert (status["pair_of_no_truth"], status["boolean_pair"]) == (1, 0)
    assert told("paid", "yes", "no")["pair_of_no_truth"] == 0
    assert told("grade", "A", "N", "S")["few_of_no_truth"] == 1


def test_the_parts_of_names_and_addresses_keep_their_places_those_of_lists_do_not():
    names = told("contact", "Hara, Ann", "Hara, Li", "Pappa, Ann", "Ilic, Eva")
    assert (names["items_elsewhere_share"], names["items_vary"]) == (0, 0)
    lists = told("tags", "red, blue", "blue, red, green", "green, red", "blue, green")
    assert lists["items_elsewhere_share"] > 0.5
    assert lists["items_vary"] > 0


@pytest.mark.parametrize(
    "values",
    [
        ("١٬٢٣٤٫٥٦", "٩٨٧٫٠٠"),
        ("１，２３４", "９８７"),
        ("१,२३,४५६.००", "९८७.५०"),
        ("12,34,567.00", "1,23,456.50"),
        ("1’234.50", "12’345.00"),
    ],
)
def test_amounts_in_any_digits_and_grouping_are_numbers(values):
    assert told("", *values)["number_share"] == 1


def test_full_width_commas_between_words_stay():
    assert told("", "東京，大阪", "京都，奈良")["values_separated_by_comma"] == 0


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Nº artículos", "quantity"),
        ("個数", "quantity"),
        ("単価(税込)", "money"),
        ("Сумма", "money"),
        ("المبلغ", "money"),
        ("FuelLvl_pct", "measure"),
        ("borrowernumber", "key"),
        ("C.P.", "postal"),
        ("注文者郵便番号", "postal"),
        ("TRDT", "date"),
        ("Дата", "date"),
        ("LASTMODTS", "time"),
        ("FASTYN", "flag"),
        ("WKZ", "code"),
    ],
)
def test_headers_are_understood_in_many_languages_and_abbreviations(header, meaning):
    assert told(header, "1", "2")[f"meaning_{meaning}"] > 0
