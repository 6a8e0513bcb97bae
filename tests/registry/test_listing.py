"""A family's versions as plain values, for processes without MLflow."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from matchloop.errors import RegistryError
from matchloop.registry import listing
from matchloop.registry.model_versions import ModelVersion

VERSION = ModelVersion(
    family="toys",
    version=3,
    created=datetime(2026, 1, 2, tzinfo=UTC),
    aliases=("champion",),
    metrics={"accuracy": 0.9},
    tags={"model": "forest", "verdict": "passed", "reasons": "good\nbetter"},
    run_id="r",
)


def test_versions_and_the_card(monkeypatch, capsys):
    monkeypatch.setattr(listing, "versions", lambda family: [VERSION])
    monkeypatch.setattr(listing, "show", lambda family: SimpleNamespace(card="# toys"))
    monkeypatch.setattr("sys.argv", ["listing", "toys"])
    listing.main()
    told = json.loads(capsys.readouterr().out)
    assert told["card"] == "# toys"
    assert told["versions"] == [
        {
            "version": 3,
            "semantic_version": None,
            "aliases": ["champion"],
            "model": "forest",
            "created": "2026-01-02T00:00:00+00:00",
            "git_commit": "",
            "verdict": "passed",
            "reasons": ["good", "better"],
            "metrics": {"accuracy": 0.9},
        }
    ]


def test_none_and_out_of_reach(monkeypatch, capsys):
    monkeypatch.setattr(listing, "versions", lambda family: [])
    assert listing.listing("toys") == {"versions": [], "card": ""}

    def away(family):
        raise RegistryError("The registry is away.")

    monkeypatch.setattr(listing, "versions", away)
    monkeypatch.setattr("sys.argv", ["listing", "toys"])
    with pytest.raises(SystemExit) as raised:
        listing.main()
    assert raised.value.code == 1
    assert "The registry is away." in capsys.readouterr().err
