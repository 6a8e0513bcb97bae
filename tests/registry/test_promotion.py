import multiprocessing
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import families, registry, serving
from matchloop.bundle import Bundle
from matchloop.errors import BundleError, NoChampionError, RegistryError
from matchloop.registry import PromotedBy, mlflow_store
from matchloop.serving import Pointer
from tests.tiny_bundle import change_one_byte, tiny_bundle
from tests.toy_parts import Golden
from tests.toys import TOYS


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database: making one costs seconds, copying it nothing."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder))
        mlflow_store.client()
    return folder / "mlflow.db"


@pytest.fixture
def a_home(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    shutil.copy(template, tmp_path / "home" / "mlflow.db")
    return tmp_path / "home"


@pytest.fixture
def registered(a_home: Path, tmp_path: Path) -> Callable[..., int]:
    """Register a tiny bundle; each weight is another version."""

    def register(weight: float, **fields: object) -> int:
        return registry.register(
            tiny_bundle(tmp_path / f"forest{weight}", weight, **fields),  # type: ignore[arg-type]
            metrics={"synthetic.accuracy": 0.9 + weight / 100},
            card=f"# card of {weight}",
            git_commit="abc1234",
            tags={"verdict": "passed", "reasons": "✓ one\n✗ two"},
        )

    return register


def state(family: str = "toys") -> tuple[dict[int, tuple[str, ...]], Pointer | None]:
    aliases = {each.version: each.aliases for each in registry.versions(family)}
    return aliases, serving.current(family)


def test_registering_keeps_everything_that_was_given(
    a_home: Path, tmp_path: Path, registered: Callable[..., int]
) -> None:
    lock = tmp_path / "dvc.lock"
    lock.write_text("stages: {}\n")
    version = registry.register(
        tiny_bundle(tmp_path / "forest"),
        metrics={"synthetic.accuracy": 0.97},
        card="# the card",
        git_commit="abc1234",
        lock=lock,
        tags={"verdict": "passed", "reasons": "✓ one\n✗ two"},
    )

    [found] = registry.versions("toys")
    assert (version, found.version, found.aliases, found.model) == (1, 1, (), "forest")
    assert (found.git_commit, found.verdict, found.reasons) == (
        "abc1234",
        "passed",
        ("✓ one", "✗ two"),
    )
    assert dict(found.metrics) == {"synthetic.accuracy": 0.97}
    assert registry.show("toys").card == "# the card"
    artifacts = a_home / "artifacts" / found.run_id / "artifacts"
    assert (artifacts / "dvc.lock").read_text() == "stages: {}\n"
    assert Bundle.read(artifacts / "bundle", "toys").manifest.model == "forest"
    params = mlflow_store.client().get_run(found.run_id).data.params
    assert (params["opset"], params["features"], params["data_hash"]) == ("17", "3", "d" * 64)
    # the same content again is the same version
    assert registered(1.0) == 1
    assert registered(2.0) == 2
    assert serving.current("toys") is None


def test_promotions_and_a_rollback(registered: Callable[..., int]) -> None:
    first, second = registered(1), registered(2)

    assert registry.promote("toys", first, "it is the first").previous is None
    registry.promote("toys", second, "better by 0.8 points")
    assert state()[0] == {1: ("previous",), 2: ("champion",)}
    assert serving.champion("toys").sha256 == registry.find("toys", 2).tags["manifest_sha256"]

    pointer = registry.rollback("toys", "customers complained")

    assert (pointer.version, pointer.previous) == (1, 2)
    assert state()[0] == {1: ("champion",), 2: ("previous",)}
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    tags = registry.find("toys").tags
    assert (tags["promoted_by"], tags["promoted_because"]) == ("rollback", "customers complained")
    assert registry.find("toys", 2).tags["gate"] == "passed"


def test_promoting_the_champion_again_only_repairs_its_copy(
    registered: Callable[..., int],
) -> None:
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")
    before = state()
    change_one_byte(serving.version_folder("toys", 2) / "model.onnx")

    registry.promote("toys", 2, "damaged copy", PromotedBy.HAND)

    assert state() == before
    assert serving.champion("toys").manifest.model == "forest"
    assert registry.find("toys", 2).tags["gate"] == "bypassed"


def test_a_damaged_champion_with_nothing_left_to_fetch_can_be_replaced(
    a_home: Path, registered: Callable[..., int]
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")
    shutil.rmtree(a_home / "artifacts" / registry.find("toys", 1).run_id)

    with pytest.raises(RegistryError, match=r"could not hand out the files of version 1 of toys"):
        registry.sync("toys")
    assert registry.promote("toys", 2, "the other is lost").version == 2


def test_damaged_files_in_the_registry_change_nothing(
    a_home: Path, registered: Callable[..., int]
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    before = state()
    folder = a_home / "artifacts" / registry.find("toys", 2).run_id / "artifacts" / "bundle"
    change_one_byte(folder / "model.onnx")

    with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
        registry.promote("toys", 2, "try")
    assert state() == before
    assert serving.installed("toys") == [1]

    # another whole bundle in its place is not what was registered either
    shutil.rmtree(folder)
    tiny_bundle(folder, weight=3)
    with pytest.raises(BundleError, match=r"Version 2 of toys .* is not what was registered"):
        registry.promote("toys", 2, "try")
    assert state() == before


@pytest.mark.parametrize(
    ("weight", "outputs", "problem"),
    [(float("nan"), 2, "holds NaN or infinity"), (1.0, 5, "is 5 wide, expected 2, one for each")],
)
def test_a_model_that_does_not_answer_is_not_promoted(
    registered: Callable[..., int], weight: float, outputs: int, problem: str
) -> None:
    registry.promote("toys", registered(2), "first")
    before = state()[1]
    bad = registered(weight, outputs=outputs)

    with pytest.raises(BundleError, match=problem):
        registry.promote("toys", bad, "try")
    assert state() == ({1: ("champion",), 2: ()}, before)
    assert serving.installed("toys") == [1]


def test_a_failure_between_the_aliases_leaves_them_as_they_were(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for weight in (1, 2):
        registry.promote("toys", registered(weight), "good")
    registered(3)
    before = state()
    refuse_champion(monkeypatch, OSError("connection lost"))

    with pytest.raises(
        RegistryError, match="could not make version 3 of toys the champion: connection lost"
    ):
        registry.promote("toys", 3, "try")
    assert state() == before


def test_a_failure_of_the_second_promotion_leaves_no_previous(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    refuse_champion(monkeypatch, OSError("connection lost"))

    with pytest.raises(RegistryError, match="connection lost"):
        registry.promote("toys", 2, "try")
    aliases = mlflow_store.client().get_registered_model("matchloop.toys").aliases
    assert {name: int(version) for name, version in aliases.items()} == {"champion": 1}


def test_a_kill_between_the_aliases_took_no_effect(
    registered: Callable[..., int],
) -> None:
    for weight in (1, 2):
        registry.promote("toys", registered(weight), "good")
    registered(3)
    before = state()
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "previous", "2")

    assert state() == before
    assert registry.sync("toys") == before[1]
    assert registry.rollback("toys", "still goes back to 1").version == 1


def test_a_crash_between_alias_and_pointer_is_caught_up(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)

    def crash(*_: object) -> Pointer:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(serving, "point", crash)
        with pytest.raises(KeyboardInterrupt):
            registry.promote("toys", 2, "second")
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]

    assert registry.sync("toys") == serving.current("toys")
    pointer = serving.current("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_promotion_that_fails_still_catches_up_with_the_one_before(
    registered: Callable[..., int],
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    bad = registered(3, outputs=5)
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "previous", "1")
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "champion", "2")

    with pytest.raises(BundleError, match="is 5 wide"):
        registry.promote("toys", bad, "try")
    pointer = serving.current("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_promotion_waits_for_the_one_that_runs(registered: Callable[..., int]) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    before = state()
    thread = threading.Thread(target=registry.promote, args=("toys", 2, "second"))

    with serving.lock("toys"):
        thread.start()
        thread.join(1)
        assert thread.is_alive()
        assert state() == before
    thread.join(60)

    assert state()[0] == {1: ("previous",), 2: ("champion",)}


def test_another_machine_follows_the_alias(
    a_home: Path, tmp_path: Path, registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{a_home / 'mlflow.db'}")
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "elsewhere"))
    assert serving.current("toys") is None

    registry.sync("toys")

    assert serving.champion("toys").folder.is_relative_to(tmp_path / "elsewhere")
    assert state()[0] == {1: ("previous",), 2: ("champion",)}


def promote_in_a_process(home: str, version: int) -> None:
    os.environ["MATCHLOOP_HOME"] = home
    families.FAMILIES += TOYS
    registry.promote("toys", version, f"by process {version}")


def test_two_promotions_at_once_take_turns(a_home: Path, registered: Callable[..., int]) -> None:
    for weight in (1, 2, 3):
        registered(weight)
    registry.promote("toys", 1, "first")

    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=promote_in_a_process, args=(str(a_home), version))
        for version in (2, 3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)

    assert [process.exitcode for process in processes] == [0, 0]
    aliases, pointer = state()
    assert pointer is not None
    assert {pointer.version, pointer.previous} == {2, 3}
    assert aliases[pointer.version] == ("champion",)
    assert aliases[pointer.previous] == ("previous",)
    assert aliases[1] == ()
    assert serving.champion("toys")


@pytest.fixture
def two(registered: Callable[..., int]) -> None:
    """Version 2 serves, a rollback returns to 1."""
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")


def raw_aliases() -> dict[str, int]:
    found = mlflow_store.client().get_registered_model("matchloop.toys").aliases
    return {name: int(version) for name, version in found.items()}


def test_a_rollback_goes_through_with_the_registry_away_and_is_told_later(
    two: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
        patch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
        pointer = registry.rollback("toys", "customers complained")
    assert (pointer.version, pointer.previous) == (1, 2)
    assert "stands on this machine, but" in caplog.text
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    assert raw_aliases() == {"champion": 2, "previous": 1}
    # what is shown is what is meant
    assert state()[0] == {1: ("champion",), 2: ("previous",)}

    assert registry.sync("toys") == Pointer(1, 2, pointer.manifest_sha256)
    assert raw_aliases() == {"champion": 1, "previous": 2}
    tags = registry.find("toys", 1).tags
    assert (tags["promoted_by"], tags["promoted_because"]) == ("rollback", "customers complained")
    assert pointer.untold is not None
    assert tags["promoted_at"] == pointer.untold.at


@pytest.mark.parametrize("done", [{"previous": "2"}, {"previous": "2", "champion": "1"}])
def test_telling_the_registry_can_be_killed_anywhere(two: None, done: dict[str, str]) -> None:
    serving.go_back("toys", "bad")
    for alias, version in done.items():
        mlflow_store.client().set_registered_model_alias("matchloop.toys", alias, version)
    assert state()[0] == {1: ("champion",), 2: ("previous",)}

    registry.tell("toys")

    assert raw_aliases() == {"champion": 1, "previous": 2}
    assert registry.find("toys", 1).tags["promoted_because"] == "bad"
    pointer = serving.current("toys")
    assert pointer is not None
    assert pointer.untold is None


def test_two_rollbacks_that_cancel_out_have_nothing_to_tell(two: None) -> None:
    serving.go_back("toys", "bad")
    again = serving.go_back("toys", "it was not")

    assert (again.version, again.previous, again.untold) == (2, 1, None)
    assert registry.sync("toys") == again
    assert raw_aliases() == {"champion": 2, "previous": 1}


def test_a_rollback_that_another_machine_has_overtaken_is_not_taken_over(
    two: None, registered: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    registered(3)
    serving.go_back("toys", "bad")
    for alias, version in (("previous", "2"), ("champion", "3")):
        mlflow_store.client().set_registered_model_alias("matchloop.toys", alias, version)

    pointer = registry.sync("toys")

    assert pointer is not None
    assert (pointer.version, pointer.previous, pointer.untold) == (3, 2, None)
    assert "version 3 was promoted there meanwhile" in caplog.text


def test_a_promotion_tells_of_the_rollback_before_it(
    two: None, registered: Callable[..., int]
) -> None:
    registered(3)
    serving.go_back("toys", "bad")

    pointer = registry.promote("toys", 3, "better")

    assert (pointer.version, pointer.previous) == (3, 1)
    assert raw_aliases() == {"champion": 3, "previous": 1}
    assert registry.find("toys", 1).tags["promoted_because"] == "bad"


def test_a_rollback_of_a_version_that_serves_no_more_changes_nothing(two: None) -> None:
    before = state()
    with pytest.raises(RegistryError, match="Version 1 of toys is not to be taken back any more"):
        registry.rollback("toys", "worse", taken_back=1)
    assert state() == before
    assert registry.rollback("toys", "worse", taken_back=2).version == 1


def test_a_rollback_without_its_copy_fetches_it(two: None) -> None:
    shutil.rmtree(serving.version_folder("toys", 1))

    assert registry.rollback("toys", "bad").version == 1
    assert raw_aliases() == {"champion": 1, "previous": 2}
    assert serving.champion("toys")


def test_a_candidate_that_fails_its_golden_inputs_is_not_promoted(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    before = state()
    registered(2)
    asked = []

    def check(bundle: Bundle) -> None:
        asked.append(bundle.folder)
        raise BundleError("it said yes where it had said no.")

    monkeypatch.setattr(Golden, "check", check)
    with pytest.raises(BundleError, match=r"said yes where it had said no\. Nothing was promoted"):
        registry.promote("toys", 2, "try")
    assert asked
    assert raw_aliases() == {"champion": 1}
    assert (state()[0], state()[1]) == ({**before[0], 2: ()}, before[1])

    def crash(bundle: Bundle) -> None:
        raise KeyError("labels")

    monkeypatch.setattr(Golden, "check", crash)
    with pytest.raises(BundleError, match=r"cannot answer: KeyError\('labels'\)"):
        registry.promote("toys", 2, "try")


def test_a_pointer_that_cannot_be_written_is_caught_up(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)

    def full(*_: object) -> Pointer:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(serving, "point", full)
        with pytest.raises(RegistryError, match=r"cannot be pointed at it .*No space left"):
            registry.promote("toys", 2, "second")
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    pointer = registry.sync("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_shadow_is_fetched_and_rehearsed_like_a_champion(
    registered: Callable[..., int],
) -> None:
    registered(1)
    with pytest.raises(RegistryError, match="Version 1 of toys would stand beside no champion"):
        registry.start_shadow("toys", 1)
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError, match="Version 1 of toys is the champion"):
        registry.start_shadow("toys", 1)

    started = registry.start_shadow("toys", registered(2))
    assert started.version == 2
    assert serving.shadow_bundle("toys", started).manifest.model == "forest"
    with pytest.raises(BundleError, match="is 5 wide"):
        registry.start_shadow("toys", registered(3, outputs=5))
    assert serving.shadow("toys") == started
    assert registry.stop_shadow("toys")
    assert not registry.stop_shadow("toys")


def test_what_is_not_there_is_named(registered: Callable[..., int]) -> None:
    with pytest.raises(RegistryError, match="No model of the family 'toys' is"):
        registry.promote("toys", 1, "try")
    registered(1)
    with pytest.raises(RegistryError, match="toys has no version 9; it has 1"):
        registry.promote("toys", 9, "try")
    with pytest.raises(RegistryError, match="No model of the family 'boys'"):
        registry.show("boys")
    with pytest.raises(NoChampionError, match=r"no champion of toys .* to roll back from"):
        registry.rollback("toys", "try")
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError, match="Version 1 of toys is the first champion"):
        registry.rollback("toys", "try")


def test_reading_before_anything_was_registered_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))

    assert registry.versions("toys") == []
    assert registry.sync("toys") is None
    with pytest.raises(RegistryError, match="No model of the family 'toys'"):
        registry.promote("toys", 1, "try")
    assert not (tmp_path / "home").exists()


