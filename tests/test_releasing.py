import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import yaml

from matchloop import registry, serving
from matchloop import store as stores
from matchloop.bundle import footprint
from matchloop.errors import BundleError
from matchloop.evaluation.metric import ACCURACY, MACRO_F1
from matchloop.evaluation.paired import paired_labels
from matchloop.registry import mlflow_store
from matchloop.release.gate import Evaluation
from matchloop.release.gate_limits import GateLimits
from matchloop.release.inputs import GateInputs
from matchloop.releasing import Change, Decision, git_commit, release
from matchloop.store import promotions
from tests.tiny_bundle import LABELS, change_one_byte, tiny_bundle
from tests.watch_toys import log


class Toys:
    """A family whose candidate is right on the given share of 1,000 rows, the champion on 80 %."""

    def __init__(self, folder, right=0.9, **limits):
        self.folder = folder
        self.right = right
        self.limits = {"floors": {"accuracy": 0.7}, "resamples": 200, **limits}
        self.asked = 0

    def candidate(self, root):
        return self.folder

    def gate_inputs(self, candidate, champion):
        self.asked += 1
        truth = np.arange(1000) % 2
        said = (wrong_beyond(truth, share) for share in (self.right, 0.8))
        answers = paired_labels(truth, *said, LABELS)
        figures = {"synthetic": {ACCURACY: self.right, MACRO_F1: None}}
        return GateInputs(
            evaluation=Evaluation(
                figures=figures,
                bytes=1000,
                latency_ms=0.1,
                parity={"ONNX": True},
            ),
            limits=GateLimits(**self.limits),
            headline=ACCURACY,
            figures=figures,
            purpose="Says whether a toy is one.",
            results=(),
            answers={"synthetic": answers} if champion else {},
            champion_figures={"synthetic": {ACCURACY: 0.8}} if champion else {},
            reports=(Path("reports/toys/evaluation/report.html"),),
        )


def wrong_beyond(truth, share):
    answers = truth.copy()
    answers[int(share * len(truth)) :] ^= 1
    return answers


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder))
        mlflow_store.client()
    return folder / "mlflow.db"


