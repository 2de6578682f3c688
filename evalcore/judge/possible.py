"""Which verdicts are possible while fields are missing: bounds, sharpened by splits.

One pass of bounds over the whole ruleset may promise more verdicts than there are, as it takes
each mention of a field to vary by itself. Cutting the ranges of the missing fields, and asking
again, takes that away: by a number of passes that is fixed, never by time, so that every machine
comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import attrs

from evalcore.interpret.bounding import INDEXED
from evalcore.interpret.bounds import Bounded, bound_plan
from evalcore.interpret.domains import is_single, parts, samples, value
from evalcore.interpret.gathering import SOME
from evalcore.judge.once import once
from evalcore.language.types import Type
from evalcore.request.situation import Key, Ranges, Situation, owner, spell
from evalcore.rules.days import OnDay
from evalcore.rules.graph import Graph

PASSES = 24  # of bounds, at most, to find whether one verdict is certain
ENOUGH = 6  # of bounds once two verdicts are proved: it is not, and the rest is a bonus
MANY = 400  # of bounds that an explanation or an interview may cost
PROBES = 3  # single completions looked at first
Look = tuple[tuple[int, ...], bool]  # which clauses may decide; whether all keeps the relations
NOTHING_LEFT: Look = ((), False)


@attrs.frozen
class Possible:
    """What may decide, and which verdicts may follow.

    `cases` are the places of clauses, that after the last stands for the default. `verdicts` are
    best first; where `exact`, each of them is reached by some completion, else some may not be.
    `parts` are the situations that were looked at one by one: together they hold all completions.
    """

    verdicts: tuple[str, ...]
    cases: tuple[int, ...]
    exact: bool = True
    passes: int = 1
    parts: tuple[Situation, ...] = attrs.field(default=(), eq=False, repr=False)


@attrs.frozen(slots=False)
class Space:
    """All the ways of filling in what is open in a situation.

    `rest` finds what may decide where it was worked out what is left of the program.
    """

    graph: Graph
    given: Situation
    rest: Bounded | None = attrs.field(default=None, eq=False)

    @once
    def situation(self) -> Situation:
        """What is known: an opaque answer is not, where a field that it is about is open."""
        values = self.given.values
        open_ = [
            o.key
            for o in self.graph.opaques
            if o.key not in values or any(values[each.name] is None for each in o.args)
        ]
        return self.given.put(dict.fromkeys(open_)) if open_ else self.given

    @once
    def today(self) -> OnDay:
        """What may decide on the date of the evaluation."""
        return self.graph.days.on(self.given.as_of)

    @once
    def missing(self) -> tuple[Key, ...]:
        """The fields, and the fields of records, that nothing is said in."""
        found: list[Key] = []
        for name, field in self.graph.fields.items():
            value = self.given.values[name]
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

    def look(self, situation: Situation) -> Look:
        """Which clauses may decide, and whether all that is left keeps the relations.

        Nothing may where no way of filling in keeps them.
        """
        return self.looking(situation) or NOTHING_LEFT

    @property
    def looking(self) -> Callable[[Situation], Look | None]:
        """The function that looks."""
        return self.rest or self.today.deciding

    def cases(self, situation: Situation) -> tuple[int, ...]:
        """Which clauses may decide where some of it is filled in, or assumed."""
        return self.look(situation)[0]

    def left(self, situation: Situation) -> Ranges:
        """What relations leave of the fields that they bound by what is said in others."""
        bounded = self.graph.bounded
        ends = self.graph.leaving(situation) if bounded else None
        return {
            each.name: end[:2]
            for each, end in zip(bounded, ends[:-1] if ends else (), strict=False)
        }

    def at(self, given: Situation) -> Space:
        """The same from another situation, in which no more is open."""
        return Space(self.graph, given, self.rest)

    def worked_out(self) -> Space:
        """The same where all that is known is worked out once, for many looks."""
        return Space(self.graph, self.given, bound_plan(self.graph.rest(self.situation, INDEXED)))

    def verdicts(self, situation: Situation) -> frozenset[str]:
        """To which verdicts they lead."""
        return self.graph.verdicts_of(self.cases(situation))

    def range(self, key: Key, situation: Situation) -> Any:
        """What a missing field may say."""
        ranges = situation.ranges
        if key in self.graph.bounded_names:
            ranges = {**ranges, **self.left(situation)}
        return ranges[key] if key in ranges else self.graph.domains[spell(key)]

    def kind(self, key: Key) -> Type:
        """The type of a missing field."""
        return self.graph.kinds[spell(key)]

    def is_list(self, key: Key) -> bool:
        """Whether a missing field holds records: one that cannot be cut, or filled in by halves."""
        return isinstance(key, str) and self.graph.fields[key].kind.row.is_list

    def parts(self, key: Key, situation: Situation) -> list[Situation]:
        """The situation in two or more, by a missing field; none where that cannot be cut.

        A list is empty, or has a record.
        """
        if self.is_list(key):
            cut = key in situation.ranges or self.is_settled(key, situation)
            if cut or key not in self.unlisted:
                return []
            return [situation.put({key: ()}), situation.assume({key: SOME})]
        whole, name, kept = self.range(key, situation), spell(key), self.today.pieces
        if whole is not self.graph.domains[name]:
            pieces = self.pieces(name, whole)
        elif name in kept:
            pieces = kept[name]
        else:
            pieces = kept[name] = self.pieces(name, whole)
        return [situation.assume({key: each}) for each in pieces]

    def pieces(self, name: str, whole: Any) -> list[Any]:
        """A range of a field in two or more."""
        marks = self.today.cuts.get(name, ())
        inside = [each for each in marks if whole[0] <= each[0] and each[1] <= whole[1]]
        if not inside:
            return parts(self.graph.kinds[name], whole)
        left, right = inside[len(inside) // 2]
        return [(whole[0], left), (right, whole[1])]

    def is_settled(self, key: Key, situation: Situation) -> bool:
        """Whether only one value is left of a missing field."""
        if self.is_list(key):
            records: Any = situation.values[owner(key)]
            return records is not None and not records
        return is_single(self.kind(key), self.range(key, situation))

    def samples(self, key: Key, situation: Situation) -> list[Any]:
        """A few single values of a missing field, as ranges."""
        whole, name = self.range(key, situation), spell(key)
        if whole is self.graph.domains[name]:
            return self.graph.samples[name][0]
        return samples(self.graph.kinds[name], whole)

    @once
    def unlisted(self) -> tuple[str, ...]:
        """The lists of records that nobody has given, and of which no formula asks whether."""
        names = [key for key in self.missing if isinstance(key, str)]
        return tuple(n for n in names if self.graph.fields[n].record and n not in self.graph.probed)

    def assume(self, ranges: Ranges) -> Space:
        """The same, but that what has no value lies within these ranges."""
        return Space(self.graph, self.situation.assume(ranges))

    def points(self, keys: Collection[Key]) -> Iterator[Situation]:
        """A few ways of filling these in: a list that no formula asks about is empty, or of one."""
        return (self.point(keys, index) for index in range(PROBES))

    def point(self, keys: Collection[Key], index: int) -> Situation:
        """One of them."""
        lists = [str(key) for key in keys if key in self.unlisted]
        bounded = [key for key in keys if key in self.graph.bounded_names]
        free = [key for key in keys if key not in bounded and not self.is_list(key)]
        picks = {key: self.samples(key, self.situation) for key in free}
        found = self.situation.assume({key: e[index % len(e)] for key, e in picks.items()})
        for key in bounded:  # one after the other: each leaves less to the next
            left = self.samples(key, found)
            found = found.assume({key: left[index % len(left)]})
        for name in lists:
            cells = self.graph.cells[name]
            found = found.put({name: (dict.fromkeys(cells),) if index else ()})
            if index:
                filled = {(name, 0, each): self.samples((name, 0, each), found) for each in cells}
                found = found.open({key: e[index % len(e)] for key, e in filled.items()})
        return found

    def values_at(self, keys: Collection[Key]) -> list[dict[str, Any]]:
        """The values of fields at these points; none where only bounds can say what decides there.

        That is so with relations, lists and records, and where a formula asks what was said.
        """
        graph, said = self.graph, self.situation
        if graph.demanded or graph.leaves or not graph.sampled.issuperset(keys):
            return []
        found = [dict(said.values) for _ in range(PROBES)]
        for key in keys:
            assert isinstance(key, str)  # noqa: S101 - cells are no samples
            if key in said.ranges:
                kind = graph.kinds[key]
                values = [value(kind, each) for each in samples(kind, said.ranges[key])]
            else:
                values = graph.samples[key][1]
            for index, each in enumerate(found):
                each[key] = values[index % len(values)]
        return found


def possible(space: Space, most: int = PASSES, enough: int = ENOUGH) -> Possible:
    """Which verdicts are possible, found with at most so many passes of bounds.

    `enough` of them end the search once two verdicts are proved.
    """
    graph = space.graph
    whole, held = space.look(space.situation)
    found = graph.verdicts_of(whole)
    if len(found) > 1 and most > 1:
        leaf = _Leaf(space.situation, whole, found, held)
        sharper = _Search(space, leaf, most, min(enough, most)).run()
        if sharper.verdicts:
            return sharper
        found = frozenset[str]()
    if not found:  # a request that is refused where it is read
        return possible(attrs.evolve(space, graph=graph.unrelated, rest=None), most, enough)
    return Possible(graph.ranked(found), whole, exact=len(found) == 1, parts=(space.situation,))


def hull(bounded: Bounded, parts: Iterable[Situation]) -> tuple[Any, ...] | None:
    """The bounds of each output over all parts; None where no part keeps the relations."""
    spans = [each for each in map(bounded, parts) if each is not None]
    if len(spans) < 2:
        return spans[0] if spans else None
    return tuple(_widest(each) for each in zip(*spans, strict=True))


def _widest(spans: Sequence[Any]) -> Any:
    if not isinstance(spans[0], tuple):  # a text: nothing is said of between what it lies
        return spans[0]
    lows, highs, undefined = zip(*spans, strict=True)
    if isinstance(lows[0], bool):
        return any(lows), any(highs), any(undefined)
    return min(lows), max(highs), any(undefined)


@attrs.define
class _Leaf:
    situation: Situation
    cases: tuple[int, ...]
    verdicts: frozenset[str]
    held: bool  # whether all that is left keeps the relations
    cut: int = 0  # how often it was cut
    whole: bool = True  # until nothing is left to cut


_cuts = attrgetter("cut")


class _Search:
    """Cuts situations in which more is possible than is proved, the widest first."""

    def __init__(self, space: Space, whole: _Leaf, most: int, enough: int) -> None:
        self.space, self.most, self.enough, self.passes = space, most, enough, 1
        self.proved = frozenset[str]()
        self.leaves = [whole]
        self.found, self.verdicts_of = space.looking, space.graph.verdicts_of
        read = space.graph.read_by(whole.cases)
        self.needed = [key for key in space.ordered if owner(key) in read]
        # Lists last: they are cut once.
        self.keys = sorted(self.needed, key=space.is_list)
        self.split: dict[tuple[int, ...], tuple[list[Key], list[Key]]] = {}

    def run(self) -> Possible:
        self.probe()
        while self.passes < (self.enough if len(self.proved) > 1 else self.most):
            open_ = [e for e in self.leaves if e.whole and not e.verdicts <= self.proved]
            if not open_:
                break
            leaf = min(open_, key=_cuts)
            self.leaves.remove(leaf)
            self.leaves += self.cut(leaf)
        verdicts, cases = self.proved, set[int]()
        for leaf in self.leaves:
            verdicts |= leaf.verdicts
            cases.update(leaf.cases)
        exact, found = verdicts == self.proved, self.space.graph.ranked(verdicts)
        parts = tuple(leaf.situation for leaf in self.leaves if leaf.cases)
        return Possible(found, tuple(sorted(cases)), exact, self.passes, parts)

    def look(self, situation: Situation, cut: int = 0) -> _Leaf:
        """What may decide. One verdict alone is proved where a completion is in there."""
        self.passes += 1
        cases, held = self.found(situation) or NOTHING_LEFT
        verdicts = self.verdicts_of(cases)
        if len(verdicts) == 1 and held:
            self.proved |= verdicts
        return _Leaf(situation, cases, verdicts, held, cut)

    def probe(self) -> None:
        """Looks at a few single completions: they often reach every verdict."""
        space, graph = self.space, self.space.graph
        given, found = space.situation, space.values_at(self.needed)
        for index in range(PROBES):
            if self.passes >= self.most or self.leaves[0].verdicts <= self.proved:
                return
            case = graph.run(found[index], given.withheld, given.as_of)[-1] if found else None
            if case is None:
                self.look(space.point(self.needed, index))
            else:
                self.passes += 1
                self.proved |= graph.verdicts_of((case,))

    def cut(self, leaf: _Leaf) -> list[_Leaf]:
        """A leaf in two, by a field that its clauses mention more than once where there is one."""
        keys = self.to_cut(leaf.cases)
        for some in keys:
            for turn in range(len(some)):
                key = some[(leaf.cut + turn) % len(some)]
                pieces = self.space.parts(key, leaf.situation)
                if pieces:
                    return [self.look(each, leaf.cut + turn + 1) for each in pieces]
        leaf.whole = False
        if leaf.held and all(
            self.space.is_settled(e, leaf.situation) for some in keys for e in some
        ):
            self.proved |= leaf.verdicts  # what is undefined leaves more than one open
        return [leaf]

    def to_cut(self, cases: tuple[int, ...]) -> tuple[list[Key], list[Key]]:
        """What is missing in these clauses: what they mention more than once, and the rest."""
        if cases not in self.split:
            graph = self.space.graph
            often, read = graph.repeated.within(cases), graph.read_by(cases)
            keys = [key for key in self.keys if owner(key) in read]
            self.split[cases] = (
                [key for key in keys if owner(key) in often],
                [key for key in keys if owner(key) not in often],
            )
        return self.split[cases]
