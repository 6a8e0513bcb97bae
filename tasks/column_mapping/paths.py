"""Where the family `column_mapping` keeps its files, from the project's root."""

from pathlib import Path

from matchloop.labels import snapshot

FAMILY = "column_mapping"
CATALOGUE = Path("data/sources.yaml")
SOURCES = Path("data/sources")
LABELLED = snapshot.copy_of(Path("data/labelled") / FAMILY)
RECENT = snapshot.copy_of(Path("data/recent") / FAMILY)
EXAMPLES = Path("data/mapping_examples.csv")
DATA = Path("data") / FAMILY
WORK = Path("work") / FAMILY
REPORTS = Path("reports") / FAMILY
MODELS = Path("models") / FAMILY
MODEL = "siamese"
