"""Runs a module of the house with toys among the families: `python -m tests.with_toys MODULE …`."""

import runpy
import sys

from matchloop import families
from tests.toys import TOYS

if __name__ == "__main__":
    families.FAMILIES += TOYS
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
