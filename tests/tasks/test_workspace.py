"""A family's files, and what every family's steps do with them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from rich.console import Console

from matchloop.errors import DataError
from matchloop.evaluation.classification import classification
from matchloop.evaluation.metric import ACCURACY
from matchloop.report import confusion_rows
from matchloop.sources import Manifest
from matchloop.sources.manifest import ManifestSource
from matchloop.validation.checks import Check, CheckResult, ValidationReport
from tasks.workspace import Workspace


@pytest.fixture
def space(tmp_path):
    return Workspace("toys", tmp_path)


def test_folders_lie_where_dvc_looks_for_them():
    space = Workspace("toys")
    assert [str(path) for path in (space.data, space.work, space.reports, space.models)] == [
        *("data/toys", "work/toys", "reports/toys", "models/toys"),
    ]
    assert [str(path) for path in (space.labelled, space.recent, space.weights)] == [
        *("data/toys/inputs/labelled", "data/toys/inputs/recent"),
        "data/toys/inputs/retrain/weights",
    ]


def test_a_table_is_read_as_it_was_written(space):
    table = pa.table({"x": [1, 2]})
    space.write_table("pairs", table)
    assert space.table("pairs") == table


def test_a_folder_of_work_is_emptied_or_kept(space):
    (space.folder("train", "net") / "weights").write_text("1")
    assert space.folder("train", "net") == space.work / "train" / "net"
    assert (space.work / "train" / "net" / "weights").is_file()
    assert list(space.emptied("train", "net").iterdir()) == []


def test_figures_and_plots(space):
    measured = classification(np.array([0, 1]), np.array([[0.9, 0.1], [0.6, 0.4]]), ("a", "b"))
    space.write_figures({"real tables": {ACCURACY: 0.5}})
    space.write_plots({"real tables": measured}, confusion=confusion_rows)
    assert (space.reports / "metrics.json").read_text() == '{\n  "real_tables.accuracy": 0.5\n}\n'
    plots = sorted(path.name for path in (space.reports / "plots").iterdir())
    assert plots == [f"real_tables.{kind}.csv" for kind in ("confusion", "coverage", "reliability")]
    rows = (space.reports / "plots" / "real_tables.confusion.csv").read_text()
    assert rows == "actual,predicted\na,a\nb,a\n"


def test_data_that_break_their_contract_stop_the_pipeline(space):
    check = Check("no nulls", "pairs", "expect_column_values_to_not_be_null", {}, "Mend them.")
    fine, broken = CheckResult(check, True), CheckResult(check, False, 3, ("row 1",))
    report = ValidationReport((fine, broken))
    with pytest.raises(DataError, match=r"1 of 2 data checks are not met.*toys/validation/report"):
        space.stop_unless_passed(report, Console(quiet=True))
    assert (space.reports / "validation" / "report.html").is_file()
    space.stop_unless_passed(ValidationReport((fine,)), Console(quiet=True))


def test_sources_of_the_family_are_named(space):
    common = {"licence": "MIT", "description": "", "repository": "a/b", "commit": "0" * 40}
    common |= {"role": "train", "complete": True, "files": ()}
    families = {"ours": ("toys",), "theirs": ("bricks",), "shared": ("bricks", "toys")}
    sources = tuple(
        ManifestSource.model_validate({"name": name, "families": names, **common}, strict=False)
        for name, names in families.items()
    )
    space.sources.mkdir(parents=True)
    (space.sources / "manifest.json").write_text(Manifest(sources=sources).model_dump_json())
    assert [use.name for use in space.source_uses()] == ["ours", "shared"]


def test_the_pages_are_told_from_the_root(space):
    assert space.pages[0] == Path("reports/toys/evaluation.html")
