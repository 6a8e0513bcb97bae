"""What the code of one Python file defines, imports and uses, read from its syntax alone.

Knows Python's rules of names, as far as this project uses them, and nothing of files or stages.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Place(NamedTuple):
    """A name at the top of a module; without a name, the module itself."""

    module: str
    name: str | None = None


@dataclass
class Used:
    """What a piece of code uses.

    chains: names from outside of it with the attributes after them, ("np", "array"); places: what
    it imports itself, with the attributes that it takes of it; modules: what it imports; any_of:
    whether it imports modules of its own package by names put together at run time; attributes:
    every name that stands behind a dot.
    """

    chains: set[tuple[str, ...]] = field(default_factory=set)
    places: set[tuple[Place, tuple[str, ...]]] = field(default_factory=set)
    modules: set[Place] = field(default_factory=set)
    any_of: bool = False
    attributes: set[str] = field(default_factory=set)


@dataclass
class Source:
    """One module: its definitions and imports by name, and what else importing it runs."""

    definitions: dict[str, list[ast.AST]] = field(default_factory=dict)
    imports: dict[str, Place] = field(default_factory=dict)
    effects: list[ast.AST] = field(default_factory=list)


def read(text: str, package: str) -> Source:
    """Read a module; package: the one it lies in, for relative imports."""
    source = Source()
    for statement in _statements(ast.parse(text).body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            source.imports.update(imported(statement, package))
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            source.definitions.setdefault(statement.name, []).append(statement)
        elif names := _assigned(statement):
            for name in names:
                source.definitions.setdefault(name, []).append(statement)
        elif not _is_text(statement):
            source.effects.append(statement)
    return source


def imported(statement: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, Place]]:
    """Yield each name that an import binds, and what it stands for."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            whole = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or whole, Place(whole)
        return
    module = statement.module or ""
    if statement.level:
        base = package.split(".")[: len(package.split(".")) - statement.level + 1]
        module = ".".join([*base, *filter(None, [module])])
    for alias in statement.names:
        yield alias.asname or alias.name, Place(module, alias.name)


def used(nodes: Iterable[ast.AST], package: str) -> Used:
    """Return what a piece of code uses, annotations of functions left out."""
    reader = _Reader(package)
    for node in nodes:
        reader.visit(node)
    return reader.used


def decorators(node: ast.AST, package: str) -> Used:
    """Return what the decorators of a definition use."""
    return used(getattr(node, "decorator_list", ()), package)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run on import, those in branches too."""
    for statement in body:
        if isinstance(statement, ast.If):
            if not _names_in(statement.test) & {"TYPE_CHECKING", "__name__"}:
                yield from _statements([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.Try):
            caught = [each for handler in statement.handlers for each in handler.body]
            yield from _statements([*statement.body, *caught, *statement.orelse])
        else:
            yield statement


def _assigned(statement: ast.stmt) -> list[str]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    named = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return [each.id for each in named if isinstance(each.ctx, ast.Store)]


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


class _Reader(ast.NodeVisitor):
    """Collects what is used, with the names that are local to each function around it."""

    def __init__(self, package: str):
        self.used = Used()
        self._package = package
        self._scopes: list[dict[str, Place | None]] = [{}]

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._take((node.id,))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.used.attributes.add(node.attr)
        chain, inner = [node.attr], node.value
        while isinstance(inner, ast.Attribute):
            self.used.attributes.add(inner.attr)
            chain.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            self._take((inner.id, *reversed(chain)))
        else:
            self.visit(inner)

    def visit_Import(self, node: ast.Import) -> None:
        self._bind(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._bind(node)

    def _bind(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, place in imported(node, self._package):
            self._scopes[-1][name] = place
            self.used.modules.add(place)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called == "import_module" and isinstance(node.args[0], ast.JoinedStr):
            self.used.any_of = self.used.any_of or "__name__" in _names_in(node.args[0])
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in _names_in(node.test):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        # In a class an annotation is read (by pydantic, by dataclasses), in a function it is not.
        inside = len(self._scopes) > 1
        for part in (node.target, node.value, None if inside else node.annotation):
            if part is not None:
                self.visit(part)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node, node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node, [node.body])

    def _function(self, node: Function, body: Iterable[ast.AST]) -> None:
        before = (*getattr(node, "decorator_list", ()), *node.args.defaults)
        for each in (*before, *filter(None, node.args.kw_defaults)):
            self.visit(each)
        self._scopes.append(dict.fromkeys(_locals(node)))
        for statement in body:
            self.visit(statement)
        self._scopes.pop()

    def _take(self, chain: tuple[str, ...]) -> None:
        for scope in reversed(self._scopes):
            if chain[0] in scope:
                place = scope[chain[0]]
                if place is not None:
                    self.used.places.add((place, chain[1:]))
                return
        self.used.chains.add(chain)


def _locals(function: Function) -> Iterator[str]:
    """Names that are a function's own: its arguments and what it assigns."""
    arguments = function.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield each.arg
    for extra in filter(None, (arguments.vararg, arguments.kwarg)):
        yield extra.arg
    todo: list[ast.AST] = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if not isinstance(node, Function | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(node))
