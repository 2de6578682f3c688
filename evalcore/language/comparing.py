"""Comparing: when two values count as equal, in every interpretation.

Computed numbers within the tolerance of one another are equal: 0.50 + 0.05 + 0.05 has to reach
0.60. Whole numbers compare exactly, and so does everything that is no number. A comparison is a
bare one of floats with one side moved by the tolerance, so that every engine says it alike.
"""

from __future__ import annotations

from operator import eq, ge, gt, le, lt, ne
from typing import Any

from evalcore.language.nodes import Compare, Comparison, Named, Node, reads
from evalcore.language.types import Type

TOLERANCE = 1e-9

_BARE = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


MIRRORED: dict[Comparison, Comparison] = {
    "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip
OPPOSITE: dict[Comparison, Comparison] = {
    "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip


def is_turned(node: Compare) -> bool:
    """Whether its sides are compared the other way round: two fields always in one order.

    So `x < y` and `y > x` come to the same to the last bit, and count as one condition.
    """
    right = _read(node.right)
    return right != "" and right < _read(node.left)


def _read(node: Node) -> str:
    while isinstance(node, Named):
        node = node.body
    return reads(node) or ""


def is_zero(x: float) -> bool:
    """Whether a number counts as 0."""
    return -TOLERANCE <= x <= TOLERANCE


def moved_by(operator: Comparison) -> float:
    """By how much the right side of an inequality of computed numbers is moved."""
    return -TOLERANCE if operator in ("<", ">=") else TOLERANCE


def is_exact(left: Type, right: Type) -> bool:
    """Whether two sides compare without tolerance, as all but computed numbers do."""
    return not left.is_number or (left.whole and right.whole)


def holds(operator: Comparison, left: Any, right: Any) -> bool:
    """Whether two values that are known stand so to one another."""
    if not isinstance(left, float) or not isinstance(right, float):
        return bool(_BARE[operator](left, right))
    if operator in ("==", "!="):  # equal is what is neither below nor above
        return (right - TOLERANCE <= left <= right + TOLERANCE) is (operator == "==")
    return bool(_BARE[operator](left, right + moved_by(operator)))
