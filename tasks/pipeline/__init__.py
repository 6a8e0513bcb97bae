"""The DVC graph, and its stages as Prefect tasks."""
