"""Directions: which way a score moves as a field rises, and whether that is what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.fields import Field
from evalcore.rules.context import Context
from evalcore.written.errors import Complaint

Way = Literal["+", "-", "?"]
Moves = dict[str, Way]  # by field
GOOD_TAGS, BAD_TAGS = {"benefit", "merit"}, {"cost", "effort", "sunk"}
GOOD_WORDS = {"benefit", "benefits", "npv", "revenue", "profit", "savings", "gain", "roi", "irr"}
BAD_WORDS = {"cost", "costs", "spend", "spent", "effort", "loss", "losses", "debt", "delay", "risk"}
_TURNED: dict[Way, Way] = {"+": "-", "-": "+", "?": "?"}


def directions(root: nodes.Node, types: Mapping[nodes.Node, Type]) -> Moves:
    """Which way a number or condition moves as each field rises; `?` is both, or not known.

    Texts, choices, dates, sets and records have no direction, and are left out.
    """
    found: dict[nodes.Node, Moves] = {}
    for node, below in nodes.walk_with_children(root):
        found[node] = _moves(node, [found[each] for each in below], below, types)
    return found[root]


def _moves(
    node: nodes.Node,
    below: Sequence[Moves],
    parts: Sequence[nodes.Node],
    types: Mapping[nodes.Node, Type],
) -> Moves:
    match node:
        case nodes.FieldRef(name=name):
            kind = types.get(node)
            return {name: "+"} if kind is None or kind.is_number or kind.kind == "flag" else {}
        case nodes.Named() | nodes.Narrowed():
            return below[0]
        case nodes.Not():
            return _times("-", below[0])
        case nodes.And() | nodes.Or():
            return _together(below)
        case nodes.Compare(operator=operator):
            signs: tuple[Way, Way] = ("+", "-") if ">" in operator else ("-", "+")
            signs = ("?", "?") if operator in ("==", "!=") else signs
            return _together([_times(sign, each) for sign, each in zip(signs, below, strict=True)])
        case nodes.If():
            then, otherwise = (types.get(each) for each in parts[1:])
            sign: Way = "?"
            if then is not None and otherwise is not None and then.is_number:
                sign = "+" if then.low >= otherwise.high else sign
                sign = "-" if then.high <= otherwise.low else sign
            return _together([_times(sign, below[0]), *below[1:]])
        case nodes.Apply():
            ways = _ways(node, [types.get(each) for each in parts])
            return _together([_times(way, each) for way, each in zip(ways, below, strict=True)])
        case _:
            return {}


def _ways(node: nodes.Apply, kinds: Sequence[Type | None]) -> list[Way]:
    """Which way an operation moves with each of its arguments, by their ranges."""
    count = len(node.args)
    row = OPERATIONS[node.operation]
    match node.operation:
        case "*":
            return [_sign(kinds[:n] + kinds[n + 1 :]) for n in range(count)]  # type: ignore[operator]
        case "/":
            falls = _sign([kinds[0]])
            return [_sign([kinds[1]]), _TURNED[falls] if _sign([kinds[1]]) != "?" else "?"]
        case "linear":
            ends = [nodes.constant(each) for each in node.args[1:3]]
            if len(ends) == 2 and all(isinstance(each, int | float) for each in ends):
                worst, best = (float(str(each)) for each in ends)
                return ["+" if best >= worst else "-", *["?"] * (count - 1)]  # type: ignore[list-item]
        case "weighted_mean":
            return ["+" if n < count // 2 else "?" for n in range(count)]
        case "piecewise":
            heights = [point[1] for point in node.data[0]]
            if heights == sorted(heights):
                return ["+"]
            return ["-" if heights == sorted(heights, reverse=True) else "?"]
        case _ if row.directions and row.takes == "numbers":
            signs = row.directions
            return [signs[min(n, len(signs) - 1)] for n in range(count)]  # type: ignore[misc]
        case _:
            pass
    return ["?"] * count


def _sign(kinds: Sequence[Type | None]) -> Way:
    sign: Way = "+"
    for kind in kinds:
        if kind is None or (kind.low < 0 < kind.high):
            return "?"
        sign = sign if kind.low >= 0 else _TURNED[sign]
    return sign


def _times(way: Way, moves: Moves) -> Moves:
    if way == "+":
        return moves
    return {name: _TURNED[each] if way == "-" else "?" for name, each in moves.items()}


def _together(several: Sequence[Moves]) -> Moves:
    found: Moves = {}
    for moves in several:
        for name, way in moves.items():
            found[name] = way if found.get(name, way) == way else "?"
    return found


def in_words(moves: Moves) -> str:
    """`rises with benefit_k, falls with cost_k`; empty where nothing has a direction."""
    parts: list[str] = []
    for way, verb in (("+", "rises with"), ("-", "falls with"), ("?", "moves either way with")):
        names = [name for name, each in moves.items() if each == way]
        if names:
            parts.append(f"{verb} {', '.join(names)}")
    return ", ".join(parts)


def turned_round(context: Context) -> Iterator[Complaint]:
    """Warnings about scores that fall as a benefit rises, or rise with a cost."""
    for each in context.ruleset.criteria:
        if each.score is None:
            continue  # the direction of a policy is its author's business
        moves = directions(context.names[each.id], context.types)
        for name, way in moves.items():
            field = context.fields.get(name)
            good = None if field is None else _is_good(field)
            if good is None or way == "?" or (way == "+") == good:
                continue
            does = "falls" if good else "rises"
            problem = f"{each.id} {does} as {name} rises"
            mend = "in linear(), worst is the value for 0 and best that for 1"
            path = ("criteria", each.id, "score")
            yield Complaint(problem, mend=mend, path=path, code="EV312")


def _is_good(field: Field) -> bool | None:
    """Whether more of it is better, by its tags or else its name; None where neither tells."""
    words = set(re.split(r"[\W_]+", field.name.lower()))
    for good, bad in (
        (field.tags & GOOD_TAGS, field.tags & BAD_TAGS),
        (words & GOOD_WORDS, words & BAD_WORDS),
    ):
        if good and not bad:
            return True
        if bad and not good:
            return False
    return None
