"""Trainings that go on from trained models: they begin where those stopped."""

from copy import deepcopy

from matchloop.column_mapping.models.channel import train_channel
from matchloop.column_mapping.models.siamese import train_siamese
from tests.column_mapping import small

FEW = {"batch": 16, "seed": 2}


def test_a_channel_goes_on():
    start = deepcopy(small.channel())
    before = start.letter.weight.detach().clone()
    told = {**FEW, "wrong": 7, "rate": 1e-6}
    data, schedule = (small.data("train"), small.data("validation")), small.schedule(1)
    model, _ = train_channel(*data, schedule, start=start, **told)
    cold, _ = train_channel(*data, schedule, **told)
    assert model is start
    assert (model.letter.weight - before).abs().max() < 1e-4
    assert (cold.letter.weight - before).abs().max() > 0.1


def test_a_siamese_goes_on_with_its_head():
    start = deepcopy(small.siamese())
    before = start.head.out.weight.detach().clone()
    told = {**FEW, "rounds": 1, "rate": 1e-6, "head_rate": 1e-6}
    model, histories = train_siamese(
        small.data("train"), small.data("validation"), start, small.schedule(1), **told
    )
    assert model is start
    assert (model.head.out.weight - before).abs().max() < 1e-4
    assert len(histories) == 1
