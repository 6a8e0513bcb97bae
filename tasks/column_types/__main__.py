"""The steps in their order; run as a module, one of them: what dvc.yaml calls."""

from matchloop.column_types.models import ModelName
from tasks.column_types import CANDIDATES
from tasks.column_types.data import collect, featurize, generate, split, validate
from tasks.column_types.models import blend, export, prune, quantize, train
from tasks.column_types.release import bundle, evaluate
from tasks.steps import Pipeline, Step

_DATA = (Step(generate), Step(collect), Step(split), Step(featurize), Step(validate))
_MODELS = (
    Step(train, tuple(sorted(ModelName))),
    Step(prune),
    Step(blend),
    Step(export, CANDIDATES),
    Step(quantize, CANDIDATES),
)
PIPELINE = Pipeline((*_DATA, *_MODELS, Step(evaluate), Step(bundle)), CANDIDATES, "profile")

if __name__ == "__main__":
    PIPELINE.main()
