"""The table of sources in a report: the generator, public sources, a user's files."""

from collections.abc import Mapping

from matchloop.report.data import DataSource
from matchloop.sources import Manifest


def data_sources(
    manifest: Manifest, family: str, rows: Mapping[str, int]
) -> tuple[DataSource, ...]:
    """List the generator, then the public sources, then the user's files.

    manifest: of the sources that were pulled; those of the family are listed, and those in `rows`.
    rows: how many came from "generator", from each source by its name, and from each "user:<file>".
    """
    told = [DataSource("generator", "Apache-2.0", "train", rows.get("generator", 0))]
    for source in manifest.sources:
        if family in source.families or source.name in rows:
            told.append(
                DataSource(
                    source.name,
                    source.licence,
                    source.role.value,
                    rows.get(source.name, 0) if source.complete else None,
                    "" if source.complete else "could not be reached when the sources were pulled",
                )
            )
    users = {name: count for name, count in rows.items() if name.startswith("user:")}
    told += [DataSource(name, "the user's own", "train", n) for name, n in users.items()]
    return tuple(told)
