"""The views of a raw name and its candidates that the head judges: letters, n-grams, meaning.

The same code makes the features that the head learns from and those that it answers with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.views.candidates import BY_MEANING, BY_NGRAMS, merged
from matchloop.column_mapping.views.channel import Steps, Writing, log_chances
from matchloop.column_mapping.views.dictionary import in_english
from matchloop.column_mapping.views.encoded import EncodedSchema, assemble, texts_of
from matchloop.column_mapping.views.encoder import Encoder, Progress
from matchloop.column_mapping.views.features import features
from matchloop.column_mapping.views.ngrams import best
from matchloop.column_mapping.words.letters import (
    RawLetters,
    StandardLetters,
    raw_letters,
    standard_letters,
)
from matchloop.graphs import inference

ENCODER, CHANNEL, HEAD, TOKENIZER = "model.onnx", "channel.onnx", "head.onnx", "tokenizer.json"
_KEPT_STEPS = 5_000  # texts whose steps are kept in memory, about 13 kB each
_ROWS = 128  # texts read together; more take memory and gain nothing


@dataclass(frozen=True)
class Sight:
    """What is seen of n raw names.

    candidates: int64 [n, k], texts of the schema, -1 for none; u: float32 [n, d]; features:
    float32 [n, k, f].
    """

    candidates: np.ndarray
    u: np.ndarray
    features: np.ndarray


class Views:
    """The encoder and the channel at work."""

    def __init__(self, encoder: Path, channel: Path, tokenizer: Path, threads: int = 1):
        self.encoder = Encoder(encoder, tokenizer, threads)
        self._channel = inference.session(channel, threads)
        self._writing: Writing | None = None

    def encode(
        self,
        schema: Schema,
        vectors: np.ndarray | None = None,
        on_progress: Progress | None = None,
    ) -> EncodedSchema:
        """Make a schema ready; `vectors` [texts, d] are those kept from an earlier time."""
        texts, _ = texts_of(schema)
        if vectors is None:
            vectors = self.encoder(texts, on_progress)
        letters = standard_letters(texts)
        steps = self._steps(letters) if len(texts) <= _KEPT_STEPS else None
        return assemble(schema, vectors, steps, letters)

    def look(self, names: Sequence[str], encoded: EncodedSchema) -> Sight:
        """See n raw names beside their candidates; the candidates are texts of the schema.

        A name with foreign words is also read in English, and the better reading counts.
        """
        n = len(names)
        english = [in_english(name) for name in names]
        other = np.array([i for i, text in enumerate(english) if text], np.intp)
        readings = [*names, *(english[i] for i in other)]
        u = self.encoder(readings)
        ngrams = encoded.ngrams.similarity(readings)
        near = encoded.by_meaning(u, BY_MEANING)
        nearest = np.einsum("nd,nkd->nk", u, encoded.vectors[near]).max(1)
        clearer = nearest[n:] > nearest[other]
        u[other[clearer]], near[other[clearer]] = u[n:][clearer], near[n:][clearer]
        ngrams[other] = np.maximum(ngrams[other], ngrams[n:])
        u, ngrams = u[:n], ngrams[:n]
        candidates = merged(best(ngrams, BY_NGRAMS), near[:n])
        present = candidates >= 0
        texts = np.where(present, candidates, 0)
        rows = np.arange(n)[:, None]
        raw = raw_letters(readings)
        chance = self._chances(encoded, raw, np.arange(n), candidates)
        if len(other):
            again = self._chances(encoded, raw, n + np.arange(len(other)), candidates[other])
            chance[other] = np.maximum(chance[other], again)
        meaning = np.einsum("nd,nkd->nk", u, encoded.vectors[texts])
        found = features(chance, ngrams[rows, texts], meaning, raw.length[:n], present)
        return Sight(candidates, u, found)

    def _chances(
        self, encoded: EncodedSchema, raw: RawLetters, readings: np.ndarray, candidates: np.ndarray
    ) -> np.ndarray:
        """Return float32 [n, k]: log chances of readings [n] under their candidates [n, k]."""
        present = candidates >= 0
        names = np.broadcast_to(readings[:, None], candidates.shape)[present]
        columns = candidates[present]
        letters, steps = encoded.letters, encoded.steps
        if steps is None:
            wanted, columns = np.unique(columns, return_inverse=True)
            letters = letters.take(wanted)
            steps = self._steps(letters)
        chance = np.zeros(candidates.shape, np.float32)
        chance[present] = log_chances(letters, steps, raw, (names, columns), self.writing)
        return chance

    @property
    def writing(self) -> Writing:
        """How kept letters are written, as the channel learned it."""
        if self._writing is None:
            self._steps(standard_letters(["a"]))
        assert self._writing is not None
        return self._writing

    def _steps(self, letters: StandardLetters) -> Steps:
        longest = int(letters.length.max(initial=1))
        fields = ("codes", "place", "place_from_end", "word")
        to_letter, to_end = [], []
        for start in range(0, len(letters.codes), _ROWS):
            given = {
                name: getattr(letters, name)[start : start + _ROWS, :longest].astype(np.int64)
                for name in fields
            }
            found = self._channel.run(None, given)
            to_letter.append(found[0])
            to_end.append(found[1])
        self._writing = Writing(found[2], found[3], float(found[4]))
        return Steps(np.concatenate(to_letter), np.concatenate(to_end))
