"""The text interpretation: nodes as the formula that an analyst would have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evalcore.language.nodes import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AsOf,
    Compare,
    FieldRef,
    Has,
    If,
    IsIn,
    IsWithheld,
    Known,
    Linear,
    Literal,
    Lookup,
    Named,
    Negate,
    Node,
    Not,
    Opaque,
    Or,
    Overlap,
    Piecewise,
    RecordField,
    SetSize,
)

LONGEST = 160

# How tightly an operator binds, from loose to tight, as in Python.
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)


def spell(node: Node, longest: int = LONGEST) -> str:
    """The node as a formula; named values by their names; cut after `longest` characters."""
    return _Speller(longest).spell(node)[0]


class _Speller:
    """Spells each node once, and no part longer than the whole may be: graphs share their parts."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.made: dict[Node, tuple[str, int]] = {}

    def spell(self, node: Node) -> tuple[str, int]:
        if node not in self.made:
            text, binds = self.make(node)
            if len(text) > self.longest:
                text = f"{text[: self.longest - 3]}..."
            self.made[node] = (text, binds)
        return self.made[node]

    def make(self, node: Node) -> tuple[str, int]:
        match node:
            case Literal(value=value):
                return spell_literal(value), _ATOM
            case FieldRef(name=name) | RecordField(name=name):
                return name, _ATOM
            case AsOf():
                return "as_of", _ATOM
            case Opaque(name=name, args=args):
                return _call(name, [self.spell(each)[0] for each in args])
            case Named(name=name, role="function", args=args):
                return _call(name, [self.spell(each)[0] for each in args])
            case Named(name=name):
                return name, _ATOM
            case Not(operand=operand):
                return f"not {self.within(operand, _NOT)}", _NOT
            case Negate(operand=operand):
                return f"-{self.within(operand, _SIGN)}", _SIGN
            case And(operands=operands):
                return " and ".join(self.within(each, _AND + 1) for each in operands), _AND
            case Or(operands=operands):
                return " or ".join(self.within(each, _OR + 1) for each in operands), _OR
            case Compare(operator=operator, left=left, right=right):
                sides = (self.within(left, _COMPARE + 1), self.within(right, _COMPARE + 1))
                return f" {operator} ".join(sides), _COMPARE
            case IsIn(item=item, members=members):
                return f"{self.within(item, _COMPARE + 1)} in {_list(members)}", _COMPARE
            case Has(set=held, member=member):
                return f"{member!r} in {self.within(held, _COMPARE + 1)}", _COMPARE
            case Arithmetic(operator=operator, operands=operands):
                level = _SUM if operator in "+-" else _PRODUCT
                first, *rest = operands
                chain = [
                    self.within(first, level),
                    *(self.within(each, level + 1) for each in rest),
                ]
                return f" {operator} ".join(chain), level
            case If(condition=condition, then=then, otherwise=otherwise):
                choice = f"{self.within(then, _OR)} if {self.within(condition, _OR)}"
                return f"{choice} else {self.within(otherwise, _IF)}", _IF
            case _:
                return _call(*self.as_call(node))

    def as_call(self, node: Node) -> tuple[str, Sequence[str]]:
        match node:
            case Apply(function="days_since", args=(day, AsOf())):
                return "days_since", [self.spell(day)[0]]
            case Apply(function="clamp", args=(operand, Literal(value=0.0), Literal(value=1.0))):
                return "clamp", [self.spell(operand)[0]]
            case Apply(function="round", args=(operand, Literal(value=0.0))):
                return "round", [self.spell(operand)[0]]
            case Apply(function=function, args=args):
                return function, [self.spell(each)[0] for each in args]
            case Linear(operand=operand, worst=worst, best=best):
                x, low, high = (self.spell(each)[0] for each in (operand, worst, best))
                return "linear", [x, f"worst={low}", f"best={high}"]
            case Piecewise(operand=operand, points=points):
                return "piecewise", [self.spell(operand)[0], _table(dict(points))]
            case Lookup(item=item, table=table, default=default):
                last = [] if default is None else [f"default={spell_literal(default)}"]
                return "lookup", [self.spell(item)[0], _table(dict(table)), *last]
            case Overlap(set=held, weights=weights):
                return "overlap", [self.spell(held)[0], _table(dict(weights))]
            case Known(name=name):
                return "known", [name]
            case IsWithheld(name=name):
                return "withheld", [name]
            case Aggregate(function="count", records=records, body=Literal(value=True)):
                return "count", [records.name]
            case Aggregate(function=function, records=records, body=body):
                return function, [records.name, self.spell(body)[0]]
            case SetSize(set=held):
                return "count", [self.spell(held)[0]]
            case _:
                raise NotImplementedError(type(node).__name__)

    def within(self, node: Node, level: int) -> str:
        text, binds = self.spell(node)
        return text if binds >= level else f"({text})"


def _call(name: str, args: Sequence[str]) -> tuple[str, int]:
    return f"{name}({', '.join(args)})", _ATOM


def _table(table: Mapping[Any, float]) -> str:
    pairs = (f"{spell_literal(key)}: {spell_literal(value)}" for key, value in table.items())
    return f"{{{', '.join(pairs)}}}"


def _list(members: Sequence[Any]) -> str:
    return f"[{', '.join(spell_literal(each) for each in members)}]"


def spell_literal(value: object) -> str:
    """A literal as a formula has it; whole numbers without a decimal point."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return repr(value)
