"""Errors raised on purpose have a status each; what is told repeats no value, no control sign."""

import pytest
from pydantic import ValidationError

from matchloop import errors
from matchloop.column_types.endpoint import PROFILE
from matchloop.server.problems import problem, refusal


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (errors.UnknownSchemaError("x"), 404, "unknown-schema"),
        (errors.SchemaError("x"), 422, "unusable-input"),
        (errors.NoRowsError("x"), 422, "unusable-input"),
        (errors.UnknownFamilyError("tea", ["toys"]), 404, "unknown-family"),
        (errors.NoChampionError("x"), 503, "no-champion"),
        (errors.RegistryError("x"), 409, "registry"),
        (errors.FeedbackError("x"), 422, "unusable-feedback"),
        (errors.StoreError("x"), 503, "store"),
        (errors.HomeError("x"), 503, "home"),
    ],
)
def test_each_kind_has_its_status(error, status, kind):
    found = refusal(error)
    assert (found.status, found.kind) == (status, kind)
    assert ("Retry-After" in found.headers) is (status == 503)


def test_what_no_client_is_to_blame_for_has_none():
    assert refusal(ZeroDivisionError()) is None


def test_a_wrong_question_is_told_by_place_and_not_by_value():
    with pytest.raises(ValidationError) as raised:
        PROFILE.question.model_validate({"table": {"a\x1b[31m": [{"secret": 1}]}, "more": "secret"})
    told = str(refusal(raised.value))
    assert "more: Extra inputs" in told
    assert "table.a�[31m.0" in told
    assert "secret" not in told
    assert problem(refusal(raised.value), "r")["request_id"] == "r"