def test_a_database_that_is_none_is_named(a_home: Path) -> None:
    (a_home / "mlflow.db").write_text("not a database, but long enough to look like one" * 50)

    with pytest.raises(RegistryError, match=r"sqlite:///.*mlflow\.db could not be opened"):
        registry.versions("toys")


def test_a_server_out_of_reach_is_named_without_its_password_and_the_champion_answers(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://anna:secret@127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")

    with pytest.raises(RegistryError, match=r"http://127\.0\.0\.1:9 could not be opened") as caught:
        registry.sync("toys")
    assert "secret" not in str(caught.value)
    assert serving.champion("toys").manifest.model == "forest"


def test_a_training_run_with_its_history(a_home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text("<p>fine</p>")

    run_id = registry.log_training(
        "toys",
        "network",
        params={"epochs": 3},
        metrics={"accuracy": 0.9},
        histories={"loss": [0.5, 0.4, 0.3]},
        artifacts=[report],
    )

    store = mlflow_store.client()
    run = store.get_run(run_id)
    assert (run.info.run_name, run.info.status) == ("network", "FINISHED")
    assert run.data.params == {"epochs": "3"}
    assert run.data.metrics == {"accuracy": 0.9, "loss": 0.3}
    history = store.get_metric_history(run_id, "loss")
    assert [(point.step, point.value) for point in history] == [(0, 0.5), (1, 0.4), (2, 0.3)]
    assert (a_home / "artifacts" / run_id / "artifacts" / "report.html").is_file()


def refuse_champion(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the registry fail at the one step that takes effect."""
    store = mlflow_store.client()
    really = store.set_registered_model_alias

    def set_alias(name: str, alias: str, version: str) -> None:
        if alias == "champion":
            raise error
        really(name, alias, version)

    monkeypatch.setattr(store, "set_registered_model_alias", set_alias)
