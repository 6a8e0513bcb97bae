"""Commands that other packages offer, found by their entry points and loaded when they are named.

    [project.entry-points."matchloop.commands"]
    train = "tasks.train.command:app"

An entry is a typer app of one command. Commands of the library itself cost nothing here.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

GROUP = "matchloop.commands"


class Commands(TyperGroup):
    """The library's commands, then those that are offered."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands; reads what is installed."""
        return [*super().list_commands(ctx), *_offered()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command by its name, None if there is none."""
        own = super().get_command(ctx, cmd_name)
        offered = None if own else _offered().get(cmd_name)
        if offered is None:
            return own
        command = typer.main.get_command(offered.load())
        command.name = cmd_name
        return command


def _offered() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP))}
