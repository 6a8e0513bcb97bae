"""What is said of two names: short, true of their letters, the same for every script."""

import pytest

from matchloop.column_mapping.explain import read, why
from matchloop.column_mapping.schema.schema import StandardColumn
from tests.counting import calls

LEARNED = "(synonym or translation learned by the model)"


@pytest.mark.parametrize(
    ("raw", "standard", "words"),
    [
        (
            "cust_addr_line1",
            "customer_address",
            "cust = customer, addr = address; 'line1' left over",
        ),
        ("order_dt", "order_date", "order, dt = date"),
        ("trans_amt", "transaction_amount", "trans = transaction, amt = amount"),
        ("emp_salary", "salary", "salary; 'emp' left over"),
        ("cliente_id", "customer_id", f"cliente = customer {LEARNED}, id"),
        ("usr_phone", "customer_phone", f"usr = customer {LEARNED}, phone"),
        ("顧客", "customer", f"顧客 = customer {LEARNED}"),
        ("dob", "date_of_birth", "dob = date of birth"),
        ("pm", "payment_method", "pm = payment method"),
        ("custid", "customer_id", "custid = customer id"),
        ("CUSTOMER_ID", "customerId", "the same words"),
        ("e_mail", "email", "the same words"),
        ("adres", "address", "adres = address"),
        ("recieved", "received", "recieved = received"),
        ("prices", "price", "prices = price"),
        ("addr2", "address_city", "addr = address; '2' left over; 'city' not in it"),
        ("foo_bar", "date", "no letters show it: synonym or translation learned by the model"),
        ("🙂", "date", "no letters or digits in the name"),
        ("", "date", "no letters or digits in the name"),
    ],
)
def test_why(raw, standard, words):
    assert why(raw, StandardColumn(standard)) == words


def test_synonyms_explain_what_the_name_does_not():
    phone = StandardColumn("customer_phone", synonyms=("client tel", "user phone"))
    assert why("usr_phone", phone) == "usr = user, phone (synonym user phone)"
    assert why("Client Tel", phone) == "a listed synonym"
    assert why("cust_phone", phone) == "cust = customer, phone"


def test_a_guess_is_not_said_to_be_learned():
    for raw in ("foo", "foo_bar", "foo_id"):
        assert "learned" not in why(raw, StandardColumn("customer_id"), sure=False)
    assert why("foo_id", StandardColumn("customer_id"), sure=False) == (
        "id; 'foo' left over; 'customer' not in it"
    )


def test_every_word_is_used_once():
    reading = read(("name", "name"), ("customer", "name"))
    assert reading.pairs == (("name", "name"),)
    assert (reading.left, reading.missing) == (("name",), ("customer",))


def test_long_names_are_short_in_words_and_quick():
    standard = StandardColumn("customer name address", synonyms=("client name",) * 40)
    for raw in ("a" * 500, "a_" * 250, "cna" * 160, "customer" * 60):
        assert len(why(raw, standard)) < 300
        assert calls(lambda raw=raw: why(raw, standard)) < 300_000  # most: one of 100 words


def test_what_is_said_is_one_line():
    assert "\n" not in why("cust\nname\x1b[31m", StandardColumn("customer\nname"))
