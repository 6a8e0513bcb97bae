"""The steps in their order; run as a module, one of them: what dvc.yaml calls."""

from tasks.column_mapping import MODEL
from tasks.column_mapping.data import generate, validate
from tasks.column_mapping.descriptions import descriptions
from tasks.column_mapping.evidence import evidence
from tasks.column_mapping.models import export, head, quantize, train
from tasks.column_mapping.release import bundle, evaluate
from tasks.steps import Pipeline, Step

PIPELINE = Pipeline(
    (
        Step(generate),
        Step(validate),
        Step(train, ("channel", "siamese")),
        Step(export),
        Step(quantize),
        Step(head),
        Step(evidence),
        Step(descriptions),
        Step(evaluate),
        Step(bundle),
    ),
    (MODEL,),
    "map",
)

if __name__ == "__main__":
    PIPELINE.main()
