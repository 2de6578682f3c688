"""The text interpretation: nodes as the formula that an analyst would have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS

LONGEST = 160

# How tightly an operator binds, from loose to tight, as in Python.
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)


def spell(node: nodes.Node, longest: int = LONGEST) -> str:
    """The node as a formula; named values by their names; cut after `longest` characters."""
    return _Speller(longest).spell(node)[0]


class _Speller:
    """Spells each node once, and no part longer than the whole may be: graphs share their parts."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.made: dict[nodes.Node, tuple[str, int]] = {}

    def spell(self, node: nodes.Node) -> tuple[str, int]:
        if node not in self.made:
            text, binds = self.make(node)
            if len(text) > self.longest:
                text = f"{text[: self.longest - 3]}..."
            self.made[node] = (text, binds)
        return self.made[node]

    def make(self, node: nodes.Node) -> tuple[str, int]:
        match node:
            case nodes.Literal(value=value):
                return spell_literal(value), _ATOM
            case nodes.FieldRef(name=name) | nodes.RecordField(name=name):
                return name, _ATOM
            case nodes.AsOf():
                return "as_of", _ATOM
            case nodes.Across(name=name):
                return f"{name} across the slate", _ATOM
            case nodes.Opaque(name=name, args=args):
                return _call(name, [self.spell(each)[0] for each in args])
            case nodes.Named(name=name, role="function", body=nodes.FirstRow()):
                return name, _ATOM
            case nodes.Named(name=name, role="function", args=args):
                return _call(name, [self.spell(each)[0] for each in args])
            case nodes.Named(name=name):
                return name, _ATOM
            case nodes.Not(operand=operand):
                return f"not {self.within(operand, _NOT)}", _NOT
            case nodes.And(operands=operands):
                return " and ".join(self.within(each, _AND + 1) for each in operands), _AND
            case nodes.Or(operands=operands):
                return " or ".join(self.within(each, _OR + 1) for each in operands), _OR
            case nodes.Compare(operator=operator, left=left, right=right):
                sides = (self.within(left, _COMPARE + 1), self.within(right, _COMPARE + 1))
                return f" {operator} ".join(sides), _COMPARE
            case nodes.Apply("negate", (operand,)):
                return f"-{self.within(operand, _SIGN)}", _SIGN
            case nodes.Apply("*", (number, nodes.Literal(value=1.0, unit=str()))):
                return self.spell(number)  # a table that counts in this unit
            case nodes.Apply("+" | "-" | "*" | "/" as sign, (first, *rest)):
                level = _SUM if sign in "+-" else _PRODUCT
                others = (self.within(each, level + 1) for each in rest)
                return f" {sign} ".join([self.within(first, level), *others]), level
            case nodes.Apply("in", (item,), (members,)):
                return f"{self.within(item, _COMPARE + 1)} in {_list(members)}", _COMPARE
            case nodes.Apply("has", (held,), (member,)):
                return f"{member!r} in {self.within(held, _COMPARE + 1)}", _COMPARE
            case nodes.Apply():
                return self.applied(node)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                choice = f"{self.within(then, _OR)} if {self.within(condition, _OR)}"
                return f"{choice} else {self.within(otherwise, _IF)}", _IF
            case _:
                return _call(*self.as_call(node))

    def as_call(self, node: nodes.Node) -> tuple[str, Sequence[str]]:
        match node:
            case nodes.Known(name=name):
                return "known", [name]
            case nodes.IsWithheld(name=name):
                return "withheld", [name]
            case nodes.Aggregate(function="count", records=records, body=nodes.Literal(value=True)):
                return "count", [records.name]
            case nodes.Aggregate(function=function, records=records, body=body):
                return function, [records.name, self.spell(body)[0]]
            case nodes.Rows(columns=columns):
                return node.table.name, [self.spell(each)[0] for each in columns]
            case nodes.FirstRow(rows=rows) | nodes.AllRows(rows=rows):
                return self.as_call(rows)
            case nodes.DecidedBy():
                return "decided_by", []
            case nodes.Decide(cases=cases):
                return "decide", [self.spell(each)[0] for _, each in cases]
            case _:
                raise NotImplementedError(type(node).__name__)

    def applied(self, node: nodes.Apply) -> tuple[str, int]:
        """A call; arguments that are as they would be without are left out."""
        row = OPERATIONS[node.operation]
        args = [self.spell(each)[0] for each in node.args]
        names = row.by_name
        first = len(args) - len(names)
        args[first:] = [f"{n}={each}" for n, each in zip(names, args[first:], strict=True)]
        defaults = row.defaults
        if defaults and [nodes.constant(each) for each in node.args[-len(defaults) :]] == [
            *defaults
        ]:
            args = args[: -len(defaults)]
        match node:
            case nodes.Apply("weighted_mean"):
                return node.operation, _ATOM
            case nodes.Apply("days_since", (_, nodes.AsOf())):
                args = args[:1]
            case nodes.Apply("round", _, (digits,)):
                args += [spell_literal(digits)] if digits else []
            case nodes.Apply("lookup", _, (table, default)):
                last = [] if default is None else [f"default={spell_literal(default)}"]
                args += [_table(dict(table)), *last]
            case nodes.Apply("piecewise" | "overlap", _, (table,)):
                args.append(_table(dict(table)))
            case _:
                pass
        return _call(node.operation, args)

    def within(self, node: nodes.Node, level: int) -> str:
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
