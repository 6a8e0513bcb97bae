"""Runs one step: what dvc.yaml calls."""

from tasks.spelling import MODEL
from tasks.spelling.data import generate
from tasks.spelling.release import bundle, train
from tasks.steps import Pipeline, Step

PIPELINE = Pipeline((Step(generate), Step(train), Step(bundle)), (MODEL,), "spelling")

if __name__ == "__main__":
    PIPELINE.main()
