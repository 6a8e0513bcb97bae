"""Names, values, thresholds and one-to-one, with stand-ins for both models."""

import json

import pytest

import matchloop
from matchloop.column_mapping.schema.schema import Schema
from matchloop.errors import InputError, NoChampionError, SchemaError
from matchloop.table_mapping import mapping as module
from matchloop.table_mapping.mapping import map_columns
from matchloop.table_mapping.result import ROW_FIELDS, Candidate, Status
from tests.table_mapping.toy import SCHEMA, Names, Types

EMAILS = [f"user{n}@example.net" for n in range(40)]
DATES = [f"2024-03-{day:02}" for day in range(1, 29)]


def mapped(source, model, **options):
    return map_columns(source, SCHEMA, model=model, types=options.pop("types", Types()), **options)


def test_a_sure_answer():
    model = Names(cust_nm={"customer_name": 0.91, "customer_id": 0.04, "note": 0.02, "price": 0.01})
    answer = mapped(["cust_nm"], model)
    (column,) = answer.columns
    assert (column.raw, column.standard, column.status) == ("cust_nm", "customer_name", "mapped")
    assert column.confidence == 0.91
    assert column.runners_up == (Candidate("customer_id", 0.04), Candidate("note", 0.02))
    assert column.why == "cust = customer, nm = name"
    assert (answer.model, answer.schema, answer.threshold) == ("v7", "shop", 0.8)
    assert (answer.table, answer.values_read, answer.notes) == ("names", False, ())


def test_under_the_threshold_it_abstains_and_shows_its_guesses():
    model = Names(dt={"order_date": 0.6, "note": 0.3})
    (column,) = mapped(["dt"], model).columns
    assert (column.standard, column.status, column.confidence) == (None, Status.UNSURE, 0.6)
    assert column.runners_up == (Candidate("order_date", 0.6), Candidate("note", 0.3))
    assert "learned" not in column.why
    assert mapped(["dt"], model, min_confidence=0.6).columns[0].standard == "order_date"
    assert mapped(["dt"], model, min_confidence=0).threshold == 0


def test_top_k_counts_the_answer():
    model = Names(dt={"order_date": 0.9, "note": 0.05, "price": 0.02})
    assert mapped(["dt"], model, top_k=1).columns[0].runners_up == ()
    assert len(mapped(["dt"], model, top_k=50).columns[0].runners_up) == 2
    assert model.asked[-1] == (["dt"], 50)


def test_names_alone_leave_the_probabilities_as_they_are():
    model = Names(mail={"customer_email": 0.5, "note": 0.4})
    for source in (["mail"], {"mail": []}):
        answer = mapped(source, model, types=Types("numeric"))
        assert [c.probability for c in answer.columns[0].runners_up] == [0.5, 0.4]
        assert not answer.values_read


def test_values_lift():
    model = Names(contact={"customer_email": 0.5, "customer_name": 0.3})
    (column,) = mapped({"contact": EMAILS}, model).columns
    assert column.standard == "customer_email"
    assert column.confidence > 0.8
    assert column.why.endswith("values are e-mail addresses, like its examples")


def test_values_veto_and_the_answer_says_what_the_name_said():
    model = Names(contact={"order_date": 0.6, "customer_email": 0.35})
    (column,) = mapped({"contact": EMAILS}, model).columns
    assert column.standard == "customer_email"
    assert "by its name order_date, but values are e-mail addresses" in column.why


def test_a_plain_contradiction_makes_a_clear_name_unsure():
    model = Names(price={"price": 0.97, "order_date": 0.005})
    (column,) = mapped({"price": DATES}, model, types=Types("datetime")).columns
    assert column.status is Status.UNSURE
    assert column.runners_up[0].standard == "price"
    assert "but values are dates" in column.why


def test_more_values_give_more_confidence():
    model = Names(contact={"customer_email": 0.5, "customer_name": 0.3})
    few, many = (mapped({"contact": EMAILS[:n]}, model).columns[0].confidence for n in (2, 40))
    assert 0.5 < few < many


def test_the_order_of_columns_does_not_matter():
    model = Names(a={"price": 0.9}, b={"note": 0.85}, c={"order_date": 0.7})
    forth = {column.raw: column.standard for column in mapped(["a", "b", "c"], model).columns}
    back = {column.raw: column.standard for column in mapped(["c", "b", "a"], model).columns}
    assert forth == back


def test_no_champion_of_column_types_goes_on_with_names(monkeypatch):
    def nobody():
        raise NoChampionError("none")

    monkeypatch.setattr(module, "_type_champion", nobody)
    model = Names(contact={"order_date": 0.9})
    answer = map_columns({"contact": EMAILS}, SCHEMA, model=model)
    assert answer.columns[0].confidence == 0.9
    assert not answer.values_read
    assert "the names alone decided" in answer.notes[0]


