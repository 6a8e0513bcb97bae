"""The model bundle: one folder of ONNX files, and what vouches for it.

The layout is named here; `golden` and `rehearsal` let a bundle answer before it is trusted, and
`footprint` measures what answering costs.
"""

from matchloop.bundle.manifest import MANIFEST, BundleManifest, Calibration, Graph, Variant
from matchloop.bundle.reading import REBUILD, Bundle, BundleGraph, read_manifest
from matchloop.bundle.writing import copy_bundle, write_bundle

__all__ = [
    "MANIFEST",
    "REBUILD",
    "Bundle",
    "BundleGraph",
    "BundleManifest",
    "Calibration",
    "Graph",
    "Variant",
    "copy_bundle",
    "read_manifest",
    "write_bundle",
]
