"""Reach: which rules can ever speak, judged by the ruleset as it is written.

One pass of bounds with everything open. What conditions are about counts as one number or flag of
its own, within the range that is known of it: that takes no time, and claims nothing untrue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from evalcore.interpret.foregone import foregone
from evalcore.interpret.joints import all_held
from evalcore.interpret.plan import INDEX, ONE_WAY, plan
from evalcore.interpret.spans import may_be_undefined
from evalcore.interpret.unsaid import cases_of
from evalcore.language.nodes import (
    Aggregate,
    And,
    Apply,
    AsOf,
    Compare,
    Decide,
    FieldRef,
    FirstRow,
    IsWithheld,
    Known,
    Literal,
    Named,
    Node,
    Not,
    Opaque,
    Or,
    constant,
    reads,
    walk,
    walk_with_children,
)
from evalcore.language.types import Type
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Situation
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.rules.listed import Records, field_like
from evalcore.rules.witness import Witness, nearest, witness
from evalcore.written.errors import Complaint, Path

MOST_ROWS = 500  # of a table that is looked into; a larger one may say anything
Types = Mapping[Node, Type]


def never_reached(context: Context, rules: Sequence[RuleNode]) -> Iterator[Complaint]:
    """Complaints about rules that can never speak: their authors believe that they decide."""
    types = context.types
    conditions = [clause.speaks for rule in rules for clause in rule.clauses]
    if any(types[each].kind is None for each in conditions):
        return  # which was complained about
    reaching, reached = _reached(conditions, types)
    place = 0
    before: list[tuple[str, Node]] = []
    told = {name for each in walk(*context.held) if (name := reads(each))}
    for index, rule in enumerate(rules):
        places = range(place, place + len(rule.clauses))
        asked = [reaching.conditions[each] for each in places]
        unsaid = [never_known(each, told) for each in asked]
        if asked and (reached.isdisjoint(places) or all(unsaid)):
            path: Path = ("rules", index, rule.form)
            code, why, mend = reaching.why(rule, asked, before, unsaid=all(unsaid))
            problem = f"the rule {rule.id} can never speak: {why}"
            if code == "EV220" and len(asked) == 1 and not all(unsaid):
                met = nearest(context, conditions[place])
            else:
                met = passed_by(context, conditions, places)
            yield Complaint(problem, mend=mend, path=path, code=code, witness=met)
        else:
            before += [(rule.id, each) for each in asked]
            told.update(name for each in walk(*asked) if (name := reads(each)))
        place += len(asked)


def reached_clauses(rules: Sequence[RuleNode], types: Types) -> frozenset[int]:
    """The places of the clauses that may be the first to speak, counted through all rules."""
    return _reached([clause.speaks for rule in rules for clause in rule.clauses], types)[1]


def passed_by(context: Context, conditions: Sequence[Node], places: range) -> Witness | None:
    """A request that meets one of these conditions, and which one before them decides."""

    def shows(values: Sequence[object]) -> bool:
        decides = next((n for n, each in enumerate(values) if each is not False), places.stop)
        return decides < places.start and values[decides] is True and True in values[places.start :]

    return witness(context, conditions[: places.stop], shows)


def _reached(conditions: Sequence[Node], types: Types) -> tuple[_Reaching, frozenset[int]]:
    lists = Records(_may_hold)
    reaching = _Reaching(conditions, types, lists=lists)
    reached = reaching.of(reaching.conditions)
    if len(reached) <= len(conditions) and reaching.doubtful:
        # Where one is undefined, those after it may be asked after all.
        careful = _Reaching(conditions, types, defined=False, lists=lists)
        reached |= careful.of(careful.conditions) - reaching.doubtful
    return reaching, reached


def _may_hold(condition: Node, types: Types, leaves: Mapping[Node, Field]) -> bool:
    """Whether a condition can hold where these nodes are fields."""
    reaching = _Reaching([condition], types, leaves=leaves)
    is_met = 0 in reaching.of(reaching.conditions)
    return is_met and not any(map(never_known, reaching.conditions))


def never_known(condition: Node, told: Collection[str] = ()) -> bool:
    """Whether it holds only where a field is not known, and asks what that field says.

    So it is never met; also where it has to be withheld and known. What the fields that are `told`
    say may be certain though nobody says it, as what a field is that another one bounds.
    """
    absent, known, said = set[Node](), set[Node](), set[Node]()
    for node, true in all_held(condition, holds=True):
        match node:
            case IsWithheld(operands=(field,)) if true:
                absent.add(field)
            case Known(operands=(field,)):
                (known if true else absent).add(field)
            case Compare(left=left, right=Literal()):
                said.add(left)
            case Apply("in" | "has", (item,)):
                said.add(item)
            case _:
                said.add(node)
    known.update(each for each in said if reads(each) not in told)
    return not absent.isdisjoint(known)


class _Reaching:
    """What is reached where nothing that is compared is undefined, or where it may be.

    `conditions` are in a plan, where those that say the same are one. `doubtful` has the places of
    those that may be undefined. `lists` says what no record meets.
    """

    def __init__(
        self,
        conditions: Sequence[Node],
        types: Types,
        *,
        defined: bool = True,
        lists: Records | None = None,
        leaves: Mapping[Node, Field] = MappingProxyType({}),
    ) -> None:
        self.leaves: dict[Node, Field] = dict(leaves)
        self.types, self.defined, self.lists = dict(types), defined, lists
        found = [*walk_with_children(*conditions)]
        self.settled: dict[str, bool] = {}  # what flags come to that no request changes
        self.settle_lists(dict(found))
        doubtful, _ = self.scan(found, opened=True)
        self.doubtful = frozenset(n for n, each in enumerate(conditions) if each in doubtful)
        program = plan(conditions, types, self.leaves, (INDEX, ONE_WAY))
        self.conditions, self.types = program.outputs, dict(program.types)
        names, self.leaves = program.fields, {}
        self.undefinable, self.of_today = self.scan(program.parts.items(), opened=False)
        for node in self.conditions:
            self.look(node)
        names |= {each.name for each in self.leaves.values()}
        self.open = Situation(dict.fromkeys(names)).ask(names).put(self.settled)

    def settle_lists(self, found: Mapping[Node, Sequence[Node]]) -> None:
        """Settles what no list changes. Where nothing is gathered, `lists` has nothing to say."""
        if not any(isinstance(each, Aggregate) for each in found):
            self.lists = None
        if self.lists is not None:
            for each in self.lists.settled(found, self.types, defined=self.defined):
                self.settle(*each)

    def settle(self, node: Node, value: float) -> None:
        """Takes a node as a field that says this, whatever the request is."""
        name = f"settled_{len(self.settled)}_{len(self.leaves)}"
        kind = attrs.evolve(self.types[node], low=value, high=value)
        if node not in self.leaves:
            self.leaves[node] = field_like(kind, name)
            if kind.kind is Kind.FLAG:
                self.settled[name] = value == 1

    def scan(
        self, found: Iterable[tuple[Node, Sequence[Node]]], *, opened: bool
    ) -> tuple[set[Node], set[Node]]:
        """The nodes that may be undefined, and those that depend on the date or on an answer.

        Named numbers are `opened` on the way: nothing below them has to be looked at again.
        """
        undefinable, of_today = set[Node](), set[Node]()
        gathering = {*self.leaves}  # what no list changes, and what is made of it
        for node, below in found:
            if not gathering.isdisjoint(below):
                gathering.add(node)
            if may_be_undefined(node) or not undefinable.isdisjoint(below):
                undefinable.add(node)
            if isinstance(node, AsOf | Opaque) or not of_today.isdisjoint(below):
                of_today.add(node)
            is_named = isinstance(node, Named) and self.types[node].is_number
            sure = (self.defined or node not in undefinable) and node not in gathering
            if opened and is_named and sure and constant(node) is None:
                self.leaf(node, "named")
        return undefinable, of_today

    def of(self, conditions: Sequence[Node]) -> frozenset[int]:
        """The places of these conditions that may be met first, asked in their order."""
        decision = Decide(tuple(("", each) for each in conditions), "")
        self.types[decision] = Type(Kind.TEXT, nullable=True)
        cases = cases_of(decision, self.types, self.leaves, self.open)
        if self.lists is None:
            return frozenset(cases)
        doubtful = () if self.defined else self.undefinable
        return frozenset(cases).difference(self.lists.at_odds(conditions, doubtful, self.types))

    def why(
        self,
        rule: RuleNode,
        asked: Sequence[Node],
        before: Sequence[tuple[str, Node]],
        *,
        unsaid: bool,
    ) -> tuple[str, str, str]:
        """The code of the complaint, why it is not reached, and how to mend that."""
        if not self.of(asked) - {len(asked)}:
            what = "its gate is always met" if rule.kind == "gate" else "its condition never holds"
            return "EV220", what, "hold it against the ranges and choices of its fields"
        if unsaid:
            what = "it asks what a field says that nobody has said"
            return "EV220", what, "ask that in a rule of its own, or only where the field is known"
        mend = "put it before that rule, or drop it"
        for name, condition in before:
            if self.of([condition]) == frozenset({0}):
                return "EV221", f"the rule {name} before it always does", mend
            if self.of([condition, *asked]) <= {0, len(asked) + 1}:
                return "EV221", f"whatever meets it meets the rule {name} before it", mend
        why = "the rules before it leave nothing for it"
        return "EV221", why, "put it before them, or drop it"

    def look(self, root: Node) -> None:
        """Finds what a condition is about: one number each, or one flag."""
        waiting, seen = [root], set[Node]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            match node:
                case And(operands=operands) | Or(operands=operands):
                    waiting += operands
                case Not(operand=inner):
                    waiting.append(inner)
                case Compare(left=left, right=Literal()) if self.types[left].is_number:
                    if isinstance(left, FieldRef | Literal):
                        continue
                    true = None if node in self.of_today else foregone(node, self.types)
                    if true is not None:  # by how it is made
                        if self.defined and left in self.undefinable:
                            self.settle(node, float(true))
                        continue
                    if self.defined or left not in self.undefinable:
                        self.leaf(left, "about")
                    elif node in self.of_today:
                        self.leaf(node, "about")
                case FirstRow(rows=rows) if len(rows.table.cells) > MOST_ROWS:
                    self.leaf(node, "about")
                case _ if node in self.of_today:
                    self.leaf(node, "about")
                case Compare(left=left, right=right) if self.types[left].is_number:
                    for side in (left, right):
                        if self.defined and side in self.undefinable:
                            self.leaf(side, "about")
                case Aggregate() if self.defined or node not in self.undefinable:
                    self.leaf(node, "about")
                case _:
                    pass

    def leaf(self, node: Node, word: str) -> None:
        """Takes a node as a field of its own."""
        kind = self.types[node]
        if node not in self.leaves and (kind.kind is Kind.FLAG or kind.is_number):
            self.leaves[node] = field_like(kind, f"{word}_{len(self.leaves)}")
