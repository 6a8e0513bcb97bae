"""Schemas: the standard columns that names are mapped to, and their YAML."""
