import os
import subprocess
import sys

import numpy as np
import pytest

from matchloop.column_types.generate.check_digits import cpf, ean, iban, isbn10, issn, luhn, vin
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.date_formats import (
    COMPACT,
    EASTERN,
    ISO,
    MACHINE,
    NAMED,
    PERIOD,
    epoch,
    excel_serial,
    moment,
    numeric_format,
    with_offset,
)
from matchloop.column_types.generate.headers import header_for
from matchloop.column_types.generate.locales import LOCALES
from matchloop.column_types.generate.noise import MOST_STRANGERS, mojibake, spoil
from matchloop.column_types.generate.number_formats import (
    NumberStyle,
    accounting,
    short_scale,
    trailing_minus,
)
from matchloop.column_types.generate.pools import pool


def _context(seed: int, rows: int = 200, locale: str = "en_US") -> Context:
    return Context(np.random.default_rng(seed), rows, "commerce", LOCALES[locale], 1)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (ean("400638133393"), "4006381333931"),
        (ean("03600029145"), "036000291452"),
        (ean("978030640615"), "9780306406157"),
        (isbn10("030640615"), "0306406152"),
        (isbn10("080442957"), "080442957X"),
        (issn("0378595"), "0378-5955"),
        (luhn("7992739871"), "79927398713"),
        (iban("DE", "370400440532013000"), "DE89370400440532013000"),
        (iban("GB", "WEST12345698765432"), "GB82WEST12345698765432"),
        (vin("1M8GDM9A0KP042788"), "1M8GDM9AXKP042788"),
        (cpf("111444777"), "111.444.777-35"),
    ],
)
def test_check_digits_are_those_of_published_examples(made: str, expected: str) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (NumberStyle(), "-1234567.50"),
        (NumberStyle(".", ","), "-1,234,567.50"),
        (NumberStyle(",", "."), "-1.234.567,50"),
        (NumberStyle(",", "\u00a0"), "-1\u00a0234\u00a0567,50"),
        (NumberStyle(".", "'"), "-1'234'567.50"),
        (NumberStyle(".", ",", indian=True), "-12,34,567.50"),
    ],
)
def test_numbers_of_several_countries(style: NumberStyle, text: str) -> None:
    assert style.write([-1234567.5], 2) == [text]


def test_ledgers_and_short_amounts() -> None:
    assert accounting("-1,234.56") == "(1,234.56)"
    assert trailing_minus("-12") == "12-"
    assert short_scale(395_000, 0, ("K", "M", "B")) == "395K"
    assert short_scale(1_230_000, 1, ("K", "M", "B")) == "1.2M"


def test_dates_of_one_moment() -> None:
    when = moment(1707138427)
    made = {
        name: write(when, language)
        for formats, language in ((ISO, "en"), (COMPACT, "en"), (PERIOD, "en"), (MACHINE, "en"))
        for name, write in formats.items()
    }
    assert made["iso_z"] == "2024-02-05T13:07:07Z"
    assert made["iso_ordinal"] == "2024-036"
    assert made["yyyymmdd"] == "20240205"
    assert made["quarter"] == "2024Q1"
    assert made["week_day"] == "2024-W06-1"
    assert made["rfc2822"] == "Mon, 05 Feb 2024 13:07:07 +0000"
    assert NAMED["words"](when, "es") == "5 de febrero de 2024"
    assert EASTERN["era"](when, "ja") == "令和6年2月5日"
    assert with_offset(when, 330) == "2024-02-05T13:07:07+05:30"
    assert (epoch(when), int(excel_serial(when))) == (1707138427, 45327)


@pytest.mark.parametrize(
    ("order", "separator", "options", "text"),
    [
        ("dmy", ".", {"padded": True, "short_year": False, "clock": ""}, "05.02.2024"),
        ("mdy", "/", {"padded": False, "short_year": True, "clock": "12"}, "2/5/24 1:07 PM"),
        ("ymd", "/", {"padded": True, "short_year": False, "clock": "24"}, "2024/02/05 13:07"),
    ],
)
def test_numeric_dates(order: str, separator: str, options: dict, text: str) -> None:
    assert numeric_format(order, separator, **options)(moment(1707138427), "en") == text


def test_pools_are_the_same_again_and_in_the_locale() -> None:
    first = pool("ru_RU", "name", 4)
    pool.cache_clear()
    assert pool("ru_RU", "name", 4) == first
    assert len(set(first)) == len(first) > 300
    assert any("а" <= letter <= "я" for letter in first[0])


def test_pools_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    code = (
        "import hashlib; from matchloop.column_types.generate.pools import POOLS, pool\n"
        "from matchloop.column_types.generate.locales import LOCALES\n"
        "texts = [pool(place, name, 1) for place in LOCALES for name in POOLS]\n"
        "print(hashlib.sha256(repr(texts).encode()).hexdigest())"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert len(made[0].strip()) == 64


def test_mojibake() -> None:
    assert mojibake("Müller", "cp1252") == "MÃ¼ller"


def test_noise_keeps_the_rows_and_most_values() -> None:
    values = [f"value {n}" for n in range(200)]
    changed = []
    for seed in range(300):
        made = spoil(_context(seed), Draft(list(values), "id"))
        assert len(made) == 200
        strangers = [v for v in made if v and not v.strip(" \t\u00a0'").lower().startswith("value")]
        changed.append(len(set(strangers)))
    assert sum(count == 0 for count in changed) > 120
    assert int(200 * MOST_STRANGERS) == 6


def test_tidy_drafts_stay_as_they_are() -> None:
    values: list[str | None] = ["X", None, "X"]
    assert all(
        spoil(_context(seed), Draft(values, "flag", tidy=True)) == values for seed in range(50)
    )


def test_headers_are_missing_or_generic_now_and_then() -> None:
    headers = [header_for(_context(n), Draft(["a"], "city")) for n in range(2_000)]
    assert 0.02 < headers.count("") / len(headers) < 0.06
    plain = [h for h in headers if any(w in h.lower() for w in ("city", "town", "loc", "place"))]
    assert len(plain) > 800
    assert {"city", "City", "CITY"} <= set(headers)


def test_headers_that_must_decide_are_never_missing_or_generic() -> None:
    headers = {header_for(_context(n), Draft(["1"], "gender", clear=True)) for n in range(500)}
    words = ("gender", "sex", "gen")
    assert all(any(word in header.lower() for word in words) for header in headers)


def test_headers_are_translated() -> None:
    headers = {
        header_for(_context(n, locale="de_DE"), Draft(["a"], "birth date")) for n in range(80)
    }
    assert "Geburtsdatum" in headers


def test_a_given_header_is_used_as_it_is() -> None:
    assert header_for(_context(1), Draft(["1"], "measure", header="2008 [YR2008]")) == (
        "2008 [YR2008]"
    )
