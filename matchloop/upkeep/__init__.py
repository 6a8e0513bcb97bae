"""Looking after this machine's home: moving it, backing it up, restoring it, checking it.

Joins what serves, the registry and the store, which know nothing of each other; nobody but the
command line asks it.
"""

from matchloop.upkeep.backup import Backup, back_up
from matchloop.upkeep.check import check
from matchloop.upkeep.findings import Finding, State
from matchloop.upkeep.move import Moved, move
from matchloop.upkeep.restore import restore

__all__ = ["Backup", "Finding", "Moved", "State", "back_up", "check", "move", "restore"]
