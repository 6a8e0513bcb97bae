"""The head in torch: from two vectors and the features of all views to one logit a candidate.

Trained over lists: the right candidate against its rivals and against "none of them", whose logit
is 0. It learns from standards that encoder and channel have not seen, since on those they have seen
their views look better than they are.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from matchloop.column_mapping.models.pair_head import PairHead

_NOTHING = -1e4  # logit of a candidate that is not there


@dataclass(frozen=True)
class Lists:
    """n raw names with their candidates: what the head sees, and which candidate is right.

    u, v: float32 [n, d] and [n, k, d]; features [n, k, f]; present, right: bool [n, k]; owner:
    int32 [n, k], the column that each candidate is a text of, -1 where there is none.
    """

    u: np.ndarray
    v: np.ndarray
    features: np.ndarray
    present: np.ndarray
    right: np.ndarray
    owner: np.ndarray


class Head(nn.Module):
    """The pair head's logit beside the features, scaled, through one hidden layer."""

    mean: Tensor
    scale: Tensor
    temperature: Tensor

    def __init__(self, pair: PairHead, features: int, width: int = 32):
        super().__init__()
        self.pair = pair
        self.register_buffer("mean", torch.zeros(features + 1))
        self.register_buffer("scale", torch.ones(features + 1))
        self.register_buffer("temperature", torch.ones(()))
        self.hidden = nn.Linear(features + 1, width)
        self.out = nn.Linear(width, 1)

    def seen(self, u: Tensor, v: Tensor, features: Tensor) -> Tensor:
        """Return float32 [p, f + 1]: the features and the pair head's logit."""
        return torch.cat([features, self.pair(u, v).unsqueeze(1)], 1)

    def judged(self, seen: Tensor) -> Tensor:
        """Return logits float32 [...] from what is seen [..., f + 1]."""
        hidden = functional.gelu(self.hidden((seen - self.mean) / self.scale))
        return self.out(hidden).squeeze(-1) / self.temperature

    def forward(self, u: Tensor, v: Tensor, features: Tensor) -> Tensor:
        """Return logits float32 [p] of pairs: u and v [p, d], features [p, f]."""
        return self.judged(self.seen(u, v, features))


def train_head(
    pair: PairHead,
    lists: Lists,
    *,
    steps: int,
    batch: int,
    rate: float,
    absent: float,
    seed: int,
) -> tuple[Head, list[float]]:
    """Train a head; `absent`: share of names whose right candidate is hidden from the list.

    Returns the head and its mean loss over every hundred steps.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Head(pair.cpu().eval().requires_grad_(False), lists.features.shape[2])
    seen = seen_by(model, lists)
    present, right = torch.from_numpy(lists.present), torch.from_numpy(lists.right)
    model.mean.copy_(seen[present].mean(0))
    model.scale.copy_(seen[present].std(0) + 1e-6)
    learned = [*model.hidden.parameters(), *model.out.parameters()]
    optimizer = torch.optim.AdamW(learned, rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses: list[float] = []
    for _ in range(steps):
        rows = torch.from_numpy(rng.integers(0, len(seen), batch))
        there, truth = present[rows], right[rows]
        hidden = torch.from_numpy(rng.random(batch) < absent).unsqueeze(1) & truth
        value = list_loss(model.judged(seen[rows]), there & ~hidden, truth & ~hidden)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        losses.append(value.item())
    return model.eval(), [float(np.mean(losses[i : i + 100])) for i in range(0, steps, 100)]


def list_loss(logits: Tensor, present: Tensor, right: Tensor) -> Tensor:
    """Mean negative log chance of what is right: a candidate, or none of them; [n, k] each."""
    none = torch.zeros(len(logits), 1)
    logits = torch.cat([logits.masked_fill(~present, _NOTHING), none], 1)
    truth = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    chances = logits.log_softmax(1).masked_fill(~truth, _NOTHING)
    return -chances.logsumexp(1).mean()


def calibrate(model: Head, lists: Lists) -> float:
    """Set the temperature that fits held-out lists best (Guo et al. 2017); return it."""
    seen = seen_by(model, lists)
    present, right = torch.from_numpy(lists.present), torch.from_numpy(lists.right)
    with torch.no_grad():
        logits = model.judged(seen)
        tried = torch.linspace(0.4, 3.0, 131)
        losses = torch.stack([list_loss(logits / t, present, right) for t in tried])
        best = tried[int(losses.argmin())]
        model.temperature.copy_(best)
    return float(best)


@torch.no_grad()
def seen_by(model: Head, lists: Lists, rows: int = 256) -> Tensor:
    """Return float32 [n, k, f + 1]: what the head sees of each candidate."""
    n, k, f = lists.features.shape
    parts = []
    for start in range(0, n, rows):
        part = slice(start, start + rows)
        u = torch.from_numpy(lists.u[part]).repeat_interleave(k, 0)
        v, x = (
            torch.from_numpy(a[part]).reshape(-1, a.shape[2]) for a in (lists.v, lists.features)
        )
        parts.append(model.seen(u, v, x).reshape(-1, k, f + 1))
    return torch.cat(parts)
