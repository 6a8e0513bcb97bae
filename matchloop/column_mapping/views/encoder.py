"""Names to unit vectors with the exported encoder: tokenizers and ONNX Runtime, nothing else."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from matchloop.column_mapping.words.names import fold
from matchloop.graphs import inference

LONGEST = 32  # tokens read of a name
_ROWS = 64

Progress = Callable[[int, int], None]


class Encoder:
    """An exported encoder and its tokenizer. longest: tokens read of a text."""

    def __init__(self, graph: Path, tokenizer: Path, threads: int = 1, longest: int = LONGEST):
        self._session = inference.session(graph, threads)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()
        self.dimensions: int = self._session.get_outputs()[0].shape[1]

    def __call__(self, names: Sequence[str], on_progress: Progress | None = None) -> np.ndarray:
        """Return unit vectors float32 [n, dimensions] of names."""
        return self.texts([fold(name) for name in names], on_progress)

    def texts(self, texts: Sequence[str], on_progress: Progress | None = None) -> np.ndarray:
        """Return unit vectors of texts as they stand; those of like length are read together."""
        tokens = [found.ids for found in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(order), _ROWS):
            rows = order[start : start + _ROWS]
            out[rows] = self._read([tokens[i] for i in rows])
            if on_progress:
                on_progress(start + len(rows), len(order))
        return out

    def _read(self, tokens: list[list[int]]) -> np.ndarray:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, found in enumerate(tokens):
            ids[row, : len(found)] = found
            mask[row, : len(found)] = 1
        return self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
