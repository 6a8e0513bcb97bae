"""The service under load: answers a second and how long they take, on loopback.

    python -m benchmarks.serving [--seconds 10] [--workers 1]

A service of its own with copies of this machine's champions; clients in this process, beside it on
the same cores. Questions: one name that is in the cache, one that is not, a table of 20 columns, a
batch of 1,000 names; four times more than can be done; a promotion in the middle. Beside it what
the model alone does with one name after the other, in a process of its own, right before and right
after. The processor's time for an answer is the service's own, whatever else the machine does. The
last line is the result as JSON.
"""

import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.serving_load import Ask, Figures, at_once, by_rate, in_turn
from matchloop import serving
from matchloop.home import VARIABLE, home

MAP, PROFILE = "/v1/columns/map", "/v1/columns/profile"
CLIENTS = 50
_WORDS = "cust ord prod inv ship acct usr emp vend pay addr tax qty unit amt cat brd reg".split()
_ENDS = "id nm dt no cd amt desc type stat qty ts flg ref key url tot".split()
console = Console(width=100)


def main(
    seconds: Annotated[float, typer.Option(min=1, help="Of each kind of load.")] = 10.0,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
) -> None:
    """Measure the service."""
    source = home() / "serving"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(source, Path(folder) / "serving")
        os.environ[VARIABLE] = folder
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        alone = _model_alone(seconds / 2)
        with _served(workers) as service:
            found = _Measured(service, seconds)
            rows = found.rows()
        alone = (alone + _model_alone(seconds / 2)) / 2
    _show(rows, alone)
    print(json.dumps(_result(found, alone)))


@dataclass(frozen=True)
class _Service:
    url: str
    pid: int
    ready_seconds: float

    def memory(self) -> float:
        """MB of the process and those that it began."""
        pids = [str(self.pid), *_children(self.pid)]
        pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in pids]
        return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def cpu(self) -> float:
        """Seconds that processors have worked for it."""
        ticks = 0
        for pid in (str(self.pid), *_children(self.pid)):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


class _Measured:
    """Runs every kind of load, one after the other."""

    def __init__(self, service: _Service, seconds: float):
        self.ready, self.service, self._seconds = service.ready_seconds, service, seconds
        names = _names()
        cached = in_turn([(MAP, {"names": [name]}) for name in itertools.islice(names, 20)])
        asyncio.run(at_once(service.url, cached, CLIENTS, requests=500))
        self.before = service.memory()
        self.cached = self._load(cached)
        self.thousand = asyncio.run(at_once(service.url, cached, CLIENTS, requests=1_000))
        self.one = self._load((MAP, {"names": [name]}) for name in names)
        self.table = self._load(_tables())
        self.batch = self._load(_batches(names), clients=2)
        self.before_overload = service.memory()
        self.overload = asyncio.run(
            by_rate(
                service.url,
                ((MAP, {"names": [name]}) for name in names),
                4 * self.one.rate,
                seconds,
            )
        )
        self.after = service.memory()
        self.promoted = self._load(
            ((MAP, {"names": [name]}) for name in names), halfway=_promote_a_copy
        )

    def rows(self) -> list[tuple[str, Figures]]:
        """The figures by what was asked."""
        return [
            ("one name, cached", self.cached),
            ("one name, cached, 1,000 requests", self.thousand),
            ("one name", self.one),
            ("a table of 20 columns, 50 rows", self.table),
            ("a batch of 1,000 names", self.batch),
            ("four times too much", self.overload),
            ("one name, a promotion in the middle", self.promoted),
        ]

    def _load(
        self, asks: Iterator[Ask], clients: int = CLIENTS, halfway: Callable[[], None] | None = None
    ) -> Figures:
        begin = self.service.cpu()
        found = asyncio.run(
            at_once(self.service.url, asks, clients, seconds=self._seconds, halfway=halfway)
        )
        found.cpu = self.service.cpu() - begin
        return found


