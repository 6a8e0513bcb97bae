"""What is asked for over HTTP is answered as by `profile_table`."""

import pytest
from pydantic import ValidationError

from matchloop.column_types.endpoint import PROFILE
from matchloop.column_types.predict import load_bundle
from matchloop.column_types.profile import profile_table
from matchloop.errors import InputError
from matchloop.tables import open_table
from tests.column_types import small

TABLES = ({"price": [1.5, 7.25, None]}, {"order_date": ["2024-03-01", "2024-03-02"], "n": [1, 2]})


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load_bundle(small.bundle(tmp_path_factory.mktemp("endpoint") / "b").folder)


def read(table, **options):
    return PROFILE.read(PROFILE.question(table=table, **options), None)


def test_tables_that_come_together_are_answered_as_alone(model):
    replies = PROFILE.replies({"column_types": model}, [read(table) for table in TABLES])
    for table, reply in zip(TABLES, replies, strict=True):
        assert reply.body == profile_table(table, model=model).to_dict()
        assert len(reply.confidences) == len(table)
        PROFILE.answer.model_validate(reply.body, strict=True)


def test_each_has_its_own_threshold(model):
    strict, mild = PROFILE.replies(
        {"column_types": model},
        [read(TABLES[1], min_confidence=1.0), read(TABLES[1], min_confidence=0.0)],
    )
    assert (strict.sure, mild.sure) == (0, 2)


def test_a_file_is_read_like_its_path(model, tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text("order_date,price\n" + "2024-03-01,1.5\n" * 5)
    prepared = PROFILE.read(PROFILE.question(), open_table(path))
    assert PROFILE.weight(prepared) == 2
    (reply,) = PROFILE.replies({"column_types": model}, [prepared])
    assert reply.body == profile_table(path, model=model).to_dict()


def test_questions_that_cannot_be_answered_are_told(tmp_path):
    with pytest.raises(InputError, match="not neither"):
        PROFILE.read(PROFILE.question(), None)
    with pytest.raises(InputError, match="not equally long"):
        read({"a": [1], "b": [1, 2]})
    with pytest.raises(ValidationError, match="table has no columns"):
        PROFILE.question(table={})
    with pytest.raises(ValidationError, match="Extra inputs"):
        PROFILE.question(tabel={"a": [1]})


def test_the_same_question_has_the_same_key():
    one, other = PROFILE.question(table=TABLES[0]), PROFILE.question(table=dict(TABLES[0]))
    assert PROFILE.key(one) == PROFILE.key(other)
    assert PROFILE.key(one) != PROFILE.key(PROFILE.question(table=TABLES[0], min_confidence=0.5))
