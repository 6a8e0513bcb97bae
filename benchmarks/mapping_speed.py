"""matchloop's answers to a NameGuess file and how long they take, in a process of its own.

`python -m benchmarks.mapping_speed FILE --answers OUT [--model FOLDER] [--threads 1]`; run by
`benchmarks.column_mapping`, so that other libraries count neither in memory nor in threads. The
process is tied to as many cores as it has threads. The last line is the result as JSON.
"""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

DEPTH = 10
SHOWN = 3
SINGLE, BULK = 1_000, 1_000
_WARM = 20


def main(
    file: Annotated[Path, typer.Argument(help="A NameGuess city file.")],
    answers: Annotated[Path, typer.Option(help="Where to put the ranked answers (.npz).")],
    model: Annotated[Path | None, typer.Option(help="A bundle; else the champion.")] = None,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Answer every name, one at a time and many at once, and write down what it took."""
    _tie(threads)  # before numpy and ONNX Runtime look at the cores
    import numpy as np

    from matchloop.column_mapping.nameguess import read_nameguess
    from matchloop.column_mapping.predict import load_bundle, load_champion
    from matchloop.column_mapping.schema.schema import schema_of

    task = read_nameguess(file)
    mapper = load_bundle(model, threads) if model else load_champion(threads)
    begin = time.perf_counter()
    schema = mapper.encode(schema_of(task.candidates))
    encoded = time.perf_counter() - begin
    mapper.rank(task.raw[:_WARM], schema, SHOWN)  # what is done only once is not counted
    begin = time.perf_counter()
    ranked = mapper.rank(task.raw, schema, DEPTH)
    seconds = time.perf_counter() - begin
    np.savez(answers, candidates=ranked.candidates, probabilities=ranked.probabilities)
    single = _single(mapper, task.raw, schema)
    told = {
        "version": mapper.version,
        "threshold": mapper.threshold,
        "schema_s": encoded,
        "all_ms": seconds / len(task) * 1e3,
        "median_ms": float(np.median(single)),
        "p99_ms": float(np.quantile(single, 0.99)),
        "names_per_second": BULK / _bulk(mapper, task.raw, schema),
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(told))


def _single(mapper: Any, raw: tuple[str, ...], schema: Any) -> list[float]:
    """Milliseconds for each of many names, asked one at a time; spread over the file."""
    names = [raw[i * len(raw) // SINGLE] for i in range(SINGLE)]
    for name in names[:_WARM]:
        mapper.rank([name], schema, SHOWN)
    times = []
    for name in names:
        begin = time.perf_counter()
        mapper.rank([name], schema, SHOWN)
        times.append((time.perf_counter() - begin) * 1e3)
    return times


def _bulk(mapper: Any, raw: tuple[str, ...], schema: Any) -> float:
    """Seconds for 1,000 names in one call; the median of three."""
    names = [raw[i % len(raw)] for i in range(BULK)]
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        mapper.rank(names, schema, SHOWN)
        times.append(time.perf_counter() - begin)
    return sorted(times)[1]


def _tie(threads: int) -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def _peak_mb() -> float:
    """Peak memory of this process; getrusage would tell its parent's, where that is larger."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    typer.run(main)