@pytest.fixture
def root(tmp_path, database, monkeypatch):
    for name in ("MLFLOW_TRACKING_URI", "MATCHLOOP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    shutil.copy(database, tmp_path / "home" / "mlflow.db")
    shutil.copy(Path(__file__).parents[1] / "params.yaml", tmp_path)
    return tmp_path


def propose(root, weight, right=0.9, **limits):
    tiny_bundle(root / f"w{weight}", weight)
    return Toys(root / f"w{weight}", right, **limits)


def test_the_first_candidate_over_the_floors_is_promoted(root):
    (root / "dvc.lock").write_text("schema: '2.0'\n")
    result = release("toys", propose(root, 1.0), root)
    assert (result.decision, result.version) == (Decision.PROMOTED, 1)
    assert result.title == "toys: version 1 (forest) serves now"
    assert result.changes == (Change("synthetic", ACCURACY, 0.9, None),)
    assert serving.champion("toys").sha256 == serving.verified("toys", registry.sync("toys")).sha256
    shown = registry.show("toys")
    assert "Says whether a toy is one." in shown.card
    assert shown.version.verdict == "passed"
    assert shown.version.tags["headline"] == "accuracy"
    assert dict(shown.version.metrics) == {"synthetic.accuracy": 0.9}


def test_what_a_user_needs_to_know_is_noted_with_the_version(root, monkeypatch):
    monkeypatch.setattr(footprint, "peak_memory_mb", lambda bundle: 123.0)
    release("toys", propose(root, 1.0), root)
    facts = registry.find("toys").facts
    assert (facts.version, facts.least_onnxruntime) == ("1.0.0", "1.12")
    assert (facts.latency_ms, facts.memory_mb) == (0.1, 123)
    assert str(facts) in registry.show("toys").card


def test_a_better_candidate_replaces_the_champion(root):
    release("toys", propose(root, 1.0), root)
    result = release("toys", propose(root, 2.0), root)
    assert (result.decision, result.version) == (Decision.PROMOTED, 2)
    assert result.against == "champion v1"
    assert result.changes == (Change("synthetic", ACCURACY, 0.9, 0.8),)
    assert serving.current("toys").version == 2


def test_a_worse_candidate_is_refused_and_leaves_no_trace(root):
    release("toys", propose(root, 1.0), root)
    result = release("toys", propose(root, 2.0, right=0.75), root)
    assert (result.decision, result.version) == (Decision.REFUSED, 1)
    assert result.title == ("toys: the candidate (forest) was refused; version 1 goes on serving")
    assert any(
        line.startswith("✗ no improvement beyond noise over champion v1") for line in result.reasons
    )
    assert [version.version for version in registry.versions("toys")] == [1]
    assert serving.current("toys").version == 1


def test_a_candidate_that_lacks_its_shadow_period_becomes_the_shadow(root):
    release("toys", propose(root, 1.0), root)
    result = release("toys", propose(root, 2.0, shadow_answers=1), root)
    assert (result.decision, result.version) == (Decision.REFUSED, 1)
    assert [line for line in result.reasons if line.startswith("✗")] == [
        "✗ the candidate is not the shadow; 0 hours and 1 answers as a shadow are asked for"
    ]
    shadow = serving.shadow("toys")
    assert shadow.version == 2
    assert serving.current("toys").version == 1
    again = release("toys", propose(root, 2.0, shadow_answers=1), root)
    assert any("0 answers" in line for line in again.reasons)
    assert [version.version for version in registry.versions("toys")] == [2, 1]


def test_a_shadow_that_has_served_its_time_is_promoted_as_the_version_it_is(root):
    release("toys", propose(root, 1.0), root)
    release("toys", propose(root, 2.0, shadow_hours=1e-9), root)
    result = release("toys", propose(root, 2.0, shadow_hours=1e-9), root)
    assert (result.decision, result.version) == (Decision.PROMOTED, 2)
    assert serving.current("toys").version == 2
    assert serving.shadow("toys") is None


def test_a_candidate_under_the_floors_is_refused_when_nothing_serves(root):
    result = release("toys", propose(root, 1.0, right=0.6), root)
    assert (result.decision, result.version) == (Decision.REFUSED, None)
    assert result.title.endswith("was refused; nothing serves yet")


def test_a_promoted_version_is_on_probation_against_the_one_before(root):
    release("toys", propose(root, 1.0), root)
    release("toys", propose(root, 2.0), root)
    with stores.opened() as store:
        second, first = promotions.history(store, "toys")
    assert (first.version, first.state) == ("v1", promotions.Probation.KEPT)
    assert (second.version, second.previous) == ("v2", "v1")
    assert second.state is promotions.Probation.PROBATION


def test_its_baseline_is_of_the_window_that_params_yaml_gives(root):
    params = yaml.safe_load((root / "params.yaml").read_text())
    params["watch"]["probation"] |= {"window": 60, "minimum_predictions": 50}
    (root / "params.yaml").write_text(yaml.safe_dump(params))
    release("toys", propose(root, 1.0), root)
    log(80)
    release("toys", propose(root, 2.0), root)
    with stores.opened() as store:
        assert promotions.history(store, "toys")[0].baseline["errors.rows"] == 60


def test_it_is_promoted_though_the_store_is_out_of_reach(root, monkeypatch, caplog):
    (root / "no folder").touch()
    monkeypatch.setenv("MATCHLOOP_DATABASE_URL", f"sqlite:///{root / 'no folder' / 'store.db'}")
    assert release("toys", propose(root, 1.0), root).decision is Decision.PROMOTED
    assert "Version 1 serves, but is not on probation" in caplog.text


def test_the_champion_itself_is_nothing_new(root):
    family = propose(root, 1.0)
    release("toys", family, root)
    result = release("toys", family, root)
    assert (result.decision, result.version, family.asked) == (Decision.UNCHANGED, 1, 1)
    assert result.title == "toys: nothing new; version 1 goes on serving"


def test_a_rollback_is_not_undone_by_a_run_with_nothing_new(root):
    release("toys", propose(root, 1.0), root)
    second = propose(root, 2.0)
    release("toys", second, root)
    registry.rollback("toys", "it was wrong about toys")
    result = release("toys", second, root)
    assert (result.decision, result.version) == (Decision.UNCHANGED, 1)
    assert "matchloop models promote toys 2" in result.reasons[0]


def test_a_damaged_candidate_changes_nothing(root):
    release("toys", propose(root, 1.0), root)
    second = propose(root, 2.0)
    change_one_byte(second.folder / "model.onnx")
    with pytest.raises(BundleError, match=r"model\.onnx"):
        release("toys", second, root)
    assert serving.current("toys").version == 1


def test_git_commit_says_when_files_differ_from_it(tmp_path):
    def git(*arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(("git", *who, *arguments), cwd=tmp_path, check=True, capture_output=True)

    assert git_commit(tmp_path) == ""
    git("init")
    (tmp_path / "a").write_text("1")
    git("add", "a")
    git("commit", "-m", "one")
    clean = git_commit(tmp_path)
    assert len(clean) == 40
    (tmp_path / "a").write_text("2")
    assert git_commit(tmp_path) == f"{clean}-dirty"
