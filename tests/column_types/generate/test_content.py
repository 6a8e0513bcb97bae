"""What the columns hold: every family of formats that was promised occurs."""

import re
import statistics
from datetime import date

import pytest

from matchloop.column_types.generate import GeneratedColumn, generate
from matchloop.column_types.generate.truth_words import truth_words
from matchloop.column_types.summary import NULL_SPELLINGS

NUMBERS = {
    "1,234.56": r"\d{1,3}(,\d{3})+\.\d{2}",
    "1.234,56": r"\d{1,3}(\.\d{3})+,\d{2}",
    "1 234,56": "\\d{1,3}([ \u00a0\u202f]\\d{3})+,\\d{2}",
    "1'234.56": r"\d{1,3}(['’]\d{3})+\.\d{2}",
    "12,34,567": r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?",
    "symbol before": r"[$£€₹¥]\s?\d[\d.,]*",
    "symbol after": r"\d[\d.,\s]*\s?(€|zł|₽)",
    "code": r"(USD|EUR|CHF|GBP|INR|BRL)\s?\d[\d.,’']*",
    "percent": r"-?\d+([.,]\d+)?\s?%",
    "scientific": r"-?\d\.\d+[eE][-+]\d+",
    "brackets": r"\(\d[\d.,\s]*\)",
    "minus behind": r"\d[\d.,\s]*-",
    "unit": r"\d+([.,]\d+)? ?(kg|g|cm|km|min|days|MB|mg|kWh|years)",
    "thousands": r"[$€£]?\d+(\.\d+)?[KMB]",
}
IDENTIFIERS = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "md5": r"[0-9a-f]{32}",
    "sha1": r"[0-9a-f]{40}",
    "sha256": r"[0-9a-f]{64}",
    "ean": r"[45]\d{12}",
    "isbn": r"97[89]-?\d-?\d{4}-?\d{4}-?\d",
    "iban": r"[A-Z]{2}\d{2} ?[A-Z0-9]{4}[A-Z0-9 ]{7,30}",
    "prefixed": r"[A-Z]{2,5}[-_]\d{3,9}",
    "composite": r"[A-Z]+[-_/|.:]\d{5}|\d{5}[-_/|.:][A-Z]+",
    "sequence": r"1|2|3|4|5",
    "phone": r"\(\d{3}\) \d{3}-\d{4}",
    "e-mail": r"[\w.]+@[\w.]+",
    "url": r"https?://[\w.]+/.*",
    "ip": r"\d{1,3}(\.\d{1,3}){3}",
    "mac": r"[0-9a-f]{2}(:[0-9a-f]{2}){5}",
}


@pytest.fixture(scope="module")
def many() -> list[GeneratedColumn]:
    counts = {"numeric": 5_000, "identifier": 900, "datetime": 900, "boolean": 400}
    return list(generate(counts, seed=31, max_values=40))


def _values(columns: list[GeneratedColumn], label: str) -> set[str]:
    return {v.strip() for c in columns if c.label == label for v in c.values if v}


@pytest.mark.parametrize("name", list(NUMBERS))
def test_every_way_to_write_numbers_occurs(many: list[GeneratedColumn], name: str) -> None:
    assert any(re.fullmatch(NUMBERS[name], value) for value in _values(many, "numeric"))


@pytest.mark.parametrize("name", list(IDENTIFIERS))
def test_every_family_of_identifiers_occurs(many: list[GeneratedColumn], name: str) -> None:
    assert any(re.fullmatch(IDENTIFIERS[name], value) for value in _values(many, "identifier"))


def test_at_least_25_date_formats(many: list[GeneratedColumn]) -> None:
    """Formats are told apart by their shape: digits 9, Latin letters a, other letters w."""
    shapes = set()
    for column in many:
        if column.label != "datetime" or column.kind.endswith(("year", "serial", "clipped")):
            continue
        value = next((v for v in column.values if v and v.lower() not in NULL_SPELLINGS), "")
        shape = re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", value.strip()))
        if "9" in shape:
            shapes.add(re.sub(r"[^\W\d_a]+", "w", shape))
    assert len(shapes) >= 25, sorted(shapes)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{4}-\d\d-\d\d",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
        r"\d\d/\d\d/\d{4}",
        r"\d\d\.\d\d\.\d{4}",
        r"\d{1,2}/\d{1,2}/\d\d",
        r"\d{8}",
        r"1\d{9}",
        r"1\d{12}",
        r"\d{4}-W\d\d",
        r"\d{4}-?Q[1-4]",
        r"\d{4}-\d\d",
        r"\d{1,2}:\d\d [AP]M",
        r"\d{1,2}\. (Januar|März|Mai|Juli|Oktober) \d{4}",
        r"\d{1,2} de (enero|marzo|mayo|julio|octubre) de \d{4}",
        r"\d{4}年\d{1,2}月\d{1,2}日",
    ],
)
def test_dates_of_every_family_occur(many: list[GeneratedColumn], pattern: str) -> None:
    assert any(re.fullmatch(pattern, value) for value in _values(many, "datetime"))


