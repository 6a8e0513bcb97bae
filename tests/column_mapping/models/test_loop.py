import math

import pytest
import torch
from torch import nn

from matchloop.column_mapping.models.loop import History, Schedule, cosine, train

X = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
Y = X @ torch.tensor([1.0, -2.0, 0.5]) + 0.3


class Line(nn.Module):
    """A line with dropout, so that its training depends on the state of the random numbers."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        return self.layer(self.dropout(x)).squeeze(1)


def run(schedule, scores=None, rate=0.05, model=None, **more):
    """Train a line; `scores` replaces what is measured."""
    if model is None:
        torch.manual_seed(5)
        model = Line()
    batches = []

    def loss(number):
        batches.append(number)
        rows = torch.randperm(40, generator=torch.Generator().manual_seed(number))[:8]
        return nn.functional.mse_loss(model(X[rows]), Y[rows])

    told = iter(scores or [])

    def score():
        assert not model.training
        return next(told) if scores else -float(nn.functional.mse_loss(model(X), Y))

    history = train(
        model, [(model.parameters(), rate)], schedule, loss=loss, score=score, seed=9, **more
    )
    return model, history, batches


def same(one, other):
    return all(torch.equal(v, other.state_dict()[k]) for k, v in one.state_dict().items())


def test_the_rate_rises_and_falls_as_a_cosine():
    schedule = Schedule(steps=110, warm_up=10 / 110)
    assert [cosine(step, schedule) for step in (0, 4, 9)] == pytest.approx([0.1, 0.5, 1.0])
    assert [cosine(step, schedule) for step in (10, 60, 110)] == pytest.approx([1.0, 0.5, 0.0])
    assert cosine(35, schedule) == pytest.approx(0.5 * (1 + math.cos(math.pi / 4)))
    rates = [cosine(step, schedule) for step in range(10, 111)]
    assert rates == sorted(rates, reverse=True)
    assert cosine(0, Schedule(steps=1, warm_up=0)) == 1.0


def test_it_learns():
    _, history, batches = run(Schedule(steps=60, evaluate_every=20), rate=0.1)
    assert history.steps == [20, 40, 60]
    assert history.loss[-1] < 0.8 * history.loss[0]
    assert history.best > -0.3  # from about -5 with random weights
    assert batches == list(range(60))


def test_the_last_step_is_measured_too():
    assert run(Schedule(steps=7, evaluate_every=5))[1].steps == [5, 7]


def test_it_stops_early_and_keeps_the_best():
    schedule = Schedule(steps=100, evaluate_every=10, patience=2)
    model, history, batches = run(schedule, scores=[0.5, 0.7, 0.6, 0.7])
    assert history.score == [0.5, 0.7, 0.6, 0.7]
    assert (history.best, history.since_best) == (0.7, 2)
    assert len(batches) == 40
    best, *_ = run(schedule, scores=[0.5, 0.7, 0.7, 0.7])
    assert same(model, best)
    later, *_ = run(schedule, scores=[0.5, 0.6, 0.7, 0.7, 0.7])
    assert not same(model, later)
    assert not model.training


@pytest.mark.parametrize("stop_at", [5, 10, 14])
def test_a_stopped_run_ends_with_the_same_weights(tmp_path, stop_at):
    schedule = Schedule(steps=15, evaluate_every=5, accumulate=2)
    whole, history, _ = run(schedule)

    def stop(step, of):
        if step == stop_at:
            raise KeyboardInterrupt

    checkpoint = tmp_path / "c.pt"
    with pytest.raises(KeyboardInterrupt):
        run(schedule, checkpoint=checkpoint, on_step=stop)
    done = 5 * ((stop_at - 1) // 5)
    assert checkpoint.is_file() == (done > 0)
    resumed, again, batches = (
        run(schedule, model=Line(), checkpoint=checkpoint)
        if done
        else run(schedule, checkpoint=checkpoint)
    )
    assert batches == list(range(2 * done, 30))
    assert same(whole, resumed)
    assert again == history


def test_a_finished_run_is_not_run_again(tmp_path):
    schedule = Schedule(steps=10, evaluate_every=5)
    whole, history, _ = run(schedule, checkpoint=tmp_path / "c.pt")
    again, known, batches = run(schedule, model=Line(), checkpoint=tmp_path / "c.pt")
    assert batches == []
    assert same(whole, again)
    assert known == history


def test_a_stop_while_the_checkpoint_is_written_leaves_the_last_one(tmp_path, monkeypatch):
    schedule = Schedule(steps=10, evaluate_every=5)
    checkpoint = tmp_path / "c.pt"
    real, saved = torch.save, []

    def save(state, path):
        saved.append(path)
        if len(saved) == 2:
            path.write_bytes(b"half")
            raise KeyboardInterrupt
        real(state, path)

    monkeypatch.setattr(torch, "save", save)
    with pytest.raises(KeyboardInterrupt):
        run(schedule, checkpoint=checkpoint)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["c.pt"]
    assert run(schedule, checkpoint=checkpoint)[2] == list(range(5, 10))


def test_several_small_batches_make_one_large_one():
    class Plain(Line):
        def forward(self, x):
            return self.layer(x).squeeze(1)

    def trained(parts):
        torch.manual_seed(5)
        model = Plain()
        chunks = X.chunk(parts), Y.chunk(parts)

        def loss(number):
            x, y = (chunk[number % parts] for chunk in chunks)
            return nn.functional.mse_loss(model(x), y)

        schedule = Schedule(steps=5, accumulate=parts)
        rates = [(model.parameters(), 0.05)]
        train(model, rates, schedule, loss=loss, score=lambda: 0.0, seed=0)
        return model.layer.weight.detach().numpy()

    assert trained(4) == pytest.approx(trained(1), abs=1e-6)


def test_gradients_are_clipped(monkeypatch):
    norms = []
    real = nn.utils.clip_grad_norm_

    def clip(parameters, largest):
        parameters = list(parameters)
        real(parameters, largest)
        norms.append(math.sqrt(sum(float(p.grad.pow(2).sum()) for p in parameters)))

    monkeypatch.setattr(nn.utils, "clip_grad_norm_", clip)
    run(Schedule(steps=3, clip=0.01))
    assert norms == pytest.approx([0.01] * 3, rel=1e-3)


def test_groups_have_their_own_rates():
    torch.manual_seed(5)
    model = Line()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    train(
        model,
        [([model.layer.weight], 0.1), ([model.layer.bias], 0.0)],
        Schedule(steps=3),
        loss=lambda _: nn.functional.mse_loss(model(X), Y),
        score=lambda: 0.0,
        seed=0,
    )
    assert torch.equal(model.layer.bias, before["layer.bias"])
    assert not torch.equal(model.layer.weight, before["layer.weight"])


def test_progress_is_told_for_every_step():
    told = []
    run(Schedule(steps=3), on_step=lambda step, of: told.append((step, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_history_without_measurements():
    assert History().best == -math.inf
    assert History().since_best == 0
