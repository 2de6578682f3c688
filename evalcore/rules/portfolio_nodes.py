"""Portfolios compiled: the formulas of `[portfolio]` become nodes over what a ruleset names.

What they come to for a request, and which requests are chosen, is the business of
`evalcore.portfolios`.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from evalcore.language.nodes import FieldRef, Node
from evalcore.request.fields import Kind
from evalcore.request.units import parse_unit
from evalcore.rules.context import Context
from evalcore.rules.formulas import absences, read_formula
from evalcore.rules.portfolio import COUNT, VALUE, Portfolio, PortfolioNodes
from evalcore.rules.stance import broken_by, names_read
from evalcore.written.errors import Complaint, Path, near, one_of, show

NEVER = "units are never converted"
SUNK = "sunk"  # the tag of fields that say what has been spent
HOLDS_IDS = (Kind.SET, Kind.TEXT, Kind.CHOICE)


def compile_portfolio(context: Context) -> PortfolioNodes | None:
    """The nodes of the ruleset's portfolio; None where it has none. Complaints are located."""
    portfolio = context.ruleset.portfolio
    if portfolio is None:
        return None
    before = len(context.complaints)
    found = _Compiling(context, portfolio).nodes()
    if not portfolio.source:  # a file of its own is not what the ruleset promises about itself
        parts = [(path, what, (node,)) for path, what, node in parts_of(found)]
        context.complaints += broken_by(context, parts)
    else:
        context.complaints[before:] = [
            attrs.evolve(each, source=portfolio.source) for each in context.complaints[before:]
        ]
    return found


def parts_of(nodes: PortfolioNodes) -> Iterator[tuple[Path, str, Node]]:
    """Everything in a portfolio that reads: where it is written, what it is called, its node."""
    top: Path = ("portfolio",)
    yield (*top, "maximise"), "maximise", nodes.value
    for key in ("start", "length", "latest", "running"):
        node: Node | None = getattr(nodes, key)
        if node is not None:
            yield (*top, key), key, node
    for name, node in nodes.uses.items():
        yield (*top, "capacities", name, "uses"), f"the capacity {name}", node
    for index, each in enumerate(nodes.rules.relations):
        if each.id in nodes.members:
            path = (*top, "relations", index, "where")
            yield path, f"the relation {each.id}", nodes.members[each.id]
        if each.id in nodes.holding:
            path = (*top, "relations", index, each.form)
            yield path, f"the relation {each.id}", nodes.holding[each.id]
    for index, share in enumerate(nodes.rules.shares):
        path = (*top, "shares", index, "where")
        yield path, f"the share {share.id}", nodes.shares[share.id]


