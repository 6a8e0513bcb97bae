"""What a version's number means to those who use the model: major.minor.patch.

major: features or labels are others, so that answers are not comparable and code may have to
change; minor: trained anew; patch: the same training, exported or set up in another way. Knows
nothing of the registry, which counts its versions 1, 2, 3.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from matchloop.bundle import BundleManifest

_TEXT = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


@dataclass(frozen=True, order=True)
class SemanticVersion:
    """major.minor.patch, ordered as one expects."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The version that a text such as "1.4.0" names; None for any other text."""
        found = _TEXT.fullmatch(text)
        return cls(*map(int, found.groups())) if found else None


FIRST = SemanticVersion(1, 0, 0)


@dataclass(frozen=True)
class Before:
    """The version registered before; manifest: None where it cannot be had any more."""

    version: SemanticVersion
    manifest: BundleManifest | None


def next_version(before: Before | None, manifest: BundleManifest) -> SemanticVersion:
    """The version that a bundle is, given the one before it in its family; None for the first.

    A model that cannot be compared with its predecessor counts as trained anew.
    """
    if before is None:
        return FIRST
    version, old = before.version, before.manifest
    if old is not None and _layout(old) != _layout(manifest):
        return SemanticVersion(version.major + 1, 0, 0)
    if old is not None and _same_training(old, manifest):
        return replace(version, patch=version.patch + 1)
    return SemanticVersion(version.major, version.minor + 1, 0)


def _layout(manifest: BundleManifest) -> tuple[object, ...]:
    return manifest.feature_version, manifest.feature_names, manifest.labels


def _same_training(old: BundleManifest, new: BundleManifest) -> bool:
    known = bool(new.weights_hash) and old.weights_hash == new.weights_hash
    return known and (old.model, old.data_hash) == (new.model, new.data_hash)
