"""params.yaml: read once, and everything wrong with it told together."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from matchloop.errors import ParamsError
from matchloop.params import load_params

OURS = Path(__file__).parents[1] / "params.yaml"


def write(tmp_path: Path, change) -> Path:
    value = yaml.safe_load(OURS.read_text())
    change(value)
    path = tmp_path / "params.yaml"
    path.write_text(yaml.safe_dump(value))
    return path


def test_the_projects_own_file_is_right_and_frozen():
    params = load_params(OURS)
    assert params.column_types.export.opset >= 14
    assert params.column_types.train.network.units == (512, 256, 128, 64)
    with pytest.raises(ValidationError, match="frozen"):
        params.base.seed = 1


def test_unknown_keys_and_wrong_values_are_told_together(tmp_path):
    def change(value):
        value["base"]["sead"] = 1
        value["column_types"]["generate"]["scale"] = "much"
        value["column_types"]["train"]["forest"]["max_features"] = "all"
        value["column_types"]["export"]["opset"] = 9
        del value["column_types"]["split"]["test"]

    with pytest.raises(ParamsError) as caught:
        load_params(write(tmp_path, change))
    text = str(caught.value)
    assert "base.sead is not a parameter" in text
    assert "column_types.generate.scale is 'much': input should be a valid number" in text
    assert "column_types.train.forest.max_features is 'all': input should be 'sqrt'" in text
    assert "column_types.export.opset is 9: input should be greater than or equal to 14" in text
    assert "column_types.split.test is missing" in text
    assert text.startswith(str(tmp_path / "params.yaml"))
    assert text.endswith("Mend params.yaml and run again; nothing has been changed.")


@pytest.mark.parametrize("value", ["sqrt", "log2", None, 0.3])
def test_max_features_may_be_a_word_a_share_or_nothing(tmp_path, value):
    def change(params):
        params["column_types"]["train"]["forest"]["max_features"] = value

    assert load_params(write(tmp_path, change)).column_types.train.forest.max_features == value


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("base", "seed"), 1.5, "base.seed is 1.5: input should be a valid integer"),
        (("base", "threads"), 0, "base.threads is 0: input should be greater than or equal to 1"),
        (("base", "threads"), "2", "base.threads is '2': input should be a valid integer"),
        (("column_types", "split", "test"), 0.6, "split.test is 0.6: input should be less than"),
        (("column_types", "gate", "minimum_accurac"), 1, "minimum_accurac is not a parameter"),
        (
            ("column_types", "gate", "floors", "top1"),
            0.9,
            "top1 is not measured; expected on",
        ),
        (("column_mapping", "gate", "resamples"), 500.0, "resamples is 500.0: input should be a"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path, place, value, message):
    def change(params):
        for key in place[:-1]:
            params = params[key]
        params[place[-1]] = value

    with pytest.raises(ParamsError, match=message):
        load_params(write(tmp_path, change))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base: [1", r"params\.yaml is not YAML: while parsing"),
        ("[" * 50, r"params\.yaml is nested deeper than 40 levels"),
        ("base: {}\nbase: {}", r"params\.yaml: line 2: 'base' is there twice; rename one"),
        ("base: \0", r"params\.yaml is not YAML"),
        ("", "the file is None"),
        ("- 1", "the file is "),
    ],
)
def test_what_is_no_params_file(tmp_path, text, message):
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(ParamsError, match=message):
        load_params(tmp_path / "params.yaml")


def test_no_file(tmp_path):
    with pytest.raises(ParamsError, match=r"is not there\. Run the command from the project's"):
        load_params(tmp_path / "params.yaml")
