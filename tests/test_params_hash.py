"""A hash of params.yaml tells only of the sections that have a say."""

from pathlib import Path

import pytest

from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.column_types.family import COLUMN_TYPES
from matchloop.errors import ParamsError
from matchloop.params import Params, load_params
from matchloop.params_hash import params_hash, sections_of

HOUSE = Path(__file__).parents[1]
FAMILIES = (COLUMN_TYPES, COLUMN_MAPPING)


def params(tmp_path: Path, old: str = "", new: str = "") -> Params:
    text = (HOUSE / "params.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "params.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_params(tmp_path / "params.yaml")


def hashes(given: Params) -> dict[str, str]:
    return {each.name: params_hash(given, *sections_of(each)) for each in FAMILIES}


def changed(tmp_path: Path, old: str, new: str) -> set[str]:
    before, after = hashes(params(tmp_path)), hashes(params(tmp_path, old, new))
    return {name for name, value in after.items() if value != before[name]}


def test_another_family_or_section_changes_nothing(tmp_path: Path) -> None:
    assert changed(tmp_path, "reference_size: 1000", "reference_size: 999") == set()
    assert changed(tmp_path, "maximum_imbalance: 2.05", "maximum_imbalance: 2.06") == {
        "column_types"
    }
    assert changed(tmp_path, "seed: 20240607", "seed: 1") == {"column_types", "column_mapping"}
    # only a family that can start warm depends on how
    assert changed(tmp_path, "rate: 0.3\n    steps", "rate: 0.4\n    steps") == {"column_mapping"}


def test_comments_and_order_play_no_part(tmp_path: Path) -> None:
    assert changed(tmp_path, "# Sized", "# Measured") == set()
    given = params(tmp_path)
    assert params_hash(given, "base", "watch") == params_hash(given, "watch", "base")


def test_a_section_by_its_dotted_name(tmp_path: Path) -> None:
    given = params(tmp_path)
    assert params_hash(given, "column_mapping.train.channel") != params_hash(
        given, "column_mapping.train.siamese"
    )
    assert params_hash(given, "column_types.validate") != params_hash(given, "column_types")
    with pytest.raises(ParamsError, match=r"no section 'tea\.cup' to be hashed; .*column_types"):
        params_hash(given, "tea.cup")
