"""matchloop says what a stranger's table is; the command line is `matchloop`, the call is here.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matchloop.column_types.profile import profile_table
    from matchloop.table_mapping.mapping import map_columns

__all__ = ["__version__", "map_columns", "profile_table"]
__version__ = "0.5.0"

_WHERE = {
    "map_columns": "matchloop.table_mapping.mapping",
    "profile_table": "matchloop.column_types.profile",
}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'matchloop' has no attribute {name!r}")
