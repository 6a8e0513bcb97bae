"""Models, schemas and feedback over HTTP."""

import subprocess
from dataclasses import replace

import pytest

from matchloop import families, serving
from matchloop import store as stores
from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.server import registry_process
from matchloop.server.problems import RefusedError
from matchloop.store import feedback, log
from tests.server.parts import FAMILY, client, promote

YAML = {"content-type": "application/yaml"}


@pytest.fixture
def commands(monkeypatch):
    """What would have been run as processes of their own."""
    ran = []

    async def run(module, words):
        ran.append((module.rpartition(".")[2], *words))
        if "9" in words:
            raise RefusedError(409, "registry", "toys has no version 9; it has 1.")
        return '{"versions": [{"version": 1}], "card": "# toys"}'

    monkeypatch.setattr(registry_process, "_run", run)
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_: ran.append(tuple(words[2:])))
    return ran


def test_what_serves_and_its_card(promoted, commands):
    with client() as asked:
        (toys,) = asked.get("/v1/models").json()["families"]
        assert (toys["champion"], toys["answers"], toys["shadow"]) == (1, 1, None)
        told = asked.get("/v1/models/toys").json()
        assert (told["card"], told["versions"]) == ("# toys", [{"version": 1}])
        asked.get("/v1/models/toys")
    assert commands == [("listing", "toys")]  # kept for a while


def test_a_registry_out_of_reach_is_told_beside_what_serves(promoted, monkeypatch):
    async def run(module, words):
        raise RefusedError(409, "registry", "The registry is away.")

    monkeypatch.setattr(registry_process, "_run", run)
    with client() as asked:
        told = asked.get("/v1/models/toys").json()
    assert (told["champion"], told["versions"], told["registry"]) == (
        1,
        [],
        "The registry is away.",
    )


def test_promotion_and_shadow_are_commands_of_their_own(promoted, commands):
    with client() as asked:
        body = {"version": 2, "reason": "--tried"}
        assert asked.post("/v1/models/toys/promote", json=body).status_code == 200
        assert asked.post("/v1/models/toys/shadow", json={"version": 3}).status_code == 200
        assert asked.delete("/v1/models/toys/shadow").status_code == 200
        refused = asked.post("/v1/models/toys/promote", json={"version": 9, "reason": "x"})
        assert refused.status_code == 409
        assert "it has 1" in refused.json()["detail"]
        for wrong in ({"version": 0, "reason": "x"}, {"version": 2}, {"version": 2, "reason": ""}):
            assert asked.post("/v1/models/toys/promote", json=wrong).status_code == 422
    assert commands[:3] == [
        ("main", "models", "promote", "toys", "2", "--reason=--tried"),
        ("main", "shadow", "start", "toys", "3"),
        ("main", "shadow", "stop", "toys"),
    ]


def test_a_rollback_is_done_here_and_the_registry_told_behind(promoted, commands, tmp_path):
    promote(tmp_path, 2)
    with client() as asked:
        body = {"reason": "worse", "version": 2}
        told = asked.post("/v1/models/toys/rollback", json=body).json()
        assert (told["champion"], told["previous"]) == (1, 2)
        again = asked.post("/v1/models/toys/rollback", json=body)
        assert again.status_code == 409
        assert "Version 2 of toys was taken back already" in again.json()["detail"]
    assert serving.current("toys").version == 1
    assert commands == [("matchloop.monitoring.after_rollback", "toys", "worse")]


def test_a_command_that_fails_tells_its_last_words(tmp_path, monkeypatch):
    import asyncio

    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))
    with pytest.raises(RefusedError, match="no family 'tea'") as raised:
        asyncio.run(registry_process.command("models", "promote", "tea", "1", "--reason=x"))
    assert raised.value.status == 409


