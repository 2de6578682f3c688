"""Gathering: the code of bounds for conditions and numbers over the records of a list.

A loop over the records. Where nobody has listed them, it runs over one of which all is open: what
no record can come to, no list of them can.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span
from evalcore.language import intervals, nodes

SOME = True  # the range of a list that is not given, but has a record
_IN = "    "


class Bounds(Protocol):
    """What writes the code of nodes and keeps its lines."""

    plan: Plan
    record: tuple[str, str, str]

    def line(self, text: str) -> None: ...  # noqa: D102
    def block(self, head: str) -> AbstractContextManager[None]: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, value: object) -> str: ...  # noqa: D102
    def call(self, function: Any) -> str: ...  # noqa: D102
    def span(self, root: nodes.Node) -> Span: ...  # noqa: D102


def aggregate(bounds: Bounds, node: nodes.Aggregate) -> Span:
    """The span of what is gathered; where nobody has listed the records, that of any list."""
    records = bounds.span(node.records).first
    for each in bounds.plan.lifted(node):
        bounds.span(each)
    first, second, undefined = bounds.fresh(), bounds.fresh(), bounds.fresh()
    start = {"any_of": "False; {} = True", "all_of": "True; {} = False"}
    text = start.get(node.function, "0.0; {} = 0.0").format(second)
    bounds.line(f"{first} = {text}; {undefined} = False")
    outside, listed = bounds.record, bounds.fresh()
    cells = (e.name for e in within(bounds.plan, node) if isinstance(e, nodes.RecordField))
    open_record = dict.fromkeys(cells)
    bounds.line(f"{listed} = {bounds.constant((open_record,))}")
    bounds.line(f"if {records} is not None: {listed} = {records}")
    bounds.record = (node.records.name, bounds.fresh(), bounds.fresh())
    with bounds.block(f"for {bounds.record[1]}, {bounds.record[2]} in enumerate({listed}):"):
        for text in _gathered(node.function, bounds.span(node.body), first, second, undefined):
            bounds.line(text)
    bounds.record = outside
    if node.function == "share":
        none = bounds.fresh()
        text = f"{bounds.call(intervals.share)}({first}, {second}, len({listed}))"
        bounds.line(f"{first}, {second}, {none} = {text}; {undefined} = {undefined} or {none}")
    elif node.function in ("any_of", "all_of"):
        # One that settles it leaves nothing undefined.
        open_ = second if node.function == "any_of" else first
        bounds.line(f"if not {open_} and {records} is not None: {undefined} = False")
    found = Span(first, second, undefined)
    some, any_ = _of_some(bounds, node, found), _of_any_list(bounds, node, found)
    bounds.line(f"if {records} is None:")
    bounds.line(f"{_IN}if b.get({node.records.name!r}) is {SOME!r}: {some}")
    bounds.line(f"{_IN}else: {any_}")
    return found


def within(program: Plan, node: nodes.Aggregate) -> Iterator[nodes.Node]:
    """All that is asked of a record, and what that is made of, each once."""
    waiting, seen = [node.body], set[nodes.Node]()
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            yield each
            waiting += program.parts[each]


def _of_some(bounds: Bounds, node: nodes.Aggregate, of_one: Span) -> str:
    """The same where there is at least one record: what each of them comes to, that one does."""
    first, second, kind = of_one.first, of_one.second, bounds.plan.types[node]
    asked = (isinstance(e, nodes.Known | nodes.IsWithheld) for e in within(bounds.plan, node))
    match node.function:
        case _ if any(asked):
            return _of_any_list(bounds, node, of_one)
        case "count":
            return f"{second} = {kind.high!r} if {second} else 0.0"
        case "total_of":
            low = f"{kind.low!r} if {first} < 0 else {first}"
            return f"{first}, {second} = {low}, {kind.high!r} if {second} > 0 else {second}"
        case _:
            return "pass"


def _of_any_list(bounds: Bounds, node: nodes.Aggregate, of_one: Span) -> str:
    """The line that turns what one open record comes to into what any number of them do."""
    first, second, undefined = of_one.first, of_one.second, of_one.undefined
    kind = bounds.plan.types[node]
    asked = (isinstance(e, nodes.Known | nodes.IsWithheld) for e in within(bounds.plan, node))
    if any(asked):  # of a record that nobody has listed, all is open
        if node.function in ("any_of", "all_of"):
            return f"{first} = {second} = {undefined} = True"
        return f"{first}, {second}, {undefined} = {kind.low!r}, {kind.high!r}, True"
    match node.function:
        case "any_of":
            return f"{second} = True"
        case "all_of":
            return f"{first} = True"
        case "share":
            return f"{undefined} = True"  # of no records
        case "count":
            return f"{first}, {second} = 0.0, {kind.high!r} if {second} else 0.0"
        case _:
            low = f"{kind.low!r} if {first} < 0 else 0.0"
            return f"{first}, {second} = {low}, {kind.high!r} if {second} > 0 else 0.0"


def _gathered(function: str, body: Span, first: str, second: str, undefined: str) -> Iterator[str]:
    """The lines of a loop over records that take one of them in."""
    doubt = f" or {body.undefined}" if body.undefined else ""
    match function:
        case "any_of":
            yield f"if {body.first}: {first} = True"
            yield f"if not ({body.second}{doubt}): {second} = False"
        case "all_of":
            yield f"if {body.second}: {second} = True"
            yield f"if not ({body.first}{doubt}): {first} = False"
        case "total_of":
            yield f"{first} += {body.first}; {second} += {body.second}"
        case _:
            yield f"if not ({body.second}{doubt}): {first} += 1.0"
            yield f"if {body.first}{doubt}: {second} += 1.0"
    if body.undefined:
        yield f"if {body.undefined}: {undefined} = True"
