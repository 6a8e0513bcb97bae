"""`matchloop train` around its steps: what is asked, laid out, told and left. See tests/e2e too."""

import importlib.util
import re
import tomllib
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from filelock import FileLock

from matchloop import families
from matchloop.errors import InputError, MatchloopError, MissingExtraError, ParamsError
from matchloop.params import load_params
from tasks.pipeline.dvc import stages
from tasks.steps import Pipeline, Step
from tasks.train import config, defaults, extra, training
from tasks.train.place import Place
from tasks.train.training import Request, Run, TrainingError, carry_out

HOUSE = Path(__file__).parents[2]
TYPES = families.get("column_types")
MODELS = ("blend", "boosting")


def generate() -> None: ...


def bundle() -> None: ...


def toy_runs(family: str, steps: tuple[Step, ...]) -> list[Run]:
    return [Run(step.name, ("tests.tasks.train_step", step.name)) for step in steps]


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Two quick steps in place of the family's, and a request for them in an empty folder."""
    steps = Pipeline((Step(generate), Step(bundle)), MODELS, "profile")
    monkeypatch.setattr(training, "_pipeline", lambda family: steps)
    monkeypatch.setattr(training, "_runs", toy_runs)
    monkeypatch.setattr(
        training, "_card", lambda request: Run("card", ("tests.tasks.train_step", "card"))
    )
    found = SimpleNamespace(candidate=lambda root: Path("models/toy"))
    monkeypatch.setattr(training, "load", lambda family: found)
    monkeypatch.chdir(tmp_path)
    return Request("column_types", None, None, Path("out"), None)


def ran() -> list[str]:
    return Path("out/.work/ran.txt").read_text().split()


@pytest.mark.parametrize("family", families.names())
def test_the_steps_are_those_of_the_graph_and_each_finds_what_it_reads(family):
    order = [run.name.replace(" ", "@") for run in training._runs(family, _steps(family))]
    needs = {s.name.partition("-")[2]: s.needs for s in stages(HOUSE, family)}
    assert set(order) == set(needs)
    for name, needed in needs.items():
        for each in needed:
            assert order.index(each.partition("-")[2]) < order.index(name)


def _steps(family: str) -> tuple[Step, ...]:
    return training._pipeline(family).steps


@pytest.mark.parametrize("family", families.names())
def test_a_family_with_several_models_takes_a_choice_of_them(family):
    models = training._pipeline(family).models
    for model in models:
        config.params_of(families.get(family), None, model, models)


def test_results_stand_in_the_output_folder(toy, capsys):
    carry_out(toy)
    assert [path.name for path in Path("out/bundle").iterdir()] == ["bundle.json"]
    assert Path("out/report.html").read_text() == "evaluation.html"
    assert Path("out/model_card.md").read_text() == "model_card.md"
    assert "== bundle\nbundle begins" in Path("out/train.log").read_text()
    told = capsys.readouterr().out
    assert "column_types in out: from generated data." in told
    assert "No public sources lie in data/sources" in told
    assert re.search(r"^\[ 2/3\] bundle +done +[\d.]+ s$", told, re.MULTILINE)
    assert told.splitlines()[-1] == "Use it: matchloop profile FILE --model out/bundle"


def test_a_second_run_over_a_finished_output_trains_nothing(toy, capsys):
    carry_out(toy)
    before = Path("out/bundle/bundle.json").read_bytes()
    capsys.readouterr()
    carry_out(toy)
    assert ran() == ["generate", "bundle", "card"]
    assert capsys.readouterr().out.count("done before") == 3
    assert Path("out/bundle/bundle.json").read_bytes() == before


def test_other_parameters_or_labels_begin_anew(toy, tmp_path):
    carry_out(toy)
    (tmp_path / "config.yaml").write_text("generate: {scale: 0.5}\n")
    other = replace(toy, config=tmp_path / "config.yaml")
    carry_out(other)
    assert ran() == ["generate", "bundle", "card"]
    assert load_params(Path("out/.work/params.yaml")).column_types.generate.scale == 0.5
    (tmp_path / "mine" / "numeric").mkdir(parents=True)
    (tmp_path / "mine" / "numeric" / "a.csv").write_text("x\n1\n")
    carry_out(replace(other, data=tmp_path / "mine"))
    assert Path("out/.work/data/labelled/column_types/numeric/a.csv").read_text() == "x\n1\n"


def test_a_step_that_fails_is_told_and_the_next_run_goes_on_there(toy, tmp_path):
    carry_out(toy)
    place = Place(Path("out"), "column_types")
    place.note(place.progress().model_copy(update={"finished": ("generate",)}))
    broken = Path("out/.work/data/labelled/column_types/broken.txt")
    broken.parent.mkdir(parents=True)
    broken.touch()
    with pytest.raises(TrainingError, match="step 'bundle' ended with exit code 1") as raised:
        carry_out(toy)
    assert "    the labels are broken" in str(raised.value)
    assert f"printed: {Path('out/train.log')}" in str(raised.value)
    broken.unlink()
    carry_out(toy)
    assert ran() == ["generate", "bundle", "card", "bundle", "card"]


