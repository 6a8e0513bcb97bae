"""Answers which standard column a raw name is, from a bundle. Imports no training library."""

import os
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from matchloop import serving
from matchloop.bundle import Bundle
from matchloop.column_mapping.described import look
from matchloop.column_mapping.evidence import second_look
from matchloop.column_mapping.ranker import Head, Ranker, Ranking
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.views.encoded import (
    EncodedSchema,
    keep_vectors,
    load_vectors,
    texts_of,
)
from matchloop.column_mapping.views.encoder import Progress
from matchloop.column_mapping.views.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_mapping.views.views import TOKENIZER, Views
from matchloop.errors import BundleError
from matchloop.home import home

FAMILY = "column_mapping"


class Role(StrEnum):
    """The graphs of a bundle: names to vectors, letters to chances, the judge over both, and the
    trees that look at the best candidates again with values and table; the encoder of descriptions
    and the trees that read them too (the last three are not in older bundles).
    """

    ENCODER = "encoder"
    CHANNEL = "channel"
    HEAD = "head"
    EVIDENCE = "evidence"
    SENTENCES = "sentences"
    DESCRIBED = "described"


class MappingModel:
    """A verified bundle of the family, ready to answer.

    version: the registry's version, or the model's name for a bundle by folder; threshold: answers
    under it abstain; rate: at least this share of the answers over it is right, as shown on
    held-out standards with a finite-sample bound; digest: stands for the whole bundle; bundle: what
    it was loaded from; ranker: what answers, without the schemas that are kept on disk;
    second_look: judges candidates by all there is, None in older bundles.
    """

    def __init__(self, bundle: Bundle, version: str, threads: int | None = None):
        manifest = bundle.manifest
        if manifest.feature_version != FEATURE_VERSION or manifest.feature_names != FEATURE_NAMES:
            raise BundleError(
                f"{bundle.folder} was trained on features {manifest.feature_version}, this "
                f"matchloop computes {FEATURE_VERSION}. Train again: make run."
            )
        threads = threads or _cores()
        self.version = version
        self.bundle = bundle
        thresholds = bundle.graph(Role.HEAD).thresholds
        self.threshold, self.rate = thresholds["answer"], thresholds["rate"]
        self.digest = bundle.sha256
        self.ranker = ranker_of(bundle, threads)
        self.second_look = second_look.load(bundle.folder, threads)
        self._threads = threads

    @cached_property
    def described_look(self) -> look.DescribedLook | None:
        """Load what reads descriptions when the first ones come."""
        tokenizer = self.bundle.folder / TOKENIZER
        return look.load(self.bundle.folder, tokenizer, self.digest[:16], self._threads)

    def encode(self, schema: Schema, on_progress: Progress | None = None) -> EncodedSchema:
        """Make a schema ready for `rank`; its vectors are kept on disk by content."""
        path = _cache() / f"{self.digest[:16]}-{schema.sha256[:16]}.vectors"
        texts, _ = texts_of(schema)
        views = self.ranker.views
        kept = load_vectors(path, len(texts), views.encoder.dimensions)
        encoded = views.encode(schema, kept, on_progress)
        if kept is None:
            keep_vectors(path, encoded.vectors)
        return encoded

    def rank(self, names: Sequence[str], schema: EncodedSchema, k: int = 10) -> Ranking:
        """Rank the standard columns for each raw name, see `Ranker.rank`."""
        return self.ranker.rank(names, schema, k)


def ranker_of(bundle: Bundle, threads: int) -> Ranker:
    """Put the bundle's models to work."""
    roles = (Role.ENCODER, Role.CHANNEL, Role.HEAD)
    encoder, channel, head = (bundle.graph(role).path for role in roles)
    views = Views(encoder, channel, bundle.folder / TOKENIZER, threads)
    return Ranker(views, Head(head, threads))


def load_champion(threads: int | None = None) -> MappingModel:
    """Load the champion of this machine; raises `NoChampionError` when there is none."""
    pointer = serving.current(FAMILY)
    bundle = serving.champion(FAMILY)
    return MappingModel(bundle, pointer.name if pointer else "", threads)


def load_bundle(folder: Path, threads: int | None = None) -> MappingModel:
    """Load a bundle by its folder, such as models/column_mapping/siamese."""
    bundle = Bundle.read(folder, FAMILY)
    return MappingModel(bundle, bundle.manifest.model, threads)


def _cores() -> int:
    """How many cores this process may use, at most four: more gain nothing on short names."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(4, usable or 1)


def _cache() -> Path:
    return home() / "cache" / FAMILY
