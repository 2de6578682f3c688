"""Relations held against requests: one that no way of filling in keeps is refused.

Whatever is missing may turn out so that a relation holds; unknown or undefined, it refuses nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import cast

import attrs

from evalcore.interpret.python import Compiled, compile_program
from evalcore.interpret.trace import Trace
from evalcore.judge.possible import PASSES, Space
from evalcore.language.nodes import Aggregate, Node, RecordField, walk
from evalcore.request.fields import Field
from evalcore.request.initiative import Broken, Initiative
from evalcore.request.situation import Situation
from evalcore.request.values import Record
from evalcore.rules.graph import Graph, RelationNode
from evalcore.written.errors import Complaint, listing

MOST = 256  # sets of relations of which the bounds are kept


@attrs.frozen(eq=False, slots=False)
class Relations:
    """The relations that hold for one ruleset."""

    graph: Graph

    @cached_property
    def values(self) -> Compiled:
        """The value of each condition, in the order of the graph."""
        return compile_program([each.holds for each in self.graph.relations], self.graph.types)

    def broken(self, initiative: Initiative) -> list[Broken]:
        """Why a request cannot be; and what is broken that only warns."""
        if not self.graph.relations:
            return []
        situation = initiative.situation
        held = self.values(situation.values, situation.withheld, None)
        found = [
            each for each, value in zip(self.graph.relations, held, strict=True) if value is False
        ]
        broken = [self._told(initiative, [each], warns=each.warns) for each in found]
        if None in held and all(each.warns for each in found):
            against = self._together(situation)
            broken += [self._told(initiative, against, warns=False)] if against else []
        return broken

    def _together(self, situation: Situation) -> Sequence[RelationNode]:
        """Relations that cannot all be kept, as few as will do; none where they can."""
        graph = self.graph
        if _can_be_kept(graph, situation):
            return ()
        found = [each for each in graph.relations if not each.warns]
        for each in [*found]:
            fewer = tuple(other for other in found if other is not each)
            if fewer and not _can_be_kept(self._of(fewer), situation):
                found = [*fewer]
        return found

    def _of(self, relations: tuple[RelationNode, ...]) -> Graph:
        """The graph under these relations only, of which the bounds are compiled once."""
        key = tuple(each.id for each in relations)
        if key not in self._graphs:
            if len(self._graphs) >= MOST:
                self._graphs.clear()
            self._graphs[key] = attrs.evolve(self.graph, relations=relations)
        return self._graphs[key]

    @cached_property
    def _graphs(self) -> dict[tuple[str, ...], Graph]:
        return {}

    def _told(
        self, initiative: Initiative, relations: Sequence[RelationNode], *, warns: bool
    ) -> Broken:
        names = dict.fromkeys(name for each in relations for name in each.fields)
        said = {name: initiative.values[name] for name in names}
        fields, known = self.graph.declared, [n for n, each in said.items() if each is not None]
        facts = {n: [f"{n} {fields[n].kind.row.spell(fields[n], said[n])}"] for n in known}
        for each in relations:
            facts |= _of_record(initiative, each.holds, fields)
        values = listing([fact for some in facts.values() for fact in some])
        expected = listing([_spelt(each) for each in relations])
        complaint = Complaint(f"{initiative.id}: found {values}", expected)
        return Broken(tuple(known), relations[0].id, complaint, warns)


def _of_record(
    initiative: Initiative, holds: Node, fields: Mapping[str, Field]
) -> dict[str, list[str]]:
    """What the first record says that breaks a relation of records: `steps.2.done 2026-01-01`."""
    if not isinstance(holds, Aggregate):
        return {}
    listed, situation = holds.records.name, initiative.situation
    found = Trace(situation).by_record(holds, situation.values[listed] or ())
    place = next((n for n, each in enumerate(found) if each.value is False), None)
    if place is None:
        return {}
    cells = (each.name for each in walk(holds.body) if isinstance(each, RecordField))
    record = cast("Sequence[Record]", initiative.values[listed])[place]
    kinds = fields[listed].record
    return {
        listed: [
            f"{listed}.{place + 1}.{cell} {kinds[cell].kind.row.spell(kinds[cell], record[cell])}"
            for cell in dict.fromkeys(cells)
        ]
    }


def _spelt(relation: RelationNode) -> str:
    """`yes + no <= present (nobody votes who is not there; the policy governance_gate)`."""
    notes = "; ".join(filter(None, (relation.because, relation.owner)))
    return f"{relation.text} ({notes})" if notes else relation.text


def _can_be_kept(graph: Graph, situation: Situation) -> bool:
    """Whether some way of filling in keeps all relations, or that is not clear."""
    space = Space(graph, situation)
    about = dict.fromkeys(name for each in graph.relations for name in each.fields)
    keys = [name for name in about if situation.values[name] is None and not space.is_list(name)]
    waiting = [(situation, 0)]
    for _ in range(PASSES):
        if not waiting:
            return False
        now, turn = waiting.pop(0)
        found = graph.leaving(now)
        if found is None:
            continue
        points = map(graph.leaving, space.points(keys) if turn == 0 else ())
        if found[-1] or any(each is not None and each[-1] for each in points):
            return True
        halves = (space.parts(keys[(turn + n) % len(keys)], now) for n in range(len(keys)))
        pieces = next(filter(None, halves), None)
        if pieces is None:
            return True
        waiting += [(each, turn + 1) for each in pieces]
    return True
