"""What runs when, and what follows a run. Importing it prepares this process for Prefect.

Done here because Prefect reads its settings when it is imported: no usage reports, and
Prefect's own files beside the rest of this machine's state, so that runs started by hand
appear in `make ui` too. A setting that the user has made already wins.
"""

import os

from matchloop.home import home
from tasks.telemetry import switch_off

switch_off()
if not {"PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE"} & os.environ.keys():
    # Prefect makes its folder but not the folders above it, and then starts its server forever.
    home().mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home() / "prefect")
# A small machine under load needs longer than the default 20 s.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")
# The server that a run by hand starts for itself ends with it, in the middle of what it was writing
# down, and would tell so with a traceback that is nobody's fault.
os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