def _result(found: _Measured, alone: float) -> dict[str, object]:
    figures = [each for _, each in found.rows()]
    return {
        "cached_rps": round(found.cached.rate),
        "cached_p99_ms": round(found.cached.milliseconds(99), 2),
        "map_rps": round(found.one.rate, 1),
        "map_p99_ms": round(found.one.milliseconds(99), 1),
        "model_rps": round(alone, 1),
        "cached_cpu_ms": round(found.cached.cpu_milliseconds, 3),
        "map_cpu_ms": round(found.one.cpu_milliseconds, 2),
        "of_model_bound": round(found.one.rate / alone, 2),
        "table_rps": round(found.table.rate, 2),
        "batch_names_rps": round(1_000 * found.batch.rate),
        "overload_rps": round(found.overload.rate, 1),
        "overload_p99_ms": round(found.overload.milliseconds(99, 503), 1),
        "memory_mb": [round(found.before), round(found.before_overload), round(found.after)],
        "promotion_versions": dict(found.promoted.versions),
        "ready_s": round(found.ready, 2),
        "lost": sum(each.lost for each in figures),
    }


def _show(rows: list[tuple[str, Figures]], alone: float) -> None:
    titles = ("asked", "answers/s", "p50 ms", "p95 ms", "p99 ms", "cpu ms", "refused", "lost")
    table = Table(*titles)
    for name, each in rows:
        times = (f"{each.milliseconds(p):.1f}" for p in (50, 95, 99))
        refused = len(each.seconds.get(503, ()))
        cpu = f"{each.cpu_milliseconds:.2f}" if each.cpu else ""
        table.add_row(name, f"{each.rate:,.1f}", *times, cpu, f"{refused:,}", str(each.lost))
    table.add_row("one name, the model alone", f"{alone:,.1f}", *[""] * 6)
    console.print(table)


@contextmanager
def _served(workers: int) -> Iterator[_Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begin = time.monotonic()
    words = ("-m", "matchloop.cli.main", "serve", "--port", str(port), "--workers", str(workers))
    process = subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.monotonic() - begin > 120:
                raise SystemExit("The service did not become ready within two minutes.")
            time.sleep(0.02)
        yield _Service(f"http://127.0.0.1:{port}", process.pid, time.monotonic() - begin)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as found:
            return bool(found.status == 200)
    except OSError:
        return False


_ALONE = """
import sys, time
from matchloop.column_mapping.together import served_model
from matchloop import serving
from matchloop.table_mapping.mapping import Mapper, Options, as_schema
from matchloop.table_mapping.inputs import given
from benchmarks.serving import _names
model = served_model(serving.champion("column_mapping"), serving.current("column_mapping").name)
mapper, names = Mapper(model, as_schema(None)), _names()
mapper.map(given([next(names)]), Options())
begin, count = time.perf_counter(), 0
while time.perf_counter() - begin < float(sys.argv[1]):
    mapper.map(given([next(names)]), Options())
    count += 1
print(count / (time.perf_counter() - begin))
"""


def _model_alone(seconds: float) -> float:
    """Answers a second of one process that maps one name after the other."""
    words = [sys.executable, "-c", _ALONE, str(seconds)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _names() -> Iterator[str]:
    """Raw names, none of them twice."""
    chance = random.Random(time.time_ns())
    for number in itertools.count(chance.randrange(10**6)):
        yield f"{chance.choice(_WORDS)}_{chance.choice(_ENDS)}_{number}"


def _tables() -> Iterator[Ask]:
    chance = random.Random(7)
    names = _names()
    for _ in itertools.count():
        columns = {next(names): [chance.randrange(10**6) for _ in range(50)] for _ in range(20)}
        yield MAP, {"table": columns}


def _batches(names: Iterator[str]) -> Iterator[Ask]:
    while True:
        yield MAP, {"names": list(itertools.islice(names, 1_000))}


def _promote_a_copy() -> None:
    """Let the same bundle serve as another version."""
    family = "column_mapping"
    pointer = serving.current(family)
    assert pointer is not None
    other = pointer.version + 1
    serving.install(family, other, serving.version_folder(family, pointer.version))
    serving.point(family, other, pointer.version)


def _children(pid: int) -> list[str]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text().split() if path.exists() else []


if __name__ == "__main__":
    typer.run(main)
