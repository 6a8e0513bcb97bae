"""Everything there is to see, on this machine only: `python -m deploy.ui`.

Starts a Prefect server, deploys what prefect.yaml names, starts a worker, the MLflow UI and a
file server for the reports; prints the addresses; ends them all on Ctrl-C. Knows nothing of
what the flows do.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from matchloop.errors import MatchloopError
from matchloop.home import home
from matchloop.registry import mlflow_store
from tasks.pipeline import process
from tasks.publish import REPORTS, REPORTS_URL

HOST = "127.0.0.1"
POOL = "matchloop"
START_SECONDS = 180.0
_TRIES = 50


class ServiceError(MatchloopError):
    """A server did not start, or ended on its own."""


@dataclass(frozen=True)
class Service:
    """A program that runs in the background; `health` is an address that answers once it is up."""

    name: str
    command: tuple[str, ...]
    health: str = ""


@dataclass(frozen=True)
class Addresses:
    """Where to look; all on loopback, but a registry that the user keeps elsewhere."""

    prefect: str
    reports: str
    mlflow: str


def free_port(wanted: int) -> int:
    """The wanted port on loopback, or the next one that nobody listens on."""
    for port in range(wanted, wanted + _TRIES):
        with socket.socket() as found:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                found.bind((HOST, port))
            except OSError:
                continue
            return port
    raise ServiceError(
        f"No free port from {wanted} to {wanted + _TRIES - 1} on {HOST}. Give another one, for "
        f"instance `python -m deploy.ui --prefect-port {wanted + 1000}`."
    )


def main(
    prefect_port: Annotated[int, typer.Option(help="Port of the Prefect server.")] = 4200,
    mlflow_port: Annotated[int, typer.Option(help="Port of the MLflow UI.")] = 5000,
    reports_port: Annotated[int, typer.Option(help="Port of the reports.")] = 8500,
    schedules: Annotated[
        bool, typer.Option("--schedules", help="Switch the schedules of prefect.yaml on.")
    ] = False,
) -> None:
    """Start the Prefect server with a worker, the MLflow UI and the reports; Ctrl-C ends them."""
    console = Console()
    try:
        if not Path("prefect.yaml").is_file():
            raise ServiceError(
                f"There is no prefect.yaml in {Path.cwd()}. Run this from the project's folder."
            )
        where = _choose(console, prefect_port, mlflow_port, reports_port)
        with _ending_all(console):
            running = _start(console, where, schedules)
            console.print(_panel(where, schedules))
            _watch(running)
    except MatchloopError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def _choose(console: Console, prefect: int, mlflow: int, reports: int) -> Addresses:
    def address(name: str, wanted: int) -> str:
        port = free_port(wanted)
        if port != wanted:
            console.print(f"Port {wanted} is in use; {name} takes {port}.")
        return f"http://{HOST}:{port}"

    registry = mlflow_store.uri()
    served = registry.startswith(("http://", "https://"))
    return Addresses(
        prefect=address("Prefect", prefect),
        reports=address("the reports", reports),
        mlflow=registry if served else address("MLflow", mlflow),
    )


def _start(
    console: Console, where: Addresses, schedules: bool
) -> "dict[str, subprocess.Popen[bytes]]":
    env = _environment(where)
    running: dict[str, subprocess.Popen[bytes]] = {}
    with console.status("Starting the servers…"):
        for service in _servers(where):
            running[service.name] = process.start(service.command, Path.cwd(), env, _log(service))
        for service in _servers(where):
            _wait(service, running[service.name])
    with console.status("Deploying the flows…"):
        _prefect(env, "work-pool", "create", POOL, "--type", "process", "--overwrite")
        _prefect(env, "deploy", "--all")  # switches schedules off that were on
        if schedules:
            _prefect(env, "deployment", "schedule", "resume", "--all")
    worker = Service("worker", _python("prefect", "worker", "start", "--pool", POOL))
    running[worker.name] = process.start(worker.command, Path.cwd(), env, _log(worker))
    return running


def _servers(where: Addresses) -> Iterator[Service]:
    port = where.prefect.rpartition(":")[2]
    command = _python("prefect", "server", "start", "--host", HOST, "--port", port)
    yield Service("prefect", command, f"{where.prefect}/api/health")
    port = where.reports.rpartition(":")[2]
    REPORTS.mkdir(exist_ok=True)
    command = _python("http.server", port, "--bind", HOST, "--directory", str(REPORTS))
    yield Service("reports", command, where.reports)
    if where.mlflow == mlflow_store.uri():
        return
    port = where.mlflow.rpartition(":")[2]
    place = (home() / "artifacts").as_uri()
    store = ("--backend-store-uri", mlflow_store.uri(), "--artifacts-destination", place)
    command = _python("mlflow", "server", *store, "--host", HOST, "--port", port, "--workers", "1")
    yield Service("mlflow", command, f"{where.mlflow}/health")


def _environment(where: Addresses) -> dict[str, str]:
    return {
        **os.environ,
        "PREFECT_HOME": os.environ.get("PREFECT_HOME", str(home() / "prefect")),
        "PREFECT_API_URL": f"{where.prefect}/api",
        "PREFECT_UI_API_URL": f"{where.prefect}/api",
        REPORTS_URL: where.reports,
    }


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _prefect(env: Mapping[str, str], *arguments: str) -> None:
    command = _python("prefect", "--no-prompt", *arguments)
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        raise ServiceError(
            f"`prefect {' '.join(arguments)}` failed:\n{done.stdout}{done.stderr}\n"
            "Correct prefect.yaml as it says and start again."
        )


def _log(service: Service) -> Path:
    return home() / "logs" / f"{service.name}.log"


def _wait(service: Service, running: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        _check(service.name, running)
        try:
            with urllib.request.urlopen(service.health, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise ServiceError(
        f"{service.name} did not answer at {service.health} within {START_SECONDS:g} s. "
        f"What it said is in {_log(service)}."
    )


def _check(name: str, running: "subprocess.Popen[bytes]") -> None:
    if running.poll() is not None:
        log = home() / "logs" / f"{name}.log"
        last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise ServiceError(
            f"{name} ended with exit code {running.returncode}. Its last lines ({log}):\n{last}"
        )


def _watch(running: "Mapping[str, subprocess.Popen[bytes]]") -> None:
    while True:
        for name, each in running.items():
            _check(name, each)
        time.sleep(0.5)


@contextmanager
def _ending_all(console: Console) -> Iterator[None]:
    """End every service when the block is left: by Ctrl-C, a polite kill, or an error."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        console.print("Ending…")
    finally:
        process.stop_all(wait=True)


def _panel(where: Addresses, schedules: bool) -> Panel:
    switched = (
        "The schedules are on: the watch each quarter of an hour, the training each week.\n\n"
        if schedules
        else "The schedules are off. To switch them on until the next start, there:\n"
        "  prefect deployment schedule resume --all\n"
        "or start this with them: `python -m deploy.ui --schedules`\n\n"
    )
    return Panel(
        f"Prefect   [link={where.prefect}]{where.prefect}[/link]   runs, schedules, artifacts\n"
        f"MLflow    [link={where.mlflow}]{where.mlflow}[/link]   models and their versions\n"
        f"Reports   [link={where.reports}]{where.reports}[/link]   validation and evaluation\n\n"
        "Start a training run in another terminal:\n"
        f"  export PREFECT_API_URL={where.prefect}/api\n"
        "  prefect deployment run 'train/column-types' --watch\n\n"
        f"{switched}"
        f"Logs are in {home() / 'logs'}. Ctrl-C ends all of this.",
        title="matchloop",
        expand=False,
    )


if __name__ == "__main__":
    typer.run(main)
