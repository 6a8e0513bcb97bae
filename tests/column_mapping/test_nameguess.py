import json
import re
from pathlib import Path
from typing import Any

import pytest

from matchloop.column_mapping.nameguess import fold_full, read_nameguess
from matchloop.errors import DataError

TABLES = [
    {
        "table_id": "a",
        "technical_name": ["cust_nm", "Zip", "LocID"],
        "gt_label": ["Customer Name", "ZIP Code", "Location-ID"],
        "difficulty": [2, 0, 3],
    },
    {
        "table_id": "b",
        "technical_name": ["cust_nm", "Zip", "nm"],
        "gt_label": ["customer_name", "Zip", "CUSTOMER  NAME"],
        "difficulty": [2, 0, 1],
    },
]


def write(folder: Path, content: Any) -> Path:
    path = folder / "eval_town.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_candidates_are_the_different_full_names_and_queries_the_different_pairs(tmp_path) -> None:
    task = read_nameguess(write(tmp_path, TABLES))

    assert task.candidates == ("customer name", "location id", "zip", "zip code")
    named = [task.candidates[i] for i in task.truth]
    assert list(zip(task.raw, named, strict=True)) == [
        ("cust_nm", "customer name"),
        ("Zip", "zip code"),
        ("LocID", "location id"),
        ("Zip", "zip"),
        ("nm", "customer name"),
    ]
    assert task.difficulty == ("2 hard", "0 easy", "3 extra hard", "0 easy", "1 medium")
    assert (len(task), task.truth.dtype.name) == (5, "int64")


def test_lists_written_as_python_texts_are_read_too(tmp_path) -> None:
    texts = [{k: v if k == "table_id" else repr(v) for k, v in t.items()} for t in TABLES]
    ours = read_nameguess(write(tmp_path, texts))
    theirs = read_nameguess(write(tmp_path, TABLES))
    assert (ours.raw, ours.candidates, ours.difficulty) == (
        *(theirs.raw, theirs.candidates, theirs.difficulty),
    )


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Customer_Name", "customer name"), ("AM/PM  (local)", "am pm local"), ("Año 2", "año 2")],
)
def test_case_and_separators_are_folded(name: str, folded: str) -> None:
    assert fold_full(name) == folded


def changed(**fields: Any) -> list[dict[str, Any]]:
    return [TABLES[0], {**TABLES[1], **fields}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{", "eval_town.json is not JSON"),
        ({"a": 1}, "holds a dict, expected a list of tables"),
        ([], "eval_town.json holds no names"),
        ([TABLES[0], 3], "table 1: fields technical_name, .* missing: all of them"),
        ([{"gt_label": []}], "table 0: fields .* missing: technical_name, difficulty"),
        (changed(gt_label="open('x')"), r"table 1, gt_label: \"open\('x'\)\" is no list"),
        (changed(gt_label="[1, "), "table 1, gt_label: '.1, ' is no list"),
        (changed(difficulty="{1: 2}"), "table 1, difficulty: got a dict, expected a list"),
        (changed(difficulty=[1]), "table 1: 3 raw names, 3 full names and 1 difficulties"),
        (changed(gt_label=["x", None, "y"]), "table 1, name 1: 'Zip' stands for None"),
        (changed(gt_label=["x", "y", "--"]), "table 1, name 2: 'nm' .* '--', which holds no word"),
        (changed(difficulty=[4, 0, 0]), "table 1, name 0: difficulty 4; expected 0, 1, 2 or 3"),
        (changed(difficulty=[0, True, 0]), "table 1, name 1: difficulty True"),
    ],
)
def test_malformed_files_are_named_with_the_place(tmp_path, content, message) -> None:
    path = write(tmp_path, content)
    with pytest.raises(DataError, match=message) as caught:
        read_nameguess(path)
    assert re.search(re.escape(str(path)), str(caught.value))


def test_a_file_that_is_not_there_says_how_to_get_it(tmp_path) -> None:
    with pytest.raises(DataError, match=r"No such file .*matchloop sources pull"):
        read_nameguess(tmp_path / "eval_nowhere.json")


def test_bytes_that_are_no_text_are_refused(tmp_path) -> None:
    (tmp_path / "eval.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="is not JSON"):
        read_nameguess(tmp_path / "eval.json")
