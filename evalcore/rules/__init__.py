"""Rulesets: as written, as a file, and compiled to one graph."""
