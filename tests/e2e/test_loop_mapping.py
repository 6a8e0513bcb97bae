"""The loop for column_mapping: drift, event, automation, and a retraining that starts warm.

What the loop does for every family is proven by test_loop; here is what this family does otherwise.
"""

import csv
import json
import shutil

import pyarrow.parquet as pq
import pytest

from matchloop import store as stores
from matchloop.evaluation.records import Training
from matchloop.store import retraining
from matchloop.store.retraining import State
from tests.e2e import server
from tests.e2e.mapping import FAMILY
from tests.e2e.project import Project, tidied

PARTS = ("channel", "siamese")
WATCH = {"reference_size": 200, "window": 200}
RETRAIN = {
    "cool_down_hours": 0,
    "recent": {"share": 0.4, "minimum": 20},
    "gate": {"maximum_class_drop": 1.0},
}
CODES = {"KDNR": "customer id", "BSTDAT": "order date", "ARTBEZ": "product name", "MENGE": "amount"}
"""How another system calls a few standard columns."""


@pytest.fixture(scope="module")
def project(mapping_finished, tmp_path_factory):
    """A copy of the finished project with a champion and a registry of its own."""
    root = tmp_path_factory.mktemp("mapping_loop") / "project"
    shutil.copytree(mapping_finished.root, root, ignore=shutil.ignore_patterns(".matchloop"))
    with tidied(Project(root)) as project:
        project.edit(WATCH, family="watch")
        project.edit(RETRAIN, family="retrain")
        project.ok("flows.train", FAMILY)
        assert project.champion(FAMILY) == 1
        yield server.to_be(project, tmp_path_factory.mktemp("prefect"))


@pytest.fixture(scope="module")
def store(project):
    with stores.opened(project.store) as store:
        yield store


def test_drift_and_feedback_bring_a_warm_start(project, store, tmp_path, tmp_path_factory):
    answer(project, everyday(project), tmp_path / "everyday")
    tables = foreign()
    give_feedback(project, tables, answer(project, tables, tmp_path / "foreign"), tmp_path)
    assert not any(told(project, part).warm_start for part in PARTS)
    with server.serving(project, tmp_path_factory.mktemp("logs")) as up:
        up.watch()
        (request,) = retraining.requests(store, FAMILY)
        served = up.until_served(store, FAMILY, request.id)
        assert served.state in (State.DONE, State.REFUSED), f"{served.outcome}\n{up.told()}"
        (run,) = up.retrainings()
    assert "version v1 drifted" in served.reason
    assert run["parameters"]["request"] == request.id
    assert run["parameters"]["family"] == FAMILY
    assert run["created_by"]["type"] == "AUTOMATION"
    # Whether so small a model gets better is chance; what was decided is what serves.
    promoted = served.outcome.startswith(f"promoted: {FAMILY}: version 2 (siamese) serves now")
    assert promoted or served.outcome.startswith("refused: ")
    assert project.champion(FAMILY) == (2 if promoted else 1)
    for part in PARTS:
        assert told(project, part).warm_start
        assert kept(project, part).is_file()
    learned = pq.read_table(project.root / "data" / FAMILY / "pairs.parquet").to_pylist()
    said = {row["standard_column"] for row in learned if row["distortion"] == "user"}
    assert said == set(CODES.values())


def everyday(project):
    """Names like those it was trained on, by table and with their standard."""
    rows = pq.read_table(project.root / "data" / FAMILY / "pairs.parquet").to_pylist()
    names = {row["raw_column"]: row["standard_column"] for row in rows if row["label"]}
    return tables_of("everyday", names, 260)


def foreign():
    """Names of another system, by table and with their standard."""
    names = {
        f"§{number:03}//{code}": standard
        for number in range(60)
        for code, standard in CODES.items()
    }
    return tables_of("foreign", names, 240)


def tables_of(kind, names, count):
    listed = list(names.items())[:count]
    return {f"{kind}_{at:03}": dict(listed[at : at + 10]) for at in range(0, len(listed), 10)}


def answer(project, tables, folder):
    """Have the champion answer all tables in one call; the number of each answer."""
    folder.mkdir()
    for name, columns in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((columns, ["1"] * len(columns)))
    answered = json.loads(project.ok("matchloop.cli.main", "map", f"{folder}/", "--json"))
    return {each["raw"]: each["prediction"] for table in answered for each in table["columns"]}


def give_feedback(project, tables, numbers, folder):
    path, right = folder / "said.csv", {}
    for columns in tables.values():
        right |= columns
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right", "prediction", "raw_column"))
        writer.writerows((right[raw], numbers[raw], raw) for raw in right)
    output = project.ok("matchloop.cli.main", "feedback", "import", FAMILY, str(path))
    assert f"{len(right)} added" in output


def told(project, part):
    """What the last training of a part says of itself."""
    return Training.read(project.root / "work" / FAMILY / "train" / part / "training.json")


def kept(project, part):
    """The weights it went on from, in the snapshot that DVC keeps."""
    folder = project.root / "data" / FAMILY / "inputs" / "retrain" / "weights"
    return folder / part / "weights.safetensors"
