"""The steps of the family `column_mapping`; `python -m tasks.column_mapping STEP [MODEL]`.

Each step reads what the steps before it wrote, calls the library, and writes its own outputs; the
dependencies between them are declared in dvc.yaml. What a release asks for is offered here.
"""

from tasks.column_mapping.release import candidate, gate_inputs

__all__ = ["candidate", "gate_inputs"]
