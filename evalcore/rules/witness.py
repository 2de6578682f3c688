"""Witnesses: a request that shows what a complaint is about, found among values that matter.

Those are the ends of fields, the constants that they are compared with, and what lies between two
of these. What is found was worked out: nothing is shown that is not so. Where nothing is found
among so many requests, or where the date or an answer in Python decides, there is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from evalcore.interpret.cuts import OTHER, Cut, cuts, told_apart
from evalcore.interpret.domains import mentioned
from evalcore.interpret.plan import INDEX, Plan, plan
from evalcore.interpret.python import compile_plan
from evalcore.language.nodes import AsOf, Compare, FieldRef, Node, Opaque
from evalcore.language.tables import sample
from evalcore.language.types import Type
from evalcore.request.fields import Kind
from evalcore.rules.context import Context

MOST_TRIED = 1500
Values = tuple[Any, ...]
Witness = Mapping[str, object]
_FAR = 1e6  # how far from 0 a number is sought whose field has no end


def witness(
    context: Context,
    roots: Sequence[Node],
    shows: Callable[[Values], bool],
    nearness: Callable[[Values], float] | None = None,
) -> Witness | None:
    """A request whose values of the roots show something, in as few fields as do.

    With `nearness` the one for which that is least, of all those that are tried.
    """
    held = [each for each in context.held if each not in roots]
    program = plan([*roots, *held], context.types, keep=(INDEX,))
    if any(isinstance(each, AsOf | Opaque) for each in program.parts):
        return None
    if not program.about.keys().isdisjoint(program.outputs):
        return None  # of a list's records there is one answer each
    run, count = compile_plan(program), len(roots)

    def look(said: Mapping[str, Any]) -> Values | None:
        found = run({**dict.fromkeys(program.fields), **said}, frozenset(), None)
        return None if False in found[count:] or not shows(found[:count]) else found[:count]

    best: dict[str, Any] | None = None
    least = 0.0
    offered = _offered(program)
    for said in _requests(offered):
        found = look(said)
        if found is None:
            continue
        near = 0.0 if nearness is None else nearness(found)
        if best is None or near < least:
            best, least = said, near
        if nearness is None:
            break
    if best is None:
        return None

    def does(said: Mapping[str, Any]) -> bool:
        found = look(said)
        return found is not None and (nearness is None or nearness(found) <= least)

    for name in sorted(best):
        fewer = {each: value for each, value in best.items() if each != name}
        plainer = ({**best, name: value} for value in sorted(offered[name], key=_effort))
        best = fewer if does(fewer) else next(filter(does, plainer), best)
    spelt = {name: _spelt(best[name]) for name in sorted(best)}
    return spelt or None


def nearest(context: Context, condition: Node) -> Witness | None:
    """The request that comes nearest to the other answer of a comparison of numbers."""
    if not isinstance(condition, Compare) or not context.types[condition.left].is_number:
        return None
    return witness(
        context,
        [condition.left, condition.right],
        lambda values: None not in values,
        lambda values: abs(values[0] - values[1]),
    )


def _spelt(value: Any) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if value == OTHER:
        return "something else"
    texts: Any = value
    return list(texts) if isinstance(value, tuple) else value


def _effort(value: Any) -> tuple[int, str]:
    """What it takes to read a value: its length, and numbers before their negatives."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return len(text), text


def _requests(offered: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Requests that say everything: first all at one end, then drawn, always the same ones."""
    for end in (0, -1):
        yield {name: some[end] for name, some in offered.items()}
    drawing = random.Random(1)  # noqa: S311 - no secret
    for _ in range(MOST_TRIED):
        yield {name: drawing.choice(some) for name, some in offered.items()}


def _offered(program: Plan) -> dict[str, list[Any]]:
    """What each field may say that could matter."""
    marks, texts = cuts(program.parts, program.types), told_apart(program.parts, program.types)
    held = sorted(mentioned(program.parts))
    found: dict[str, list[Any]] = {}
    for node in program.parts:
        if isinstance(node, FieldRef):
            kind = program.types[node]
            offered = _values(kind, marks.get(node.name, ()), texts.get(node.name), held)
            found[node.name] = list(dict.fromkeys(offered)) or [None]
    return found


def _values(
    kind: Type, marks: Sequence[Cut], texts: Sequence[str] | None, held: Sequence[str]
) -> Iterator[Any]:
    match kind.kind:
        case Kind.FLAG:
            yield from (False, True)
        case Kind.TEXT | Kind.CHOICE:
            yield from kind.choices or texts or ()
        case Kind.SET:
            some = [each for each in held if kind.choices is None or each in kind.choices]
            yield from ((), *((each,) for each in some), tuple(some))
        case Kind.DATE:
            edges = sorted({each for cut in marks for each in cut})
            yield from edges or (date(2026, 1, 1),)
            yield from (edge + timedelta(days=30) for edge in edges[-1:])
        case Kind.RECORDS | None:
            yield None
        case _:
            yield from _numbers(kind, marks)


def _numbers(kind: Type, marks: Sequence[Cut]) -> Iterator[float]:
    """Plain numbers: the ends, some between any two cuts, and one of each size and a few steps."""
    low, high = max(kind.low, -_FAR), min(kind.high, _FAR)
    edges = [low, *sorted({second for _, second in marks if low < second <= high})]
    yield low
    for start, end in zip(edges, [*edges[1:], high], strict=True):
        for lowest in (start, start + (end - start) / 3, start + (end - start) * 2 / 3):
            found = sample(lowest, end, whole=kind.whole)
            if found is not None and low <= found <= high:
                yield found
    steps = [low + (high - low) * n / 12 for n in range(1, 12)]
    for each in (*steps, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0, 1000.0, 10_000.0):
        found = sample(each, high, whole=kind.whole)
        if found is not None and low <= found <= high:
            yield found
    yield high
