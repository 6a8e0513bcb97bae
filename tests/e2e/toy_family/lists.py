"""The lists that a new family is entered in: file, the text after which, and what."""

SECTION = """
spelling:
  words: 600
  steps: 300
  rate: 2.0
  gate:
    floors: {accuracy: 0.8}
    ceilings: {ece: 0.3}
    maximum_latency_ms: 1000.0
"""
STAGES = """
  spelling-inputs:
    cmd: python -m tasks.inputs spelling
    deps:
      - data/labelled/spelling
      - data/recent/spelling
      - data/retrain/spelling
    outs:
      - data/spelling/inputs

  spelling-generate:
    cmd: python -m tasks.spelling generate
    deps:
      - data/spelling/inputs/labelled
    params:
      - base.seed
      - spelling.words
    outs:
      - data/spelling/words.parquet

  spelling-train:
    cmd: python -m tasks.spelling train
    deps:
      - data/spelling/words.parquet
    params:
      - spelling.rate
      - spelling.steps
    outs:
      - work/spelling/train

  spelling-bundle:
    cmd: python -m tasks.spelling bundle
    deps:
      - data/spelling/words.parquet
      - work/spelling/train
    params:
      - base
      - spelling
      - watch.limits
    outs:
      - models/spelling
    metrics:
      - reports/spelling/metrics.json:
          cache: false
"""
DEPLOYMENT = """
  - name: spelling
    description: Brings the model of spelling up to date.
    tags: [spelling]
    entrypoint: flows/train.py:train
    parameters:
      family: spelling
      parallel: 1
      reason: from the deployment
    work_pool: *work_pool
    concurrency_limit:
      limit: 1
      collision_strategy: ENQUEUE
    schedules:
      - cron: "0 6 * * 1"
        timezone: UTC
        slug: weekly
        active: false
"""
END = ""
"""Stands for the end of a file."""

LISTS = (
    (
        "matchloop/families.py",
        "from matchloop.family import Family\n",
        "from matchloop.spelling.family import SPELLING\n",
    ),
    ("matchloop/families.py", "FAMILIES: tuple[Family, ...] = (", "SPELLING, "),
    (
        "matchloop/params.py",
        "from matchloop.section import Positive, Section, Share\n",
        "from matchloop.spelling.params import SpellingParams\n",
    ),
    (
        "matchloop/params.py",
        "    column_types: ColumnTypesParams\n",
        "    spelling: SpellingParams\n",
    ),
    ("params.yaml", END, SECTION),
    ("dvc.yaml", "\nstages:", STAGES),
    ("prefect.yaml", "\ndeployments:", DEPLOYMENT),
    ("README.md", END, "\n`spelling` tells British from American words.\n"),
    ("docs/architecture.md", "| --- | --- |\n", "| `spelling/` | a toy |\n"),
)
