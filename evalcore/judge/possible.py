"""Which verdicts are possible while fields are missing: bounds, sharpened by splits.

One pass of bounds over the whole ruleset may promise more verdicts than there are, as it takes
each mention of a field to vary by itself. Cutting the ranges of the missing fields, and asking
again, takes that away: by a number of passes that is fixed, never by time, so that every machine
comes to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.interpret.domains import Domains, Facts, Key, is_single, owner, parts, samples, spell
from evalcore.language.types import Type
from evalcore.rules.graph import Graph

PASSES = 24  # of bounds, at most, to find whether one verdict is certain
ENOUGH = 6  # of bounds once two verdicts are proved: it is not, and the rest is a bonus
MANY = 400  # of bounds that an explanation or an interview may cost
PROBES = 3  # single completions looked at first


@attrs.frozen
class Possible:
    """What may decide, and which verdicts may follow.

    `cases` are the places of clauses, that after the last stands for the default. `verdicts` are
    best first; where `exact`, each of them is reached by some completion, else some may not be.
    """

    verdicts: tuple[str, ...]
    cases: tuple[int, ...]
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
    def values(self) -> Mapping[str, Any]:
        """What is known: an opaque answer is not, where a field that it is about is open."""
        opaques = self.graph.opaques
        if not opaques:
            return self.plain
        open_ = {o.key: None for o in opaques if any(self.plain[f.name] is None for f in o.args)}
        return {**{each.key: None for each in opaques}, **self.plain, **open_}

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

    @property
    def ordered(self) -> list[Key]:
        """What is missing in the order of declarations, which no rule and no name changes."""
        place = self.graph.declared_places
        return sorted(self.missing, key=lambda key: place[owner(key)])

    def cases(self, box: Domains) -> tuple[int, ...]:
        """Which clauses may decide within a box."""
        found: tuple[int, ...]
        (found,) = self.graph.deciding(self.values, box, self.withheld, self.as_of, self.facts)
        return found

    def ranges(self, box: Domains) -> tuple[Any, ...]:
        """The bounds of each output of the graph within a box: see `bounds.spanning`."""
        found: tuple[Any, ...] = self.graph.spanning(
            self.values, box, self.withheld, self.as_of, self.facts
        )
        return found

    def domain(self, key: Key, box: Domains) -> Any:
        """What a missing field may say within a box."""
        return box[key] if key in box else self.graph.domains[spell(key)]

    def kind(self, key: Key) -> Type:
        """The type of a missing field."""
        return self.graph.kinds[spell(key)]

    def is_list(self, key: Key) -> bool:
        """Whether a missing field holds records: one that cannot be cut, or filled in by halves."""
        return isinstance(key, str) and self.graph.fields[key].kind.row.is_list

    def samples(self, key: Key, box: Domains) -> list[Any]:
        """A few single values of a missing field, as domains."""
        return samples(self.kind(key), self.domain(key, box))

    def completions(self, keys: Collection[Key], box: Domains) -> Iterator[tuple[Space, Domains]]:
        """A few ways of filling in these keys, each a space and a part of the box in it."""
        lists = [key for key in keys if key in self.unlisted]
        picks = {key: self.samples(key, box) for key in keys if not self.is_list(key)}
        for index in range(PROBES):
            point = {key: each[index % len(each)] for key, each in picks.items()}
            space, listed = self.listing(lists, index)
            yield space, {**box, **point, **listed}

    @cached_property
    def unlisted(self) -> tuple[str, ...]:
        """The lists of records that nobody has given, and of which no formula asks whether."""
        names = [key for key in self.missing if isinstance(key, str)]
        return tuple(n for n in names if self.graph.fields[n].record and n not in self.graph.probed)

    def listing(self, lists: Sequence[Key], index: int) -> tuple[Space, Domains]:
        """A space in which these lists are given, and the rest of its box: empty, or of one."""
        if not lists:
            return self, {}
        if index == 0:
            return attrs.evolve(self, plain={**self.plain, **{str(name): () for name in lists}}), {}
        plain, facts, box = dict(self.plain), dict(self.facts), dict[Key, Any]()
        for name in map(str, lists):
            cells = self.graph.cells[name]
            plain[name] = ({**dict.fromkeys(cells), "": frozenset[str]()},)
            facts |= {(name, 0, each): True for each in cells}
            found = {each: self.samples((name, 0, each), box) for each in cells}
            box |= {(name, 0, each): made[index % len(made)] for each, made in found.items()}
        return attrs.evolve(self, plain=plain, facts=facts), box


def possible(space: Space, most: int = PASSES, enough: int = ENOUGH) -> Possible:
    """Which verdicts are possible, found with at most so many passes of bounds.

    `enough` of them end the search once two verdicts are proved.
    """
    graph = space.graph
    whole = space.cases(graph.domains)
    found = graph.verdicts_of(whole)
    if len(found) == 1 or most == 1:
        return Possible(graph.ranked(found), whole, exact=len(found) == 1)
    return _Search(space, whole, most, min(enough, most)).run()


def sharper_ranges(space: Space, most: int = PASSES) -> tuple[Any, ...]:
    """The bounds of each output (see `Space.ranges`), from so many parts of what is missing."""
    keys = [key for key in space.ordered if not space.is_list(key)]
    boxes: list[Domains] = [space.graph.domains]
    for key in keys * most:
        pieces = [parts(space.kind(key), space.domain(key, box)) for box in boxes]
        if sum(map(len, pieces)) > most:
            break
        boxes = [
            {**box, key: each} if cut else box
            for box, cut in zip(boxes, pieces, strict=True)
            for each in cut or [None]
        ]
    return tuple(_hull(spans) for spans in zip(*map(space.ranges, boxes), strict=True))


def _hull(spans: Sequence[Any]) -> Any:
    if spans[0] is None:
        return None
    lows, highs, undefined = zip(*spans, strict=True)
    if isinstance(lows[0], bool):
        return any(lows), any(highs), any(undefined)
    return min(lows), max(highs), any(undefined)


@attrs.define
class _Leaf:
    cases: tuple[int, ...]
    verdicts: frozenset[str]
    box: Domains
    cut: int = 0  # how often it was cut
    whole: bool = True  # until nothing is left to cut


class _Search:
    """Cuts boxes in which more is possible than is proved, the widest first."""

    def __init__(self, space: Space, whole: tuple[int, ...], most: int, enough: int) -> None:
        self.space, self.most, self.enough, self.passes = space, most, enough, 1
        self.proved = frozenset[str]()
        self.leaves = [_Leaf(whole, space.graph.verdicts_of(whole), space.graph.domains)]
        read = space.graph.read_by(whole)
        self.needed = [key for key in space.ordered if owner(key) in read]
        self.keys = [key for key in self.needed if not space.is_list(key)]

    def run(self) -> Possible:
        self.probe()
        while self.passes < (self.enough if len(self.proved) > 1 else self.most):
            open_ = [each for each in self.leaves if each.whole and each.verdicts - self.proved]
            if not open_:
                break
            leaf = min(open_, key=lambda each: each.cut)
            self.leaves.remove(leaf)
            self.leaves += self.cut(leaf)
        verdicts, cases = self.proved, set[int]()
        for leaf in self.leaves:
            verdicts |= leaf.verdicts
            cases.update(leaf.cases)
        exact, found = verdicts == self.proved, self.space.graph.ranked(verdicts)
        return Possible(found, tuple(sorted(cases)), exact, self.passes)

    def look(self, box: Domains, cut: int = 0, space: Space | None = None) -> _Leaf:
        """The clauses and verdicts of a box. One alone is proved: some completion is in the box."""
        self.passes += 1
        cases = (space or self.space).cases(box)
        verdicts = self.space.graph.verdicts_of(cases)
        if len(verdicts) == 1:
            self.proved |= verdicts
        return _Leaf(cases, verdicts, box, cut)

    def probe(self) -> None:
        """Looks at a few single completions: they often reach every verdict."""
        for space, box in self.space.completions(self.needed, self.space.graph.domains):
            if self.passes >= self.most or self.leaves[0].verdicts <= self.proved:
                return
            self.look(box, space=space)

    def cut(self, leaf: _Leaf) -> list[_Leaf]:
        for turn in range(len(self.keys)):
            key = self.keys[(leaf.cut + turn) % len(self.keys)]
            pieces = parts(self.space.kind(key), self.space.domain(key, leaf.box))
            if pieces:
                cut = leaf.cut + turn + 1
                return [self.look({**leaf.box, key: each}, cut) for each in pieces]
        leaf.whole = False
        space = self.space
        if all(is_single(space.kind(key), space.domain(key, leaf.box)) for key in self.needed):
            self.proved |= leaf.verdicts  # what is undefined leaves more than one open
        return [leaf]
