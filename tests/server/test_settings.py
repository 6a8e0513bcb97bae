"""Settings are read from the environment, and all that is wrong is told at once."""

import pytest

from matchloop.errors import ServiceError
from matchloop.server.settings import Settings, from_environment


def test_defaults_and_what_the_environment_says(tmp_path):
    assert from_environment({}) == Settings()
    file = tmp_path / "keys"
    file.write_text("one line\n")
    found = from_environment(
        {
            "MATCHLOOP_SERVE_QUEUE": "7",
            "MATCHLOOP_SERVE_BATCH_WAIT_MS": " 0.5 ",
            "MATCHLOOP_SERVE_PORT": "",
            "MATCHLOOP_REDIS_URL": "redis://x",
            "MATCHLOOP_KEYS_FILE": str(file),
            "MATCHLOOP_KEYS": "a;b",
        }
    )
    assert (found.queue, found.batch_wait_ms, found.port, found.redis) == (
        7,
        0.5,
        Settings().port,
        "redis://x",
    )
    assert found.keys.split("\n") == ["one line", "", "a", "b"]


def test_what_is_wrong_is_listed():
    wrong = {"MATCHLOOP_SERVE_QUEUE": "many", "MATCHLOOP_SERVE_QUEU": "7"}
    with pytest.raises(ServiceError) as raised:
        from_environment(wrong)
    text = str(raised.value)
    assert "MATCHLOOP_SERVE_QUEUE: Input should be a valid integer" in text
    assert "MATCHLOOP_SERVE_QUEU: Extra inputs" in text
    assert "ANSWER_SECONDS" in text
    with pytest.raises(ServiceError, match=r"nowhere, which cannot be read.*matchloop keys new"):
        from_environment({"MATCHLOOP_KEYS_FILE": "/nowhere"})


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("example.org", False),
    ],
)
def test_loopback(host, is_loopback):
    assert Settings(host=host).is_loopback is is_loopback