def test_one_to_one():
    model = Names(
        email={"customer_email": 0.99},
        e_mail2={"customer_email": 0.9, "note": 0.05},
        misc={"note": 0.85},
    )
    answer = mapped(["e_mail2", "email", "misc"], model, one_to_one=True)
    assert [c.standard for c in answer.columns] == [None, "customer_email", "note"]
    taken = answer.columns[0]
    assert (taken.status, taken.confidence) == (Status.TAKEN, 0.9)
    assert taken.why.startswith("customer_email goes to column 2, 'email'; ")
    assert answer.count(Status.TAKEN) == 1
    free = mapped(["e_mail2", "email"], model)
    assert [c.standard for c in free.columns] == ["customer_email"] * 2


def test_one_to_one_may_give_the_second_best():
    model = Names(a={"price": 0.5, "note": 0.4}, b={"price": 0.45, "order_date": 0.01})
    answer = mapped(["a", "b"], model, one_to_one=True, min_confidence=0.3)
    assert [c.standard for c in answer.columns] == ["note", "price"]
    assert answer.columns[0].why.startswith("price goes to column 2, 'b'; ")
    assert answer.columns[0].runners_up == (Candidate("price", 0.5),)


def test_odd_names():
    long = "customer_" * 60
    model = Names(**{long: {"customer_id": 0.9}, "顧客": {"customer_name": 0.95}})
    answer = mapped(["", "  ", "🙂🙂", long, "顧客", "顧客", "nowhere"], model)
    status = [column.status for column in answer.columns]
    assert status == ["nameless"] * 3 + ["mapped"] * 3 + ["unsure"]
    assert [c.why for c in answer.columns[:3]] == [
        "the column has no name",
        "the column has no name",
        "no letters or digits in the name",
    ]
    assert "learned by the model" in answer.columns[4].why
    assert answer.columns[6].why == "no candidate in the schema"
    assert [column.position for column in answer.columns] == list(range(7))
    assert model.asked[0][0] == [long, "顧客", "顧客", "nowhere"]
    assert answer.notes == (
        "1 name repeated; told apart by position",
        "1 name is long; the first 200 characters were read",
    )


def test_nothing_but_odd_names_asks_no_model():
    model = Names()
    assert mapped(["", "--"], model, one_to_one=True).count(Status.NAMELESS) == 2
    assert model.asked == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top_k": 0}, "top_k is 0"),
        ({"min_confidence": 1.5}, "min_confidence is 1.5"),
        ({"min_confidence": float("nan")}, "min_confidence is nan"),
    ],
)
def test_options_out_of_range(options, message):
    with pytest.raises(InputError, match=message):
        mapped(["a"], Names(), **options)


def test_schemas_come_as_names_files_or_values(tmp_path):
    (tmp_path / "s.txt").write_text("price\nnote\n")
    model = Names(p={"price": 0.9})
    for schema in (["price", "note"], tmp_path / "s.txt", str(tmp_path / "s.txt"), SCHEMA):
        assert map_columns(["p"], schema, model=model).columns[0].standard == "price"
    with pytest.raises(SchemaError, match=r"gone\.yaml is not there"):
        map_columns(["p"], tmp_path / "gone.yaml", model=model)


def test_a_schema_of_one():
    schema = Schema("one", SCHEMA.columns[:1])
    answer = map_columns(["id"], schema, model=Names(id={"customer_id": 0.9}), one_to_one=True)
    assert answer.columns[0].standard == "customer_id"


def test_plain_values_and_rows():
    model = Names(dt={"order_date": 0.9, "note": 0.05}, x={"note": 0.2})
    answer = mapped(["dt", "x", ""], model)
    plain = json.loads(json.dumps(answer.to_dict()))
    assert plain["columns"][0] == {
        "raw": "dt",
        "position": 0,
        "standard": "order_date",
        "confidence": 0.9,
        "status": "mapped",
        "runners_up": [{"standard": "note", "probability": 0.05}],
        "why": "dt = date; 'order' not in it",
        "guess_only": False,
        "prediction": None,
    }
    assert plain["columns"][1]["standard"] is None
    rows = answer.to_rows()
    assert all(tuple(row) == ROW_FIELDS for row in rows)
    assert [row["standard"] for row in rows] == ["order_date", "", ""]
    assert rows[0]["runners_up"] == "note 0.05"


def test_ten_thousand_names():
    names = [f"col_{n}" for n in range(10_000)]
    model = Names(**{name: {"note": 0.5, "price": 0.3} for name in names})
    answer = mapped(names, model, one_to_one=True, min_confidence=0.1)
    assert answer.count(Status.MAPPED) == 2
    assert len(answer.columns) == 10_000


def test_the_package_offers_it():
    assert matchloop.map_columns is map_columns
