"""Sentences beside names and values; where there is none, its figures are unknown."""

import numpy as np

from matchloop.column_mapping.described import look
from matchloop.column_mapping.described.figures import OF_PAIR
from matchloop.column_mapping.described.look import DescribedLook, Sentences, described_features
from matchloop.column_mapping.described.weights import FIGURES, Weights
from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.evidence.features import FEATURE_NAMES, Ranked, table_features
from matchloop.column_mapping.evidence.prepared import UNKNOWN, prepared
from matchloop.column_mapping.evidence.second_look import Judged
from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from tests.column_mapping.described.toy import DIMENSIONS, encode

SCHEMA = Schema(
    "clinic",
    (
        StandardColumn("birth_date", "Day on which the person was born"),
        StandardColumn("family_name", "Name of the family of the person"),
        StandardColumn("room", "Where in the house the visit took place"),
    ),
)
CODED = TableFacts(
    "x.csv",
    (
        ColumnFacts("F1", description="Day the person was born"),
        ColumnFacts("F2", description="House of the visit, where it took place"),
        ColumnFacts("F3"),
    ),
)


class Encoder:
    dimensions = DIMENSIONS

    def __init__(self):
        self.read = 0

    def texts(self, texts):
        self.read += len(texts)
        return encode(texts)


def sentences(cache=""):
    alone = tuple(10.0 if name == "words_shared" else 0.0 for name in OF_PAIR)
    weights = Weights(alone=alone, together=(*alone, 0.0, 0.0, 0.0))
    return Sentences(Encoder(), weights, cache)


def unranked(n, k=3):
    return Ranked(np.full((n, k), -1), np.zeros((n, k)))


class Trees:
    """Judges every candidate alike."""

    judgement = None

    def judged(self, found):
        return [
            Judged(
                each.columns,
                np.full(len(each.columns), 0.2),
                np.zeros(len(each.columns), bool),
                np.zeros(len(each.columns), bool),
            )
            for each in found
        ]


def test_codes_are_matched_by_descriptions_alone():
    judged = DescribedLook(sentences(), Trees()).judge(CODED, prepared(SCHEMA), unranked(3))
    assert [SCHEMA.names[each.candidates[0]] for each in judged[:2]] == ["birth_date", "room"]
    assert all((np.diff(each.confidences) <= 0).all() for each in judged)
    assert all(each.confidences.sum() <= 1 + 1e-9 for each in judged)


def test_as_many_candidates_as_asked_for():
    judged = DescribedLook(sentences(), Trees()).judge(CODED, prepared(SCHEMA), unranked(3, 2))
    assert [len(each.candidates) for each in judged] == [2, 2, 2]


def test_without_a_description_the_figures_are_unknown():
    found = described_features(CODED, prepared(SCHEMA), unranked(3), sentences())
    own = len(FEATURE_NAMES)
    assert found[0].features.shape[1] == own + len(look.FEATURE_NAMES)
    described = own + look.FEATURE_NAMES.index("described")
    assert (found[0].features[:, described] == 1).all()
    assert (found[0].features[:, own:] != UNKNOWN).any()
    assert (found[2].features[:, described] == 0).all()
    unknown = np.delete(found[2].features[:, own:], [4, 5], axis=1)
    assert (unknown == UNKNOWN).all()
    assert unknown.shape[1] == 4 + len(FIGURES)


def test_the_second_look_reads_no_description():
    plain = TableFacts("x.csv", tuple(ColumnFacts(c.name) for c in CODED.columns))
    ready = prepared(SCHEMA)
    pairs = zip(
        table_features(CODED, ready, unranked(3)),
        table_features(plain, ready, unranked(3)),
        strict=True,
    )
    assert all(np.array_equal(a.features, b.features) for a, b in pairs)


def test_a_schema_is_encoded_once_and_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))
    first = sentences("digest")
    first.side(SCHEMA)
    first.side(SCHEMA)
    assert first._encoder.read == 3 * len(SCHEMA)
    again = sentences("digest")
    side = again.side(SCHEMA)
    assert again._encoder.read == 0
    assert np.allclose(side.whole, first.side(SCHEMA).whole)
