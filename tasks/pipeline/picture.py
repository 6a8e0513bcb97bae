"""Draws a family's DVC graph as Mermaid; `python -m tasks.pipeline.picture FAMILY`."""

import sys
from pathlib import Path

from tasks.pipeline.dvc import Stage, stages


def mermaid(family: str, found: tuple[Stage, ...]) -> str:
    """Return the graph as Mermaid; the stages of a matrix are one box that says how many."""
    names: dict[str, list[str]] = {}
    for stage in found:
        base, _, model = _short(family, stage.name).partition("@")
        names.setdefault(base, []).extend([model] if model else [])
    arrows = {
        (_box(family, need), _box(family, stage.name)) for stage in found for need in stage.needs
    }
    lines = ["flowchart LR"]
    for base, models in names.items():
        shown = f"{base}<br/><small>{' · '.join(models)}</small>" if models else base
        lines.append(f'  {base}["{shown}"]')
    lines += [f"  {a} --> {b}" for a, b in sorted(_direct(arrows))]
    return "\n".join([*lines, "  bundle --> gate{{gate}} --> promote([promote])"])


def _direct(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out an arrow where a longer way leads to the same box."""

    def reached(start: str, without: tuple[str, str]) -> set[str]:
        found: set[str] = set()
        todo = [start]
        while todo:
            here = todo.pop()
            ahead = {b for a, b in arrows if a == here and (a, b) != without} - found
            found |= ahead
            todo += ahead
        return found

    return {arrow for arrow in arrows if arrow[1] not in reached(arrow[0], arrow)}


def _short(family: str, name: str) -> str:
    return name.removeprefix(f"{family}-")


def _box(family: str, name: str) -> str:
    return _short(family, name).partition("@")[0]


if __name__ == "__main__":
    print(mermaid(sys.argv[1], stages(Path.cwd(), sys.argv[1])))
