"""The local serving copy: what answers come from, with the registry in reach or not."""

from matchloop.serving.copy import (
    champion,
    current,
    install,
    point,
    shadow,
    shadow_bundle,
    signature,
    start_shadow,
    stop_shadow,
    told,
    verified,
)
from matchloop.serving.going_back import (
    fit,
    go_back,
    leaving,
    refuse_another,
    taken_back_already,
)
from matchloop.serving.pointer import (
    Pointer,
    Shadow,
    TakenBack,
    Untold,
    installed,
    version_folder,
)
from matchloop.serving.turns import lock

__all__ = [
    "Pointer",
    "Shadow",
    "TakenBack",
    "Untold",
    "champion",
    "current",
    "fit",
    "go_back",
    "install",
    "installed",
    "leaving",
    "lock",
    "point",
    "refuse_another",
    "shadow",
    "shadow_bundle",
    "signature",
    "start_shadow",
    "stop_shadow",
    "taken_back_already",
    "told",
    "verified",
    "version_folder",
]
