"""Public real data: what there is, where it comes from, and fetching it.

`catalogue` reads data/sources.yaml, `pull` brings the files to data/sources/, `manifest` says
what is there. Nothing here knows what the files mean.
"""

from matchloop.sources.catalogue import Role, Source, SourceFile, of_family, read_catalogue
from matchloop.sources.manifest import Manifest, available, read_manifest, write_manifest
from matchloop.sources.pull import Progress, PullResult, State, pull

__all__ = [
    "Manifest",
    "Progress",
    "PullResult",
    "Role",
    "Source",
    "SourceFile",
    "State",
    "available",
    "of_family",
    "pull",
    "read_catalogue",
    "read_manifest",
    "write_manifest",
]
