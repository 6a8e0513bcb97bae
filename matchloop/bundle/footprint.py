"""How much memory answering takes: a fresh process loads a bundle, answers, and says its peak.

    python -m matchloop.bundle.footprint FOLDER     prints bytes

It is a process of its own because the memory of one that has trained, or answered others, tells
nothing; the figure contains Python and the libraries, as a user's process would.
"""

import resource
import subprocess
import sys
from pathlib import Path

from matchloop import families
from matchloop.bundle import Bundle
from matchloop.errors import BundleError

_SECONDS = 300


def peak_memory_mb(bundle: Bundle) -> float:
    """The most memory, in 10^6 bytes, that a process holds while it answers the golden inputs.

    Raises BundleError where the bundle does not answer.
    """
    command = (sys.executable, "-m", "matchloop.bundle.footprint", str(bundle.folder.absolute()))
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
        if run.returncode == 0:
            return int(run.stdout) / 1e6
        problem = (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        problem = f"no answer within {_SECONDS} seconds"
    raise BundleError(
        f"The memory of answering with {bundle.folder} cannot be measured: {problem}. "
        "Look at what its golden inputs do there."
    )


def main(folder: Path) -> None:
    """Answer the golden inputs of a bundle and print the peak of this process's memory."""
    bundle = Bundle.read(folder)
    families.get(bundle.manifest.family).golden_inputs().check(bundle)
    print(_peak_bytes())


def _peak_bytes() -> int:
    # getrusage would count the process that started this one: its peak survives fork and exec.
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: in bytes


if __name__ == "__main__":
    main(Path(sys.argv[1]))
