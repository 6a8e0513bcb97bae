"""A copy of this project in a folder of its own, with params so small that a run takes a minute."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from tasks.telemetry import SWITCHES
from tests.waiting import CEILING

HOUSE = Path(__file__).parents[2]
FAMILY = "column_types"
FOREIGN = {"learn": ["set_a"]}
"""Of other people's tables a few, so that a run stays short."""
OUTS = ("data/column_types", "models", "reports/column_types", "work")
TIMINGS = ("latency.json", "evaluation.html")
"""Files that hold how fast this machine was."""

WAITS = "START_SECONDS, BUSY_SECONDS, EXIT_SECONDS = 30.0, 10.0, 2.0"
THREADS = {"threads": 1}
"""Two workers test on two cores: threads that wait for each other would only burn time."""

TINY = {
    "generate": {"scale": 0.02},
    "train": {
        "folds": 2,
        "forest": {"n_estimators": 10},
        "network": {"units": [32, 16], "dropout": [0.1, 0.1], "epochs": 3},
        "boosting": {"n_estimators": 15},
    },
    "prune": {"epochs": 1, "fine_tuning_epochs": 1},
    "quantize": {"maximum_loss": 1.0, "calibration_rows": 64},
    "gate": {
        "floors": {"accuracy": 0.1, "macro_f1": 0.1, "text_precision": 0.0},
        "ceilings": {"ece": 1.0, "text_false_positive_rate": 1.0},
        "maximum_latency_ms": 1000.0,
        "resamples": 100,
    },
}


@dataclass(frozen=True)
class Project:
    """The copy, and how to run something in it; `variables` are set for all that runs here."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The environment of everything that runs here, without what the user has set."""
        ours = ("PREFECT", "MLFLOW", "MATCHLOOP", "DVC", "PYTHONPATH")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            **SWITCHES,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "DVC_SITE_CACHE_DIR": str(self.root.parent / "site"),
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "900",
            "NO_COLOR": "1",
            "COLUMNS": "200",
            **self.variables,
        }

    def having(self, **variables: str) -> "Project":
        """The same copy with more variables set."""
        return replace(self, variables={**self.variables, **variables})

    def start(self, *command: str) -> "subprocess.Popen[str]":
        """Start `python -m COMMAND` here, its output in one pipe."""
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str) -> tuple[int, str]:
        """Run `python -m COMMAND` here; exit code and output."""
        running = self.start(*command)
        try:
            output = running.communicate(timeout=CEILING)[0]
        finally:
            running.kill()
        return running.returncode, output

    def ok(self, *command: str) -> str:
        """Run `python -m COMMAND` here, which must succeed; its output."""
        code, output = self.run(*command)
        assert code == 0, f"{' '.join(command)} ended with {code}:\n{output[-4000:]}"
        return output

    def hashes(self, *folders: str, besides: Iterable[str] = ()) -> dict[str, str]:
        """SHA-256 of every file in these folders, by path, but for files of some names."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in folders
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and path.name not in besides
        }

    def champion(self, family: str = FAMILY) -> int:
        """The version that serves here."""
        pointer = self.root / ".matchloop" / "serving" / family / "champion.json"
        return json.loads(pointer.read_text())["version"]

    @property
    def store(self) -> str:
        """The address of this copy's store."""
        return f"sqlite:///{self.root / '.matchloop' / 'store.db'}"

    def processes(self) -> list[int]:
        """Processes that work in this folder (Linux)."""
        found: list[int] = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if Path(os.readlink(folder / "cwd")) == self.root:
                    found.append(int(folder.name))
            except OSError:  # gone meanwhile, or not ours
                continue
        return found

    def edit(self, changes: dict, known: bool = True, family: str = FAMILY) -> None:
        """Change a family's params; ones that are not `known` are added."""
        path = self.root / "params.yaml"
        params = yaml.safe_load(path.read_text())
        _merge(params[family], changes, known)
        path.write_text(yaml.safe_dump(params))


def tiny(root: Path) -> Project:
    """A copy with tiny params; `dvc repro` there makes the family alone."""
    project = bare(root)
    (root / "data" / "foreign" / "parts.yaml").write_text(yaml.safe_dump(FOREIGN))
    keep_stages(root / "dvc.yaml", FAMILY)
    project.edit(THREADS, family="base")
    project.edit(TINY)
    return project


def bare(root: Path) -> Project:
    """Copy what git knows of this project to an empty folder, without sources."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=HOUSE, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (HOUSE / name).is_file() and not name.endswith(".part"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOUSE / name, root / name)
    _log_patiently(root / "matchloop" / "store" / "log.py")
    (root / "dvc.lock").unlink(missing_ok=True)
    subprocess.run(("git", "init", "-q"), cwd=root, check=True)
    return Project(root)


def keep_stages(path: Path, family: str) -> None:
    """Leave the stages of one family in a dvc.yaml."""
    pipeline = yaml.safe_load(path.read_text())
    stages = pipeline["stages"].items()
    pipeline["stages"] = {n: stage for n, stage in stages if n.startswith(f"{family}-")}
    path.write_text(yaml.safe_dump(pipeline, sort_keys=False))


@contextmanager
def tidied(project: Project) -> Iterator[Project]:
    """Leave no process behind, whatever a test has killed."""
    try:
        yield project
    finally:
        for number in project.processes():
            os.kill(number, signal.SIGKILL)


def _log_patiently(path: Path) -> None:
    """Let commands log all they answered, however busy the machine is."""
    text = path.read_text(encoding="utf-8")
    assert text.count(WAITS) == 1, f"{path.name} has no {WAITS!r}"
    names, _, values = WAITS.partition(" = ")
    patient = ", ".join(str(CEILING) for _ in values.split(","))
    path.write_text(text.replace(WAITS, f"{names} = {patient}"), encoding="utf-8")


def _merge(into: dict, changes: dict, known: bool) -> None:
    for name, value in changes.items():
        assert name in into or not known, f"params.yaml has no {name}"
        if isinstance(value, dict):
            _merge(into[name], value, known)
        else:
            into[name] = value
