"""Measurements beside their results; see README.md."""
