import numpy as np
import pytest
import torch

from matchloop.column_mapping.models.head import (
    Head,
    Lists,
    calibrate,
    list_loss,
    seen_by,
    train_head,
)
from matchloop.column_mapping.models.lists import confidence_of, lists_of, take, without_some
from matchloop.column_mapping.models.pair_head import PairHead
from matchloop.column_mapping.ranker import Head as Served
from matchloop.column_mapping.ranker import Ranker
from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from matchloop.column_mapping.training import Examples
from matchloop.column_mapping.views.views import HEAD
from tests.column_mapping import small

TOLD = {"steps": 150, "batch": 64, "rate": 0.02, "seed": 1}


def toys(n=200, k=4, noise=0.0, seed=0):
    """Lists whose right candidate has the highest of two features, but for the noise."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(n, k, 2)).astype(np.float32)
    owner = np.tile(np.arange(k, dtype=np.int32), (n, 1))
    shown = features[:, :, 0] + noise * rng.normal(size=(n, k))
    right = owner == shown.argmax(1)[:, None]
    vectors = rng.normal(size=(n, k, 3)).astype(np.float32)
    return Lists(vectors[:, 0], vectors, features, np.ones((n, k), bool), right, owner)


def pair():
    torch.manual_seed(0)
    return PairHead(3)


def tensors(*rows):
    return (torch.tensor(row) for row in rows)


def test_the_loss_is_of_the_right_one_or_of_none():
    logits, present, right = tensors(
        [[1.0, 2.0], [1.0, 2.0], [5.0, 0.0]],
        [[True, True], [True, False], [False, False]],
        [[True, False], [False, False], [False, False]],
    )
    total = np.exp(1) + np.exp(2) + 1
    expected = [-np.log(np.exp(1) / total), -np.log(1 / (np.exp(1) + 1)), 0]
    assert float(list_loss(logits, present, right)) == pytest.approx(np.mean(expected), abs=1e-5)


def test_two_right_texts_share_the_chance():
    logits, present, right = tensors([[1.0, 1.0]], [[True, True]], [[True, True]])
    expected = -np.log(2 * np.e / (2 * np.e + 1))
    assert float(list_loss(logits, present, right)) == pytest.approx(expected, abs=1e-5)


def test_it_learns_what_makes_a_candidate_right():
    model, losses = train_head(pair(), toys(), absent=0.0, **TOLD)
    assert losses[-1] < 0.5 * losses[0]
    _, right = confidence_of(model, toys(seed=1))
    assert right.mean() > 0.95
    assert not model.training


def test_the_same_seed_gives_the_same_head():
    one, other = (train_head(pair(), toys(), absent=0.1, **TOLD)[0] for _ in range(2))
    assert all(torch.equal(v, other.state_dict()[k]) for k, v in one.state_dict().items())


def test_it_says_none_of_them_when_the_right_one_is_hidden():
    lists = toys()
    hidden = Lists(
        lists.u, lists.v, lists.features, lists.present & ~lists.right, lists.right & False,
        lists.owner,
    )  # fmt: skip
    sure, _ = train_head(pair(), lists, absent=0.0, **TOLD)
    wary, _ = train_head(pair(), lists, absent=0.5, **TOLD)
    assert confidence_of(wary, hidden)[0].mean() < 0.7 * confidence_of(sure, hidden)[0].mean()


def test_the_pair_head_is_left_as_it_was():
    given = pair()
    before = {name: value.clone() for name, value in given.state_dict().items()}
    train_head(given, toys(), absent=0.1, **TOLD)
    assert all(torch.equal(value, before[name]) for name, value in given.state_dict().items())


def test_the_temperature_mends_a_head_that_is_too_sure():
    lists = toys(2000, noise=1.0)
    model, _ = train_head(pair(), lists, absent=0.0, **TOLD)
    calibrate(model, lists)
    fitted = float(model.temperature)
    with torch.no_grad():
        model.temperature.fill_(1)
        model.out.weight *= 2
        model.out.bias *= 2
    assert calibrate(model, lists) == pytest.approx(2 * fitted, abs=0.05)
    confidence, right = confidence_of(model, lists)
    assert confidence.mean() == pytest.approx(right.mean(), abs=0.05)


def test_it_is_seen_the_same_in_parts():
    model = Head(pair().eval(), 2)
    lists = toys(10)
    whole = seen_by(model, lists)
    assert whole.shape == (10, 4, 3)
    assert torch.allclose(seen_by(model, lists, rows=3), whole, atol=1e-6)
    assert torch.equal(whole[:, :, :2], torch.from_numpy(lists.features))


def test_rows_are_taken_together():
    part = take(toys(10), np.array([7, 2]))
    assert (part.features == toys(10).features[[7, 2]]).all()
    assert (part.owner == toys(10).owner[[7, 2]]).all()
    assert part.u.shape == (2, 3)


def test_the_right_one_is_hidden_from_a_share_of_the_lists():
    lists = toys(1000)
    found = without_some(lists, 0.3, seed=1)
    hidden = ~found.right.any(1)
    assert hidden.mean() == pytest.approx(0.3, abs=0.05)
    assert (found.present == (lists.present & ~(lists.right & hidden[:, None]))).all()
    assert (found.right[~hidden] == lists.right[~hidden]).all()
    assert (without_some(lists, 0.0, seed=1).present == lists.present).all()


@pytest.fixture
def synonyms():
    columns = (
        StandardColumn("vehicle name", synonyms=("vehicle title", "vehicle label")),
        StandardColumn("vehicle date"),
        StandardColumn("zone"),
    )
    names = ("vhcl_nm", "vehicle_lbl", "vehicle dt", "zn", "vehicle_title")
    data = Examples(names, np.array([0, 0, 1, 2, 0]), tuple(c.name for c in columns))
    return data, Schema("s", columns)


def test_every_text_of_the_right_column_is_right(synonyms):
    data, schema = synonyms
    lists = lists_of(small.views(), data, schema)
    assert lists.right.sum(1).tolist() == [3, 3, 1, 1, 3]
    assert (lists.owner[lists.right] == np.repeat(data.right, [3, 3, 1, 1, 3])).all()
    assert (lists.owner[~lists.present] == -1).all()


def test_the_confidence_is_the_one_that_serving_gives(synonyms):
    data, schema = synonyms
    views = small.views()
    confidence, right = confidence_of(small.head(), lists_of(views, data, schema))
    ranker = Ranker(views, Served(small.files()[HEAD]))
    served = ranker.rank(data.names, views.encode(schema), 1)
    assert confidence == pytest.approx(served.probabilities[:, 0], abs=1e-4)
    assert right.tolist() == (served.candidates[:, 0] == data.right).tolist()
