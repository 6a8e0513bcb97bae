import os
from pathlib import Path

import yaml
from prefect._internal.analytics.enabled import is_telemetry_enabled
from prefect.settings import get_current_settings, temporary_settings

from tasks.telemetry import SWITCHES, switch_off


def test_everything_is_off_but_a_users_own_setting_wins(monkeypatch):
    for name in SWITCHES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("DVC_NO_ANALYTICS", "yes")
    switch_off()
    assert {name: os.environ[name] for name in SWITCHES} == {**SWITCHES, "DVC_NO_ANALYTICS": "yes"}
    assert not is_telemetry_enabled()
    with temporary_settings():
        assert type(get_current_settings())().server.analytics_enabled is False


def test_runs_started_by_a_worker_get_the_same_switches():
    config = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text())
    for deployment in config["deployments"]:
        assert deployment["work_pool"]["job_variables"]["env"] == dict(SWITCHES)
