"""The steps of the family `spelling`; `python -m tasks.spelling STEP`."""

from tasks.workspace import Workspace

SPACE = Workspace("spelling")
MODEL = "regression"
"""The one model there is."""
