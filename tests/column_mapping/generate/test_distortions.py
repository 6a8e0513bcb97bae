import random

import pytest

from matchloop.column_mapping.generate.distortion import Stage
from matchloop.column_mapping.generate.distortions import DISTORTIONS, of_stage
from matchloop.column_mapping.generate.draft import Draft, Word, draft_of, parts_of
from matchloop.column_mapping.generate.marks import tables_of, with_table, with_tail
from matchloop.column_mapping.generate.styles import STYLES, write
from matchloop.column_mapping.generate.translate import languages_of
from matchloop.column_mapping.generate.typos import NEIGHBOURS, SLIPS, double, miss, swap, typo

# A standard each distortion fits, and one name it must be able to make of it.
EXAMPLES = {
    "translation": ("order date", "fecha pedido"),
    "synonym": ("customer id", "client id"),
    "phrase": ("date of birth", "dob"),
    "stop_words": ("number of trips", "number trips"),
    "dropped_word": ("total customer orders", "customer orders"),
    "plural": ("order item", "order items"),
    "order": ("number of trips", "trips number"),
    "number": ("third contact", "3rd contact"),
    "year": ("income 2015", "income 15"),
    "vowels": ("household income", "hshld incm"),
    "skeleton": ("transaction amount", "trns amt"),
    "truncation": ("department manager", "dep mana"),
    "ends": ("inspection month", "insn mth"),
    "contraction": ("incidence record", "incdnc recrd"),
    "abbreviation": ("order quantity", "ord qty"),
    "mixed": ("customer address type", "cust addr typ"),
    "initials": ("community area name", "ca name"),
    "acronym": ("standard industrial classification", "sic"),
    "budget": ("inspection result", "insp resu"),
    "prefix": ("order date", "tbl order date"),
    "suffix": ("order status", "order status cd"),
    "hungarian": ("first name", "str first name"),
}


def test_every_distortion_has_an_example_and_a_docstring() -> None:
    assert set(EXAMPLES) == set(DISTORTIONS)
    assert all(entry.apply.__doc__ for entry in DISTORTIONS.values())
    assert all(of_stage(stage) for stage in Stage)


@pytest.mark.parametrize("name", EXAMPLES)
def test_distortion_makes_its_example_and_says_its_kind(name: str) -> None:
    standard, wanted = EXAMPLES[name]
    rng = random.Random(1)
    drafts = [DISTORTIONS[name].apply(draft_of(standard), rng) for _ in range(6_000)]
    found = {" ".join(draft.texts): draft for draft in drafts if draft}
    assert wanted in found
    assert found[wanted].kinds
    assert standard not in found


@pytest.mark.parametrize("name", EXAMPLES)
def test_distortion_leaves_alone_what_it_does_not_fit(name: str) -> None:
    distortion = DISTORTIONS[name]
    always = {"prefix", "suffix", "hungarian"}
    result = distortion.apply(draft_of("xq"), random.Random(0))
    assert (result is None) == (name not in always)


def test_a_shortened_word_is_not_shortened_again() -> None:
    draft = Draft((Word("dob", whole=False), Word("verified")))
    for seed in range(50):
        done = DISTORTIONS["vowels"].apply(draft, random.Random(seed))
        assert done is None or done.texts[0] == "dob"


def test_languages_need_every_word() -> None:
    assert languages_of(("order", "date")) == ("es", "fr", "de", "pt", "it")
    assert languages_of(("number", "of", "orders")) == ("es", "fr", "de", "pt", "it")
    assert languages_of(("order", "wombat")) == ()
    assert languages_of(("2015",)) == ()


@pytest.mark.parametrize(
    ("standard", "wanted"),
    [
        ("customer id", {"id cliente", "cliente id", "id client", "kunden id", "kunden nummer"}),
        ("order date", {"data ordine", "bestell datum", "bestelldatum", "date de commande"}),
        ("number of orders", {"número de pedido", "bestell anzahl"}),
        ("date of birth", {"fecha de nacimiento", "geburtsdatum", "data di nascita"}),
    ],
)
def test_translations_follow_the_order_of_the_language(standard: str, wanted: set[str]) -> None:
    apply, rng = DISTORTIONS["translation"].apply, random.Random(4)
    drafts = [apply(draft_of(standard), rng) for _ in range(2_000)]
    assert wanted <= {" ".join(parts_of(draft)) for draft in drafts if draft}


def test_table_stands_only_where_it_says_nothing_new() -> None:
    assert tables_of(("salary",)) == ["emp"]
    done = with_table(draft_of("salary"), ("salary",), random.Random(0))
    assert done is not None
    assert done.texts == ("emp", "salary")
    assert with_table(draft_of("customer email"), ("customer", "email"), random.Random(2)) is None
    assert with_table(draft_of("rainfall"), ("rainfall",), random.Random(0)) is None


def test_tail_suits_the_last_word() -> None:
    phone = ("customer", "phone")
    tails = {
        with_tail(draft_of("customer phone"), phone, random.Random(seed)).texts[-1]  # type: ignore[union-attr]
        for seed in range(40)
    }
    assert tails == {"number", "no", "nbr", "num"}
    assert with_tail(draft_of("rainfall"), ("rainfall",), random.Random(0)) is None


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("snake", "cust_addr"), ("screaming", "CUST_ADDR"), ("camel", "custAddr"),
        ("pascal", "CustAddr"), ("title", "Cust Addr"), ("words", "cust addr"),
        ("upper words", "CUST ADDR"), ("sentence", "Cust addr"), ("kebab", "cust-addr"),
        ("dots", "cust.addr"), ("pascal dots", "Cust.Addr"), ("pascal snake", "Cust_Addr"),
        ("merged", "custaddr"), ("merged upper", "CUSTADDR"),
    ],
)  # fmt: skip
def test_one_style_for_the_whole_name(style: str, written: str) -> None:
    chosen = next(entry for entry in STYLES if entry.name == style)
    assert write(["cust", "addr"], chosen, random.Random(0)) == written


def test_numbers_stick_to_the_word_before_or_stand_alone() -> None:
    snake = STYLES[0]
    made = {write(["addr", "line", "1"], snake, random.Random(seed)) for seed in range(30)}
    assert made == {"addr_line_1", "addr_line1"}


def test_slips_of_the_finger() -> None:
    rng = random.Random(0)
    assert swap("order", 1, rng) == "odrer"
    assert double("order", 1, rng) == "orrder"
    assert miss("order", 1, rng) == "oder"
    assert set(NEIGHBOURS["s"]) == {"a", "d"}
    assert len(SLIPS) == 4


def test_typo_is_one_slip_and_spares_short_names() -> None:
    made = {typo("ORDER_DATE", random.Random(seed)) for seed in range(100)}
    assert all(abs(len(name) - len("ORDER_DATE")) <= 1 for name in made)
    assert all(name.isupper() for name in made)
    assert typo("id", random.Random(0)) == "id"
