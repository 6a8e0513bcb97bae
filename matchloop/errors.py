"""Every error matchloop raises on purpose.

    MatchloopError
    ├── InputError           a user's table cannot be read
    │   ├── NoRowsError      a table has names and no rows
    │   └── SchemaError      a schema of standard columns is wrong
    │       └── UnknownSchemaError   there is no schema of that name
    ├── ParamsError          params.yaml is not what the code expects
    ├── SourceError          a public source or data/sources.yaml is wrong
    ├── DataError            labelled data or a dataset of the pipeline is wrong
    ├── BundleError          a model bundle is missing, damaged or of another kind
    ├── RegistryError        the model registry cannot do what was asked
    │   ├── NoChampionError  no model of the family has been promoted yet
    │   └── OvertakenError   the version that was to be taken back serves no more
    ├── HomeError            this machine's state cannot be read, written, moved or restored
    ├── DocumentError        a JSON or YAML file is none, or is too large or too deep
    ├── StoreError           the database of predictions, feedback and requests is out of reach
    │   └── FeedbackError    feedback names what is not there; none of it was added
    ├── FamilyError          a model family lacks a part
    │   └── UnknownFamilyError   there is no model family of that name
    ├── StoppedError         Ctrl-C, when a part of what was asked for had been done
    ├── ServiceError         the HTTP service cannot start, or refuses a request
    └── MissingExtraError    a package of an optional extra is not installed

A message says what was got and where, what was expected, and what to do.
"""

from collections.abc import Iterable


class MatchloopError(Exception):
    """Base of the tree; the command line prints its message and exits with `exit_code`."""

    exit_code = 1


class InputError(MatchloopError):
    """A user's table cannot be read: the message names file, row or column, and the remedy."""


class NoRowsError(InputError):
    """A table has names and no rows; there are no values to look at."""


class SchemaError(InputError):
    """A schema of standard columns cannot be read or is not one; its problems are listed."""


class UnknownSchemaError(SchemaError):
    """There is no schema of that name; the names there are, are listed."""


class ParamsError(MatchloopError):
    """params.yaml holds an unknown key or a value out of range; all of them are listed."""


class SourceError(MatchloopError):
    """A source is described wrongly, or its bytes are not the ones that were expected."""


class DataError(MatchloopError):
    """Labelled data, or a dataset of the pipeline, breaks its contract."""


class BundleError(MatchloopError):
    """A model bundle is missing, damaged, or not of the kind that was asked for."""


class RegistryError(MatchloopError):
    """The model registry cannot do what was asked."""


class NoChampionError(RegistryError):
    """No model of the family has been promoted yet."""


class OvertakenError(RegistryError):
    """The version that was to be taken back serves no more; nothing was changed."""


class HomeError(MatchloopError):
    """This machine's state cannot be read, written, moved or restored; what was there stays."""


class DocumentError(MatchloopError):
    """A JSON or YAML file cannot be read, is none, or is larger or deeper than any of its kind."""


class StoreError(MatchloopError):
    """The loop's database cannot be reached, is of another version, or refuses what was asked."""


class FeedbackError(StoreError):
    """Feedback names what is not there; the items are listed, and none was added."""


class FamilyError(MatchloopError):
    """A model family's description names a part that is not there; all of them are listed."""


class UnknownFamilyError(FamilyError):
    """There is no model family of that name."""

    def __init__(self, name: str, known: Iterable[str]):
        super().__init__(f"There is no family {name!r}; there are: {', '.join(known)}.")


class StoppedError(MatchloopError):
    """Ctrl-C stopped a command of which a part had been done; the message says which."""

    exit_code = 130


class ServiceError(MatchloopError):
    """The HTTP service cannot start as it is set up, or refuses a request."""


class MissingExtraError(MatchloopError):
    """A package of an optional extra is needed and not installed."""

    def __init__(self, package: str, extra: str, what: str):
        super().__init__(
            f"{what} needs the package {package!r}, which is not installed. "
            f"Install it with: pip install 'matchloop[{extra}]'"
        )
