"""What is asked for over HTTP is answered as by `map_columns`, and as the plain pair."""

import pytest
from pydantic import ValidationError

from matchloop.errors import InputError, UnknownSchemaError
from matchloop.table_mapping import endpoints, schemas
from matchloop.table_mapping.endpoints import BATCH_PREDICT, MAP, PREDICT
from matchloop.table_mapping.inputs import given
from matchloop.table_mapping.mapping import map_columns
from tests.table_mapping.toy import SCHEMA, Names, Types

STANDARDS = ["customer_email", "order_date", "price"]
MODELS = {
    "column_mapping": Names(mail={"customer_email": 0.9}, prc={"price": 0.6, "order_date": 0.2}),
    "column_types": Types("text_short"),
}


@pytest.fixture(autouse=True)
def a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))


def ask(endpoint, *questions):
    prepared = [endpoint.read(endpoint.question(**question), None) for question in questions]
    replies = endpoint.replies(MODELS, prepared)
    for reply in replies:
        endpoint.answer.model_validate(reply.body)
    return replies


def test_answers_are_those_of_the_python_call():
    questions = (
        {"names": ["mail", "prc", "??"], "schema": STANDARDS},
        {"names": ["mail"], "schema": STANDARDS, "top_k": 1, "min_confidence": 0.95},
        {"table": {"mail": ["ann@example.org"], "prc": [3]}, "schema": STANDARDS},
    )
    for question, reply in zip(questions, ask(MAP, *questions), strict=True):
        rest = {k: v for k, v in question.items() if k not in ("names", "table")}
        asked = question.get("names") or question["table"]
        told = map_columns(
            asked, **rest, model=MODELS["column_mapping"], types=MODELS["column_types"]
        )
        assert reply.body == told.to_dict()
        assert len(reply.confidences) == len(asked)


def test_the_plain_pair():
    (reply,) = ask(PREDICT, {"columns": ["mail", "prc"], "schema": STANDARDS, "top_k": 2})
    mail, price = reply.body["predictions"]
    assert (mail["column"], mail["standard"], mail["confidence"]) == ("mail", "customer_email", 0.9)
    assert price["standard"] is None
    assert [each["standard"] for each in price["alternatives"]] == ["price", "order_date"]
    (several,) = ask(BATCH_PREDICT, {"batches": [["mail"], ["prc"]], "schema": STANDARDS})
    assert [[p["column"] for p in each] for each in several.body["predictions"]] == [
        ["mail"],
        ["prc"],
    ]


def test_names_of_one_schema_are_ranked_in_one_go(monkeypatch):
    gone = []
    really = endpoints._ranked
    monkeypatch.setattr(
        endpoints,
        "_ranked",
        lambda m, among, names, k: gone.append(names) or really(m, among, names, k),
    )
    ask(
        MAP,
        {"names": ["mail"], "schema": STANDARDS},
        {"names": ["prc", "?"], "schema": STANDARDS},
        {"names": ["mail"], "schema": STANDARDS[:2]},
    )
    assert gone == [[["mail"], ["prc"]], [["mail"]]]


def test_one_that_fails_does_not_take_the_others_along(monkeypatch):
    really = endpoints.Mapper.map

    def map_(self, table, *rest):
        if "prc" in table.names:
            raise RuntimeError("no such thing")
        return really(self, table, *rest)

    monkeypatch.setattr(endpoints.Mapper, "map", map_)
    bad, good = MAP.replies(
        MODELS,
        [MAP.read(MAP.question(names=[name], schema=STANDARDS), None) for name in ("prc", "mail")],
    )
    assert isinstance(bad, RuntimeError)
    assert good.body["columns"][0]["standard"] == "customer_email"


def test_a_schema_counts_by_its_content():
    schemas.keep("shop", b"- customer_email\n- price\n", ".yaml")
    first = MAP.key(MAP.question(names=["a"], schema="shop"))
    assert first == MAP.key(MAP.question(names=["a"], schema="shop"))
    schemas.keep("shop", b"- customer_email\n- cost\n", ".yaml")
    assert first != MAP.key(MAP.question(names=["a"], schema="shop"))


def test_bad_questions():
    with pytest.raises(UnknownSchemaError, match=r"no schema 'nope'; there are: default.*PUT"):
        MAP.key(MAP.question(names=["a"], schema="nope"))
    with pytest.raises(InputError, match="Give one thing to map"):
        MAP.read(MAP.question(), None)
    with pytest.raises(ValidationError, match="both names and table"):
        MAP.question(names=["a"], table={"a": [1]})
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        MAP.question(names=["x" * 100_000])


def test_mappers_of_an_earlier_champion_are_let_go():
    mappers = endpoints.Mappers()
    old, new, types = Names(), Names(), Types()
    first = mappers.of(old, types, SCHEMA)
    warm = mappers.warm(new, types, SCHEMA)
    assert mappers.of(old, types, SCHEMA) is first  # goes on until the new one answers
    assert mappers.of(new, types, SCHEMA) is warm
    assert mappers.of(old, types, SCHEMA) is not first


def test_another_champion_of_types_does_not_encode_anew():
    mappers, model = endpoints.Mappers(), Names()
    first = mappers.of(model, Types(), SCHEMA)
    names = given(["price"])
    among = first.compared(names)
    second = mappers.of(model, Types(), SCHEMA)
    assert second is not first
    assert second.compared(names) is among
