import math

import pytest
import torch

from matchloop.column_mapping.models.losses import (
    Losses,
    Pairs,
    in_batch_loss,
    joined,
    labelled_loss,
)
from matchloop.column_mapping.models.pair_head import PairHead

EAST, NORTH = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
ALONE = Losses(pairs=0, contrastive=1, in_batch=0, margin=0.5)


def pairs(*rows):
    one, other, label = zip(*rows, strict=True)
    return Pairs(torch.stack(one), torch.stack(other), torch.tensor(label))


@pytest.mark.parametrize(
    ("label", "near", "far"),
    [(1.0, 0.0, 1.0), (0.0, 0.25, 0.0), (0.5, 0.125, 0.5)],
)
def test_a_pair_costs_its_distance_or_what_it_lacks_to_the_margin(label, near, far):
    head = PairHead(2)
    assert labelled_loss(ALONE, head, pairs((EAST, EAST, label))).item() == pytest.approx(near)
    assert labelled_loss(ALONE, head, pairs((EAST, NORTH, label))).item() == pytest.approx(far)


def test_the_heads_loss_is_lowest_at_the_confidence_that_was_given():
    head, given = PairHead(2).eval(), pairs((EAST, NORTH, 0.7))
    alone = Losses(pairs=1, contrastive=0, in_batch=0)
    with torch.no_grad():
        head.out.weight.zero_()
        costs = {}
        for chance in (0.5, 0.7, 0.9):
            head.out.bias.fill_(math.log(chance / (1 - chance)))
            costs[chance] = labelled_loss(alone, head, given).item()
    assert min(costs, key=costs.get) == 0.7


def test_losses_add_up_by_their_weights():
    head, given = PairHead(2).eval(), pairs((EAST, NORTH, 1.0), (EAST, EAST, 0.0))
    one = labelled_loss(Losses(1, 0, 0), head, given)
    other = labelled_loss(Losses(0, 1, 0), head, given)
    both = labelled_loss(Losses(2, 3, 0), head, given)
    assert both.item() == pytest.approx(2 * one.item() + 3 * other.item())


def test_the_choice_within_a_batch():
    right, wrong = torch.tensor([0, 1]), torch.tensor([1, 0])
    both = torch.stack([EAST, NORTH])
    assert in_batch_loss(Losses(), both, both, right).item() == pytest.approx(0, abs=1e-6)
    assert in_batch_loss(Losses(in_batch=2), both, both, wrong).item() == pytest.approx(40)
    assert in_batch_loss(Losses(in_batch=0), both, both, wrong).item() == 0


def test_pairs_are_put_together():
    found = joined(pairs((EAST, EAST, 1.0)), pairs((NORTH, EAST, 0.0)))
    assert found.one.tolist() == [[1, 0], [0, 1]]
    assert found.other.tolist() == [[1, 0], [1, 0]]
    assert found.label.tolist() == [1, 0]