@attrs.frozen
class _Compiling:
    context: Context
    portfolio: Portfolio

    def nodes(self) -> PortfolioNodes:
        found = PortfolioNodes(
            self.portfolio,
            self.among(),
            self.value(),
            self.period("start"),
            self.period("length"),
            self.period("latest"),
            self.in_flight(),
            {name: self.use(name) for name in self.portfolio.capacities},
            dict(self.members()),
            dict(self.shares()),
            dict(self.holding()),
        )
        self.spend_nothing_twice(found)
        return found

    def complain(
        self,
        path: Path,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        mend: str = "",
        code: str = "EV211",
    ) -> None:
        where = ("portfolio", *path)
        self.context.complain(where, problem, expected, meant, mend=mend, code=code)

    def among(self) -> tuple[str, ...]:
        verdicts = self.context.ruleset.verdicts
        for index, name in enumerate(self.portfolio.among):
            if verdicts and name not in verdicts:
                problem = f"there is no verdict {show(name)}"
                at = ("among", index)
                meant = near(name, verdicts)
                self.complain(at, problem, one_of(verdicts), meant, code="EV109")
        return self.portfolio.among or verdicts[:1]

    def formula(self, text: str, path: Path) -> Node:
        """The node of a formula; a broken one where there is none, or something is wrong."""
        context, path = self.context, ("portfolio", *path)
        if not text.strip():
            return context.broken()
        surface = read_formula(context, text, path)
        if surface is None:
            return context.broken()
        absent = {k: why for k, why in absences(context).items() if k not in context.names}
        return context.formula(surface, path, absent)

    def number(self, text: str, path: Path) -> Node:
        node = self.formula(text, path)
        kind = self.context.types[node]
        if kind.kind is not None and not kind.is_number:
            self.complain(path, f"found {kind.described}", "a number")
            return self.context.broken()
        return node

    def condition(self, text: str, path: Path, like: str = "own_learning >= 2") -> Node:
        node = self.formula(text, path)
        kind = self.context.types[node]
        if kind.kind is not None and kind.kind is not Kind.FLAG:
            self.complain(path, f"found {kind.described}", f"a condition, such as {like}")
            return self.context.broken()
        return node

    def value(self) -> Node:
        if self.portfolio.maximise:
            return self.number(self.portfolio.maximise, ("maximise",))
        total = self.context.names.get("total")
        if total is None:
            problem = "there is no total to maximise"
            expected = 'maximise = "a formula", such as the benefit'
            self.complain((), problem, expected, code="EV104")
            return self.context.broken()
        return total

    def period(self, key: str) -> Node | None:
        text: str = getattr(self.portfolio, key)
        return self.number(text, (key,)) if text else None

    def in_flight(self) -> Node | None:
        text = self.portfolio.running
        return self.condition(text, ("running",), "phase == 'running'") if text else None

    def use(self, name: str) -> Node:
        capacity = self.portfolio.capacities[name]
        path: Path = ("capacities", name, "uses")
        node = self.number(capacity.uses, path)
        kind = self.context.types[node]
        if kind.kind is None:
            return node
        unit = None if capacity.unit is None else parse_unit(capacity.unit)
        if unit is not None and kind.unit is not None and kind.unit != unit:
            problem = f"the amount is in {unit}, and uses is {kind.described}"
            self.complain(path, problem, f"a number in {unit}", mend=NEVER, code="EV207")
        if kind.high < 0:
            self.complain(path, "it is always below 0", "what a request takes of it")
        return node

    def members(self) -> Iterator[tuple[str, Node]]:
        for index, each in enumerate(self.portfolio.relations):
            if each.where:
                yield each.id, self.condition(each.where, ("relations", index, "where"))

    def shares(self) -> Iterator[tuple[str, Node]]:
        known = [*self.portfolio.capacities, VALUE, COUNT]
        for index, each in enumerate(self.portfolio.shares):
            yield each.id, self.condition(each.where, ("shares", index, "where"))
            if each.of and each.of not in known:
                problem = f"there is no capacity {show(each.of)}"
                at = ("shares", index, "of")
                meant = near(each.of, known)
                self.complain(at, problem, one_of(known), meant, code="EV203")

    def holding(self) -> Iterator[tuple[str, FieldRef]]:
        fields = self.context.fields
        for index, each in enumerate(self.portfolio.relations):
            if not each.field:
                continue
            field, at = fields.get(each.field), ("relations", index, each.form)
            holds = [name for name, f in fields.items() if f.kind in HOLDS_IDS]
            if field is None:
                if self.context.fields_known:
                    problem = f"there is no field {show(each.field)}"
                    expected = 'a field that holds ids, or a list of them: ["I03", "I01"]'
                    meant = near(each.field, holds)
                    self.complain(at, problem, expected, meant, code="EV203")
                continue
            if field.kind not in HOLDS_IDS:
                problem = f"{field.name} is {field.kind.row.called}"
                self.complain(
                    at, problem, "a set of texts, or a text: the ids of requests", code="EV206"
                )
                continue
            node = FieldRef(each.field)
            self.context.check(node, ("portfolio", *at))
            self.context.written.append((("portfolio", *at), node))
            yield each.id, node

    def spend_nothing_twice(self, nodes: PortfolioNodes) -> None:
        """What has been spent is spent, whatever is chosen: no portfolio reads it."""
        for path, what, node in parts_of(nodes):
            for name, at in names_read((node,)).items():
                field = self.context.fields.get(name)
                if field is not None and SUNK in field.tags:
                    problem = f"{what} reads {name}, which is spent whatever is chosen"
                    mend = "read what is still to be spent"
                    self.context.complaints.append(
                        Complaint(problem, "", (), mend, path=path, position=at, code="EV141")
                    )
