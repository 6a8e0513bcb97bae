"""What a function depends on, on small trees of code."""

from pathlib import Path

import pytest

from tasks.pipeline.names import Place
from tasks.pipeline.reached import CodeError, Project, reached


def files(root: Path, start: str, left_out=(), **code: str) -> set[str]:
    """Write modules, "a__b" meaning a/b.py, and return what is reached without the endings."""
    for name, text in code.items():
        path = root.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for folder in {path.parent for path in root.rglob("*.py")}:
        (folder / "__init__.py").touch()
    module, _, name = start.partition(":")
    found = reached(Project(root), Place(module, name or None), lambda file: file in left_out)
    return {file.removesuffix(".py") for file in found}


STEPS = """
from matchloop import used, unused
from matchloop.pack.one import helper as help, other

CONSTANT = used.VALUE

def step(value: "unused.Kind") -> "unused.Kind":
    return _private(value)

def _private(value, other=1):
    return help(value, CONSTANT, other)

def neighbour():
    return unused.x, other()
"""
USED = {
    "tasks__toy": STEPS,
    "matchloop__used": "VALUE = 1",
    "matchloop__unused": "x = 2",
    "matchloop__pack__one": "from matchloop.pack import two\n"
    "def helper(*_): return two.x\ndef other(): import matchloop.three as t; return t.y\n",
    "matchloop__pack__two": "x = 1",
    "matchloop__three": "y = 1",
}


def test_a_step_needs_what_it_uses_and_not_what_its_neighbour_does(tmp_path):
    ours = {"tasks/toy", "matchloop/used", "matchloop/pack/one", "matchloop/pack/two"}
    assert files(tmp_path, "tasks.toy:step", **USED) == ours
    theirs = {"tasks/toy", "matchloop/unused", "matchloop/pack/one", "matchloop/three"}
    assert files(tmp_path, "tasks.toy:neighbour") == theirs
    assert files(tmp_path, "tasks.toy") == ours | theirs


def test_what_is_left_out_is_not_followed(tmp_path):
    found = files(tmp_path, "tasks.toy:step", ("matchloop/pack/one.py",), **USED)
    assert found == {"tasks/toy", "matchloop/used"}


@pytest.mark.parametrize(
    "text",
    [
        "def step():\n    from matchloop.a import x\n    return x",
        "def step():\n    import matchloop.a as a\n    return a.x",
        "import matchloop.a\ndef step(): return matchloop.a.x",
        "from matchloop import a\nTABLE = {'a': a}\ndef step(): return TABLE['a'].x",
        "from matchloop import a\nclass Kind(a.Base):\n    pass\ndef step(): return Kind()",
        "from matchloop import a\nclass Kind:\n    x: a.Base\ndef step(): return Kind()",
        "from matchloop import a\ndef step(each=a.x): return each",
        "from matchloop import a\n@a.x\ndef step(): return 1",
        "from matchloop import a\ndef step(): return lambda b: [a.x for c in b]",
        "from matchloop.offered import x\ndef step(): return x",
        "from matchloop.offered import a as b\ndef step(): return b.x",
        "try:\n    from matchloop import a\nexcept OSError:\n    a = None\ndef step(): return a.x",
        "from .near import y\ndef step(): return y",
    ],
)
def test_every_way_to_use_a_module_is_seen(tmp_path, text):
    (tmp_path / "matchloop" / "offered").mkdir(parents=True)
    code = {"matchloop__a": "x = 1\nclass Base: pass", "tasks__toy": text}
    near = {"tasks__near": "from matchloop.a import x\ny = x"}
    (tmp_path / "matchloop/offered/__init__.py").write_text("from matchloop import a\nx = a.x\n")
    found = files(tmp_path, "tasks.toy:step", **code, **near)
    assert "matchloop/a" in found


@pytest.mark.parametrize(
    "text",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from matchloop.a import x\n"
        "def step() -> 'x': ...",
        "from matchloop.a import x\ndef step(y: x) -> x: return y",
        "from matchloop.a import x\ndef step():\n    z: x = 1\n    return z",
        "from matchloop.a import x\ndef step(x): return x",
        "from matchloop.a import x\ndef step(ys): return [x for x in ys]",
        "from matchloop.a import x\nif __name__ == '__main__':\n    x()\ndef step(): return 1",
    ],
)
def test_what_is_not_run_is_not_needed(tmp_path, text):
    assert files(tmp_path, "tasks.toy:step", matchloop__a="x = 1", tasks__toy=text) == {"tasks/toy"}


