"""Features of how long values are and which characters they are made of."""

import math

import numpy as np

from matchloop.column_types.features import exact
from matchloop.column_types.features.view import PREFIX, SampleView

_PUNCTUATION = {
    "dot": ".",
    "comma": ",",
    "hyphen": "-",
    "slash": "/",
    "colon": ":",
    "underscore": "_",
    "at": "@",
    "hash": "#",
    "percent": "%",
    "parenthesis": "()",
    "bracket": "[]{}<>",
    "quote": "\"'`“”‘’«»",
    "sentence_end": "!?;",
    "operator": "&+=*|\\~^",
    "currency": "$€£¥₹₽₩₺",
}
_SCRIPTS = {
    "latin_extended": ((0x00C0, 0x024F),),
    "greek": ((0x0370, 0x03FF),),
    "cyrillic": ((0x0400, 0x04FF),),
    "hebrew_arabic": ((0x0590, 0x06FF),),
    "indic": ((0x0900, 0x0DFF),),
    "cjk": ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xFF00, 0xFFEF)),
    "debris": ((0x0000, 0x001F), (0x007F, 0x009F), (0xFFFD, 0xFFFD)),
}
_SEEN = 10
"""Kinds for which the share of values that hold one is a feature of its own."""

_KINDS = ("digit", "lower", "upper", "space", *_PUNCTUATION, *_SCRIPTS, "other")

_LENGTHS = (
    "length_mean_log",
    "length_std_log",
    "length_min_log",
    "length_max_log",
    "length_median_log",
    "length_same_share",
    "length_variation",
    "length_over_50",
    "length_over_200",
    "length_one_share",
)
_STARTS = (
    "starts_with_digit",
    "starts_with_upper",
    "starts_with_lower",
    "ends_with_digit",
    "ends_with_letter",
    "ends_with_full_stop",
    "padded_with_space",
    "only_digits",
    "only_letters",
    "only_upper",
    "letters_and_digits",
    "without_letters",
    "character_entropy",
    "character_entropy_pooled",
    "distinct_first_characters",
)

NAMES = (
    _LENGTHS
    + tuple(f"characters_{kind}" for kind in _KINDS)
    + tuple(f"values_with_{kind}" for kind in _KINDS[:_SEEN])
    + _STARTS
)

_DIGIT, _LOWER, _UPPER, _SPACE = range(4)
_OTHER = len(_KINDS) - 1


def _lookup() -> np.ndarray:
    table = np.full(0x10000, _OTHER, np.uint8)
    for i, (low, high) in enumerate((("0", "9"), ("a", "z"), ("A", "Z"))):
        table[ord(low) : ord(high) + 1] = i
    for i, ranges in enumerate(_SCRIPTS.values(), start=4 + len(_PUNCTUATION)):
        for first, last in ranges:
            table[first : last + 1] = i
    for space in " \t\n\r\u00a0\u3000":
        table[ord(space)] = _SPACE
    for i, characters in enumerate(_PUNCTUATION.values(), start=4):
        for character in characters:
            table[ord(character)] = i
    return table


_KIND_OF = _lookup()


def compute(view: SampleView) -> np.ndarray:
    """Return the values of `NAMES`, in order: float64."""
    if not view.texts:
        return np.zeros(len(NAMES))
    kinds = _KIND_OF[np.minimum(view.codes, 0xFFFF)]
    shape = (len(view.texts), len(_KINDS))
    flat = np.bincount(view.owners * len(_KINDS) + kinds, minlength=shape[0] * shape[1])
    table = flat.reshape(shape)
    lengths = table.sum(axis=1)
    shares = table / np.maximum(lengths, 1)[:, None]
    return np.concatenate(
        [
            _lengths(view),
            view.mean(shares),
            view.mean(table[:, :_SEEN] > 0),
            _forms(view, table, lengths),
        ]
    )


def _lengths(view: SampleView) -> np.ndarray:
    lengths, counts = view.lengths, view.summary.counts
    rows = int(counts.sum())
    mean, std = exact.mean_and_deviation(counts, lengths)
    order = np.argsort(lengths, kind="stable")
    middle = int(np.searchsorted(2 * np.cumsum(counts[order]), rows))
    return np.array(
        [
            math.log1p(mean),
            math.log1p(std),
            math.log1p(int(lengths.min())),
            math.log1p(int(lengths.max())),
            math.log1p(int(lengths[order[middle]])),
            float(np.bincount(np.minimum(lengths, 5000), weights=counts).max()) / rows,
            min(std / max(mean, 1.0), 10.0),
            int(counts @ (lengths > 50)) / rows,
            int(counts @ (lengths > 200)) / rows,
            int(counts @ (lengths == 1)) / rows,
        ]
    )


def _forms(view: SampleView, table: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    texts = view.prefixes
    letters = table[:, _LOWER] + table[:, _UPPER]
    digits = table[:, _DIGIT]
    first = [text[:1] for text in texts]
    last = [text[-1:] for text in texts]
    return np.array(
        [
            view.share([c.isdigit() for c in first]),
            view.share([c.isupper() for c in first]),
            view.share([c.islower() for c in first]),
            view.share([c.isdigit() for c in last]),
            view.share([c.isalpha() for c in last]),
            view.share([c in ".!?。" and c != "" for c in last]),
            view.share([len(a) != len(b) for a, b in zip(view.raw, view.texts, strict=True)]),
            view.share((digits == lengths) & (lengths > 0)),
            view.share((letters == lengths) & (lengths > 0)),
            view.share((table[:, _UPPER] == letters) & (letters > 0)),
            view.share((letters > 0) & (digits > 0)),
            view.share(letters == 0),
            *_entropies(view),
            min(len(set(first)), 36) / 36,
        ]
    )


def _entropies(view: SampleView) -> tuple[float, float]:
    """Mean entropy of a value's characters, and entropy of all characters together, in bits."""
    codes = np.minimum(view.codes, 255).astype(np.int64)
    runs = np.sort(view.owners[: 48 * PREFIX] * 256 + codes[: 48 * PREFIX])
    if not len(runs):
        return 0.0, 0.0
    starts = np.flatnonzero(np.concatenate([[True], runs[1:] != runs[:-1]]))
    counts = np.diff(np.append(starts, len(runs)))
    return exact.mean_entropy(counts, runs[starts] // 256), exact.entropy(np.bincount(codes))
