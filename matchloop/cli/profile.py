"""`matchloop profile`: what the columns of a stranger's files hold.

Answers go to standard output; progress and errors go to standard error.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matchloop.cli.arguments import BundleFolder, path_is
from matchloop.cli.output import as_json_text, failed, why_not
from matchloop.cli.progress import bar
from matchloop.errors import InputError

if TYPE_CHECKING:
    from matchloop.column_types.profile import Model, TableProfile


def profile(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            readable=False,  # one that may not be read is told like any other that cannot be
            help="CSV, TSV, JSON Lines, Parquet or Excel files, gzip of the text ones, a folder of "
            "them, or - for standard input.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print one CSV, a row per column.")] = False,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            max=1.0,
            help="Answers below it are unsure; the model's own threshold if not given.",
        ),
    ] = None,
    bundle: BundleFolder = None,
) -> None:
    """Say what each column holds, how sure that is, and why."""
    if as_json and as_csv:
        raise InputError("Both --json and --csv were given. Choose one of them.")
    sources = _sources(files)
    model = _champion() if bundle is None else _by_folder(bundle)
    form = "json" if as_json else "csv" if as_csv else "table"
    profiles, errors = _profiled(sources, model, min_confidence, form)
    if form != "table":
        _print_data(profiles, form, single=files == sources and len(sources) == 1)
    if errors:
        raise failed(errors, len(sources))


def _champion() -> "Model":
    from matchloop.column_types.predict import load_champion  # not for `--help`

    return load_champion()


def _by_folder(bundle: Path) -> "Model":
    from matchloop.column_types.predict import load_bundle

    return load_bundle(bundle)


def _sources(files: list[Path]) -> list[Path]:
    """Replace folders by the tables in them."""
    sources: list[Path] = []
    for file in files:
        if path_is(file, "is_dir"):
            from matchloop.tables import find_tables

            sources += find_tables(file)
        else:
            sources.append(file)
    return sources


def _profiled(
    sources: list[Path], model: "Model", min_confidence: float | None, form: str
) -> tuple[list["TableProfile"], list[InputError]]:
    """Profile each source; tables are printed as they come, what fails does not stop the rest."""
    from matchloop.column_types.profile import profile_table
    from matchloop.store.records import Origin

    profiles, errors = [], []
    for source in sources:
        try:
            with bar(source.name) as on_progress:
                answer = profile_table(
                    source,
                    model=model,
                    min_confidence=min_confidence,
                    on_progress=on_progress,
                    origin=Origin.COMMAND,
                )
        except Exception as error:
            reason = why_not(error, source, "matchloop profile")
            if reason is None:
                raise
            errors.append(reason)
            continue
        profiles.append(answer)
        if form == "table":
            from matchloop.cli.profile_view import print_profile

            print_profile(answer)
    return profiles, errors


def _print_data(profiles: list["TableProfile"], form: str, *, single: bool) -> None:
    from matchloop.cli.profile_view import as_csv_text

    if profiles:
        text = as_csv_text(profiles) if form == "csv" else as_json_text(profiles, single=single)
        sys.stdout.write(text)
