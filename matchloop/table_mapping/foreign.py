"""Reads labelled tables as the second look takes them. Joins labels and files; knows no model."""

from collections.abc import Callable
from pathlib import Path

from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.foreign import LabelledTable, matched, read_labels
from matchloop.table_mapping.facts import facts_of
from matchloop.table_mapping.inputs import given

Find = Callable[[str, str], Path | None]
"""Where the table of a system is, by their names; None where it is not on this machine."""


def labelled_tables(folder: Path, find: Find) -> tuple[list[LabelledTable], list[str]]:
    """Return the labelled tables that are here, and the systems of which some are not.

    folder: of the labels, see `read_labels`.
    """
    found, missing = [], set()
    for each in read_labels(folder):
        path = find(each.system, each.table)
        if path is None:
            missing.add(each.system)
            continue
        table = given(path)
        labels = matched(each.labels, table.names, str(path))
        facts = tuple(
            facts_of(
                header,
                table.summaries[i] if table.summaries else None,
                labels[i].description if i in labels else "",
            )
            for i, header in enumerate(table.names)
        )
        found.append(LabelledTable(each.part, each.world, TableFacts(path.name, facts), labels))
    return found, sorted(missing)
