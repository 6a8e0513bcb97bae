"""Where this machine keeps its state: the registry's files and the serving copies.

Knows nothing of what lies inside.
"""

import os
from pathlib import Path

VARIABLE = "MATCHLOOP_HOME"
_PROJECT_FILES = ("params.yaml", "dvc.yaml")


def home() -> Path:
    """The folder of this machine's state, which need not exist yet.

    The environment variable MATCHLOOP_HOME if it is set; else `.matchloop` of the project that
    the working directory lies in (the nearest folder with params.yaml and dvc.yaml); else the
    user's own data folder.
    """
    if given := os.environ.get(VARIABLE):
        return Path(given).expanduser().resolve()
    if project := _project(Path.cwd()):
        return project / ".matchloop"
    # Imported late: inside a project, which is the common case, it is not needed.
    from platformdirs import user_data_path

    return user_data_path("matchloop", appauthor=False)


def _project(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if all((folder / name).is_file() for name in _PROJECT_FILES):
            return folder
    return None
