"""Where the family `column_types` keeps its files, from the project's root."""

from pathlib import Path

from matchloop.labels import snapshot

FAMILY = "column_types"
CATALOGUE = Path("data/sources.yaml")
SOURCES = Path("data/sources")
LABELLED = snapshot.copy_of(Path("data/labelled") / FAMILY)
RECENT = snapshot.copy_of(Path("data/recent") / FAMILY)
TABLE_LABELS = Path("data/real_columns.csv")
DATA = Path("data") / FAMILY
WORK = Path("work") / FAMILY
REPORTS = Path("reports") / FAMILY
MODELS = Path("models") / FAMILY
CANDIDATES = ("blend", "boosting", "forest", "network", "pruned")
