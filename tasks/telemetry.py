"""Switches off the usage reports that the tools below us send home by default.

Knows the names of the switches and nothing else; a value that the user has set already wins.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType

# MLflow reads DO_NOT_TRACK only as "true"; Prefect takes "true" and "1" alike.
SWITCHES: Mapping[str, str] = MappingProxyType(
    {
        "DO_NOT_TRACK": "true",
        "DVC_NO_ANALYTICS": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
)


def switch_off() -> None:
    """Set every switch for this process and its children; call it before the tools are imported."""
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)
