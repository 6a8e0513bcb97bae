"""`matchloop map`: which standard columns the columns of a stranger's files are.

Answers go to standard output; progress and errors go to standard error.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matchloop.cli.arguments import BundleFolder, may_look, path_is
from matchloop.cli.output import as_json_text, failed, why_not
from matchloop.cli.progress import bar
from matchloop.errors import InputError
from matchloop.table_mapping.forms import Dialect, Form

if TYPE_CHECKING:
    from matchloop.table_mapping.dictionary import Dictionary
    from matchloop.table_mapping.mapping import Mapper, Model, Options
    from matchloop.table_mapping.result import TableMapping

What = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|NAMES…",
        help="Tables as for `profile`, or names of columns: an argument that is a file is "
        "read, every other one is a name. A folder ends in a slash, - is standard input.",
    ),
]
SchemaFile = Annotated[
    str | None,
    typer.Option(help="YAML, JSON or text file of standard columns; else the default schema."),
]
DictionaryFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        readable=False,
        help="Data dictionary of the columns: a table with the columns column and description, "
        "and table where it is of several.",
    ),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=1.0,
        help="Answers below it are withheld; the model's own threshold if not given.",
    ),
]
OneToOne = Annotated[
    bool | None,
    typer.Option(
        "--one-to-one/--many-to-one",
        help="Give a standard column to at most one column, or to any number of them; the "
        "first for tables, the second for names if not given.",
    ),
]
Emit = Annotated[
    str | None,
    typer.Option(metavar="sql|yaml", help="Print the renaming: a SELECT, or a YAML mapping."),
]
SqlDialect = Annotated[
    Dialect | None,
    typer.Option(help="Whose SQL `--emit sql` writes; ansi if not given."),
]


def map_(
    what: What,
    schema: SchemaFile = None,
    dictionary: DictionaryFile = None,
    top_k: Annotated[int, typer.Option(min=1, help="Guesses to give for each column.")] = 3,
    min_confidence: MinConfidence = None,
    one_to_one: OneToOne = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print one CSV, a row per column.")] = False,
    emit: Emit = None,
    dialect: SqlDialect = None,
    bundle: BundleFolder = None,
) -> None:
    """Say which standard column each column is, how sure that is, and why."""
    form = _form(as_json, as_csv, emit)
    if dialect is not None and form != Form.SQL:
        raise InputError("--dialect is of SQL. Give --emit sql with it, or leave it out.")
    if schema is not None and not schema.strip():
        raise InputError(
            "--schema names no file. Name a file of standard columns, or leave the option out for "
            "the default schema."
        )
    files, names = _sorted_out(what)
    from matchloop.table_mapping.mapping import Mapper, Options, as_schema  # not for `--help`

    options = Options(top_k, min_confidence, one_to_one)
    model = _champion() if bundle is None else _by_folder(bundle)
    mapper = Mapper(model, as_schema(schema))
    described = _dictionary(dictionary)
    mappings, errors = _mapped(files, names, mapper, options, form, described)
    if form != "table" and mappings:
        _print_data(mappings, form, dialect, single=not files or what == files[:1])
    if errors:
        raise failed(errors, len(files))


def _champion() -> "Model":
    from matchloop.table_mapping.mapping import load_model

    return load_model()


def _by_folder(bundle: Path) -> "Model":
    from matchloop.column_mapping.predict import load_bundle

    return load_bundle(bundle)


def _dictionary(path: Path | None) -> "Dictionary | None":
    from matchloop.table_mapping.dictionary import as_dictionary

    return as_dictionary(path)


def _form(as_json: bool, as_csv: bool, emit: str | None) -> str:
    if emit is not None and emit not in list(Form):
        raise InputError(f"--emit is {emit[:40]!r}; expected one of {', '.join(Form)}.")
    asked = [
        *(["json"] if as_json else []),
        *(["csv"] if as_csv else []),
        *([emit] if emit else []),
    ]
    if len(asked) > 1:
        raise InputError("--json, --csv and --emit exclude each other. Choose one of them.")
    return asked[0] if asked else "table"


def _sorted_out(what: list[str]) -> tuple[list[str], list[str]]:
    """Part the arguments into files and names; folders are replaced by the tables in them."""
    from matchloop.table_mapping.inputs import looks_like_path

    files, names = [], []
    for text in what:
        if text == "-" or path_is(text, "is_file"):
            files.append(text)
        elif looks_like_path(text) and path_is(text, "is_dir"):
            from matchloop.tables import find_tables

            files += map(str, find_tables(Path(text)))
        elif looks_like_path(text) and (path_is(text, "exists") or not may_look(text)):
            files.append(text)  # a pipe, such as the shell's <(…), or what may not be seen
        elif looks_like_path(text):
            raise InputError(
                f"{text} looks like the path of a file and does not exist. Check the path. If it "
                f"is a column's name, map it from Python: matchloop.map_columns([{text!r}])."
            )
        else:
            names.append(text)
    return files, names


def _mapped(
    files: list[str],
    names: list[str],
    mapper: "Mapper",
    options: "Options",
    form: str,
    dictionary: "Dictionary | None",
) -> tuple[list["TableMapping"], list[InputError]]:
    """Map each source; tables are printed as they come, what fails does not stop the rest."""
    from matchloop.store.records import Origin
    from matchloop.table_mapping.inputs import given

    mappings, errors = [], []
    sources: list[Any] = ["-" if file == "-" else Path(file) for file in files]
    for source in [*sources, *([names] if names else [])]:
        try:
            with bar("names" if source is names else str(source)) as on_progress:
                table = given(source, on_progress)
            if dictionary:
                table = dictionary.describe(table)
            mappings.append(mapper.map(table, options, Origin.COMMAND))
        except Exception as error:
            reason = why_not(error, "names" if source is names else source, "matchloop map")
            if reason is None:
                raise
            errors.append(reason)
            continue
        if form == "table":
            from matchloop.cli.map_view import print_mapping

            print_mapping(mappings[-1])
    return mappings, errors


def _print_data(
    mappings: list["TableMapping"], form: str, dialect: Dialect | None, *, single: bool
) -> None:
    from matchloop.cli import map_view

    if form == "json":
        text = as_json_text(mappings, single=single)
    elif form == "csv":
        text = map_view.as_csv_text(mappings)
    else:
        text = map_view.emitted_text(mappings, Form(form), dialect or Dialect.ANSI)
    sys.stdout.write(text)
