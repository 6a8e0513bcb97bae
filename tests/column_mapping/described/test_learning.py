"""Figures of pairs and tables, and weights that are learned on few of them."""

import numpy as np

from matchloop.column_mapping.described import learning
from matchloop.column_mapping.described.figures import OF_PAIR, of_pairs, of_tables
from matchloop.column_mapping.described.learning import PairTable
from matchloop.column_mapping.described.sides import Text, read
from matchloop.column_mapping.described.weights import FIGURES, Weights
from tests.column_mapping.described.toy import encode

STANDARDS = read(
    [
        Text("person", "birth_date", "Day on which the person was born"),
        Text("person", "family_name", "Name of the family of the person"),
        Text("visit", "start_date", "Day on which the visit began"),
        Text("visit", "room", "Where the visit took place"),
    ],
    encode,
)
RAW = read(
    [
        Text("pat", "F1", "Day the person was born"),
        Text("pat", "F2", "Family name"),
        Text("enc", "F3", "Day the visit began"),
        Text("enc", "F4", ""),
    ],
    encode,
)
RIGHT = np.eye(4, dtype=bool)


def test_words_shared_are_told_and_codes_say_nothing():
    figures = of_pairs(RAW, STANDARDS)
    shared = figures[:, :, OF_PAIR.index("words_shared")]
    assert shared[:3].argmax(1).tolist() == [0, 1, 2]
    assert (shared[3] == 0).all()
    assert np.isfinite(figures).all()


def test_siblings_speak_for_their_table():
    scores = np.zeros((4, 4))
    scores[0, 0] = scores[2, 2] = 5
    found = of_tables(RAW, STANDARDS, scores)
    assert found[1, 0, 0] > found[1, 2, 0]  # its sibling is in "person"
    assert found[3, 2, 0] > found[3, 0, 0]
    assert found[1, 0, 1] > found[1, 1, 1]  # and has the better claim on the first column


def test_learned_weights_put_the_right_ones_first():
    weights = learning.learn([PairTable(RAW, STANDARDS, RIGHT)])
    assert len(weights.together) == len(FIGURES)
    chances = weights.chances(weights.figures(RAW, STANDARDS))
    assert np.allclose(chances.sum(1), 1)
    assert chances[:3].argmax(1).tolist() == [0, 1, 2]


def test_one_column_alone_has_figures():
    alone = read([Text("", "F1", "Day the person was born")], encode)
    weights = Weights(alone=(1.0,) * len(OF_PAIR), together=(1.0,) * len(FIGURES))
    assert np.isfinite(weights.figures(alone, STANDARDS)).all()
