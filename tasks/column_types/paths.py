"""Where the family `column_types` keeps its files, from the project's root."""

from pathlib import Path

FAMILY = "column_types"
CATALOGUE = Path("data/sources.yaml")
SOURCES = Path("data/sources")
LABELLED = Path("data/labelled") / FAMILY
RECENT = Path("data/recent") / FAMILY
TABLE_LABELS = Path("data/real_columns.csv")
DATA = Path("data") / FAMILY
WORK = Path("work") / FAMILY
REPORTS = Path("reports") / FAMILY
MODELS = Path("models") / FAMILY
CANDIDATES = ("blend", "boosting", "forest", "network", "pruned")
