"""CPython as the oracle of the expression language, and a guard against ties and tiny divisors."""

from __future__ import annotations

import ast
import math
import operator
from functools import reduce
from itertools import pairwise
from typing import Any

from formulas import FIELDS


class Close(Exception):  # noqa: N818 - a signal, not an error
    """A draw that is too near a tie, or a divisor too near zero, for floats to be compared."""


class Watched(float):
    """A float that raises where evalcore's tolerance could make a difference."""


def _arithmetic(plain: Any, *, mirrored: bool = False) -> Any:
    def method(x: float, y: float) -> float:
        left, right = (float(y), float(x)) if mirrored else (float(x), float(y))
        if plain is operator.truediv and abs(right) < 1e-6:
            raise Close
        return Watched(plain(left, right))

    return method


def _comparison(plain: Any) -> Any:
    def method(x: float, y: float) -> bool:
        if 0 < abs(float(x) - float(y)) < 1e-6:
            raise Close
        return plain(float(x), float(y))

    return method


for _name in ("add", "sub", "mul", "truediv"):
    setattr(Watched, f"__{_name}__", _arithmetic(getattr(operator, _name)))
    setattr(Watched, f"__r{_name}__", _arithmetic(getattr(operator, _name), mirrored=True))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Watched, f"__{_name}__", _comparison(getattr(operator, _name)))
Watched.__neg__ = lambda x: Watched(-float(x))
Watched.__hash__ = float.__hash__


def plain_mean(*values):
    return reduce(operator.add, values) / len(values)


def plain_clamp(x, low=0, high=1):
    return low if x < low else min(x, high)


def plain_sqrt(x):
    if x < -1e-6:
        raise ZeroDivisionError
    if x < 0:
        raise Close
    return math.sqrt(x)


def plain_geometric_mean(x, y):
    return plain_sqrt(min(x, y)) and (x * y) ** 0.5


def plain_piecewise(x, points):
    line = sorted(points.items())
    for (left, low), (right, high) in pairwise(line):
        if left <= x <= right:
            return low + (x - left) * ((high - low) / (right - left))
    return line[0][1] if x < line[0][0] else line[-1][1]


def plain_lookup(item, table, default=None):
    found = table.get(item, default)
    if found is None:
        raise ZeroDivisionError
    return found


def plain_overlap(held, weights):
    if isinstance(weights, list):
        weights = dict.fromkeys(weights, 1 / len(weights))
    return reduce(operator.add, (w if text in held else 0 for text, w in weights.items()))


class Table:
    def __init__(self, values, prefix):
        self.__dict__ = {n[len(prefix) :]: v for n, v in values.items() if n.startswith(prefix)}


def plain_round(x, digits=0):
    """Of the number that is written: 6.45 is between 6.4 and 6.5, and 4 is even."""
    return round(x * 10.0**digits) / 10.0**digits


def vocabulary(values):
    """What a formula's names mean to CPython."""
    return {
        **values,
        "council": Table(values, "council."),
        "min": lambda *values: min(values),
        "max": lambda *values: max(values),
        "mean": plain_mean,
        "clamp": plain_clamp,
        "sqrt": plain_sqrt,
        "round": plain_round,
        "geometric_mean": plain_geometric_mean,
        "linear": lambda x, worst, best: (x - worst) / (best - worst),
        "piecewise": plain_piecewise,
        "lookup": plain_lookup,
        "overlap": plain_overlap,
        "count": len,
        "any_of": lambda x, y: any(t in x for t in y) if isinstance(y, list) else x or y,
        "all_of": lambda x, y: all(t in x for t in y) if isinstance(y, list) else x and y,
    }


class WatchNumbers(ast.NodeTransformer):
    def visit_Constant(self, node):
        if isinstance(node.value, bool | str):
            return node
        name = ast.Name("Watched", ast.Load())
        return ast.copy_location(ast.Call(name, [node], []), node)

    def visit_Call(self, node):
        if getattr(node.func, "id", "") in ("round", "piecewise", "overlap", "lookup"):
            node.args[0] = self.visit(node.args[0])
            return node
        return self.generic_visit(node)


def evaluate_watched(text, values):
    """Raises `Close` where the floats that CPython meets are too close to call."""
    tree = ast.fix_missing_locations(WatchNumbers().visit(ast.parse(text, mode="eval")))
    numeric = {
        name: Watched(value) if FIELDS[name].kind.is_number else value
        for name, value in values.items()
    }
    watched = {**vocabulary(numeric), "Watched": Watched, "round": watched_round}
    eval(compile(tree, "<test>", "eval"), watched)  # noqa: S307 - the oracle


def watched_round(x, digits=0):
    return Watched(plain_round(float(x), int(digits)))
