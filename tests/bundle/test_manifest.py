"""What a manifest may say, and what it says of its graphs together."""

import pytest
from pydantic import ValidationError

from matchloop.bundle import BundleManifest, Graph, Variant
from tests.tiny_bundle import manifest


def graph(least: str = "1.12", fit: bool = True) -> Graph:
    variant = Variant(file="a.onnx", fit=fit, reason="x", least_onnxruntime=least)
    return Graph(variants={"int8": variant}, served="int8", opset=17)


def with_graphs(**graphs: Graph) -> BundleManifest:
    return manifest().model_copy(update={"graphs": graphs})


def test_the_served_variant_is_one_of_the_graphs() -> None:
    with pytest.raises(ValidationError, match=r"served variant 'int4' is not one of \['int8'\]"):
        Graph(variants=graph().variants, served="int4", opset=17)


def test_a_variant_that_is_not_fit_can_be_proposed_and_is_told() -> None:
    told = with_graphs(encoder=graph(fit=False), head=graph())

    assert told.fitness == {"encoder as int8": False, "head as int8": True}
    assert manifest().fitness == {"classifier as float32": True}


@pytest.mark.parametrize("role", ["", "Head", "a b", "../x"])
def test_a_role_is_a_plain_word(role: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        BundleManifest.model_validate(manifest().model_dump() | {"graphs": {role: graph()}})
    with pytest.raises(ValidationError, match="at least 1 item"):
        BundleManifest.model_validate(manifest().model_dump() | {"graphs": {}})


def test_all_that_is_served_decides_which_onnx_runtime_is_needed() -> None:
    assert with_graphs(a=graph("1.8"), b=graph("1.18"), c=graph("1.12")).least_onnxruntime == "1.18"
    assert with_graphs(a=graph("1.8"), b=graph("")).least_onnxruntime == ""
