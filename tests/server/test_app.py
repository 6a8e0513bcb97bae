"""The application as a client sees it: answers, and a status and remedy for each bad input."""

import gzip
import io
import json
import logging
import zipfile

import pytest

from matchloop.errors import ServiceError
from matchloop.server import app
from matchloop.server.keys import Role, new
from matchloop.server.settings import Settings
from tests.server.parts import JSON, client, promote
from tests.waiting import wait_until

CSV = b"a,b\n" + b"1,2\n" * 20


def told(response, status, kind):
    """The detail of a problem, which is of this status and kind."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:matchloop:problem:{kind}"
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    return body["detail"]


def ask(asked, *words, **more):
    return asked.post("/v1/echo", json={"words": list(words), **more})


def test_questions_are_answered_alone_and_in_a_batch(promoted):
    with client() as asked:
        assert ask(asked, "a").json() == {"words": ["a"], "version": "v1", "file": None}
        batch = [{"words": ["a"]}, {"words": ["unreadable"]}, {"wrods": []}, {"words": ["b"]}]
        answers = asked.post("/v1/echo", json={"batch": batch}).json()["answers"]
    assert [each.get("words") for each in answers] == [["a"], None, None, ["b"]]
    problems = [each["problem"] for each in answers if "problem" in each]
    assert [each["status"] for each in problems] == [422, 422]
    assert "Give something else" in problems[0]["detail"]
    assert "wrods: Extra inputs" in problems[1]["detail"]


def test_files_are_answered_for(promoted):
    files = [("file", ("one.csv", CSV)), ("file", ("../../two.csv", CSV + CSV))]
    question = {"question": (None, '{"words": ["a"]}')}
    with client() as asked:
        one = asked.post("/v1/echo", files={"file": files[0][1], **question}).json()
        assert one == {"words": ["a"], "version": "v1", "file": "one.csv: 20 rows of 2"}
        both = asked.post("/v1/echo", files=files).json()["answers"]
    assert [each["file"] for each in both] == ["one.csv: 20 rows of 2", "two.csv: 41 rows of 2"]


def test_bodies_that_are_none(promoted):
    with client(Settings(json_megabytes=0.01, body_megabytes=0.02)) as asked:

        def send(body, kind="application/json", **headers):
            return asked.post("/v1/echo", content=body, headers={"content-type": kind, **headers})

        assert "expected application/json or multipart" in told(
            send(b"a,b", "text/csv"), 415, "content-type"
        )
        packed = send(gzip.compress(b"{}"), **{"content-encoding": "gzip"})
        assert "not compressed" in told(packed, 415, "content-type")
        for body in (b"", b"{", b'{"words": ["\xff"]}', b"[" * 5000, b'{"words": [NaN]}'):
            assert "no JSON that can be read" in told(send(body), 400, "json")
        assert "larger than 0.01 MB" in told(send(b" " * 11_000), 413, "too-large")
        chunks = send(iter([b" " * 6_000] * 3))  # its length is not announced
        assert "larger than 0.01 MB" in told(chunks, 413, "too-large")
        for value in (b"3", b'"a"', b"[]", b"null"):
            assert "valid dictionary" in told(send(value), 422, "unusable-question")
        assert "list of 1 to 1,000" in told(send(b'{"batch": []}'), 422, "unusable-question")
        large = asked.post("/v1/echo", files={"file": b"x" * 30_000})
        assert "larger than 0.02 MB" in told(large, 413, "too-large")


def test_forms_that_are_none(promoted):
    kind = {"content-type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\n1,2\n'
    with client() as asked:

        def send(body, headers=kind):
            return asked.post("/v1/echo", content=body, headers=headers)

        assert "cut short" in told(send(part), 400, "form")
        assert "damaged" in told(send(b"nonsense"), 400, "form")
        told(send(part, {"content-type": "multipart/form-data"}), 400, "form")
        assert "no part `file`" in told(send(b"--b--\r\n"), 422, "form")
        other = part.replace(b'"file"', b'"table"') + b"\r\n--b--\r\n"
        assert "a part 'table'; expected `file`" in told(send(other), 422, "form")
        many = [("file", ("a.csv", CSV))] * 40
        assert "at most 32 files" in told(asked.post("/v1/echo", files=many), 413, "too-many-parts")


def test_tables_that_are_too_much(promoted):
    settings = Settings(columns=10, rows=100, body_megabytes=0.1)
    with client(settings) as asked:

        def send(name, data):
            return asked.post("/v1/echo", files={"file": (name, data)})

        wide = b",".join(b"c%d" % i for i in range(11)) + b"\n" + b",".join([b"1"] * 11) + b"\n"
        assert "11 columns, at most 10" in told(send("wide.csv", wide), 413, "too-much")
        long = send("long.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 100_000))
        assert "more than 100 rows" in told(long, 413, "too-much")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
        assert "3 MB unpacked" in told(send("bomb.xlsx", bomb.getvalue()), 413, "too-much")
        assert "is a PDF document" in told(send("a.pdf", b"%PDF-1.7"), 422, "unusable-input")
        words = [str(i) for i in range(11)]
        assert "11 columns, at most 10" in told(ask(asked, *words), 413, "too-much")


def test_paths_and_methods_there_are_none(promoted):
    with client() as asked:
        assert "/openapi.json lists" in told(asked.get("/v2/echo"), 404, "unknown-path")
        assert "expected POST" in told(asked.get("/v1/echo"), 405, "method")
        assert "no family 'tea'" in told(asked.get("/v1/models/tea"), 404, "unknown-family")


def test_no_champion_yet_and_then_one(echo, tmp_path):
    with client() as asked:
        wait_until(lambda: "no champion" in ask(asked, "a").text)
        answer = ask(asked, "a")
        assert "make run" in told(answer, 503, "no-champion")
        assert answer.headers["retry-after"] == "5"
        assert asked.get("/health/live").status_code == 200
        assert asked.get("/health/ready").status_code == 503
        promote(tmp_path, 1)
        wait_until(lambda: asked.get("/health/ready").status_code == 200)
        assert echo.warmed == ["v1"]  # before it answers
        assert ask(asked, "a").json()["version"] == "v1"


def test_a_damaged_champion_is_told(promoted, tmp_path):
    (tmp_path / "home/serving/toys/versions/1/model.onnx").write_bytes(b"no graph")
    app_ = app.create(Settings())
    from starlette.testclient import TestClient

    with TestClient(app_, base_url="http://127.0.0.1") as asked:
        wait_until(lambda: "problems" in asked.get("/health/ready").json())
        assert "model.onnx" in told(ask(asked, "a"), 503, "no-champion")
        assert "model.onnx" in asked.get("/health").json()["problems"]["toys"]


def test_a_promotion_is_followed_and_old_answers_are_out_of_reach(promoted, tmp_path):
    with client() as asked:
        assert ask(asked, "a").json()["version"] == "v1"
        promote(tmp_path, 2)
        wait_until(lambda: ask(asked, "a").json()["version"] == "v2")
        assert promoted.warmed == ["v1", "v2"]
        assert asked.get("/v1/models").json()["families"][0]["answers"] == 2


def test_the_same_question_is_answered_from_the_cache(promoted):
    with client() as asked:
        first, second = ask(asked, "a"), ask(asked, "a")
        assert first.content == second.content
        assert ask(asked, "b").json()["words"] == ["b"]
        one = asked.post("/v1/echo", files={"file": ("a.csv", CSV)})
        again = asked.post("/v1/echo", files={"file": ("a.csv", CSV)})
        other = asked.post("/v1/echo", files={"file": ("b.csv", CSV)})
        assert one.content == again.content != other.content
        figures = asked.get("/metrics").text
    assert sum(promoted.batches) == 4
    assert 'matchloop_cache_total{kept="memory"} 2.0' in figures
    assert 'matchloop_model_version{family="toys"} 1.0' in figures
    assert 'matchloop_columns_total{family="toys",sure="yes"} 2.0' in figures


def test_what_goes_wrong_inside_is_a_500_without_its_inside(promoted, caplog):
    with client() as asked:
        detail = told(ask(asked, "fail"), 500, "error")
        assert "no such answer" not in detail
        told(ask(asked, "crash"), 500, "error")
        assert ask(asked, "a").status_code == 200
    assert any("the model is broken" in (record.exc_text or "") for record in caplog.records)


def test_keys_roles_and_rates(promoted):
    asker, line = new("ann", Role.ASK)
    slow, slow_line = new("slow", Role.ASK)
    settings = Settings(host="0.0.0.0", keys=f"{line}\n{slow_line} 0.001")

    def by(key):
        return {"authorization": f"Bearer {key}"}

    with client(settings, base_url="http://somewhere.example") as asked:

        def send(headers=None):
            return asked.post("/v1/echo", json={"words": []}, headers=headers)

        missing = send()
        assert "A key is needed" in told(missing, 401, "key")
        assert missing.headers["www-authenticate"] == "Bearer"
        assert "not known" in told(send(by("ml_wrong")), 401, "key")
        assert send(by(asker)).status_code == 200
        item = {"family": "toys", "items": []}
        review = asked.post("/v1/feedback", json=item, headers=by(asker))
        assert "good for 'ask'; this needs 'review'" in told(review, 403, "role")
        promotion = asked.post("/v1/models/toys/promote", headers=by(asker))
        told(promotion, 403, "role")
        answers = [send(by(slow)) for _ in range(6)]
        assert [each.status_code for each in answers] == [200] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) > 100
        assert asked.get("/health/ready").status_code == 200  # for whoever balances the load


def test_without_keys_it_answers_on_loopback_alone(promoted):
    with pytest.raises(ServiceError, match=r"0\.0\.0\.0 others can reach.*matchloop keys new"):
        app.create(Settings(host="0.0.0.0"))
    with client() as asked:
        rebound = asked.get("/v1/models", headers={"host": "evil.example:8765"})
        assert "not called 'evil.example'" in told(rebound, 421, "host")
        assert asked.get("/v1/models", headers={"host": "localhost:8765"}).status_code == 200


def test_a_line_for_each_request_without_values(promoted, caplog):
    caplog.set_level(logging.INFO, logger="matchloop.access")
    with client() as asked:
        asked.post("/v1/echo", json={"words": ["secret"]}, headers={"x-request-id": "mine-1"})
        asked.post("/v1/echo", files={"file": ("secret.csv", b"secret\nsecret\n")})
        ask(asked, "unreadable", "secret")
        asked.get("/secret")
    lines = [json.loads(r.message) for r in caplog.records if r.name == "matchloop.access"]
    lines = [line for line in lines if "health" not in line["route"]]
    assert lines[0]["request"] == "mine-1"
    assert [line["status"] for line in lines] == [200, 200, 422, 404]
    assert [line["route"] for line in lines] == ["/v1/echo"] * 3 + ["none"]
    assert lines[0]["family"] == "toys"
    assert lines[2]["problem"] == "unusable-input"
    assert "secret" not in json.dumps(lines)


def test_it_describes_itself(promoted):
    with client() as asked:
        described = asked.get("/openapi.json").json()
    route = described["paths"]["/v1/echo"]["post"]
    assert set(route["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert "EchoQuestion" in described["components"]["schemas"]
    text = json.dumps(described)
    references = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert references <= set(described["components"]["schemas"])
    assert JSON
