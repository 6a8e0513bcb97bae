"""The data steps of `column_types`: what is learned from, and what is only measured on."""

import pytest
import yaml

from tasks.column_types import SPACE, data
from tests.e2e.project import HOUSE

COLUMNS = """header,label,values
{name},numeric,"[""1"", ""2""]"
both,numeric,"[""7"", ""8""]"
"""


@pytest.fixture
def collected(tmp_path, monkeypatch):
    """A project in which people have labelled columns to learn from and to measure on."""
    monkeypatch.chdir(tmp_path)
    for name in ("sources.yaml", "real_columns.csv"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_bytes((HOUSE / "data" / name).read_bytes())
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params()))
    for part in ("", "test", "validation"):
        folder = tmp_path / SPACE.labelled / part
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mine.csv").write_text(COLUMNS.format(name=part or "learned"))
    data.collect()


def params() -> dict:
    return yaml.safe_load((HOUSE / "params.yaml").read_text())


def test_what_is_set_aside_is_never_learned_from(collected):
    assert SPACE.table("real")["header"].to_pylist() == ["learned"]
    held_out = SPACE.table("held_out")
    found = list(zip(held_out["header"].to_pylist(), held_out["source"].to_pylist(), strict=True))
    assert found == [
        ("test", "user_test"),
        ("both", "user_test"),
        ("validation", "user_validation"),
    ]


def test_what_is_set_aside_has_splits_of_its_own(collected):
    SPACE.write_table("synthetic", SPACE.table("real").slice(0, 0))
    data.split()
    splits = dict(
        zip(*(SPACE.table("splits")[name].to_pylist() for name in ("id", "split")), strict=True)
    )
    held_out = SPACE.table("held_out")["id"].to_pylist()
    assert [splits[each] for each in held_out] == ["user_test", "user_test", "user_validation"]
