"""The model bundle: one folder of ONNX files, and what vouches for it.

The layout is named here; `golden` and `rehearsal` let a bundle answer before it is trusted.
"""

from matchloop.bundle.manifest import (
    MANIFEST,
    REBUILD,
    Bundle,
    BundleManifest,
    Calibration,
    Variant,
    copy_bundle,
    write_bundle,
)

__all__ = [
    "MANIFEST",
    "REBUILD",
    "Bundle",
    "BundleManifest",
    "Calibration",
    "Variant",
    "copy_bundle",
    "write_bundle",
]
