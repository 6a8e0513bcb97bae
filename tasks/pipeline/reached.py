"""Which files of this project decide what a function does, read from the code without running it.

From a function by the names that it uses, and what these use in turn, across modules: so a step
does not depend on what only its neighbour in the same module uses. Of a class in tasks/ only those
methods count whose names are used somewhere on the way. What importing runs beside definitions,
such as entering a function in a registry, counts where it touches a module that is used. What is
found by a name that is put together at run time is not seen, but for a package that imports its own
modules. Knows nothing of stages.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matchloop.errors import MatchloopError
from tasks.pipeline.names import Place, Source, Used, decorators, read, used

ROOTS = ("matchloop", "tasks")
"""The packages of this project."""


class CodeError(MatchloopError):
    """A module or a name that code of this project uses is not there."""


class Module:
    """A module of this project."""

    def __init__(self, root: Path, name: str, path: Path):
        self.name, self.path = name, path
        self.file = path.relative_to(root).as_posix()

    @property
    def is_package(self) -> bool:
        """Whether it is a package's `__init__`."""
        return self.path.name == "__init__.py"

    @property
    def package(self) -> str:
        """The package it lies in, itself if it is one."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @cached_property
    def source(self) -> Source:
        """What is written in it."""
        return read(self.path.read_text(encoding="utf-8"), self.package)


class Project:
    """The code of this project, each file read once."""

    def __init__(self, root: Path):
        self.root = root
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """Return a module; None when there is none, or it is not this project's."""
        if name not in self._modules:
            self._modules[name] = self._find(name)
        return self._modules[name]

    def submodules(self, package: Module) -> Iterator[Module]:
        """Yield the modules that lie in a package."""
        for path in sorted(package.path.parent.glob("*.py")):
            if path.name != "__init__.py" and (
                module := self.module(f"{package.name}.{path.stem}")
            ):
                yield module

    def _find(self, name: str) -> Module | None:
        if name.partition(".")[0] not in ROOTS:
            return None
        base = self.root.joinpath(*name.split("."))
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                return Module(self.root, name, path)
        return None


def reached(project: Project, start: Place, is_left_out: Callable[[str], bool]) -> set[str]:
    """Return the files that `start` depends on, from the root, package data included.

    is_left_out: whether a file of code is neither counted nor followed. Raises CodeError.
    """
    walk = _Walk(project, is_left_out)
    walk.go_to(start)
    return walk.files | set(_data(project, walk.files))


@dataclass(frozen=True)
class _Effect:
    """Something that importing `module` runs; `touches`: files that it may change something in."""

    node: ast.AST
    module: Module
    touches: frozenset[str]


