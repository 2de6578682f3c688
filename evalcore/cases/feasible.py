"""Feasible: which outcomes of conditions can occur together, as far as ranges tell.

Each number, date, text or set that conditions are about has one range, whatever it is worked out
from. What is impossible there is impossible; what is possible there may still not be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from evalcore.cases.logic import Logic, Truth
from evalcore.interpret.narrowing import Among, Apart, Fact, Holding, Settled, Within, told
from evalcore.interpret.plan import INDEX, Plan, plan
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE
from evalcore.language.types import Type
from evalcore.request.fields import Kind
from evalcore.rules.graph import Graph

Outcomes = Mapping[int, Truth]  # of conditions, by their places


@attrs.frozen
class Asked:
    """What a condition is about: it is unknown exactly where one of `about` is.

    `pair` is the number of the two sides of a comparison of two, with its sign and direction.
    `names` are the fields that it asks whether they are known, or withheld where `withheld`.
    """

    about: tuple[nodes.Node, ...] = ()
    pair: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()
    withheld: bool = False


class Feasible:
    """What is known of the conditions of a graph; `domain` says what is left of a field."""

    def __init__(self, graph: Graph, logic: Logic) -> None:
        self.pairs: set[tuple[nodes.Node, nodes.Node]] = set()
        self.plan: Plan = plan([each.node for each in logic.conditions], graph.types, keep=(INDEX,))
        self.types = self.plan.types
        self.asked = [self._asked(node) for node in self.plan.outputs]
        self.needs = _strictly_needed(self.plan)
        self.told: list[dict[bool, list[tuple[nodes.Node, Fact]]]] = [
            {
                truth: [
                    (node, fact)
                    for node, fact in told(self.plan, each, holds=truth)
                    if not isinstance(fact, Settled)
                ]
                for truth in (True, False)
            }
            for each in self.plan.outputs
        ]

    def outcomes(self, place: int) -> tuple[Truth, ...]:
        """What a condition can come to by itself."""
        truths: tuple[Truth, ...] = (True, False, None)
        return tuple(each for each in truths if self.together({place: each}))

    def together(self, given: Outcomes, *, filled: bool = False) -> bool:
        """Whether these outcomes can occur in one request, as far as ranges tell.

        Where it is thought to be `filled` in, `known` says nothing about what can be compared.
        """
        if not filled and self._states(given) is None:
            return False
        if not self._rows_left(given):
            return False
        return all(self.domain(node, given) is not None for node in self._compared(given))

    def _rows_left(self, given: Outcomes) -> bool:
        """Whether some row of each table is left to be the first that fits, or none of them."""
        left: dict[nodes.Rows, int] = {}
        for place, truth in given.items():
            node = self.plan.outputs[place]
            if truth is None or not isinstance(node, nodes.FirstRow):
                continue
            says = [nodes.constant(node.values[each]) if each >= 0 else None for each in node.which]
            bits = sum(1 << n for n, said in enumerate(says) if said is truth)
            left[node.rows] = left.get(node.rows, -1) & bits
        return all(left.values())

    def _compared(self, given: Outcomes) -> Iterable[nodes.Node]:
        found: dict[nodes.Node, None] = {}
        for place, truth in given.items():
            if truth is not None:
                found |= dict.fromkeys(self.asked[place].about)
        return found

    def _asked(self, node: nodes.Node) -> Asked:
        turned = False
        while isinstance(node, nodes.Not):
            node, turned = node.operand, not turned
        match node:
            case nodes.Compare(operator=operator, left=left, right=right):
                about = tuple(each for each in (left, right) if not isinstance(each, nodes.Literal))
                pair = self._pair(left, right, operator, turned) if len(about) == 2 else ()
                return Asked(about, pair)
            case nodes.Apply("in" | "has", (item,)):
                return Asked((item,))
            case nodes.Known(operands=operands):
                return Asked(names=tuple(each.name for each in operands))
            case nodes.IsWithheld(operands=operands):
                names = tuple(each.name for each in operands)
                return Asked(names=names, withheld=True)
            case nodes.FieldRef():
                return Asked((node,))
            case _:
                return Asked()

    def _pair(
        self,
        left: nodes.Node,
        right: nodes.Node,
        operator: str,
        turned: bool,  # noqa: FBT001
    ) -> tuple[Any, ...]:
        """Two sides, always in the same order: `b < a` is the negation of `a <= b`."""
        if (right, left) in self.pairs:
            if operator != "==":
                operator, turned = ("<=" if operator == "<" else "<"), not turned
            left, right = right, left
        self.pairs.add((left, right))
        return left, right, operator, turned

    def _states(self, given: Outcomes) -> Mapping[str, bool] | None:
        """Which fields have to be known or not; None where that contradicts itself."""
        known: set[nodes.Node] = set()
        unknown: set[nodes.Node] = set()
        some_unknown: list[tuple[nodes.Node, ...]] = []
        for place, truth in given.items():
            asked = self.asked[place]
            if truth is not None:
                known.update(asked.about)
            elif asked.names or not self.types[self.plan.outputs[place]].nullable:
                return None
            elif len(asked.about) == 1:
                unknown.update(asked.about)
            elif asked.about:
                some_unknown.append(asked.about)
        if not known.isdisjoint(unknown) or any(not self.types[each].nullable for each in unknown):
            return None
        if any(known.issuperset(each) for each in some_unknown):
            return None
        states = {name: True for node in known for name in self.needs[node]}
        for node in unknown:
            if isinstance(node, nodes.FieldRef) and states.setdefault(node.name, False):
                return None
        return states if self._facts_hold(given, states, known) else None

    def _facts_hold(
        self, given: Outcomes, states: dict[str, bool], known: Iterable[nodes.Node]
    ) -> bool:
        """Whether `known` and `withheld` may come out so; adds what they say of fields."""
        wanted: list[tuple[str, ...]] = []
        kept: set[str] = set()
        given_back: set[str] = set()
        for place, truth in given.items():
            asked = self.asked[place]
            if asked.names and asked.withheld:
                if not truth:
                    given_back.update(asked.names)
                elif len(asked.names) == 1:
                    kept.update(asked.names)
            elif asked.names and truth:
                wanted.append(asked.names)
            elif asked.names:
                for name in asked.names:
                    if states.setdefault(name, False):
                        return False
        for name in kept:
            if states.setdefault(name, False) or name in given_back:
                return False
        for names in wanted:
            if all(states.get(name) is False for name in names):
                return False
            if len(names) == 1:
                states[names[0]] = True
        return not any(states.get(name) is False for node in known for name in self.needs[node])

    def states(self, given: Outcomes) -> Mapping[str, bool]:
        """Which fields have to be known for these outcomes, and which not."""
        return self._states(given) or {}

    def domain(self, node: nodes.Node, given: Outcomes) -> Domain | None:
        """What may be said where these outcomes hold; None where nothing may."""
        facts: list[Fact] = []
        for place, truth in given.items():
            if truth is not None:
                facts += [fact for about, fact in self.told[place][truth] if about is node]
        kind = self.types[node]
        if kind.kind is Kind.FLAG:
            return self._flag(node, given)
        found = _narrowed(kind, facts)
        if found is None or not self._pairs_hold(node, given):
            return None
        return found

    def _flag(self, node: nodes.Node, given: Outcomes) -> Domain | None:
        said = {
            truth is not isinstance(self.plan.outputs[place], nodes.Not)
            for place, truth in given.items()
            if truth is not None and self.asked[place].about == (node,)
        }
        return None if len(said) > 1 else Domain(texts=None, flag=next(iter(said), None))

    def _pairs_hold(self, node: nodes.Node, given: Outcomes) -> bool:
        """Whether comparisons of this with others can come out so: the difference has a range."""
        sides: dict[tuple[nodes.Node, nodes.Node], list[tuple[str, bool]]] = {}
        for place, truth in given.items():
            pair = self.asked[place].pair
            if truth is None or not pair or pair[0] is not node:
                continue
            sides.setdefault(pair[:2], []).append((pair[2], truth is not pair[3]))
        return all(self._pair_holds(left, right, signs) for (left, right), signs in sides.items())

    def _pair_holds(
        self, left: nodes.Node, right: nodes.Node, signs: Iterable[tuple[str, bool]]
    ) -> bool:
        """Of below, equal and above, one has to be left."""
        one, other = self.types[left], self.types[right]
        left_over = {"below", "equal", "above"}
        if one.is_number:
            if one.low > other.high + TOLERANCE:
                left_over -= {"below", "equal"}
            if one.high < other.low - TOLERANCE:
                left_over -= {"above", "equal"}
        for sign, truth in signs:
            means = {"<": {"below"}, "<=": {"below", "equal"}, "==": {"equal"}}[sign]
            left_over = left_over & means if truth else left_over - means
        return bool(left_over)


@attrs.frozen
class Domain:
    """What is left of something: ends of numbers and dates, texts (None: any), what a set holds.

    `apart` are ranges between the ends that are left out.
    """

    low: Any = None
    high: Any = None
    apart: tuple[tuple[Any, Any], ...] = ()
    texts: frozenset[str] | None = None
    not_texts: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    flag: bool | None = None

    def samples(self, *, whole: bool = False) -> Iterator[Any]:
        """A few values in it, the plainest first."""
        if self.flag is not None:
            yield self.flag
        elif self.texts is not None:
            yield from sorted(self.texts)
        elif isinstance(self.low, date) or isinstance(self.high, date):
            yield from (each for each in (self.low, self.high) if each is not None)
        elif self.low is not None:
            for value in _plain_numbers(self.low, self.high, whole=whole):
                if not any(low <= value <= high for low, high in self.apart):
                    yield value


def _narrowed(kind: Type, facts: Iterable[Fact]) -> Domain | None:
    if kind.is_number or kind.kind is Kind.DATE:
        return _within(kind, facts)
    texts = None if kind.choices is None else frozenset(kind.choices)
    if kind.kind is Kind.SET:
        return _held(texts, facts)
    banned: set[str] = set()
    for fact in facts:
        if isinstance(fact, Among) and fact.inside:
            texts = fact.texts if texts is None else texts & fact.texts
        elif isinstance(fact, Among):
            banned |= fact.texts
    texts = None if texts is None else texts - banned
    return Domain(texts=texts, not_texts=frozenset(banned)) if texts != frozenset() else None


def _held(choices: frozenset[str] | None, facts: Iterable[Fact]) -> Domain | None:
    holding = [fact for fact in facts if isinstance(fact, Holding)]
    inside = frozenset(fact.text for fact in holding if fact.inside)
    outside = frozenset(fact.text for fact in holding if not fact.inside)
    possible = inside.isdisjoint(outside) and (choices is None or inside <= choices)
    return Domain(holds=inside, not_texts=outside) if possible else None


def _within(kind: Type, facts: Iterable[Fact]) -> Domain | None:
    low: Any = kind.low if kind.is_number else date.min
    high: Any = kind.high if kind.is_number else date.max
    apart: list[tuple[Any, Any]] = []
    for fact in facts:
        if isinstance(fact, Within):
            low = low if fact.low is None else max(low, fact.low)
            high = high if fact.high is None else min(high, fact.high)
        elif isinstance(fact, Apart):
            apart.append((fact.low, fact.high))
    for left, right in sorted(apart) * 2:  # ends that are left out move the ends
        if left <= low <= right:
            if right >= high:
                return None
            low = _after(right, whole=kind.whole)
        if left <= high <= right:
            if left <= low:
                return None
            high = _before(left, whole=kind.whole)
    return Domain(low, high, tuple(apart)) if low <= high else None


def _after(value: Any, *, whole: bool) -> Any:
    if isinstance(value, date):
        return date.fromordinal(value.toordinal() + 1) if value < date.max else value
    return math.floor(value) + 1.0 if whole else math.nextafter(value, math.inf)


def _before(value: Any, *, whole: bool) -> Any:
    if isinstance(value, date):
        return date.fromordinal(value.toordinal() - 1) if value > date.min else value
    return math.ceil(value) - 1.0 if whole else math.nextafter(value, -math.inf)


def _plain_numbers(low: float, high: float, *, whole: bool) -> Iterator[float]:
    """Numbers between two ends with few digits: from either end, and from the middle."""
    ends = [max(low, -1e9), min(high, 1e9)]
    for start in (ends[0], (ends[0] + ends[1]) / 2, ends[1]):
        for digits in range(1 if whole else 10):
            up = math.ceil(start * 10**digits - 1e-12) / 10**digits
            down = math.floor(start * 10**digits + 1e-12) / 10**digits
            fits = [each for each in (up, down) if ends[0] <= each <= ends[1]]
            if fits:
                yield float(fits[0]) + 0.0
                break


def _strictly_needed(program: Plan) -> Mapping[nodes.Node, frozenset[str]]:
    """The fields without which a node is unknown, whatever else is said."""
    found: dict[nodes.Node, frozenset[str]] = {}
    for node, below in program.parts.items():
        match node:
            case nodes.FieldRef(name=name):
                found[node] = frozenset({name})
            case nodes.Apply("weighted_mean"):
                found[node] = frozenset()
            case nodes.Apply() | nodes.Compare() | nodes.Not():
                found[node] = frozenset[str]().union(*(found[each] for each in below))
            case nodes.If():
                found[node] = found[node.condition]
            case _:
                found[node] = frozenset()
    return found
