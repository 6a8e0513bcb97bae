"""The list of families, and what a family is."""

from dataclasses import replace

import pytest

from matchloop import families
from matchloop.errors import FamilyError, UnknownFamilyError
from matchloop.params import Params
from tests.toys import TOYS

OURS = families.FAMILIES


def test_an_unknown_name_is_told_with_the_choices():
    with pytest.raises(
        UnknownFamilyError, match=r"There is no family 'tea'; there are: column_types, column_map"
    ):
        families.get("tea")
    assert families.get("column_types").name == "column_types"


@pytest.mark.parametrize("family", OURS, ids=lambda family: family.name)
def test_a_family_of_the_list_lacks_no_part(family):
    family.check()
    assert Params.model_fields[family.name].annotation is family.params
    assert family.question.endswith("?")
    assert family.purpose
    assert family.known_limits


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"golden": "tests.toy_parts:Silver"},
            "golden is 'tests.toy_parts:Silver', which cannot be",
        ),
        ({"model": "tests.nowhere:Toy"}, "model is 'tests.nowhere:Toy', which cannot be loaded"),
        ({"form": "tests.toy_parts:Toy"}, "form is 'tests.toy_parts:Toy', without COLUMNS"),
    ],
)
def test_what_a_family_lacks_is_named(changes, problem):
    lacking = replace(TOYS[0], **changes)
    with pytest.raises(FamilyError, match=problem) as raised:
        lacking.check()
    assert "Mend matchloop/toys/family.py" in str(raised.value)
