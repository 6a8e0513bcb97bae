"""One training loop for the family's torch models: what makes training steady, and restartable.

AdamW with a learning rate for each group of parameters, warm-up then cosine, gradients summed over
several batches and clipped, early stopping on a figure that should rise, and a checkpoint that a
stopped run goes on from. Batches are drawn by step number, so that a run
that was stopped ends with the same weights as one that was not.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from matchloop.files import replacing

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Schedule:
    """How long and how carefully: `steps` of the optimizer, each over `accumulate` batches.

    warm_up: share of the steps; clip: largest norm of a gradient; weight_decay: AdamW's;
    evaluate_every: steps between measurements; patience: measurements without a better one before
    it stops.
    """

    steps: int
    warm_up: float = 0.1
    clip: float = 1.0
    weight_decay: float = 0.01
    accumulate: int = 1
    evaluate_every: int = 100
    patience: int = 3


@dataclass
class History:
    """What training went through: mean loss before each measurement, and what was measured."""

    steps: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    score: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The highest score measured."""
        return max(self.score, default=-math.inf)

    @property
    def since_best(self) -> int:
        """Measurements since the best one."""
        return len(self.score) - 1 - self.score.index(self.best) if self.score else 0


def train(
    model: nn.Module,
    rates: Iterable[tuple[Iterable[nn.Parameter], float]],
    schedule: Schedule,
    *,
    loss: Callable[[int], Tensor],
    score: Callable[[], float],
    seed: int,
    checkpoint: Path | None = None,
    on_step: Progress | None = None,
) -> History:
    """Train `model` in place and leave it with the weights of its best measurement.

    rates: groups of parameters and their learning rate. loss: from the number of a batch.
    checkpoint: written after each measurement and gone on from when it is there; whoever asked for
    it removes it when it is not needed any more. Deterministic for one seed, machine and number of
    threads.
    """
    optimizer = torch.optim.AdamW(
        [{"params": list(group), "lr": rate} for group, rate in rates],
        weight_decay=schedule.weight_decay,
    )
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: cosine(step, schedule))
    history, best, step = History(), _weights(model), 0
    if checkpoint is not None and checkpoint.is_file():
        step, history, best = _resume(checkpoint, model, optimizer, rate)
    running: list[float] = []
    model.train()
    while step < schedule.steps and history.since_best < schedule.patience:
        torch.manual_seed(seed + step)
        for part in range(schedule.accumulate):
            value = loss(step * schedule.accumulate + part) / schedule.accumulate
            value.backward()
            running.append(value.item() * schedule.accumulate)
        nn.utils.clip_grad_norm_(model.parameters(), schedule.clip)
        optimizer.step()
        optimizer.zero_grad()
        rate.step()
        step += 1
        if on_step:
            on_step(step, schedule.steps)
        if step % schedule.evaluate_every == 0 or step == schedule.steps:
            model.eval()
            with torch.no_grad():
                measured = score()
            model.train()
            if measured > history.best:
                best = _weights(model)
            history.steps.append(step)
            history.loss.append(sum(running) / len(running))
            history.score.append(measured)
            running = []
            if checkpoint is not None:
                _save(checkpoint, step, history, best, model, optimizer, rate)
    model.load_state_dict(best)
    model.eval()
    return history


def device() -> torch.device:
    """Where to train: on the GPU if there is one, else on the processor.

    Asked once a training; whatever is computed with a model follows its weights.
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def cosine(step: int, schedule: Schedule) -> float:
    """Share of the learning rate at a step: it rises linearly, then falls as half a cosine."""
    warm_up = max(1, round(schedule.steps * schedule.warm_up))
    if step < warm_up:
        return (step + 1) / warm_up
    done = (step - warm_up) / max(1, schedule.steps - warm_up)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def _weights(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def _save(
    path: Path,
    step: int,
    history: History,
    best: dict[str, Tensor],
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    rate: torch.optim.lr_scheduler.LambdaLR,
) -> None:
    state = {
        "step": step,
        "history": asdict(history),
        "best": best,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rate": rate.state_dict(),
    }
    with replacing(path) as temporary:
        torch.save(state, temporary)


def _resume(
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    rate: torch.optim.lr_scheduler.LambdaLR,
) -> tuple[int, History, dict[str, Tensor]]:
    state = torch.load(
        path, map_location=next(model.parameters()).device, weights_only=True
    )  # tensors and numbers only, nothing that executes
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    rate.load_state_dict(state["rate"])
    return state["step"], History(**state["history"]), state["best"]
