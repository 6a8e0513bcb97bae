"""The figures of candidates: what counts for and against, whoever's schema it is."""

from dataclasses import replace

import numpy as np
import pytest

from matchloop.column_mapping.evidence import features
from matchloop.column_mapping.evidence.features import FEATURE_NAMES, Ranked, table_features
from matchloop.column_mapping.evidence.judgement import exact, kinds
from matchloop.column_mapping.evidence.prepared import prepared
from matchloop.column_mapping.schema.schema import Schema
from tests.column_mapping.evidence.toy import SCHEMA, column, table, unranked


def figures(found, standard, schema=SCHEMA):
    """The figures of one candidate of a column by name."""
    place = [schema.names[c] for c in found.columns].index(standard)
    return dict(zip(FEATURE_NAMES, found.features[place].tolist(), strict=True))


def looked(*columns, schema=SCHEMA, **options):
    return table_features(table(*columns, **options), prepared(schema), unranked(len(columns)))


def test_the_same_words_cover_each_other():
    (found,) = looked(column("Order Date", "2024-03-01"))
    best = figures(found, "order_date")
    assert (best["raw_covered"], best["text_covered"], best["weakest_pair"]) == (1, 1, 1)
    assert best["words_place"] == 0
    assert SCHEMA.names[found.columns[exact(found.features)][0]] == "order_date"


def test_the_table_s_name_covers_what_the_header_leaves_out():
    (found,) = looked(column("id", "O-1"), name="orders.csv")
    with_name, without = figures(found, "order_id"), figures(found, "customer_id")
    assert with_name["text_covered_in_context"] > 0.99 > without["text_covered_in_context"]
    (found,) = looked(column("id", "O-1"), name="")
    assert figures(found, "order_id")["text_covered_in_context"] < 0.99


def test_values_are_compared_with_examples():
    (found,) = looked(column("mail", "x@y.org", "z@y.org"))
    assert figures(found, "customer_email")["formats_telling"] == 1
    (found,) = looked(column("customer_email", "12", "13"))
    assert figures(found, "customer_email")["formats_clash"] == 1


def test_siblings_tell_the_trade():
    alone, *_ = looked(column("id", "1"), name="")
    beside, *_ = looked(
        column("id", "1"), column("order_date", "2024-01-01"), column("order_total", "5"), name=""
    )
    share = "domain_share"
    assert figures(beside, "order_id")[share] > figures(alone, "order_id")[share]
    assert figures(beside, "order_id")[share] > figures(beside, "customer_id")[share]


def test_a_rival_with_a_better_claim_is_seen():
    first, second = looked(column("order_date", "2024-01-01"), column("dt", "2024-01-01"))
    assert figures(second, "order_date")["rival_score"] > 0
    assert figures(first, "order_date")["rival_score"] < 0


def test_what_the_ranker_knows_is_a_candidate():
    ranked = Ranked(np.array([[4, -1, -1]]), np.array([[0.8, 0, 0]]))
    (found,) = table_features(table(column("zzqx", "1")), prepared(SCHEMA), ranked)
    assert figures(found, "order_total")["ranker"] == pytest.approx(0.8)
    assert not kinds(found.features).any()


def test_a_schema_of_names_alone_is_enough():
    bare = Schema("bare", tuple(type(c)(c.name) for c in SCHEMA.columns))
    (found,) = looked(column("order_dt", "2024-01-01"), schema=bare)
    assert figures(found, "order_date", bare)["words_place"] == 0
    assert np.isfinite(found.features).all()


def test_the_order_of_the_schema_tells_nothing():
    turned = Schema("turned", SCHEMA.columns[::-1])
    columns = (column("order date", "2024-03-01"), column("mail", "a@b.org"), column("id", "1"))
    for one, other in zip(looked(*columns), looked(*columns, schema=turned), strict=True):
        for place in one.columns:
            name = SCHEMA.names[place]
            if name in [turned.names[c] for c in other.columns]:
                assert figures(one, name) == pytest.approx(figures(other, name, turned))


def test_other_domain_names_change_nothing_but_what_the_table_says_of_them():
    renamed = Schema(
        "renamed", tuple(replace(c, domain=f"part {c.domain}") for c in SCHEMA.columns)
    )
    (one,), (other,) = (
        looked(column("order_date", "2024-03-01"), schema=s) for s in (SCHEMA, renamed)
    )
    differing = {
        name
        for name, value in figures(one, "order_date").items()
        if value != pytest.approx(figures(other, "order_date", renamed)[name])
    }
    assert differing <= {"table_says_domain"}


def test_a_column_without_name_and_values_has_no_candidates():
    (found,) = looked(column(""))
    assert found.features.shape == (0, len(FEATURE_NAMES))


def test_a_wide_table_is_looked_at_in_parts(monkeypatch):
    """A column's rivals are then those of its part alone; a quadratic figure stays bounded."""
    names = ["order_date", "dt", "order_date", "order_dt", "zone"]
    columns = [column(name, "2024-01-01") for name in names]
    whole = looked(*columns)
    monkeypatch.setattr(features, "SIBLINGS", 2)
    parts = looked(*columns)
    rivals = [[figures(f, "order_date")["rivals"] for f in each[:4]] for each in (whole, parts)]
    assert rivals[0][1] > rivals[1][1]
    assert [f.columns.tolist() for f in parts] == [f.columns.tolist() for f in whole]
    assert figures(parts[3], "order_date")["columns"] == 2
