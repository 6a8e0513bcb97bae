"""Features of words: how many, stop words of eight languages, sentences, title case."""

import math
import re

import numpy as np

from matchloop.column_types.features import exact
from matchloop.column_types.features.view import SampleView

NAMES = (
    "words_mean_log",
    "words_std_log",
    "words_max_log",
    "words_one_share",
    "words_two_to_four_share",
    "words_five_to_ten_share",
    "words_over_ten_share",
    "stop_words_mean_log",
    "stop_words_share",
    "values_with_stop_word",
    "word_length_mean",
    "words_title_case_share",
    "vocabulary_richness",
    "sentence_share",
    "boolean_word_share",
    "boolean_pair",
)

# The commonest function words; a text in one of these languages is full of them.
_STOP = frozenset(
    "the a an of and to in is was for on with that this it as at by from be are were or not but "
    "have has had he she they we you i my your our his her their its will would can which who "
    "der die das und ist nicht mit ein eine den dem des zu von auf für im sich es wir sie ich "
    "le la les des et est une un du de que qui dans pour pas sur avec au aux ce cette nous vous "
    "el los las y en es no por con para una del se lo su al como más pero "
    "o os as e do da dos das em não com uma por para na no ao que "
    "il lo gli e di che è non per con una del della sono si "
    "и в не на что с по это как а но для из у к от за "
    "w z na nie do się jest to że i o jak ale "
    "και το να του η της με για στο από".split()
)

_PAIRS = (
    "0/1 yes/no y/n true/false t/f on/off oui/non sí/no si/no ja/nein sim/não sim/nao да/нет "
    "是/否 true/falsch wahr/falsch vrai/faux verdadero/falso verdadeiro/falso vero/falso v/f j/n "
    "o/n s/n active/inactive enabled/disabled pass/fail x/ -1/1 tak/nie evet/hayır ναι/όχι "
    "はい/いいえ 有/无 有/無 نعم/لا हाँ/नहीं 1.0/0.0 да/нет д/н ☑/☐ ✓/✗ ✓/ true/0 checked/unchecked "
    "opt-in/opt-out success/failure aktiv/inaktiv "
    "present/absent -/+"
)
_BOOLEAN_PAIRS = frozenset(frozenset(filter(None, pair.split("/"))) for pair in _PAIRS.split())
BOOLEAN_WORDS = frozenset(word for pair in _BOOLEAN_PAIRS for word in pair)

LOOKED_AT = 120
"""Characters of a value that are read word by word."""

_SENTENCE = re.compile(r"[^.!?。]{12,}[.!?。](?:\s|$)")


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    if not view.texts:
        return [0.0] * len(NAMES)
    words = [text[:LOOKED_AT].split() for text in view.texts]
    counts = np.array([text.count(" ") + 1 for text in view.texts])
    mean, std = exact.mean_and_deviation(view.rows, counts)
    stops = np.array([sum(map(_STOP.__contains__, w)) for w in words])
    looked = np.array([max(len(w), 1) for w in words])
    flat = [word for w in words[:: max(len(words) // 48, 1)] for word in w[:24]]
    return [
        math.log1p(mean),
        math.log1p(std),
        math.log1p(int(counts.max())),
        view.share(counts == 1),
        view.share((counts >= 2) & (counts <= 4)),
        view.share((counts >= 5) & (counts <= 10)),
        view.share(counts > 10),
        math.log1p(float(view.mean(stops))),
        float(view.mean(stops / looked)),
        view.share(stops > 0),
        min(sum(map(len, flat)) / max(len(flat), 1), 100.0) / 10,
        sum(word[:1].isupper() for word in flat) / max(len(flat), 1),
        len(set(flat)) / max(len(flat), 1),
        view.share([len(t) > 24 and bool(_SENTENCE.match(t[:LOOKED_AT])) for t in view.texts]),
        *_booleans(view),
    ]


def _booleans(view: SampleView) -> tuple[float, float]:
    folded = [text.lower() for text in view.texts]
    words = view.share([text in BOOLEAN_WORDS for text in folded])
    few = frozenset(folded) if len(folded) <= 4 else frozenset()
    return words, float(few in _BOOLEAN_PAIRS)
