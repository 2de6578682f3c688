"""The program of a table: what is worked out of its columns for a ruleset, as cells.

Values first. Where those leave a verdict, a total or a score open, the ends of everything, whatever
is filled in; as `interpret.bounds` says for one request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.interpret.bounding import KEPT
from evalcore.interpret.columns.cells import Cell, Cells
from evalcore.interpret.columns.deciding import Outcomes, decide
from evalcore.interpret.columns.spans import Spans
from evalcore.interpret.columns.values import Reading, Values, first_of
from evalcore.interpret.cuts import name_of
from evalcore.interpret.domains import samples
from evalcore.interpret.plan import plan
from evalcore.language.nodes import Narrowed, Node
from evalcore.request.fields import Kind
from evalcore.rules.graph import Graph


@attrs.frozen(eq=False, slots=False)
class Program:
    """All that is worked out of the columns of a table.

    `lacking` are the columns that lack values, `withholding` the fields that have a column which
    says where they are withheld; None stands for any.
    """

    graph: Graph
    as_of: date | None = None
    lacking: Collection[str] | None = None
    withholding: Collection[str] | None = None

    @cached_property
    def cells(self) -> Cells:
        """The cells of it."""
        return Cells()

    @cached_property
    def reading(self) -> Reading:
        """How the columns are read."""
        return Reading(self.cells, self.as_of, self.lacking, self.withholding)

    @cached_property
    def numbers(self) -> Mapping[str, Node]:
        """The total and the scores, by the names of their columns."""
        graph = self.graph
        total = {} if graph.total is None else {"total": graph.total}
        return {**total, **{f"score.{each.id}": each.score for each in graph.criteria}}

    # Values

    @cached_property
    def measures(self) -> Mapping[str, Node]:
        """The measures by name, but for lists: no value of an ordinary column."""
        types, measures = self.graph.types, self.graph.measures
        return {name: e for name, e in measures.items() if types[e].kind is not Kind.SET}

    @cached_property
    def _values(self) -> tuple[Cell, Sequence[Cell], Sequence[Cell]]:
        graph = self.graph
        wanted = [*self.measures.values(), *self.numbers.values(), graph.decided_by]
        program = plan(wanted, graph.types, graph.leaves)
        values = Values(program, self.reading)
        *numbers, place = map(values.cell, program.outputs)
        count = len(self.measures)
        return place, numbers[count:], numbers[:count]

    @property
    def named(self) -> Mapping[str, Cell]:
        """The value of each of the `measures`."""
        return dict(zip(self.measures, self._values[2], strict=True))

    @property
    def place(self) -> Cell:
        """The place of the clause that decides, that after the last for the default."""
        return self._values[0]

    @property
    def values(self) -> Mapping[str, Cell]:
        """The value of each of the `numbers`."""
        return dict(zip(self.numbers, self._values[1], strict=True))

    @cached_property
    def relations(self) -> Mapping[str, Cell]:
        """Whether each relation that is demanded holds, by its id."""
        held = [each for each in self.graph.relations if not each.warns]
        program = plan([each.holds for each in held], self.graph.types)
        values = Values(program, self.reading)
        cells = [values.cell(each) for each in program.outputs]
        return {each.id: cell for each, cell in zip(held, cells, strict=True)}

    # Ends

    @cached_property
    def _deciding(self) -> tuple[Spans, Outcomes]:
        graph = self.graph
        program = plan([graph.verdict], graph.types, graph.leaves, KEPT, graph.demanded)
        spans = Spans(program, self.reading)
        return spans, decide(spans, program.outputs[0])  # type: ignore[arg-type]

    @property
    def may(self) -> Mapping[int, Cell]:
        """Of each clause by its place, whether it may decide."""
        return self._deciding[1].may

    @property
    def impossible(self) -> Cell:
        """Where no way of filling in keeps the relations."""
        return self._deciding[0].impossible

    @cached_property
    def kept(self) -> Cell:
        """Where a way of filling in is at hand that keeps the relations.

        Fields that are bounded from one side only are at their other end, fields that are bounded
        from both at the least that those leave.
        """
        spans = self._deciding[0]
        sides: dict[str, set[bool]] = {}
        for node in spans.plan.narrowed:
            if isinstance(node, Narrowed):
                sides.setdefault(name_of(node.field) or "", set()).add(node.is_low)
        points: dict[str, Any] = {}
        for name in {name for each in self.graph.relations for name in each.fields}:
            kind = self.graph.kinds[name]
            if not self.graph.fields[name].kind.row.is_list:
                some = samples(kind, self.graph.domains[name])
                points[name] = some[1 if sides.get(name) == {True} else 0]
        both = [name for name, some in sides.items() if len(some) > 1]
        program = spans.plan
        given = {name: each for name, each in points.items() if name not in both}
        first = Spans(program, self.reading, given)
        for node in program.narrowed:
            name = name_of(node) or ""
            if name in both:
                points[name] = (first.ends(node).first,) * 2
        filled = self.cells.both(
            self.cells.no(first.impossible), Spans(program, self.reading, points).kept
        )
        return self.cells.any(spans.kept, filled)

    @cached_property
    def first(self) -> Cell:
        """The place of the first clause that may decide."""
        places = sorted(self.may.items())[:-1]
        return first_of(self.cells, places, len(self.graph.steps))

    @cached_property
    def last(self) -> Cell:
        """The place of the last one."""
        places = sorted(self.may.items(), reverse=True)
        return first_of(self.cells, places, -1)

    @cached_property
    def possible(self) -> Mapping[str, Cell]:
        """Of each verdict, best first, whether it is possible."""
        verdicts = self.graph.verdicts
        found: dict[str, list[Cell]] = {}
        for place, each in self.may.items():
            found.setdefault(verdicts[place], []).append(each)
        best = [each for each in self.graph.ruleset.verdicts if each in found]
        return {verdict: self.cells.any(*found[verdict]) for verdict in best}

    @cached_property
    def certain(self) -> Cell:
        """Whether only one verdict is possible."""
        some = [*self.possible.values()]
        if len(some) < 2:
            return self.cells.true
        cells = self.cells
        others = [cells.any(*some[:n], *some[n + 1 :]) for n, _ in enumerate(some)]
        return cells.any(*(cells.both(e, cells.no(o)) for e, o in zip(some, others, strict=True)))

    @cached_property
    def ends(self) -> Mapping[str, tuple[Cell, Cell, Cell]]:
        """Of each of the `numbers` the lowest and the highest, and whether it may be undefined."""
        graph = self.graph
        program = plan(graph.outputs[:-2], graph.types, graph.leaves, KEPT, graph.demanded)
        at = dict(zip(graph.outputs[:-2], program.outputs, strict=True))
        spans = Spans(program, self.reading)
        found = {name: spans.ends(at[node]) for name, node in self.numbers.items()}
        return {name: (e.first, e.second, e.undefined) for name, e in found.items()}

    @cached_property
    def settled(self) -> Mapping[str, Cell]:
        """The value of each of the `numbers`, also where all that is missing leads to the same."""
        cells = self.cells
        return {
            name: cells.case([(cells.both(low == high, cells.no(undefined)), low)])
            for name, (low, high, undefined) in self.ends.items()
        }