class _Walk:
    def __init__(self, project: Project, is_left_out: Callable[[str], bool]):
        self._project, self._is_left_out = project, is_left_out
        self.files: set[str] = set()
        self._seen: set[Place] = set()
        self._imported: set[str] = set()
        self._attributes: set[str] = set()
        self._methods: dict[str, list[tuple[ast.AST, Module]]] = {}
        self._effects: list[_Effect] = []
        self._todo: list[Place] = []

    def go_to(self, start: Place) -> None:
        """Follow everything from a place."""
        self._todo.append(start)
        while self._todo:
            place = self._todo.pop()
            if place not in self._seen:
                self._seen.add(place)
                self._visit(place)
            if not self._todo:
                self._run_effects()

    def _visit(self, place: Place) -> None:
        module = self._import(place.module)
        if module is None:
            return
        source = module.source
        if place.name is None:
            self.files.add(module.file)
            self._todo += [
                Place(module.name, name) for name in (*source.definitions, *source.imports)
            ]
        elif place.name in source.definitions:
            self.files.add(module.file)
            for node in source.definitions[place.name]:
                self._definition(node, module)
        elif place.name in source.imports:
            if not module.is_package:  # which offers names, and decides nothing by that
                self.files.add(module.file)
            self._todo.append(self._there(source.imports[place.name]))
        elif self._project.module(f"{module.name}.{place.name}"):
            self._todo.append(Place(f"{module.name}.{place.name}"))
        elif not place.name.startswith("__") and "__getattr__" not in source.definitions:
            raise CodeError(
                f"{module.file} has no {place.name}, which other code uses. Mend the import, or "
                "tasks/pipeline/names.py if Python finds it."
            )

    def _definition(self, node: ast.AST, module: Module) -> None:
        if isinstance(node, ast.ClassDef) and module.name.startswith("tasks."):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("__"):
                    self._method(each, module)
                else:
                    self._code(used([each], module.package), module)
            self._code(used([*node.bases, *node.decorator_list], module.package), module)
        else:
            self._code(used([node], module.package), module)

    def _method(self, node: ast.FunctionDef, module: Module) -> None:
        if node.name in self._attributes:
            self._code(used([node], module.package), module)
        else:
            self._methods.setdefault(node.name, []).append((node, module))

    def _code(self, found: Used, module: Module) -> None:
        for place in found.modules:
            self._import(self._there(place).module)
        for place, rest in found.places:
            self._todo.append(self._behind(self._there(place), rest))
        for chain in found.chains:
            name, place = chain[0], Place(module.name, chain[0])
            if name in module.source.imports:
                place = self._behind(self._there(module.source.imports[name]), chain[1:])
            elif name not in module.source.definitions:
                continue  # Python's own, or a variable
            self._todo.append(place)
        if found.any_of:
            package = self._project.module(module.package)
            assert package is not None  # the module lies in it
            self._todo += [Place(each.name) for each in self._project.submodules(package)]
        new = found.attributes - self._attributes
        self._attributes |= new
        for attribute in new:
            for node, home in self._methods.pop(attribute, ()):
                self._code(used([node], home.package), home)

    def _there(self, place: Place) -> Place:
        """A place as it is: what looks like a name in a package may be a module."""
        if place.name is not None:
            module = self._project.module(place.module)
            inner = f"{place.module}.{place.name}"
            known = module is not None and (
                place.name in module.source.definitions
                or module.source.imports.get(place.name, place) != place  # not from itself
            )
            if not known and self._project.module(inner):
                return Place(inner)
        return place

    def _behind(self, place: Place, attributes: tuple[str, ...]) -> Place:
        """The place that attributes of a module lead to, as far as they are modules' names."""
        for attribute in attributes:
            if place.name is not None:
                break
            place = self._there(Place(place.module, attribute))
        return place

    def _import(self, name: str) -> Module | None:
        """Take in what importing a module runs, and all that it imports; None if left out."""
        module = self._project.module(name)
        if module is None or self._is_left_out(module.file):
            return None
        if name not in self._imported:
            self._imported.add(name)
            if parent := name.rpartition(".")[0]:
                self._import(parent)
            for place in module.source.imports.values():
                self._import(self._there(place).module)
            self._effects += self._effects_of(module)
        return module

    def _effects_of(self, module: Module) -> Iterator[_Effect]:
        """Yield statements that are run, and definitions that our own decorators take note of."""
        for node in module.source.effects:
            touched = self._files_of(used([node], module.package), module)
            yield _Effect(node, module, frozenset({module.file, *touched}))
        for node in (each for nodes in module.source.definitions.values() for each in nodes):
            if noted := frozenset(self._files_of(decorators(node, module.package), module)):
                yield _Effect(node, module, noted)

    def _files_of(self, found: Used, module: Module) -> Iterator[str]:
        """Yield the files of the imported names among those that are used."""
        for name, *_ in found.chains:
            place = module.source.imports.get(name)
            if place and (home := self._project.module(self._there(place).module)):
                yield home.file

    def _run_effects(self) -> None:
        waiting, self._effects = self._effects, []
        for effect in waiting:
            if effect.touches & self.files:
                self.files.add(effect.module.file)
                self._code(used([effect.node], effect.module.package), effect.module)
            else:
                self._effects.append(effect)


def _data(project: Project, files: set[str]) -> Iterator[str]:
    """Yield the files beside the code that the code reads.

    One that a module of its folder names belongs to that module, any other to all of them.
    """
    for folder in sorted({(project.root / file).parent for file in files}):
        texts = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
        for path in _beside(folder):
            name = path.relative_to(folder).parts[0]
            readers = [code for code, text in texts.items() if f'"{name}"' in text] or list(texts)
            if any(code.relative_to(project.root).as_posix() in files for code in readers):
                yield path.relative_to(project.root).as_posix()


def _beside(folder: Path) -> Iterator[Path]:
    """Yield the files that are no code, of folders without code too."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir():
            if not any(path.rglob("*.py")):
                yield from _beside(path)
        elif path.suffix != ".py":
            yield path
