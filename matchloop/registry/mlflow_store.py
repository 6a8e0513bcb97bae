"""The one door to MLflow: the client, runs, and its errors in our words.

Knows nothing of champions or bundles. MLflow (1.2 s to import) is imported inside the functions,
so that importing this module costs nothing.
"""

import logging
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from matchloop.errors import MissingExtraError, RegistryError
from matchloop.home import home
from matchloop.registry import local_files

_DEFAULTS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",  # no lines about database migrations, Alembic's neither
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # a server that is down is reported within seconds
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
}
_log = logging.getLogger(__name__)
_BATCH = 100  # params an MLflow server takes in one call; for metrics it is 1,000


def uri() -> str:
    """The registry's address: MLFLOW_TRACKING_URI if it is set, else SQLite in the home folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or _local()


def exists() -> bool:
    """Whether there is anything to read: False before the first write to the default registry."""
    return _is_elsewhere() or _database().is_file()


def shown_uri() -> str:
    """The registry's address as it may be shown: without a password."""
    return _without_password(uri())


def client() -> Any:
    """An `MlflowClient` of the registry, which is created if it is the default one."""
    return _client(uri())


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turn MLflow's errors into a RegistryError that says what was being asked."""
    _prepare()
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise RegistryError(
            f"The registry {shown_uri()} could not {what}: {_first_line(error)}. "
            "Check that MLFLOW_TRACKING_URI (unset: the local registry) is right and reachable; "
            "the champion on this machine goes on answering meanwhile."
        ) from error


def download(run_id: str, path: str, folder: Path) -> Path:
    """Bring a file or folder of a run into `folder` and return it there.

    Of the local registry it is looked up in the home, whatever address MLflow has noted.
    """
    local = None if _is_elsewhere() else local_files.copied(home(), run_id, path, folder)
    return local or Path(client().download_artifacts(run_id, path, str(folder)))


def is_absent(error: Exception) -> bool:
    """Whether an MLflow error says that a thing of that name does not exist."""
    return getattr(error, "error_code", "") == "RESOURCE_DOES_NOT_EXIST"


def log_run(
    experiment: str,
    name: str,
    *,
    params: Mapping[str, Any],
    metrics: Mapping[str, float],
    histories: Mapping[str, Sequence[float]] | None = None,
    files: Mapping[str, Iterable[Path]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> str:
    """Log one finished run and return its id.

    `histories` are metrics by step (epoch), step 0 first; `files` maps an artifact folder ("" is
    the top) to local files or folders, `texts` an artifact's name to its text. A run that could
    not be logged whole is marked as failed.
    """
    store = client()
    run = store.create_run(_experiment(store, experiment), run_name=name)
    run_id: str = run.info.run_id
    try:
        _log_values(store, run_id, params, metrics, histories or {})
        for folder, paths in (files or {}).items():
            for path in paths:
                log = store.log_artifacts if Path(path).is_dir() else store.log_artifact
                log(run_id, str(path), folder or None)
        for artifact, text in (texts or {}).items():
            store.log_text(run_id, text, artifact)
    except BaseException:
        store.set_terminated(run_id, "FAILED")
        raise
    store.set_terminated(run_id, "FINISHED")
    return run_id


def _log_values(
    store: Any,
    run_id: str,
    params: Mapping[str, Any],
    metrics: Mapping[str, float],
    histories: Mapping[str, Sequence[float]],
) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    points = [Metric(key, float(value), now, 0) for key, value in metrics.items()]
    for key, values in histories.items():
        points += [Metric(key, float(v), now, step) for step, v in enumerate(values)]
    settings = [Param(key, str(value)) for key, value in params.items()]
    for start in range(0, max(len(points), len(settings)), _BATCH):
        batch = slice(start, start + _BATCH)
        store.log_batch(run_id, metrics=points[batch], params=settings[batch])


def _experiment(store: Any, name: str) -> str:
    if found := store.get_experiment_by_name(name):
        return str(found.experiment_id)
    # Only the local registry needs to be told where artifacts go; a server knows.
    place = None if _is_elsewhere() else local_files.artifacts(home()).as_uri()
    try:
        return str(store.create_experiment(name, artifact_location=place))
    except Exception:  # another process may have made it just now
        if found := store.get_experiment_by_name(name):
            return str(found.experiment_id)
        raise


def _is_elsewhere() -> bool:
    return bool(os.environ.get("MLFLOW_TRACKING_URI"))


def _database() -> Path:
    return local_files.database(home())


@lru_cache(maxsize=4)
def _client(address: str) -> Any:
    _prepare()
    from mlflow import MlflowClient

    with _one_at_a_time(address), asking("be opened"):
        if address == _local():
            _bring_up_to_date()
        store = MlflowClient(tracking_uri=address)
        store.search_experiments(max_results=1)  # the database is made on first use
        return store


def _local() -> str:
    return f"sqlite:///{_database()}"


def _bring_up_to_date() -> None:
    try:
        if changed := local_files.bring_up_to_date(home()):
            _log.info("The home was moved: %d addresses in %s follow it", changed, _database())
    except sqlite3.Error as error:  # what is read is looked up from the home all the same
        _log.info("The addresses in %s cannot be brought up to date: %s", _database(), error)


def _prepare() -> None:
    """Import MLflow with our defaults; they must be in the environment before the import."""
    for variable, value in _DEFAULTS.items():
        os.environ.setdefault(variable, value)
    try:
        import mlflow  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("mlflow", "ops", "The model registry") from error
    for name in ("mlflow", "alembic"):  # for a process that imported MLflow before us
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def _one_at_a_time(address: str) -> Iterator[None]:
    """Let one process at a time create the local database; stages that train run side by side."""
    if address != _local():
        yield
        return
    import fcntl

    home().mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            file = held.enter_context((home() / "mlflow.lock").open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            if not _database().is_file():
                raise  # a home that cannot be written can be read all the same
        yield


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return _without_password(line).rstrip(".")


def _without_password(text: str) -> str:
    return re.sub(r"://[^/@\s]+@", "://", text)
