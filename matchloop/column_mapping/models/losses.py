"""What the Siamese encoder is trained to lower: three losses, summed by weight.

- pairs: binary cross-entropy of the head's logit over labelled pairs;
- contrastive: pairs that belong together are drawn together, others pushed apart until their
  cosine distance reaches the margin (Hadsell, Chopra & LeCun 2006);
- in_batch: the right standard among those of the whole batch (van den Oord et al. 2018; Henderson
  et al. 2017).

A label is a number from 0 to 1: how sure it is that a pair belongs together.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from matchloop.column_mapping.models.pair_head import PairHead

_SCALE = 20.0  # cosines are multiplied by it before the softmax over a batch


@dataclass(frozen=True)
class Losses:
    """The weight of each loss; margin: from which cosine distance a wrong pair is far enough."""

    pairs: float = 1.0
    contrastive: float = 0.0
    in_batch: float = 1.0
    margin: float = 0.5


@dataclass(frozen=True)
class Pairs:
    """Unit vectors one, other float32 [p, d], and labels float32 [p]."""

    one: Tensor
    other: Tensor
    label: Tensor


def joined(first: Pairs, second: Pairs) -> Pairs:
    """Return all pairs of two."""
    return Pairs(
        torch.cat([first.one, second.one]),
        torch.cat([first.other, second.other]),
        torch.cat([first.label, second.label]),
    )


def labelled_loss(losses: Losses, head: PairHead, pairs: Pairs) -> Tensor:
    """Return what labelled pairs cost: the losses `pairs` and `contrastive`, by their weights."""
    found = pairs.one.new_zeros(())
    if losses.pairs:
        logits = head(pairs.one, pairs.other)
        found = found + losses.pairs * functional.binary_cross_entropy_with_logits(
            logits, pairs.label
        )
    if losses.contrastive:
        distance = 1 - (pairs.one * pairs.other).sum(1)
        apart = (losses.margin - distance).clamp(min=0)
        each = pairs.label * distance.square() + (1 - pairs.label) * apart.square()
        found = found + losses.contrastive * each.mean()
    return found


def in_batch_loss(losses: Losses, names: Tensor, standards: Tensor, right: Tensor) -> Tensor:
    """Return what the choice among a batch's standards costs.

    names: [n, d]; standards: [m, d], all those of the batch; right: int64 [n] into them.
    """
    if not losses.in_batch:
        return names.new_zeros(())
    return losses.in_batch * functional.cross_entropy(_SCALE * names @ standards.T, right)
