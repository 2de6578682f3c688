"""What would change a verdict: the smallest changes of what a role controls that lead to another.

An interpretation of the graph like any other: bounds rule out what cannot lead there, single
values are evaluated, and what is told was verified.
"""

from __future__ import annotations

from evalcore.study.changes.finding import find_changes
from evalcore.study.changes.result import Change, Changes, Move

__all__ = ["Change", "Changes", "Move", "find_changes"]
