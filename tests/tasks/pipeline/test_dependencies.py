"""dvc.yaml says of every stage which code it needs, no less and no more."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from matchloop import families
from matchloop.sources import read_catalogue
from tasks.pipeline.dependencies import EXEMPT, DependenciesError, differences, main, write

HOUSE = Path(__file__).parents[3]
STAGES = yaml.safe_load((HOUSE / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
SOURCES = "data/sources.yaml"
FAMILIES = families.names()

GRAPH = """\
# a graph
stages:
  toy-draw:
    cmd: python -m tasks.toy draw
    deps:
      - data/seed.txt     # by hand
      - matchloop/drawing.py
      - matchloop/old.py

    outs:
      - draw.out

  toy-train:
    matrix:
      model: [oak, elm]
    cmd: python -m tasks.toy train ${item.model}
    deps:
      - draw.out
      - matchloop/words
    outs:
      - work/${item.model}
"""
CODE = {
    "matchloop/__init__.py": "",
    "matchloop/errors.py": "class Wrong(Exception): ...",
    "matchloop/drawing.py": "from matchloop.errors import Wrong\nfrom matchloop import shapes\n"
    "def draw(): return shapes.x, Wrong\n",
    "matchloop/shapes.py": "x = 1",
    "matchloop/old.py": "",
    "matchloop/words/__init__.py": '"""Words."""',
    "matchloop/words/long.py": "x = 1",
    "matchloop/words/short.py": "x = 1",
    "matchloop/models/__init__.py": "import importlib\n"
    "def fit(name): return importlib.import_module(f'{__name__}.{name}').fit()\n",
    "matchloop/models/oak.py": "def fit(): ...",
    "matchloop/models/elm.py": "def fit(): ...",
    "tasks/__init__.py": "",
    "tasks/toy/__init__.py": "",
    "tasks/toy/__main__.py": "from tasks.toy.steps import draw, train\n",
    "tasks/toy/steps.py": "from matchloop import drawing, models\n"
    "from matchloop.words import long, short\n"
    "def draw(): drawing.draw()\ndef train(model): models.fit(model), long.x, short.x\n",
}


@pytest.fixture
def toy(tmp_path):
    for name, text in {**CODE, "dvc.yaml": GRAPH}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_every_stage_depends_on_the_code_it_needs_and_on_no_other():
    found = "\n".join(str(each) for each in differences(HOUSE) if each)
    assert not found, f"mend dvc.yaml: python -m tasks.pipeline.dependencies --write\n{found}"


def test_what_is_exempt_is_there():
    assert [path for path in EXEMPT if not (HOUSE / path).is_file()] == []


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_depends_on_its_own_family_s_sources_with_their_entries(name):
    catalogue = {source.name: source for source in read_catalogue(HOUSE / SOURCES)}
    folders = [dep for dep in STAGES[name]["deps"] if dep.startswith("data/sources")]
    entries = [
        entry.removeprefix("sources.")
        for params in STAGES[name].get("params", ())
        if isinstance(params, dict)
        for entry in params[SOURCES]
    ]
    for entry in entries:
        assert entry in catalogue, entry
        assert name.partition("-")[0] in catalogue[entry].families, entry
    expected = {f"data/sources/{catalogue[entry].role}/{entry}" for entry in entries}
    assert set(folders) == expected


@pytest.mark.parametrize("name", [name for name in STAGES if not name.endswith("-inputs")])
def test_only_the_stage_inputs_reads_what_people_and_the_loop_write(name):
    mutable = ("data/labelled", "data/recent", "data/retrain")
    assert [dep for dep in STAGES[name]["deps"] if dep.startswith(mutable)] == []


def test_steps_read_the_snapshot_of_what_people_and_the_loop_write():
    written = re.compile(r"""["/]data(?:/|"\)? */ *")(?:labelled|recent|retrain)["/]""")
    families_code = [path for path in HOUSE.glob("tasks/*/*.py") if path.parent.name in FAMILIES]
    for path in (*families_code, *HOUSE.glob("tasks/*.py")):
        code = ast.unparse(without_texts(ast.parse(path.read_text(encoding="utf-8"))))
        for line in code.replace("'", '"').splitlines():
            assert not written.search(line) or "copy_of(" in line, f"{path.name}: {line}"


def without_texts(tree: ast.Module) -> ast.Module:
    """The code without docstrings and other texts that stand alone."""
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            texts = (ast.Expr, ast.Constant)
            kept = [
                n for n in body if not (isinstance(n, texts[0]) and isinstance(n.value, texts[1]))
            ]
            node.body = kept or [ast.Pass()]
    return tree


def test_what_is_missing_and_what_is_needless_is_found(toy):
    draw, train = differences(toy)
    assert draw.missing == ("matchloop/shapes.py", "tasks/toy/steps.py")
    assert draw.needless == ("matchloop/old.py",)
    both = ("matchloop/models/${item.model}.py", "matchloop/models/__init__.py")
    assert train.missing == (*both, "tasks/toy/steps.py")
    assert train.needless == ()


def test_a_folder_is_fine_as_long_as_all_of_it_is_needed(toy):
    (toy / "matchloop/words/more.py").write_text("x = 1")
    _, train = differences(toy)
    assert train.needless == ("matchloop/words",)
    assert {"matchloop/words/long.py", "matchloop/words/short.py"} <= set(train.missing)


def test_dvc_yaml_is_mended_and_otherwise_left_as_it_is(toy):
    write(toy)
    mended = GRAPH.replace(
        "      - matchloop/old.py\n",
        "      - matchloop/shapes.py\n      - tasks/toy/steps.py\n",
    ).replace(
        "      - matchloop/words\n",
        "      - matchloop/models/${item.model}.py\n      - matchloop/models/__init__.py\n"
        "      - matchloop/words\n      - tasks/toy/steps.py\n",
    )
    assert (toy / "dvc.yaml").read_text().replace("\n\n", "\n") == mended.replace("\n\n", "\n")
    assert not any(differences(toy))
    assert write(toy) == []


def test_the_command_shows_and_mends(toy, monkeypatch, capsys):
    monkeypatch.chdir(toy)
    assert main([]) == 1
    assert "toy-draw\n  + matchloop/shapes.py\n" in capsys.readouterr().out
    assert main(["--write"]) == 0
    assert main([]) == 0
    assert main(["toy-draw"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tasks.toy draw", "tasks.toy paint", r"__main__\.py has no step \['paint'\].*draw, train"),
        ("python -m tasks.toy draw", "make it", "toy-draw runs 'make it'; expected python -m"),
        ("[oak, elm]", "[oak, ash]", r"toy-train need models/<item>\.py and others have none"),
    ],
)
def test_what_cannot_be_said_in_dvc_yaml_is_told(toy, old, new, message):
    graph = toy / "dvc.yaml"
    graph.write_text(graph.read_text().replace(old, new))
    with pytest.raises(DependenciesError, match=message):
        list(differences(toy))
