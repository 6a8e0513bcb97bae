"""The project with the family column_mapping so small that its stages take seconds."""

import shutil
from pathlib import Path

import yaml

from tests.column_mapping import small
from tests.e2e.project import THREADS, Project, bare, keep_stages

FAMILY = "column_mapping"
MADE = (f"data/{FAMILY}", f"work/{FAMILY}", f"reports/{FAMILY}", f"models/{FAMILY}")
"""Folders that the stages write."""

TINY = {
    "generate": {"pairs": 2200, "composed": 30},
    "validate": {"minimum_share_of_pairs": 0.5, "tolerance_of_shares": 0.2},
    "train": {
        "channel": {"steps": 30, "batch": 8, "wrong": 3, "evaluate_every": 15, "rate": 0.01},
        "siamese": {"encoder": "encoder", "layers": 1, "steps": 4, "batch": 8, "evaluate_every": 2},
    },
    "head": {"steps": 60, "batch": 32},
    "evidence": {"folds": 2, "views": 1, "n_estimators": 10},
    "quantize": {"same_answer": 0.0},
    "gate": {
        "floors": {"top1": 0.01, "top3": 0.01, "coverage_at_0.9": 0.0, "mapped_right": 0.0},
        "ceilings": {"ece": 1.0, "falsely_mapped": 1.0},
        "maximum_latency_ms": 10_000.0,
        "resamples": 100,
    },
}

SETS = ("set_a", "set_b", "set_c")
PARTS = {
    **{part: [name] for part, name in zip(("learn", "calibrate", "measure"), SETS, strict=True)},
    "unrelated": list(SETS),
}
"""Of the labelled columns those that the repository itself has, and few."""


def tiny_mapping(root: Path) -> Project:
    """A copy with a tiny encoder and a short default schema; `dvc repro` there makes the family."""
    project = bare(root)
    keep_stages(root / "dvc.yaml", FAMILY)
    for folder in MADE:
        shutil.rmtree(root / folder, ignore_errors=True)
    small.encoder_folder(root / "encoder")
    (root / "data" / "foreign" / "parts.yaml").write_text(yaml.safe_dump(PARTS))
    schema = root / "matchloop" / FAMILY / "schema" / "schemas" / "default.yaml"
    listed = yaml.safe_load(schema.read_text())
    listed["domains"] = {domain: columns[:4] for domain, columns in listed["domains"].items()}
    schema.write_text(yaml.safe_dump(listed))
    project.edit(THREADS, family="base")
    project.edit(TINY, family=FAMILY)
    return project
