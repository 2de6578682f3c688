"""Carriers: the kinds of tables that there are, and a result of the same kind."""
from __future__ import annotations
