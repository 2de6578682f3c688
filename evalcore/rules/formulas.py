"""Formulas: measures, criteria and the total, each defined after those that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import attrs

from evalcore.language.nodes import Apply, Literal, Node, Role
from evalcore.language.syntax import parse
from evalcore.language.types import BROKEN, Type
from evalcore.request.fields import Kind
from evalcore.request.units import BARE
from evalcore.rules.across import across
from evalcore.rules.context import Context, names_in
from evalcore.rules.mean import MEAN, is_weighted, weighted_mean
from evalcore.rules.ruleset import Total
from evalcore.rules.tracing import offered_by, trace
from evalcore.written.errors import InputError, Path
from evalcore.written.numbers import LARGEST

if TYPE_CHECKING:
    from evalcore.rules.decision_tables.compiling import OpenTable

SLACK = 1e-9  # a score may leave 0..1 by rounding alone; it is then cut off


@attrs.frozen(eq=False)
class Formula:
    """The text of one name, read. `surface` is None where it could not be.

    What a decision table says has the `table` instead; all its outputs are defined together.
    """

    path: Path
    role: Role
    surface: Node | None
    table: OpenTable | None = None

    @property
    def uses(self) -> list[str]:
        """The names in it."""
        if self.table is not None:
            return self.table.uses
        return [] if self.surface is None else names_in(self.surface)


def define_formulas(context: Context) -> Mapping[str, float]:
    """Gives every measure, every criterion and the total its node.

    Returns the share of the weighted mean that each criterion has; none where there is none.
    """
    _trace_criteria(context)
    formulas = _read_formulas(context)
    total = formulas.get("total")
    taken = formulas.pop(MEAN, None) or MEAN in context.names  # which was complained about
    weighted = not taken and is_weighted(context, total.uses if total and total.surface else None)
    if isinstance(context.ruleset.total, Total) and not context.ruleset.criteria:
        problem = "there are no criteria whose scores could be aggregated"
        context.complain(("total",), problem, "[criteria.*] with weights", code="EV230")
        formulas["total"] = Formula(("total",), "total", None)
    if taken:
        context.name(MEAN, context.broken(), "criterion")
        formulas.setdefault("total", Formula(("total",), "total", None))
    shares: Mapping[str, float] = {}
    for name in _in_order(context, formulas, weighted=weighted):
        if name in formulas:
            _define(context, name, formulas[name])
        elif name == MEAN:
            by = context.ruleset.total
            shares = across(context, by) if isinstance(by, Total) else weighted_mean(context)
        else:
            context.name("total", context.names[MEAN], "total")
    if not taken:
        context.names.pop(MEAN, None)
    return shares


def read_formula(context: Context, text: str, path: Path) -> Node | None:
    """The surface nodes of a text; None, and complaints, where it cannot be read."""
    if path in context.faulty:
        return None
    try:
        return parse(text)
    except InputError as error:
        context.adopt(error.complaints, path, "EV201")
        return None


def absences(context: Context, role: Role | None = None) -> dict[str, str]:
    """Why a formula of this role (None: a rule) cannot use names that others can."""
    absent = {"verdict": "it is what the rules lead to, so nothing that leads to it can read it"}
    if role != "total":
        absent[MEAN] = 'only the formula of the total may use it: total = "..."'
    elif not context.ruleset.criteria:
        absent[MEAN] = "there are no criteria to take the mean of"
    if "total" not in context.names:
        absent["total"] = "there are no criteria, and no formula total = ..."
    return absent


def _trace_criteria(context: Context) -> None:
    for each in context.ruleset.criteria:
        if each.score is None:
            path: Path = ("criteria", each.id)
            nodes = trace(context, path, each.settings)
            node = nodes[""] if nodes else context.broken()
            score = _score(context, node, (*path, "policy"), f"{offered_by(context, path)}: ")
            context.name(each.id, score, "criterion")


def _read_formulas(context: Context) -> dict[str, Formula]:
    found: dict[str, Formula] = {}
    twice = _names_of_two(context)

    def read(name: str, path: Path, role: Role, text: str) -> None:
        surface = read_formula(context, text, path)
        found[name] = Formula(path, role, None if name in twice else surface)

    for name, text in context.ruleset.measures.items():
        read(name, ("measures", name), "measure", text)
    for name, table in context.ruleset.tables.items():
        from evalcore.rules.decision_tables.compiling import open_table

        opened = open_table(context, table, read_formula)
        for output in opened.names:
            found[output] = Formula(("tables", name), "measure", None, opened)
    for each in context.ruleset.criteria:
        if each.score is not None:
            read(each.id, ("criteria", each.id, "score"), "criterion", each.score)
    if isinstance(context.ruleset.total, str):
        read("total", ("total",), "total", context.ruleset.total)
    return found


def _names_of_two(context: Context) -> set[str]:
    """Names of formulas that something else has too, which was complained about as a clash.

    Whichever of the two a formula means, nothing can be said about it.
    """
    ruleset = context.ruleset
    others = {*context.fields, *ruleset.parameters}
    measures, criteria = set(ruleset.measures), {each.id for each in ruleset.criteria}
    twice = (measures & others) | (criteria & (others | measures))
    return twice | ({*ruleset.tables} & (others | measures | criteria))


def _in_order(
    context: Context, formulas: Mapping[str, Formula], *, weighted: bool
) -> tuple[str, ...]:
    """The names to define, each after those it uses. Those in a cycle are broken and left out."""
    names = {name: each.uses for name, each in formulas.items()}
    if weighted:
        names[MEAN] = [each.id for each in context.ruleset.criteria]
        names.setdefault("total", [MEAN])
    uses = {
        name: [each for each in used if each in names and (each != MEAN or name == "total")]
        for name, used in names.items()
    }
    broken = set[str]()
    place = {name: number for number, name in enumerate(formulas)}
    for together in knots(uses):
        left = {name: [each for each in uses[name] if each in together] for name in together}
        while True:
            try:
                TopologicalSorter(left).prepare()
                break
            except CycleError as error:
                cycle: list[str] = error.args[1][:0:-1]
            first = min((name for name in cycle if name in formulas), key=place.__getitem__)
            start = cycle.index(first)
            ring = [*cycle[start:], *cycle[:start], first]
            problem = f"{first} is defined by itself: {' -> '.join(ring)}"
            context.complain(formulas[first].path, problem, code="EV210")
            for name in cycle:
                _name_broken(context, name, formulas)
            left = _without(left, cycle)
            broken.update(cycle)
    return tuple(TopologicalSorter(_without(uses, broken)).static_order())


def _without(uses: Mapping[str, Sequence[str]], names: Collection[str]) -> dict[str, list[str]]:
    return {
        name: [each for each in used if each not in names]
        for name, used in uses.items()
        if name not in names
    }


def knots(uses: Mapping[str, Sequence[str]]) -> list[dict[str, None]]:
    """The names that use one another in circles, in groups that have nothing to do with each other.

    What is used by none of what it uses is in no group (R. Tarjan, 1972). In the order of names.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[dict[str, None]] = []
    place = {name: number for number, name in enumerate(uses)}
    for root in uses:
        if root in index:
            continue
        work = [(root, iter(uses[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            for each in rest:
                if each not in index:
                    index[each] = low[each] = len(index)
                    stack.append(each)
                    on_stack.add(each)
                    work.append((each, iter(uses[each])))
                    break
                if each in on_stack:
                    low[name] = min(low[name], index[each])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    members = set[str]()
                    while name not in members:
                        members.add(stack.pop())
                    on_stack -= members
                    if len(members) > 1 or name in uses[name]:
                        found.append(dict.fromkeys(sorted(members, key=place.__getitem__)))
    return sorted(found, key=lambda group: place[next(iter(group))])


def _name_broken(context: Context, name: str, formulas: Mapping[str, Formula]) -> None:
    context.name(name, context.broken(), formulas[name].role if name in formulas else "total")


def _define(context: Context, name: str, formula: Formula) -> None:
    if formula.table is not None:
        _define_table(context, name, formula.table)
        return
    if formula.surface is None:
        context.name(name, context.broken(), formula.role)
        return
    before = len(context.complaints)
    node = context.formula(formula.surface, formula.path, absences(context, formula.role))
    kind = context.types[node]
    if formula.role == "criterion":
        node = _score(context, node, formula.path)
    elif formula.role == "total" and kind.kind is not None and not kind.is_number:
        problem = f"the total is {kind.described}"
        context.complain(formula.path, problem, "a number", code="EV211")
    elif kind.kind is Kind.RECORDS:
        mend = "records are asked by count, share, total_of, any_of and all_of"
        problem = "a measure cannot be a list of records"
        context.complain(formula.path, problem, mend=mend, code="EV211")
    named = context.name(name, node, formula.role)
    if len(context.complaints) > before:
        context.types[named] = BROKEN


def _define_table(context: Context, name: str, opened: OpenTable) -> None:
    """All outputs of a table, when the first of them is asked for."""
    if name in context.names or name in _names_of_two(context):
        context.names.setdefault(name, context.broken())
        return
    from evalcore.rules.decision_tables.compiling import define_table

    found = define_table(context, opened, absences(context, "measure"))
    if found is not None:
        context.tables[opened.table.name] = found


def _score(context: Context, node: Node, path: Path, whose: str = "") -> Node:
    """The node as a score: a bare number, provably from 0 to 1; a broken one where it is not.

    Complaints begin with `whose` it is.
    """
    before = len(context.complaints)
    kind = context.types.get(node) or context.check(node, path)
    if kind.kind is None:
        return node
    if not kind.is_number:
        problem = f"{whose}the score is {kind.described}"
        context.complain(path, problem, "a number from 0 to 1", code="EV211")
    elif kind.unit is not None and kind.unit != BARE:
        mend = "divide it by something in that unit, or put it between two anchors with linear()"
        problem = f"{whose}the score is {kind.described}"
        context.complain(path, problem, "a bare number", mend=mend, code="EV212")
    elif kind.low < -SLACK or kind.high > 1 + SLACK:
        mend = "wrap it in clamp(), or declare narrower ranges for its fields"
        problem = whose + _beyond(kind)
        context.complain(path, problem, "a score from 0 to 1", mend=mend, code="EV212")
    elif kind.low < 0 or kind.high > 1:
        node = Apply("clamp", (node, Literal(0.0), Literal(1.0)), at=node.at)
        context.check(node, path)
    return node if len(context.complaints) == before else context.broken()


def _beyond(kind: Type) -> str:
    sides = [
        word
        for word, beyond in (("below 0", kind.low < -SLACK), ("above 1", kind.high > 1 + SLACK))
        if beyond
    ]
    ends = [kind.low, kind.high]
    bounds = "" if max(map(abs, ends)) >= LARGEST else f" (from {ends[0]:.10g} to {ends[1]:.10g})"
    return f"the score may be {' or '.join(sides)}{bounds}"
