"""The local serving copy: what answers come from, with the registry in reach or not."""

from matchloop.serving.copy import (
    champion,
    current,
    go_back,
    install,
    lock,
    point,
    refuse_another,
    shadow,
    shadow_bundle,
    signature,
    start_shadow,
    stop_shadow,
    told,
    verified,
)
from matchloop.serving.pointer import Pointer, Shadow, Untold, installed, version_folder

__all__ = [
    "Pointer",
    "Shadow",
    "Untold",
    "champion",
    "current",
    "go_back",
    "install",
    "installed",
    "lock",
    "point",
    "refuse_another",
    "shadow",
    "shadow_bundle",
    "signature",
    "start_shadow",
    "stop_shadow",
    "told",
    "verified",
    "version_folder",
]
