"""Runs one step: what dvc.yaml calls."""

from tasks.spelling.data import generate
from tasks.spelling.release import bundle, train
from tasks.steps import main

if __name__ == "__main__":
    main((generate, train, bundle))