def test_a_folder_of_somebody_else_is_left_alone(toy):
    Path("out").mkdir()
    Path("out/thesis.txt").touch()
    with pytest.raises(InputError, match=r"out is not empty and was not made by `matchloop train`"):
        carry_out(toy)
    assert [path.name for path in Path("out").iterdir()] == ["thesis.txt"]
    with pytest.raises(InputError, match=r"thesis\.txt is a file; expected a folder"):
        carry_out(replace(toy, output=Path("out/thesis.txt")))


def test_the_folder_of_another_family_is_left_alone(toy):
    carry_out(toy)
    with pytest.raises(InputError, match="out holds a training of column_types, not of column_m"):
        carry_out(replace(toy, family="column_mapping"))


def test_two_runs_do_not_share_a_folder(toy):
    carry_out(toy)
    with (
        FileLock("out/.train.lock"),
        pytest.raises(InputError, match="Another `matchloop train` works in out"),
    ):
        carry_out(toy)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"family": "tea"}, MatchloopError, "There is no family 'tea'; there are: column_types"),
        ({"model": "tree"}, ParamsError, "no model 'tree' of column_types; there are: blend, boos"),
        ({"data": Path("mine")}, InputError, "mine is no folder"),
        ({"config": Path("none.yaml")}, ParamsError, r"none\.yaml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(toy, changes, error, message):
    with pytest.raises(error, match=message):
        carry_out(replace(toy, **changes))
    assert not Path("out").exists()


def test_a_package_that_is_not_there_is_named(toy, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "torch" else find(n))
    with pytest.raises(MissingExtraError, match=r"needs the package 'torch'.*matchloop\[train\]"):
        carry_out(toy)


def test_the_packages_are_those_of_the_extra():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    named = {re.match(r"[\w-]+", each)[0] for each in project["optional-dependencies"]["train"]}
    assert set(extra.PACKAGES.values()) == named


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("train: {fold: 3}", r"'fold' is not a parameter of column_types\.train; there are: folds"),
        ("trains: {}", r"'trains' is not a parameter of column_types; there are: generate, valid"),
        ("[1, 2]", r"holds '\[1, 2\]'; expected parameters of column_types"),
        ("a: [", "is not YAML"),
        ("[" * 50, "is nested deeper than 40 levels"),
        (
            "train: {folds: many}",
            r"column_types\.train\.folds is 'many': input.*Mend changes\.yaml",
        ),
        ("generate: 3", r"column_types\.generate is 3"),
    ],
)
def test_a_wrong_config_is_told_with_what_there_is(tmp_path, text, message):
    path = tmp_path / "changes.yaml"
    path.write_text(text)
    with pytest.raises(ParamsError, match=message):
        config.params_of(TYPES, path, None, MODELS)


@pytest.mark.parametrize("wrap", ["{}", "column_types: {}"])
def test_a_config_is_laid_over_the_defaults(tmp_path, wrap):
    path = tmp_path / "changes.yaml"
    path.write_text(wrap.replace("{}", "{blend: {weights: {forest: 1.0}}, train: {folds: 2}}"))
    params = config.params_of(TYPES, path, "boosting", MODELS)
    default = yaml.safe_load((HOUSE / "params.yaml").read_text())
    ours = params["column_types"]
    assert ours["blend"]["weights"] == {"forest": 1.0}
    assert ours["train"] == {**default["column_types"]["train"], "folds": 2}
    assert ours["evaluate"]["model"] == "boosting"
    assert params["column_mapping"] == default["column_mapping"]


def test_installed_files_are_found_where_the_wheel_put_them(tmp_path, monkeypatch):
    monkeypatch.setattr(defaults, "checkout", lambda: None)
    lies = tmp_path / "share" / "matchloop" / "params.yaml"
    file = metadata.PackagePath("../../../share/matchloop/params.yaml")
    file.dist = SimpleNamespace(locate_file=lambda path: lies)  # type: ignore
    monkeypatch.setattr(metadata, "files", lambda name: [file])
    assert defaults.path_of("params.yaml") == lies
    with pytest.raises(MatchloopError, match=r"data/sources\.yaml did not come with this inst"):
        defaults.path_of("data/sources.yaml")


def test_the_wheel_holds_what_a_training_starts_from():
    tool = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["setuptools"]
    shipped = {name for names in tool["data-files"].values() for name in names}
    assert shipped == set(defaults.FILES)
    assert all((HOUSE / name).is_file() for name in defaults.FILES)
