"""A DVC project of four tiny stages: draw, then left and right side by side, then join."""

import os
import subprocess
import sys
from pathlib import Path

from tasks.telemetry import SWITCHES

STEP = '''\
"""Concatenate the inputs; wait, wait for a file or fail when one beside it says so."""
import pathlib, sys, time

name, output, *inputs = sys.argv[1:]
pathlib.Path(f"{name}.began").touch()
if pathlib.Path(f"{name}.wait").exists():
    time.sleep(float(pathlib.Path(f"{name}.wait").read_text()))
if pathlib.Path(f"{name}.until").exists():
    wanted = pathlib.Path(pathlib.Path(f"{name}.until").read_text())
    end = time.monotonic() + 3600
    while not wanted.exists():
        assert time.monotonic() < end, f"{wanted} never came"
        time.sleep(0.02)
if pathlib.Path(f"{name}.fail").exists():
    print("row 7 of the toy is broken")
    sys.exit(3)
print(f"hello from {name}")
pathlib.Path(output).write_text(name + "".join(pathlib.Path(i).read_text() for i in inputs))
'''
GRAPH = {"draw": ["seed.txt"], "left": ["draw"], "right": ["draw"], "join": ["left", "right"]}


def make(root: Path, *folders: str) -> Path:
    """Create the project (git and DVC repositories) in an empty folder.

    folders: more that the first stage depends on, without reading them.
    """
    root.mkdir(parents=True)
    (root / "step.py").write_text(STEP)
    (root / "seed.txt").write_text("seed")
    (root / "params.yaml").write_text("{}\n")
    for folder in folders:
        (root / folder).mkdir(parents=True)
    graph = "".join(_stage(step, folders if step == "draw" else ()) for step in GRAPH)
    (root / "dvc.yaml").write_text(f"stages:\n{graph}")
    for command in (("git", "init", "-q"), (sys.executable, "-m", "dvc", "init", "-q")):
        subprocess.run(command, cwd=root, check=True, env={**os.environ, **SWITCHES})
    return root


def repro(root: Path, *stages: str) -> None:
    """Run these stages with what they need, or all, as `dvc repro` does."""
    command = (sys.executable, "-m", "dvc", "repro", "-q", *stages)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    subprocess.run(command, cwd=root, check=True, env={**os.environ, **SWITCHES, "PATH": path})


def _stage(step: str, folders: tuple[str, ...]) -> str:
    inputs = [name if "." in name else f"{name}.out" for name in GRAPH[step]]
    deps = "".join(f"    - {name}\n" for name in (*inputs, *folders))
    command = f"python step.py {step} {step}.out {' '.join(inputs)}"
    return f"  toy-{step}:\n    cmd: {command}\n    deps:\n{deps}    outs:\n    - {step}.out\n"
