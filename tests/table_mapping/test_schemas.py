"""Schemas are kept by name, checked whole, and read again when they change."""

import pytest

from matchloop.column_mapping.schema.schema import DEFAULT_SCHEMA, load_schema
from matchloop.errors import SchemaError
from matchloop.table_mapping import schemas


@pytest.fixture(autouse=True)
def a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))


def test_what_is_kept_is_what_was_given():
    given = DEFAULT_SCHEMA.read_bytes()
    kept = schemas.keep("ours", given, ".yaml")
    assert schemas.named("ours").columns == kept.columns == load_schema().columns
    assert schemas.names() == ["default", "ours"]
    assert schemas.remove("ours")
    assert not schemas.remove("ours")
    assert schemas.names() == ["default"]


def test_text_json_and_names():
    assert schemas.keep("a", b"price\ncost\n", ".txt").names == ("price", "cost")
    assert schemas.keep("b", b'["price", {"name": "cost", "type": "numeric"}]', ".json").names == (
        "price",
        "cost",
    )
    assert schemas.inline(["price"]).names == ("price",)
    assert schemas.inline([{"name": "cost", "type": "numeric"}]).columns[0].type == "numeric"


def test_a_wrong_one_changes_nothing():
    schemas.keep("shop", b"- price\n", ".yaml")
    with pytest.raises(SchemaError, match=r"schema shop has 1 problem:\n  line 2: 'Price' is the"):
        schemas.keep("shop", b"- price\n- Price\n", ".yaml")
    assert schemas.named("shop").names == ("price",)
    with pytest.raises(SchemaError, match="matchloop's own"):
        schemas.keep("default", b"- price\n", ".yaml")
    for name in ("../up", "A", "", "x" * 65):
        with pytest.raises(SchemaError, match="no name of a schema"):
            schemas.keep(name, b"- price\n", ".yaml")
