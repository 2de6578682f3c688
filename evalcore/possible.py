"""Which verdicts are possible while fields are missing: bounds, sharpened by splits.

One pass of bounds over the whole ruleset may promise more verdicts than there are, as it takes
each mention of a field to vary by itself. Cutting the ranges of the missing fields, and asking
again, takes that away: by a number of passes that is fixed, never by time, so that every machine
comes to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.expressions.domains import Domains, Facts, Key, parts, samples
from evalcore.expressions.types import Type
from evalcore.fields import Kind
from evalcore.graph import Graph

PASSES = 24  # of bounds, at most, to find whether one verdict is certain
ENOUGH = 8  # of bounds once two verdicts are proved: it is not, and the rest is a bonus
MANY = 400  # of bounds that an explanation or an interview may cost
PROBES = 3  # single completions looked at first


@attrs.frozen
class Possible:
    """What may decide, and which verdicts may follow.

    Bit `i` of `steps` stands for step `i` of the graph, the bit after the last for the default.
    `verdicts` are best first; where `exact`, each of them is reached by some completion, else
    some may not be.
    """

    verdicts: tuple[str, ...]
    steps: int
    exact: bool = True
    passes: int = 1


@attrs.frozen(slots=False)
class Space:
    """All the ways of filling in what an initiative leaves open.

    `facts` says of missing fields what `known()` is, where what was said does not settle it.
    """

    graph: Graph
    plain: Mapping[str, Any]
    withheld: frozenset[str]
    as_of: date | None
    facts: Facts = attrs.field(factory=dict[Key, Any])

    @cached_property
    def missing(self) -> tuple[Key, ...]:
        """The fields, and the fields of records, that nothing is said in."""
        found: list[Key] = []
        for name, field in self.graph.fields.items():
            value = self.plain[name]
            if value is None:
                found.append(name)
            elif field.record:
                found += [
                    (name, place, inner)
                    for place, record in enumerate(value)
                    for inner in self.graph.cells[name]
                    if record.get(inner) is None
                ]
        return tuple(found)

    def steps(self, box: Domains) -> int:
        """Which steps may decide within a box, as bits."""
        found: int = self.graph.deciding(self.plain, box, self.withheld, self.as_of, self.facts)
        return found

    def domain(self, key: Key, box: Domains) -> Any:
        """What a missing field may say within a box."""
        return box[key] if key in box else self.graph.domains[spell(key)]

    def kind(self, key: Key) -> Type:
        """The type of a missing field."""
        return self.graph.kinds[spell(key)]


def spell(key: Key) -> str:
    """The full name of a field, or of a field of records: `outcomes.owner`."""
    return key if isinstance(key, str) else f"{key[0]}.{key[2]}"


def possible(space: Space, most: int = PASSES, enough: int = ENOUGH) -> Possible:
    """Which verdicts are possible, found with at most so many passes of bounds.

    `enough` of them end the search once two verdicts are proved.
    """
    graph = space.graph
    whole = space.steps(graph.domains)
    found = graph.verdicts_of(whole)
    if _is_one(found) or most == 1:
        return Possible(graph.spell(found), whole, exact=_is_one(found))
    return _Search(space, whole, most, min(enough, most)).run()


def _is_one(verdicts: int) -> bool:
    return verdicts & (verdicts - 1) == 0


@attrs.define
class _Leaf:
    steps: int
    verdicts: int
    box: Domains
    cut: int = 0  # how often it was cut


class _Search:
    """Cuts boxes in which more is possible than is proved, the widest first."""

    def __init__(self, space: Space, whole: int, most: int, enough: int) -> None:
        self.space, self.most, self.enough, self.passes = space, most, enough, 1
        self.proved = 0
        self.leaves = [_Leaf(whole, space.graph.verdicts_of(whole), space.graph.domains)]
        read = space.graph.read_by(whole)
        keys = [key for key in space.missing if (key if isinstance(key, str) else key[0]) in read]
        self.keys = [key for key in keys if space.kind(key).kind is not Kind.RECORDS]

    def run(self) -> Possible:
        self.probe()
        while self.passes < (self.most if _is_one(self.proved) else self.enough) and self.keys:
            open_ = [leaf for leaf in self.leaves if leaf.verdicts & ~self.proved]
            if not open_:
                break
            leaf = min(open_, key=lambda each: each.cut)
            self.leaves.remove(leaf)
            self.leaves += self.cut(leaf)
        verdicts, steps = self.proved, 0
        for leaf in self.leaves:
            verdicts |= leaf.verdicts
            steps |= leaf.steps
        graph = self.space.graph
        return Possible(graph.spell(verdicts), steps, verdicts == self.proved, self.passes)

    def look(self, box: Domains, cut: int) -> _Leaf:
        """The steps and verdicts of a box. One alone is proved: some completion is in the box."""
        self.passes += 1
        steps = self.space.steps(box)
        verdicts = self.space.graph.verdicts_of(steps)
        if _is_one(verdicts):
            self.proved |= verdicts
        return _Leaf(steps, verdicts, box, cut)

    def probe(self) -> None:
        """Looks at a few single completions: they often reach every verdict."""
        space = self.space
        whole = space.graph.domains
        picks = {key: samples(space.kind(key), space.domain(key, whole)) for key in self.keys}
        for index in range(PROBES):
            if self.passes >= self.most or not self.leaves[0].verdicts & ~self.proved:
                return
            point = {key: each[index % len(each)] for key, each in picks.items()}
            self.look({**whole, **point}, 0)

    def cut(self, leaf: _Leaf) -> list[_Leaf]:
        for turn in range(len(self.keys)):
            key = self.keys[(leaf.cut + turn) % len(self.keys)]
            pieces = parts(self.space.kind(key), self.space.domain(key, leaf.box))
            if pieces:
                cut = leaf.cut + turn + 1
                return [self.look({**leaf.box, key: each}, cut) for each in pieces]
        leaf.cut = 1 << 30  # nothing left to cut
        return [leaf]
