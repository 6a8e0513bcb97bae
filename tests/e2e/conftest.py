"""One finished run of the whole pipeline, for all tests of this folder."""

import shutil

import pytest

from tests.e2e.mapping import tiny_mapping
from tests.e2e.project import Project, tidied, tiny
from tests.e2e.shared import shared

TABLE = """\
order_id,ordered,amount,paid,comment
A-1001,2024-03-01,19.90,yes,left at the neighbour's door because nobody was at home
A-1002,2024-03-02,5.00,no,please ring twice and wait a moment
A-1003,2024-03-02,129.00,yes,the box was wet but everything inside was fine
"""


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory):
    """One copy for all, so that an edit of the project meanwhile does not tell two runs apart."""
    return shared(tmp_path_factory, "snapshot", tiny)


@pytest.fixture(scope="session")
def fresh(snapshot, tmp_path_factory):
    """A copy in which nothing has run yet."""
    with copy_of(snapshot, tmp_path_factory.mktemp("fresh")) as project:
        yield project


@pytest.fixture(scope="session")
def finished(snapshot, tmp_path_factory):
    """A copy after `dvc repro`; to be left as it is."""
    made = shared(tmp_path_factory, "finished", lambda root: after_repro(snapshot, root))
    with copy_of(made, tmp_path_factory.mktemp("finished")) as project:
        yield project


@pytest.fixture(scope="session")
def flow_output(finished):
    """What `python -m flows.train` printed in the finished copy; its model is the champion."""
    return finished.ok("flows.train", "column_types")


@pytest.fixture
def served(finished, flow_output):
    """The finished copy with a champion."""
    return finished


@pytest.fixture(scope="session")
def mapping_untouched(tmp_path_factory):
    """A copy for column_mapping in which nothing has run yet; to be copied."""
    return Project(shared(tmp_path_factory, "mapping_untouched", tiny_mapping))


@pytest.fixture(scope="session")
def mapping_finished(mapping_untouched, tmp_path_factory):
    """A copy after `dvc repro`, each step in a process of its own; to be left as it is."""
    made = shared(
        tmp_path_factory,
        "mapping_finished",
        lambda root: after_repro(mapping_untouched.root, root),
    )
    with copy_of(made, tmp_path_factory.mktemp("mapping_finished")) as project:
        yield project


def copy_of(root, folder):
    """A copy in a folder, which leaves no process behind."""
    return tidied(Project(shutil.copytree(root, folder / "project")))


def after_repro(untouched, root):
    """Copy a project and run its stages."""
    with tidied(Project(shutil.copytree(untouched, root))) as project:
        project.ok("dvc", "repro")


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    """A stranger's table."""
    path = tmp_path_factory.mktemp("table") / "orders.csv"
    path.write_text(TABLE)
    return path
