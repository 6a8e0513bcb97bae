"""Where the family `column_mapping` keeps its files, from the project's root."""

from pathlib import Path

FAMILY = "column_mapping"
CATALOGUE = Path("data/sources.yaml")
SOURCES = Path("data/sources")
LABELLED = Path("data/labelled") / FAMILY
RECENT = Path("data/recent") / FAMILY
EXAMPLES = Path("data/mapping_examples.csv")
DATA = Path("data") / FAMILY
WORK = Path("work") / FAMILY
REPORTS = Path("reports") / FAMILY
MODELS = Path("models") / FAMILY
MODEL = "siamese"
