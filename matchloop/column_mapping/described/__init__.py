"""Descriptions on both sides: what sentences on raw and standard columns say of each other."""
