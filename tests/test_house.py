"""The rules of the house: which room may import which. docs/architecture.md tells them in words."""

import ast
from collections.abc import Iterable

import pytest

from matchloop import families
from tests.imports import imports, modules
from tests.toys import TOYS

FAMILIES = tuple(name for name in families.names() if name not in {toy.name for toy in TOYS})
WORDS = (
    *("errors", "refusals", "documents", "files", "harmless", "home", "section"),
    *("family", "families", "params"),
)
"""What everybody may import."""

LIFE = ("bundle", "labels", "release", "serving", "registry", "monitoring")
"""The rooms of the life cycle, each of which may import those before it; `store` comes first."""

NAMES_FAMILIES = ("matchloop.families", "matchloop.params", "matchloop.table_mapping")
"""Beside families themselves, the server and the command line: who may import from a family."""


def room(module: str) -> str:
    """The room of a module of the library: `drift` for `matchloop.drift.words`."""
    return [*module.split("."), ""][1]


def in_rooms(*rooms: str) -> list[str]:
    return [name for name in imports() if name.startswith("matchloop.") and room(name) in rooms]


def broken(modules: Iterable[str], forbidden: Iterable[str]) -> list[str]:
    """Imports of these modules that lead to one of the forbidden ones, or below it."""
    roots = tuple(forbidden)
    return [
        f"{name} imports {target}"
        for name in modules
        for target in sorted(imports()[name])
        if any(target == root or target.startswith(f"{root}.") for root in roots)
    ]


def test_arrows_point_down():
    assert broken(in_rooms(*{room(name) for name in imports()}), ("tasks", "flows", "deploy")) == []
    assert broken((n for n in imports() if n.startswith("tasks")), ("flows", "deploy")) == []
    assert broken((n for n in imports() if n.startswith("flows")), ("deploy",)) == []


def test_the_words_everybody_uses_import_nothing_of_ours():
    for name in (
        "matchloop.errors",
        "matchloop.files",
        "matchloop.home",
        "matchloop.harmless",
        "matchloop.section",
    ):
        assert imports()[name] <= {"matchloop.errors"}
    assert imports()["matchloop.refusals"] <= {"matchloop.errors"}
    assert imports()["matchloop.documents"] <= {"matchloop.errors", "matchloop.refusals"}


def test_params_know_limits_and_the_params_of_families_alone():
    allowed = {"errors", "documents", "section", *(f"{family}.params" for family in FAMILIES)}
    limits = {"drift.limits", "monitoring.probation_limits", "release.gate_limits"}
    limits.add("evaluation.metric")  # what limits may be on
    found = {name.removeprefix("matchloop.") for name in imports()["matchloop.params"]}
    assert found <= allowed | limits
    for family in FAMILIES:
        known = {
            name.removeprefix("matchloop.") for name in imports()[f"matchloop.{family}.params"]
        }
        assert known <= {"section"} | limits


def test_what_all_families_share_knows_no_bundle_no_store_and_no_family():
    shared = in_rooms("tables", "sources", "validation", "evaluation", "graphs", "drift")
    beyond = ("report", "store", "server", "cli", "table_mapping", *LIFE, *FAMILIES)
    assert broken(shared, [f"matchloop.{name}" for name in beyond]) == []


def test_the_report_knows_figures_and_sources():
    allowed = ("report", "evaluation", "sources", *WORDS)
    for name in in_rooms("report"):
        assert {room(target) for target in imports()[name]} <= set(allowed), name


@pytest.mark.parametrize("number", range(len(LIFE)), ids=LIFE)
def test_the_life_cycle_goes_one_way(number):
    later = [f"matchloop.{name}" for name in LIFE[number + 1 :]]
    limits = {"matchloop.release.gate_limits"}
    found = broken(in_rooms(LIFE[number]), later)
    assert [line for line in found if line.rsplit(" ", 1)[1] not in limits] == []


def test_the_store_knows_nobody_of_the_life_cycle():
    assert broken(in_rooms("store"), [f"matchloop.{name}" for name in LIFE]) == []


def test_what_records_answers_never_imports_the_registry():
    seen, waiting = set(), ["matchloop.monitoring.recorder"]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += imports()[name]
    assert not [name for name in seen if room(name) == "registry"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_stands_alone(family):
    others = [f"matchloop.{name}" for name in FAMILIES if name != family]
    above = ["matchloop.registry", "matchloop.server", "matchloop.cli", "matchloop.table_mapping"]
    assert broken(in_rooms(family), [*others, *above]) == []
    released = broken(in_rooms(family), ["matchloop.release"])
    assert [line for line in released if not line.endswith(".gate_limits")] == []


def test_nobody_else_names_a_family():
    ours = [
        name
        for name in imports()
        if name.startswith("matchloop.")
        and room(name) not in (*FAMILIES, "cli", "server", "table_mapping")
        and name not in NAMES_FAMILIES
    ]
    assert broken(ours, [f"matchloop.{family}" for family in FAMILIES]) == []


@pytest.mark.parametrize(
    "module", ["drift.limits", "monitoring.probation_limits", "release.gate_limits"]
)
def test_limits_cost_nothing(module):
    allowed = {"matchloop.section", "matchloop.evaluation.metric"}
    assert imports()[f"matchloop.{module}"] <= allowed
    assert not imports()["matchloop.evaluation.metric"]


def test_a_reader_sees_a_module_and_a_function_whole():
    """At most 300 lines and 60; what a migration did once stays as it was."""
    long = []
    for name, path in modules().items():
        text = path.read_text(encoding="utf-8")
        long += [name] if text.count("\n") > 300 else []
        if "migrations" in name:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60:
                long.append(f"{name}.{node.name}")
    assert long == []


def test_a_broken_rule_would_be_seen():
    (line,) = broken(["matchloop.cli.main"], ["matchloop.cli.profile"])
    assert line == "matchloop.cli.main imports matchloop.cli.profile"
    assert len(imports()) > 200
