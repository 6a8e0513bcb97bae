"""The list of families, what a family is, and that all other lists agree with it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from matchloop import families
from matchloop.errors import FamilyError, UnknownFamilyError
from matchloop.params import Params
from tests.toys import TOYS

OURS = families.FAMILIES
HOUSE = Path(__file__).parents[1]


def listed(name: str) -> dict:
    return yaml.safe_load((HOUSE / name).read_text(encoding="utf-8"))


def test_an_unknown_name_is_told_with_the_choices():
    choices = ", ".join(family.name for family in OURS)
    with pytest.raises(UnknownFamilyError, match=f"no family 'tea'; there are: {choices}"):
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


def test_every_stage_and_every_section_is_a_familys():
    names = {family.name for family in OURS}
    assert {stage.partition("-")[0] for stage in listed("dvc.yaml")["stages"]} == names
    assert set(listed("params.yaml")) - {"base", "watch", "retrain"} == names


def test_every_family_has_a_deployment_and_a_schedule():
    trained = {
        each["parameters"]["family"]: each
        for each in listed("prefect.yaml")["deployments"]
        if each["entrypoint"] == "flows/train.py:train"
    }
    assert list(trained) == [family.name for family in OURS]
    for name, each in trained.items():
        assert each["name"] == name.replace("_", "-")
        assert each["tags"] == [name]
        assert each["schedules"]


def test_every_source_is_a_familys():
    names = {family.name for family in OURS}
    for name, source in listed("data/sources.yaml")["sources"].items():
        family = source["family"]
        assert ({family} if isinstance(family, str) else set(family)) <= names, name


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_every_family_is_told_of(page):
    text = (HOUSE / page).read_text(encoding="utf-8")
    for family in OURS:
        assert f"`{family.name}`" in text or f"{family.name}/`" in text