def test_methods_of_a_class_in_tasks_count_where_their_names_are_used(tmp_path):
    space = """
from matchloop import a, b, c
class Space:
    def __init__(self): self.a = a.x
    def write(self): return self._flush()
    def _flush(self): return b.x
    @property
    def pages(self): return c.x
SPACE = Space()
"""
    step = (
        "from tasks.space import SPACE\ndef step(): SPACE.write()\ndef show(): return SPACE.pages"
    )
    code = {"tasks__space": space, "tasks__toy": step} | {f"matchloop__{n}": "x = 1" for n in "abc"}
    common = {"tasks/toy", "tasks/space", "matchloop/a"}
    assert files(tmp_path, "tasks.toy:step", **code) == common | {"matchloop/b"}
    assert files(tmp_path, "tasks.toy:show") == common | {"matchloop/c"}


REGISTRY = {
    "matchloop__registry": "KINDS = []\ndef kind(f):\n    KINDS.append(f)\n    return f\n",
    "matchloop__ones": "from matchloop.registry import kind\nfrom matchloop import words\n"
    "@kind\ndef one(): return words.x\ndef unused(): from matchloop import never; never.x\n",
    "matchloop__words": "x = 1",
    "matchloop__never": "x = 1",
    "matchloop__kinds": "from matchloop import ones\nfrom matchloop.registry import KINDS\n",
    "tasks__toy": "from matchloop.kinds import KINDS\n"
    "def step(): return KINDS\ndef other(): return 1\n",
}


def test_what_is_registered_on_import_counts_for_those_who_read_the_registry(tmp_path):
    made = {"matchloop/registry", "matchloop/ones", "matchloop/words", "matchloop/kinds"}
    assert files(tmp_path, "tasks.toy:step", **REGISTRY) == {"tasks/toy", *made}
    assert files(tmp_path, "tasks.toy:other") == {"tasks/toy"}


def test_a_package_that_imports_its_modules_by_name_needs_them_all(tmp_path):
    models = (
        "import importlib\ndef fit(n): return importlib.import_module(f'{__name__}.{n}')\nLIMIT = 1"
    )
    (tmp_path / "matchloop" / "models").mkdir(parents=True)
    (tmp_path / "matchloop/models/__init__.py").write_text(models)
    step = "from matchloop.models import LIMIT, fit\ndef step(): fit('a')\ndef show(): return LIMIT"
    code = {"matchloop__models__a": "x = 1", "matchloop__models__b": "x = 1", "tasks__toy": step}
    found = files(tmp_path, "tasks.toy:step", **code)
    names = {"tasks/toy", "matchloop/models/__init__"}
    assert found == names | {"matchloop/models/a", "matchloop/models/b"}
    assert files(tmp_path, "tasks.toy:show") == names


def test_data_beside_the_code_belong_to_the_module_that_names_them(tmp_path):
    code = {
        "matchloop__words__one": 'x = open("one.yaml")',
        "matchloop__words__two": 'x = "schemas"',
        "tasks__toy": "from matchloop.words import one, two\n"
        "def step(): return one.x\ndef other(): return two.x\n",
    }
    for name in ("one.yaml", "base.html", "schemas/default.yaml"):
        path = tmp_path / "matchloop" / "words" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    words = "matchloop/words"
    found = files(tmp_path, "tasks.toy:step", **code)
    assert found == {"tasks/toy", f"{words}/one", f"{words}/one.yaml", f"{words}/base.html"}
    found = files(tmp_path, "tasks.toy:other")
    assert found == {
        "tasks/toy",
        f"{words}/two",
        f"{words}/schemas/default.yaml",
        f"{words}/base.html",
    }


def test_a_name_that_is_not_there_is_told(tmp_path):
    text = "from matchloop.a import y\ndef step(): return y"
    with pytest.raises(CodeError, match=r"matchloop/a\.py has no y, which other code uses"):
        files(tmp_path, "tasks.toy:step", matchloop__a="x = 1", tasks__toy=text)
