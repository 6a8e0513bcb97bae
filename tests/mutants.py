"""Tells how many mutants each module's tests kill: `python -m tests.mutants` after `mutmut run`.

Only a test that fails kills: one that ran out of time has not told what is wrong, and none of these
modules loops without an end that its tests could wait for.
"""

import sys
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.stats import status_by_exit_code
from rich.console import Console
from rich.table import Table

ENOUGH = 0.9
MUTANTS = Path("mutants")


def main() -> int:
    """Print a line a module and the survivors; 1 where a module's tests kill too few, else 0."""
    console = Console(highlight=False, soft_wrap=True)
    table, survivors, enough = Table("module", "mutants", "killed", "share"), [], True
    for meta in sorted(MUTANTS.rglob("*.meta")):
        path = meta.relative_to(MUTANTS).with_suffix("")
        found = SourceFileMutationData(path=path)
        found.load()
        status = {name: status_by_exit_code[code] for name, code in found.exit_code_by_key.items()}
        if not status:
            continue
        killed = sum(each == "killed" for each in status.values())
        survivors += [f"{name}: {each}" for name, each in status.items() if each != "killed"]
        enough = enough and killed >= ENOUGH * len(status)
        table.add_row(str(path), str(len(status)), str(killed), f"{killed / len(status):.1%}")
    if not table.row_count:
        console.print("There are no mutants yet: run `mutmut run` first.")
        return 1
    console.print(table)
    for line in survivors:
        console.print(line, markup=False)
    console.print(
        f"{len(survivors)} are not killed; `mutmut show NAME` shows what one changed. "
        f"Each module is to have {ENOUGH:.0%} killed: {'it has' if enough else 'NOT SO'}."
    )
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
