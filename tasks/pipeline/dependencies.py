"""Which files of code each stage of dvc.yaml needs, against those it says it depends on.

`python -m tasks.pipeline.dependencies` shows the difference, with `--write` it mends dvc.yaml: only
code is added or taken out, data and the order of everything stay as they are. Knows how a stage
names its step; how code hangs together is the affair of `reached`.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from matchloop import families
from matchloop.errors import MatchloopError
from matchloop.files import write_text
from tasks.pipeline.names import Place
from tasks.pipeline.reached import ROOTS, Project, reached

EXEMPT: Mapping[str, str] = {
    "matchloop/documents.py": "gives the values that a file holds, or ends the run",
    "matchloop/errors.py": "what a run that fails says",
    "matchloop/files.py": "writes the bytes it is given, whole or not at all",
    "matchloop/home.py": "where this machine keeps its state",
    "matchloop/refusals.py": "as errors.py",
    "matchloop/params.py": "a stage depends on the values in params.yaml, which it names",
    "matchloop/section.py": "as params.py",
    "matchloop/families.py": "a list; what a stage uses of a family lies in the family's package",
    "matchloop/family.py": "as families.py",
    "tasks/__init__.py": "switches usage reports off",
    "tasks/telemetry.py": "as tasks/__init__.py",
    "tasks/steps.py": "finds the step and tells its errors",
}
"""Code that is not among the dependencies, because it cannot change what a stage writes; why so."""

_PARAMS = "params.py"
_ITEM = "models"


class DependenciesError(MatchloopError):
    """A stage names no step, or needs what dvc.yaml cannot say."""


@dataclass(frozen=True)
class Difference:
    """What a stage needs and does not say (`missing`), and the other way round (`needless`)."""

    stage: str
    missing: tuple[str, ...]
    needless: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.needless)

    def __str__(self) -> str:
        lines = [*(f"  + {path}" for path in self.missing), *(f"  - {p}" for p in self.needless)]
        return "\n".join([self.stage, *lines])


def differences(root: Path) -> Iterator[Difference]:
    """Compare each stage of dvc.yaml with its code; a stage that agrees gives an empty difference.

    Raises DependenciesError and CodeError.
    """
    project, stages = Project(root), _yaml().load(root / "dvc.yaml")["stages"]
    for name, stage in stages.items():
        needed = _needed(project, name, stage)
        said = [str(dep) for dep in stage.get("deps", ()) if _is_code(str(dep))]
        fine = {dep for dep in said if _holds(root, dep, needed)}
        missing = {path for path in needed if not any(_lies_in(path, dep) for dep in fine)}
        yield Difference(name, _folded(root, missing, needed), tuple(sorted(set(said) - fine)))


def write(root: Path) -> list[Difference]:
    """Mend dvc.yaml; return what was mended."""
    found = [each for each in differences(root) if each]
    yaml = _yaml()
    content = yaml.load(root / "dvc.yaml")
    for each in found:
        deps = content["stages"][each.stage].setdefault("deps", [])
        for path in each.needless:
            deps.remove(path)
        for path in each.missing:
            at = next((i for i, dep in enumerate(deps) if str(dep) > path), len(deps))
            deps.insert(at, path)
    if found:
        text = StringIO()
        yaml.dump(content, text)
        write_text(root / "dvc.yaml", text.getvalue())
    return found


def _needed(project: Project, name: str, stage: Mapping[str, Any]) -> set[str]:
    """The files a stage needs, of a matrix those of all its items.

    A file `models/<item>.py` is of that item alone, and written with the item left open.
    """
    matrix = stage.get("matrix", {})
    if len(matrix) > 1:
        raise DependenciesError(f"The stage {name} has a matrix of {len(matrix)}; expected one.")
    step = _step(project, name, str(stage["cmd"]))
    family = name.partition("-")[0]
    for variable, items in matrix.items():
        each = []
        for item in items:
            found = reached(project, step, _left_out(family, set(items) - {item}))
            each.append({_opened(path, item, variable) for path in found})
        needed = set().union(*each)
        opened = {path for path in needed if "${" in path}
        if len(opened) > 1 or not all(opened <= files for files in each):
            raise DependenciesError(
                f"Some items of the stage {name} need {_ITEM}/<item>.py and others have none: "
                f"found {', '.join(sorted(opened))}. Move what they share out of that folder."
            )
        return needed
    return reached(project, step, _left_out(family, ()))


def _step(project: Project, stage: str, command: str) -> Place:
    """Where the command of a stage begins: the step it names, or the module as a whole."""
    words = command.split()
    if words[:2] != ["python", "-m"] or not project.module(words[2]):
        raise DependenciesError(
            f"The stage {stage} runs {command!r}; expected python -m with a module of this project."
        )
    main = project.module(f"{words[2]}.__main__")
    if main is None:
        return Place(words[2])
    if words[3:] and words[3] in main.source.imports:
        return main.source.imports[words[3]]
    known = ", ".join(main.source.imports)
    raise DependenciesError(
        f"{main.file} has no step {words[3:4]}, which {stage} runs; it has {known}."
    )


def _left_out(family: str, others: Iterable[str]) -> Callable[[str], bool]:
    """Whether code is not followed: exempt, of another family, or of another item of the matrix."""
    packages = tuple(f"matchloop/{name}/" for name in families.names() if name != family)
    items = tuple(f"/{_ITEM}/{item}.py" for item in others)

    def is_left_out(file: str) -> bool:
        # Families never import each other: only through the list of them, or of their params.
        return file in EXEMPT or file.endswith((f"/{_PARAMS}", *items)) or file.startswith(packages)

    return is_left_out


def _opened(path: str, item: str, variable: str) -> str:
    """Write ${item.<variable>} for the item in the path of its own module."""
    end = f"/{_ITEM}/{item}.py"
    if not path.endswith(end):
        return path
    return f"{path.removesuffix(end)}/{_ITEM}/${{item.{variable}}}.py"


def _is_code(dep: str) -> bool:
    return dep.partition("/")[0] in ROOTS


def _lies_in(path: str, dep: str) -> bool:
    return path == dep or path.startswith(f"{dep}/")


def _holds(root: Path, dep: str, needed: set[str]) -> bool:
    """Whether all that a dependency names is needed, and it names something."""
    if dep in needed:
        return True
    inside = {path.relative_to(root).as_posix() for path in _files(root / dep)}
    return bool(inside) and inside <= needed


def _folded(root: Path, missing: set[str], needed: set[str]) -> tuple[str, ...]:
    """The paths to be written: a folder in place of its files where all of them are needed."""
    found = set()
    for path in missing:
        folders = [str(each) for each in list(Path(path).parents)[:-2]]  # not matchloop/ itself
        whole = [folder for folder in folders if _holds(root, folder, needed)]
        found.add(min(whole, key=len, default=path))
    return tuple(sorted(found))


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder that a stage could depend on; `__init__` modules stand for no code."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
        if path.is_file() and not hidden and path.name != "__init__.py":
            yield path


def _yaml() -> YAML:
    """Reads and writes dvc.yaml as it is laid out."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width, yaml.preserve_quotes = 1000, True
    return yaml


def main(arguments: list[str]) -> int:
    """Show what differs, or mend it; the exit code is 1 when something is left to mend."""
    mends = arguments == ["--write"]
    if arguments and not mends:
        print("Usage: python -m tasks.pipeline.dependencies [--write]")
        return 2
    try:
        found = write(Path.cwd()) if mends else [d for d in differences(Path.cwd()) if d]
    except MatchloopError as error:
        print(error)
        return 1
    for each in found:
        print(each)
    return 1 if found and not mends else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
