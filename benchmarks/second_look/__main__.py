"""What a second look at the best candidates gains, on columns of other people's tables.

    python -m benchmarks.second_look [--mirror FOLDER]

The champion's candidates and those near by words and meaning are judged by boosted trees over the
evidence there is: words covered and missing, the table's other columns, formats of the values. The
trees, confidences and the threshold are learned on data/foreign, whole systems apart; the last part
is only measured on. Without the mirror of the business systems (owner__name/path; MATCHLOOP_MIRROR)
only our own tables are looked at. The last line is the figures as JSON.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.second_look import learning
from benchmarks.second_look.facts import TableFacts
from benchmarks.second_look.facts_of import facts_of
from benchmarks.second_look.features import Ranked
from benchmarks.second_look.judgement import Mapped
from benchmarks.second_look.labels import (
    LabelledTable,
    Part,
    matched,
    part_of,
    read_labels,
    table_of,
)
from benchmarks.second_look.params import EvidenceParams
from matchloop.column_mapping.predict import load_champion
from matchloop.column_mapping.ranker import Ranker
from matchloop.column_mapping.schema.schema import Schema, load_schema
from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.table_mapping.inputs import given

FOREIGN = Path("data/foreign")
_RANKED = 10
_SEED = 20240607


def main(
    mirror: Annotated[Path | None, typer.Option(help="Mirror of the public repositories.")] = None,
) -> None:
    """Learn the second look, set its threshold, and measure it on systems it has not seen."""
    console, params = Console(), EvidenceParams()
    where = mirror or Path(os.environ.get("MATCHLOOP_MIRROR", "mirror"))
    tables, missing = labelled_tables(where)
    for system in missing:
        console.print(f"{system}: its tables are not here, the run goes on without them")
    rank = Ranks(load_champion(1).ranker)
    found = learning.examples(tables, load_schema(None), rank, params, _SEED)
    held_out = learning.cross_fitted(found, params, _SEED)
    trees = learning.fit([e for e in found if e.part is Part.LEARN], params, _SEED)
    scored = {Part.LEARN: held_out} | {
        part: learning.scored_by(trees, [e for e in found if e.part is part])
        for part in (Part.CALIBRATE, Part.MEASURE)
    }
    judged, _ = learning.judgement(
        learning.firsts([*scored[Part.LEARN], *scored[Part.CALIBRATE]]),
        rate=params.rate,
        delta=params.delta,
        sure_rate=params.sure_rate,
        sure_delta=params.sure_delta,
    )
    fares = {
        str(part): learning.mapped(learning.firsts(each), judged)
        for part, each in scored.items()
        if each
    }
    _show(fares, console)
    print(json.dumps({part: each.plain() for part, each in fares.items()}))


class Ranks:
    """Ranks names among the columns of a schema, which is encoded once while it is asked for."""

    def __init__(self, ranker: Ranker):
        self._ranker, self._name = ranker, ""
        self._encoded: EncodedSchema | None = None

    def __call__(self, names: Sequence[str], schema: Schema) -> Ranked:
        """Return the best candidates of each name."""
        if self._encoded is None or self._name != schema.sha256:
            self._encoded, self._name = self._ranker.views.encode(schema), schema.sha256
        found = self._ranker.rank(names, self._encoded, _RANKED)
        return Ranked(found.candidates, found.probabilities)


def labelled_tables(mirror: Path) -> tuple[list[LabelledTable], list[str]]:
    """Return the labelled tables that are here, and the systems of which some are not."""
    found, missing = [], set()
    for (system, name), labels in read_labels(FOREIGN).items():
        path = table_of(FOREIGN, mirror, system, name)
        if not path.is_file():
            missing.add(system)
            continue
        table = given(path)
        facts = tuple(
            facts_of(header, table.summaries[i] if table.summaries else None)
            for i, header in enumerate(table.names)
        )
        # Each of our own tables is a system of its own: they have nothing to do with each other.
        known = f"{system}/{name}" if system.startswith(("set_", "five")) else system
        found.append(
            LabelledTable(
                part_of(system),
                known,
                TableFacts(path.name, facts),
                matched(labels, table.names, str(path)),
            )
        )
    return found, sorted(missing)


def _show(fares: dict[str, Mapped], console: Console) -> None:
    table = Table("figure", *fares, title="The second look", title_justify="left")
    for name in Mapped.model_fields:
        values = (getattr(each, name) for each in fares.values())
        table.add_row(name, *("" if value is None else f"{value}" for value in values))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