def test_schemas_are_kept_listed_shown_and_removed(echo):
    with client() as asked:
        kept = asked.put("/v1/schemas/shop", content=b"- price\n- cost\n", headers=YAML)
        assert kept.json()["columns"] == ["price", "cost"]
        assert asked.get("/v1/schemas").json() == {"schemas": ["default", "shop"]}
        assert asked.get("/v1/schemas/shop").json() == kept.json()
        names = asked.put(
            "/v1/schemas/shop", content=b"price\n", headers={"content-type": "text/plain"}
        )
        assert names.json()["columns"] == ["price"]
        assert asked.delete("/v1/schemas/shop").json() == {"schemas": ["default"]}
        assert asked.delete("/v1/schemas/shop").status_code == 404
        unknown = asked.get("/v1/schemas/shop")
        assert unknown.status_code == 404
        assert "PUT /v1/schemas/shop" in unknown.json()["detail"]


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 10)) for n in range(98, 107)
)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"- price\n- Price\n", "line 2: 'Price' is the same name"),
        (BOMB, "schema shop"),
        (b"- \xff\n", "schema shop"),
        (b"", "schema shop"),
    ],
)
def test_a_wrong_schema_is_told_line_by_line(echo, body, told):
    with client() as asked:
        answer = asked.put("/v1/schemas/shop", content=body, headers=YAML)
        assert answer.status_code == 422, answer.text
        assert told in answer.json()["detail"]
        assert asked.get("/v1/schemas").json() == {"schemas": ["default"]}


@pytest.fixture
def a_log(monkeypatch):
    """A prediction log of this test's own."""
    own = log.PredictionLog()
    monkeypatch.setattr(log, "shared", lambda: own)
    yield own
    own.close()


def test_feedback_is_kept_all_or_none(promoted, a_log):
    def give(*items, **more):
        return asked.post("/v1/feedback", json={"family": "toys", "items": list(items), **more})

    good = {"right": "car", "example": {"name": "kar"}}
    with client() as asked:
        assert give(good, {**good, "right": "cart"}).json() == {
            "new": 2,
            "known": 0,
            "conflicts": [["car", "cart"]],
        }
        assert give(good, replace=True).json()["conflicts"] == []
        for wrong, told in (
            ({"right": "car"}, "item 2: it names no prediction"),
            ({"right": " ", "input": "x"}, "item 2: the right answer is empty"),
            ({"right": "car", "example": {"name": 3}}, "item 2: the name is no text"),
            ({"right": "car", "prediction": "17"}, "item 2: there is no prediction 17"),
        ):
            answer = give({"right": "new", "input": "y"}, wrong)
            assert answer.status_code == 422
            assert told in answer.json()["detail"]
        for wrong in (
            {"right": "car", "prediction": "9" * 19},
            {"right": "car", "prediction": 17},
            {"right": "c" * 501, "input": "x"},
            {"right": "car", "raw_colum": "x"},
        ):
            assert give(wrong).status_code == 422
        assert give().status_code == 422
        tea = asked.post("/v1/feedback", json={"family": "tea", "items": [good]})
        assert tea.status_code == 404
    with stores.opened() as store:
        assert [each.right_answer for each in feedback.stored(store, "toys")] == ["car"]


def test_a_store_out_of_reach_is_told(promoted, a_log, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_DATABASE_URL", "mysql://user:secret@db/x")
    with client() as asked:
        body = {"family": "toys", "items": [{"right": "a", "input": "b"}]}
        answer = asked.post("/v1/feedback", json=body)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "secret" not in answer.text


def test_the_endpoints_of_a_family_are_the_routes(monkeypatch, echo):
    monkeypatch.setattr(
        families, "FAMILIES", (FAMILY, COLUMN_MAPPING, replace(FAMILY, endpoints=()))
    )
    with client() as asked:
        paths = asked.get("/openapi.json").json()["paths"]
    assert {"/v1/echo", "/v1/columns/map", "/predict", "/batch_predict"} <= set(paths)
    assert "/v1/columns/profile" not in paths
