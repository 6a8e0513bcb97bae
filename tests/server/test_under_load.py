"""More than can be done: refusals at once, time-outs, and what was accepted is answered."""

import asyncio
from contextlib import asynccontextmanager

import httpx

from matchloop.server import app
from matchloop.server.settings import Settings
from tests.server.parts import LOOPBACK
from tests.waiting import CEILING


@asynccontextmanager
async def running(settings):
    """A client of an application that is ready."""
    service = app.create(settings)
    inner = service._app
    transport = httpx.ASGITransport(service)
    async with (
        inner.router.lifespan_context(inner),
        httpx.AsyncClient(transport=transport, base_url=LOOPBACK, timeout=CEILING) as client,
    ):
        while (await client.get("/health/ready")).status_code != 200:
            await asyncio.sleep(0.01)
        yield client


def ask(client, *words, **more):
    return client.post("/v1/echo", json={"words": list(words), **more})


async def until(true):
    for _ in range(2_000):
        if await true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


async def under_way(client):
    return (await client.get("/health")).json()["families"]["toys"]["under_way"]


def test_past_the_queue_questions_are_refused_and_the_others_answered(promoted):
    async def scenario():
        async with running(Settings(queue=3)) as client:
            promoted.held.clear()
            accepted = [asyncio.create_task(ask(client, str(i))) for i in range(3)]

            async def all_there():
                return await under_way(client) == 3

            await until(all_there)
            refused = await ask(client, "too late")
            files = {"file": ("a.csv", b"a\n1\n" * 1000)}
            assert (await client.post("/v1/echo", files=files)).status_code == 503
            promoted.held.set()
            answers = await asyncio.gather(*accepted)
            cached = await ask(client, "1")
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:matchloop:problem:queue-full"
        assert int(refused.headers["retry-after"]) >= 1
        assert [each.json()["words"] for each in answers] == [["0"], ["1"], ["2"]]
        assert cached.status_code == 200

    asyncio.run(scenario())
    assert sum(promoted.batches) == 3


def test_what_was_answered_once_is_answered_while_the_queue_is_full(promoted):
    async def scenario():
        async with running(Settings(queue=1)) as client:
            await ask(client, "known")
            promoted.held.clear()
            waiting = asyncio.create_task(ask(client, "other"))

            async def there():
                return await under_way(client) == 1

            await until(there)
            assert (await ask(client, "known")).status_code == 200
            promoted.held.set()
            assert (await waiting).status_code == 200

    asyncio.run(scenario())


def test_an_answer_that_takes_too_long_is_given_up(promoted):
    async def scenario():
        async with running(Settings(answer_seconds=0.2)) as client:
            promoted.held.clear()
            late = await ask(client, "a")
            promoted.held.set()
            assert late.status_code == 504
            assert late.json()["type"] == "urn:matchloop:problem:slow-answer"

            async def nothing_under_way():
                return await under_way(client) == 0

            await until(nothing_under_way)

    asyncio.run(scenario())


def test_a_body_that_does_not_arrive_is_given_up(promoted):
    async def scenario():
        async with running(Settings(read_seconds=0.1)) as client:
            # httpx sends a body whole before the application reads it: so the application is
            # given one that never ends.
            sent = []

            async def receive():
                await asyncio.sleep(0 if not sent else 20)
                sent.append(1)
                return {"type": "http.request", "body": b"{", "more_body": True}

            found = []

            async def send(message):
                found.append(message)

            scope = {
                "type": "http",
                "method": "POST",
                "path": "/v1/echo",
                "raw_path": b"/v1/echo",
                "query_string": b"",
                "root_path": "",
                "scheme": "http",
                "http_version": "1.1",
                "server": ("127.0.0.1", 1),
                "client": ("127.0.0.1", 2),
                "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
            }
            await client._transport.app(scope, receive, send)
            return found

    found = asyncio.run(scenario())
    assert found[0]["status"] == 408
    assert (b"connection", b"close") in found[0]["headers"]
    assert b"slow-request" in found[1]["body"]


def test_many_questions_of_one_request_do_not_fill_the_queue(promoted):
    async def scenario():
        async with running(Settings(queue=20)) as client:
            batch = [{"words": [str(i)]} for i in range(200)]
            answers = (await client.post("/v1/echo", json={"batch": batch})).json()["answers"]
            assert [each["words"] for each in answers] == [[str(i)] for i in range(200)]

    asyncio.run(scenario())
    assert sum(promoted.batches) == 200
    assert len(promoted.batches) < 200  # several at a time
