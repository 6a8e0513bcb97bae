"""What a stranger wrote, made harmless for terminals, pages and spreadsheets."""

import json

import pytest

from matchloop import harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe 顧客 🙂", "größe 顧客 🙂"),
        ("\N{WOMAN}\u200d\N{ROCKET}", "\N{WOMAN}\u200d\N{ROCKET}"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("\x9b1m\x7f\x07", r"\x9b1m\x7f\x07"),
        ("abc\u202efdp.exe", r"abc\u202efdp.exe"),
        ("\ud800", r"\ud800"),
        ("two\r\nlines\tand", "two\nlines\tand"),
        ("over\rwritten", r"over\rwritten"),
        ("a\u2028b\u00a0c", "a\\u2028b\u00a0c"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_has_no_shape_is_shown_as_an_escape(text, shown):
    assert harmless.visible(text) == shown


def test_one_line_is_short():
    assert harmless.one_line(" a\n\tb  c ") == "a b c"
    assert harmless.one_line("x" * 100_000, 10) == "x" * 9 + "…"
    assert harmless.one_line("\x1b" * 100_000, 10) == "\\x1b\\x1b\\…"


def test_a_paragraph_keeps_both_ends_of_its_lines():
    first, second = harmless.paragraph("a" * 900 + "b" * 900 + "\nc", 100).split("\n")
    assert (len(first), first[0], first[-1], second) == (100, "a", "b", "c")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        *[(f"{sign}1+cmd", f"'{sign}1+cmd") for sign in "=+-@＝＋－＠"],
        ("\t=1", "'\t=1"),
        ("\r=1", r"\r=1"),
        *[(number, number) for number in ("-5", "+3", "-1,234.50", "-1e-7", "-5 %", "-.5", "-")],
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_spreadsheet_takes_nothing_for_a_formula(cell, written):
    assert harmless.for_spreadsheet(cell) == written


def test_a_page_takes_nothing_for_markup():
    shown = harmless.for_page("</script><b>&\"'\x1b")
    assert shown == r"&lt;/script&gt;&lt;b&gt;&amp;&quot;&#x27;\x1b"


def test_json_reads_the_same():
    value = ["\x9b\u202e\x7f\U000e0041\ud800é🙂\u2028 "]
    text = harmless.for_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert "é🙂" in text
    assert not any(sign in text for sign in "\x9b\u202e\x7f\U000e0041\ud800\u2028")


def test_what_steers():
    assert all(map(harmless.steers, ["\x1b", "a\rb", "\u202e", "\ud800", "\x9b", "\0"]))
    assert not any(map(harmless.steers, ["a\r\nb", "a\tb", "\ufeffid", "\u200fשלום", "é"]))


def test_bytes_of_the_command_line_that_are_no_utf8():
    assert harmless.given_bytes("zur\udcfcck \x1b") == r"zur\xfcck \x1b"
