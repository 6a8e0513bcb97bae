"""The steps of the family `column_types`, in order; `python -m tasks.column_types STEP [MODEL]`.

Each step reads what the steps before it wrote, calls the library, and writes its own outputs; the
dependencies between them are declared in dvc.yaml. What a release asks for is in `release`.
"""

from tasks.workspace import Workspace

SPACE = Workspace("column_types")
"""The family's files, from the project's root."""

CANDIDATES = ("blend", "boosting", "forest", "network", "pruned")
"""The models that compete to be proposed."""
