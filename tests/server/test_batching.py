"""Questions that come together are answered together, in bounds, and none spoils another."""

import asyncio
import threading

import pytest

from matchloop.endpoint import Reply
from matchloop.server.batching import Batcher, Limits
from tests.waiting import CEILING


class Numbers:
    """An endpoint whose questions are numbers, which are their weight as well."""

    def weight(self, prepared):
        return prepared


class Model:
    """Doubles numbers; waits while it is held; 13 breaks the batch it is in."""

    def __init__(self):
        self.batches = []
        self.free = threading.Event()
        self.free.set()
        self.begun = threading.Event()

    def __call__(self, endpoint, prepared):
        self.begun.set()
        assert self.free.wait(CEILING)
        self.batches.append(list(prepared))
        if 13 in prepared:
            raise ValueError("13")
        return [Reply({"n": 2 * n}, (), 0) for n in prepared], "v1"


def run(scenario, columns=10):
    """Run a scenario with a model and a batcher; returns the model."""
    model, noted = Model(), []

    async def all_of_it():
        limits = Limits(columns, 0.0)
        batcher = Batcher("numbers", model, limits, lambda *figures: noted.append(figures))
        await scenario(batcher, model)
        await batcher.close()

    asyncio.run(all_of_it())
    assert [count for count, _, _ in noted] == [len(batch) for batch in model.batches if batch]
    return model


async def held_with(batcher, model, endpoint, *numbers):
    """Ask for numbers while the model is busy with a first question, then let it go on."""
    model.free.clear()
    tasks = [asyncio.create_task(batcher.answer(endpoint, 1))]
    while not model.begun.is_set():
        await asyncio.sleep(0.001)
    tasks += [asyncio.create_task(batcher.answer(endpoint, n)) for n in numbers]
    await asyncio.sleep(0)
    return tasks


def test_what_gathers_while_one_is_answered_is_one_batch():
    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, Numbers(), 2, 3, 4)
        model.free.set()
        found = [(await task).reply.body["n"] for task in tasks]
        assert found == [2, 4, 6, 8]

    assert run(scenario).batches == [[1], [2, 3, 4]]


def test_a_batch_has_so_many_columns_but_for_one_that_is_larger_alone():
    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, Numbers(), 6, 5, 40, 2)
        model.free.set()
        await asyncio.gather(*tasks)

    assert run(scenario).batches == [[1], [6], [5], [40], [2]]


def test_endpoints_are_asked_apart():
    one, other = Numbers(), Numbers()

    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, one, 2)
        tasks.append(asyncio.create_task(batcher.answer(other, 3)))
        tasks.append(asyncio.create_task(batcher.answer(one, 4)))
        await asyncio.sleep(0)
        model.free.set()
        assert [(await task).reply.body["n"] for task in tasks] == [2, 4, 6, 8]

    model = Model()

    async def all_of_it():
        batcher = Batcher("numbers", model, Limits(10, 0.0), lambda *_: None)
        await scenario(batcher, model)
        await batcher.close()

    asyncio.run(all_of_it())
    assert model.batches == [[1], [2, 4], [3]]


def test_one_that_breaks_a_batch_spoils_none_of_the_others():
    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, Numbers(), 2, 13, 3)
        model.free.set()
        assert (await tasks[1]).reply.body == {"n": 4}
        assert (await tasks[3]).reply.body == {"n": 6}
        with pytest.raises(ValueError, match="13"):
            await tasks[2]

    model = Model()

    async def all_of_it():
        batcher = Batcher("numbers", model, Limits(100, 0.0), lambda *_: None)
        await scenario(batcher, model)
        await batcher.close()

    asyncio.run(all_of_it())
    assert model.batches == [[1], [2, 13, 3], [2], [13], [3]]


def test_what_was_given_up_is_not_answered():
    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, Numbers(), 2, 3)
        tasks[1].cancel()
        await asyncio.sleep(0)
        model.free.set()
        await asyncio.gather(tasks[0], tasks[2])

    assert run(scenario).batches == [[1], [3]]


def test_closing_answers_what_waits():
    async def scenario(batcher, model):
        tasks = await held_with(batcher, model, Numbers(), 9, 9)
        closing = asyncio.create_task(batcher.close())
        await asyncio.sleep(0)
        model.free.set()
        await closing
        assert [task.result().reply.body["n"] for task in tasks] == [2, 18, 18]

    model = Model()

    async def all_of_it():
        batcher = Batcher("numbers", model, Limits(10, 0.0), lambda *_: None)
        await scenario(batcher, model)

    asyncio.run(all_of_it())
    assert model.batches == [[1], [9], [9]]
