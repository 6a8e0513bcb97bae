"""The frozen hold-outs of `column_mapping` that are on this machine."""

from collections.abc import Iterator

from matchloop.column_mapping import evaluation
from matchloop.column_mapping.evaluation import Part
from matchloop.column_mapping.nameguess import read_nameguess
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.evaluation.metric import named
from matchloop.evaluation.pairs import pair_figures
from matchloop.sources import available, of_family, read_catalogue
from tasks.column_mapping import SPACE


def hold_outs() -> list[Part]:
    """Return the frozen hold-outs: unseen standards first, then real names where they are here."""
    pairs, standards = SPACE.table("pairs"), SPACE.table("standards")
    first = evaluation.unseen(pairs, standards, load_schema(None))
    return [first, *(part for _, parts in cities() for part in parts)]


def cities() -> Iterator[tuple[str, list[Part]]]:
    """Yield the sources of real names that are here, each with its hold-outs."""
    for source in of_family(read_catalogue(SPACE.catalogue), SPACE.family):
        if source.role.value == "evaluate" and source.name.startswith("nameguess"):
            paths = available(source, SPACE.sources)
            parts = [evaluation.city(path.stem, read_nameguess(path)) for path in paths]
            yield from [(source.name, parts)] if parts else []


def judge_pairs(answers: evaluation.Answers, threshold: float) -> dict[str, float]:
    """Return how well answers tell the labelled pairs of their hold-out apart, by figure."""
    return named(pair_figures(*evaluation.pair_scores(answers, SPACE.table("pairs")), threshold))
