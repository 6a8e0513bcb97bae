"""Bad input in a project that serves: a clear error, and the champion goes on answering."""

import json
import shutil

import pytest

from tests.e2e.project import FAMILY, Project, tidied
from tests.tiny_bundle import change_one_byte

SERVING = ".matchloop/serving"
STATE = (SERVING, "models", "data/column_types", "reports/column_types", "work", ".dvc/cache")


@pytest.fixture
def project(served, tmp_path):
    """A copy of the finished project, free to be broken."""
    with tidied(Project(shutil.copytree(served.root, tmp_path / "project"))) as project:
        yield project


def fails(project, *command):
    """Run something that must fail without a traceback; its output on one line."""
    code, output = project.run(*command)
    assert code != 0, output
    assert "Traceback" not in output
    return " ".join(output.split())


def answers(project, table):
    shown = json.loads(project.ok("matchloop.cli.main", "profile", str(table), "--json"))
    return [column["column"] for column in shown["columns"]]


def state(project):
    return project.hashes(*STATE, "dvc.lock")


def changed(before, after, but=()):
    """Files that differ, but for outputs of the stopped stage: DVC keeps those in its cache."""
    names = {name for name in before | after if before.get(name) != after.get(name)}
    return sorted(name for name in names if not name.startswith(but))


@pytest.mark.parametrize("runner", [("dvc", "repro"), ("flows.train", FAMILY)])
def test_an_unknown_parameter_stops_the_run(project, table, runner):
    before = state(project)
    params = project.root / "params.yaml"
    good = params.read_text()
    project.edit({"generate": {"scael": 0.3}}, known=False)
    output = fails(project, *runner)
    assert "params.yaml: column_types.generate.scael is not a parameter" in output
    assert "Mend params.yaml and run again" in output
    assert changed(before, state(project), but="reports/column_types/validation/") == []
    assert answers(project, table)
    params.write_text(good)
    project.ok("dvc", "repro")
    assert changed(before, state(project)) == []


def test_a_label_outside_the_set_stops_the_run(project, table):
    before = state(project)
    mine = project.root / "data" / "labelled" / FAMILY / "mine.csv"
    mine.write_text('header,label,values\ncolour,colour,"[""red"", ""blue""]"\n')
    output = fails(project, "dvc", "repro")
    assert "mine.csv, row 1, column label: got 'colour', which is not a class" in output
    assert "Use one of: text_long, text_short, numeric" in output
    collected = ("data/column_types/real.parquet", "data/column_types/held_out.parquet")
    # Of the stage that had ended: its snapshot, which DVC keeps.
    copied = ("data/column_types/inputs/", "dvc.lock", ".dvc/cache/")
    assert changed(before, state(project), but=(*collected, *copied)) == []
    assert "data/labelled/column_types has one problem" in output
    assert answers(project, table)
    mine.unlink()
    project.ok("dvc", "repro")
    assert changed(before, state(project), but=(".dvc/cache/",)) == []


def test_a_changed_byte_in_the_serving_copy_is_told_with_the_way_back(project, table):
    model = project.root / SERVING / FAMILY / "versions" / "1" / "model.onnx"
    change_one_byte(model)
    before = state(project)
    output = fails(project, "matchloop.cli.main", "profile", str(table))
    assert str(model) in output
    assert "SHA-256" in output
    assert "matchloop models promote column_types 1" in output
    assert changed(before, state(project)) == []
    remedy = ("promote", FAMILY, "1", "--reason", "damaged copy")
    project.ok("matchloop.cli.main", "models", *remedy)
    assert answers(project, table)


def test_without_a_champion_it_says_how_to_get_one(project, table):
    shutil.rmtree(project.root / SERVING)
    output = fails(project, "matchloop.cli.main", "profile", str(table))
    assert "no champion of column_types" in output
    assert "make run" in output
