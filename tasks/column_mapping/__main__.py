"""Runs one step: what dvc.yaml calls."""

from tasks.column_mapping.data import generate, validate
from tasks.column_mapping.models import export, head, quantize, train
from tasks.column_mapping.release import bundle, evaluate
from tasks.steps import main

if __name__ == "__main__":
    main((generate, validate, train, export, quantize, head, evaluate, bundle))
