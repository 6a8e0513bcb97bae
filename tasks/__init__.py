"""The work that a flow or `dvc repro` can ask for. Importing it switches usage reports off."""

from tasks.telemetry import switch_off

# Here, because every step imports this package before the tools that would report.
switch_off()
