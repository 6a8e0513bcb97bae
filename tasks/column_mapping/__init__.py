"""The steps of the family `column_mapping`; `python -m tasks.column_mapping STEP [MODEL]`.

Each step reads what the steps before it wrote, calls the library, and writes its own outputs; the
dependencies between them are declared in dvc.yaml. What a release asks for is in `release`.
"""

from tasks.workspace import Workspace

SPACE = Workspace("column_mapping")
"""The family's files, from the project's root."""

MODEL = "siamese"
"""The model that is proposed, all its parts together."""
