"""The pair head in torch: whether two vectors belong together.

It reads [u, v, |u - v|, u * v] (Conneau et al. 2017, InferSent; Reimers & Gurevych 2019).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (64,)
DROPOUT = 0.1


class PairHead(nn.Module):
    """Whether a raw name and a standard belong together: a logit from their two vectors.

    widths: of the hidden layers, from the first to the last; dropout: after each of them.
    """

    def __init__(self, dimensions: int, widths: Sequence[int] = WIDTHS, dropout: float = DROPOUT):
        super().__init__()
        sizes = (4 * dimensions, *widths)
        self.hidden = nn.ModuleList(nn.Linear(*each) for each in pairwise(sizes))
        self.out = nn.Linear(sizes[-1], 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        """Return float32 [p] from unit vectors [p, d]."""
        seen = torch.cat([u, v, (u - v).abs(), u * v], 1)
        for layer in self.hidden:
            seen = self.dropout(functional.gelu(layer(seen)))
        return self.out(seen).squeeze(1)


def widths_of(weights: Mapping[str, Tensor]) -> tuple[int, ...]:
    """Return the widths of the head that these weights are of."""
    layers = [name for name in weights if name.startswith("hidden.") and name.endswith(".weight")]
    return tuple(len(weights[f"hidden.{i}.weight"]) for i in range(len(layers)))
