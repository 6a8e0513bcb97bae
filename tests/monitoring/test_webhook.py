"""A real receiver on loopback, and addresses that do not answer."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from matchloop.monitoring import webhook
from matchloop.monitoring.events import DriftDetected

EVENT = DriftDetected("toys", "größer", 7)


@pytest.fixture
def receiver(monkeypatch):
    """A server; `got` is what it was sent, `answer` what it says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response(server.answer)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.answer = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/hook?token=secret"
    monkeypatch.setenv(webhook.VARIABLE, address)
    yield server
    server.shutdown()
    server.server_close()


def test_an_event_is_sent_as_json(receiver):
    assert webhook.post(EVENT) == ""
    ((path, kind, content),) = receiver.got
    assert path == "/hook?token=secret"
    assert kind == "application/json"
    assert content == {
        "event": "matchloop.drift.detected",
        "family": "toys",
        "reason": "größer",
        "request": 7,
    }


def test_a_refusal_is_told_without_the_secret(receiver):
    receiver.answer = 503
    problem = webhook.post(EVENT)
    assert problem == "the webhook at 127.0.0.1 did not take it (HTTP 503)"


def test_nobody_who_listens_is_told(receiver):
    receiver.shutdown()
    receiver.server_close()
    problem = webhook.post(EVENT)
    assert problem == "the webhook at 127.0.0.1 did not take it (ConnectionRefusedError)"


@pytest.mark.parametrize("address", ["secret", "ftp://h/secret", "http://", "http://[secret"])
def test_what_is_no_address_is_told_without_it(monkeypatch, address):
    monkeypatch.setenv(webhook.VARIABLE, address)
    problem = webhook.post(EVENT)
    assert problem.startswith("MATCHLOOP_WEBHOOK_URL is no address")
    assert "secret" not in problem


def test_without_an_address_nothing_is_sent(monkeypatch):
    monkeypatch.delenv(webhook.VARIABLE, raising=False)
    assert webhook.post(EVENT) == ""
