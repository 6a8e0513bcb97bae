"""Keeps Prefect's logs readable: an error that we raised on purpose shows no traceback.

Its message already says what was got, where, and what to do; the whole of it is in the run's
state. Any other error keeps its traceback.
"""

import logging

from matchloop.errors import MatchloopError

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


class _Plainly(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, MatchloopError):
            record.msg, record.args = "%s", (str(error).partition("\n")[0],)
        if error is None or isinstance(error, MatchloopError):
            record.exc_info = None  # Prefect asks for a traceback even where there is none
        return True


def install() -> None:
    """Filter the logs of flow and task runs in this process; again is harmless."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, _Plainly) for each in logger.filters):
            logger.addFilter(_Plainly())