def test_iso_dates_exist_in_the_calendar(many: list[GeneratedColumn]) -> None:
    days = [v for v in _values(many, "datetime") if re.fullmatch(r"\d{4}-\d\d-\d\d", v)]
    assert len(days) > 100
    for day in days:
        date.fromisoformat(day)


def test_at_least_12_boolean_spellings_in_several_languages(many: list[GeneratedColumn]) -> None:
    values = {value.lower() for value in _values(many, "boolean")}
    known = truth_words().spellings.values()
    pairs = {tuple(word.lower() for word in pair) for p in known for pair in p}
    met = {pair for pair in pairs if values.issuperset(pair)}
    assert len(met) >= 12
    assert {("yes", "no"), ("ja", "nein"), ("oui", "non"), ("да", "нет"), ("是", "否")} <= met
    assert {"0", "1"} <= values


def test_long_texts_are_long_and_short_ones_short(columns: list[GeneratedColumn]) -> None:
    def words(column: GeneratedColumn) -> float:
        texts = [v for v in column.values if v and v.lower() not in NULL_SPELLINGS]
        return statistics.mean(len(text.split()) for text in texts) if texts else 0

    latin = [c for c in columns if c.locale not in {"zh_CN", "ja_JP"}]
    long = [words(c) for c in latin if c.label == "text_long"]
    short = [words(c) for c in latin if c.label == "text_short"]
    assert statistics.quantiles(long, n=20)[0] >= 8
    assert statistics.quantiles(short, n=20)[-1] <= 8
    assert any("<p>" in v for c in columns if c.label == "text_long" for v in c.values if v)
    assert any("\n" in v for c in columns if c.label == "text_long" for v in c.values if v)


@pytest.mark.parametrize(
    ("script", "letters"),
    [
        ("Cyrillic", r"[а-яА-Я]"),
        ("Greek", r"[α-ωΑ-Ω]"),
        ("Han", r"[\u4e00-\u9fff]"),
        ("Kana", r"[\u3040-\u30ff]"),
        ("Arabic", r"[\u0600-\u06ff]"),
        ("Devanagari", r"[\u0900-\u097f]"),
    ],
)
def test_scripts_other_than_latin_occur(
    columns: list[GeneratedColumn], script: str, letters: str
) -> None:
    for label in ("text_long", "text_short"):
        texts = " ".join(v for c in columns if c.label == label for v in c.values if v)
        assert re.search(letters, texts), (script, label)


def test_missing_values_take_up_to_60_percent(columns: list[GeneratedColumn]) -> None:
    shares = []
    for column in columns:
        if column.label == "unknown" or column.kind == "boolean.mark" or len(column.values) < 40:
            continue
        missing = [v is None or v.strip().lower() in NULL_SPELLINGS for v in column.values]
        shares.append(sum(missing) / len(missing))
    assert 0.3 < sum(share > 0 for share in shares) / len(shares) < 0.7
    assert 0.45 < max(shares) < 0.8


def test_unknown_columns_are_of_the_promised_sorts(columns: list[GeneratedColumn]) -> None:
    texts = [v for c in columns if c.label == "unknown" for v in c.values if v]
    for pattern in (r"\{\"\w+\": .*", r"\[.*\]", r"#+", r"[A-Za-z0-9+/]{40,}=*", r"(\w+[;|])+\w+"):
        assert any(re.fullmatch(pattern, text) for text in texts), pattern
    empty = [c for c in columns if c.kind == "unknown.empty"]
    assert empty
    assert all(len(set(c.values)) == 1 for c in empty)


def test_codes_and_categories_have_few_values(columns: list[GeneratedColumn]) -> None:
    for column in columns:
        if column.label == "categorical" and len(column.values) >= 60:
            assert len(set(column.values)) <= 0.9 * len(column.values), column.kind


def test_foreign_keys_repeat_and_uuids_do_not(columns: list[GeneratedColumn]) -> None:
    keys = [c for c in columns if c.kind == "identifier.foreign_key" and len(c.values) > 30]
    assert keys
    assert all(len(set(c.values)) < len(c.values) for c in keys)
    for column in (c for c in columns if c.kind == "identifier.uuid"):
        present = [v for v in column.values if v and len(v.strip()) >= 32]
        assert len(set(present)) == len(present)


@pytest.mark.parametrize("label", ["categorical", "datetime", "identifier", "numeric"])
def test_columns_of_one_value_have_the_type_that_value_and_header_say(label: str) -> None:
    made = generate({label: 400}, seed=3, max_values=20)
    constant = [column for column in made if column.kind == f"{label}.constant"]
    assert constant
    assert all(len(set(column.values)) == 1 and column.values[0] for column in constant)
    assert all(column.header for column in constant)
