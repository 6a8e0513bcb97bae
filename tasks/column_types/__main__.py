"""Runs one step: what dvc.yaml calls."""

from tasks.column_types.data import collect, featurize, generate, split, validate
from tasks.column_types.models import blend, export, prune, quantize, train
from tasks.column_types.release import bundle, evaluate
from tasks.steps import main

if __name__ == "__main__":
    data = (generate, collect, split, featurize, validate)
    models = (train, prune, blend, export, quantize)
    main((*data, *models, evaluate, bundle))
