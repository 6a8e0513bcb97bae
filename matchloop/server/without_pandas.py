"""Keeps pandas out of a process that answers.

pyarrow imports pandas, where it is installed, as soon as it is given a list. Nothing here needs it,
and it takes 50 MB and half a second.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas stays out of this process", name=fullname)
        return None


def keep_pandas_out() -> None:
    """Let every later import of pandas fail as if it were not installed."""
    sys.meta_path.insert(0, _NoPandas())
