import numpy as np
import pytest

from matchloop.table_mapping.value_kinds import Kind, kind_of, main_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ann.lee+x@mail.example.org", Kind.EMAIL),
        ("https://example.org/a?b=c", Kind.URL),
        ("www.example.org", Kind.URL),
        ("123e4567-e89b-12d3-a456-426614174000", Kind.UUID),
        ("192.168.0.12", Kind.IP),
        ("2024-03-01", Kind.DATE),
        ("03/11/2024 14:05", Kind.DATE),
        ("2024-03-01T14:05:22Z", Kind.DATE),
        ("1 Mar 2024", Kind.DATE),
        ("+1 (555) 010-9999", Kind.PHONE),
        ("555-010-9999", Kind.PHONE),
        ("030 1234567", Kind.PHONE),
        ("1,250.00", Kind.NUMBER),
        ("-3.5e-7", Kind.NUMBER),
        ("€ 12", Kind.NUMBER),
        ("12 %", Kind.NUMBER),
        ("20240301", Kind.NUMBER),
        ("2024-W12", Kind.WORDS),
        ("USD", Kind.WORDS),
        ("C-10023", Kind.WORDS),
        ("", Kind.WORDS),
    ],
)
def test_kinds(text, kind):
    assert kind_of(text) is kind


def test_a_hostile_text_does_not_take_long():
    for text in ("1" * 5000 + "x", "a@" * 3000, "1 " * 3000 + "!", "(1" * 2000):
        kind_of(text)


def test_main_kind_counts_rows_not_texts():
    texts = ["a@b.org", "2024-01-01", "2024-01-02"]
    assert main_kind(texts, np.array([8, 1, 1]), 0.8) is Kind.EMAIL
    assert main_kind(texts, np.array([7, 2, 1]), 0.8) is None
    assert main_kind([], np.zeros(0), 0.8) is None
