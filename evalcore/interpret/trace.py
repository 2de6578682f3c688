"""The tracing interpretation: what each node came to on one initiative, and why where unknown.

Slower than the generated function and used only to explain: it keeps the outcome of every node,
the fields that an unknown needs, and the causes of what is undefined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from operator import add
from typing import Any

import attrs

from evalcore.language import nodes
from evalcore.language.build import NO_RECORDS
from evalcore.language.comparing import MIRRORED, holds, is_turned, is_zero
from evalcore.language.operations import OPERATIONS
from evalcore.language.tables import places
from evalcore.request.situation import Key, Situation

NO_ROW = "no row of the table fits"


@attrs.frozen
class Cause:
    """Why a node has no value although everything it needs was said."""

    node: nodes.Node
    why: str


@attrs.frozen
class Outcome:
    """The value of a node. None is unknown (it needs `missing`) or undefined (by `causes`)."""

    value: Any
    missing: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


Below = Mapping[nodes.Node, Sequence[nodes.Node]]
Seeded = tuple[Mapping[nodes.Node, int], Below, Sequence[Any]]  # places, children, and values
_ALWAYS_STRICT = frozenset({nodes.Compare, nodes.Not})
NO_SEEDS: Seeded = ({}, {}, ())


class Trace:
    """The outcomes of nodes on one initiative, each worked out when it is first asked for.

    `named` are the named nodes of the graph, in order of use, where somebody has them at hand;
    `problems` say why an opaque node has no answer, by its key; `seeds` are values that are known
    already.
    """

    def __init__(
        self,
        situation: Situation,
        named: Sequence[nodes.Node] | None = None,
        problems: Mapping[str, str] | None = None,
        seeds: Seeded = NO_SEEDS,
    ) -> None:
        self.situation = situation
        self.values = situation.values
        self._named = named
        self._problems = problems or {}
        self._places, self._below, self._known = seeds
        self._outcomes: dict[nodes.Node, Outcome] = {}
        self._record: Mapping[str, Any] = {}
        self._place = 0

    def outcome(self, root: nodes.Node) -> Outcome:
        """What the node comes to."""
        if root not in self._outcomes:
            # Worked out in order of use, so that a long chain of measures never recurses.
            for each in named_nodes(root) if self._named is None else self._named:
                self._value(each)
            if self._named is not None:
                self._named = ()
        return self._see(root)

    def __getitem__(self, node: nodes.Node) -> Any:
        place = self._places.get(node)
        value = None if place is None else self._known[place]
        return self.outcome(node).value if value is None else value

    def _see(self, node: nodes.Node) -> Outcome:
        found = self._outcomes.get(node)
        if found is None:
            place = self._places.get(node)
            value = None if place is None else self._known[place]
            found = self._work_out(node) if value is None else Outcome(value)
            self._outcomes[node] = found
        return found

    def _work_out(self, node: nodes.Node) -> Outcome:
        if node.__class__ in _ALWAYS_STRICT:  # most are, and a `match` asks for them last
            return self._strict(node)
        match node:
            case nodes.Literal(value=value):
                return Outcome(value)
            case nodes.FieldRef(name=name):
                said = self.values.get(name)
                return Outcome(said, () if said is not None else (name,))
            case nodes.RecordField(name=name, records=records):
                said = self._record.get(name)
                return Outcome(said, () if said is not None else (f"{records}.{name}",))
            case nodes.Opaque():
                return self._answer(node)
            case nodes.Named(body=body):
                return self._see(body)
            case nodes.AsOf():
                return Outcome(self.situation.as_of)
            case nodes.Known(operands=operands):
                return Outcome(any(self._said(each) is not None for each in operands))
            case nodes.IsWithheld(operands=operands):
                return Outcome(any(self._kept(each) for each in operands))
            case nodes.And(operands=operands):
                return self._logic(operands, absorbing=False)
            case nodes.Or(operands=operands):
                return self._logic(operands, absorbing=True)
            case nodes.If():
                return self._branches(node)
            case nodes.Aggregate():
                return self._aggregate(node)
            case nodes.Decide():
                return self._decide(node)[1]
            case nodes.DecidedBy(decision=decision):
                return self._decide(decision)[0]
            case nodes.Rows():
                return self._rows(node)
            case nodes.FirstRow() | nodes.AllRows():
                return self._said_by_rows(node)
            case nodes.Apply("weighted_mean", args):
                return self._strict(node, weighing(args))
            case _:
                return self._strict(node)

    def _answer(self, node: nodes.Opaque) -> Outcome:
        value = self.values.get(node.key)
        below = node.scores if isinstance(node, nodes.Across) else node.args
        missing = tuple(dict.fromkeys(name for each in below for name in self._see(each).missing))
        if value is not None or missing:
            return Outcome(value, missing if value is None else ())
        why = self._problems.get(node.key, "it has not been asked")
        return Outcome(None, causes=(Cause(node, why),))

    def _said(self, reference: nodes.FieldRef | nodes.RecordField) -> Any:
        known = self.values if isinstance(reference, nodes.FieldRef) else self._record
        return known.get(reference.name)

    def _kept(self, reference: nodes.FieldRef | nodes.RecordField) -> bool:
        name: Key = reference.name
        if isinstance(reference, nodes.RecordField):
            name = (reference.records, self._place, reference.name)
        return name in self.situation.withheld

    def _value(self, node: nodes.Node) -> Any:
        """What it comes to; of what is known already, without an outcome."""
        place = self._places.get(node)
        value = None if place is None else self._known[place]
        return self._see(node).value if value is None else value

    def _unknown(self, parts: Sequence[nodes.Node], values: Sequence[Any]) -> list[Outcome]:
        pairs = zip(parts, values, strict=True)
        return [self._see(each) for each, value in pairs if value is None]

    def _logic(self, operands: Sequence[nodes.Node], *, absorbing: bool) -> Outcome:
        values = [self._value(each) for each in operands]
        if any(each is absorbing for each in values):
            return Outcome(absorbing)
        return _blocked(self._unknown(operands, values)) or Outcome(not absorbing)

    def _branches(self, node: nodes.If) -> Outcome:
        condition = self._see(node.condition)
        if condition.value is None:
            branches = [self._see(node.then), self._see(node.otherwise)]
            return _blocked([condition, *branches]) or condition
        return self._see(node.then if condition.value else node.otherwise)

    def _aggregate(self, node: nodes.Aggregate) -> Outcome:
        records = self._see(node.records)
        if records.value is None:
            outer = [each for each in nodes.walk(node.body) if isinstance(each, nodes.FieldRef)]
            return _blocked([records, *map(self._see, outer)]) or records
        outcomes = self.by_record(node, records.value)
        values = [each.value for each in outcomes]
        if node.function in ("any_of", "all_of"):
            absorbing = node.function == "any_of"
            if absorbing in values:
                return Outcome(absorbing)
            return _blocked(outcomes) or Outcome(not absorbing)
        blocked = _blocked(outcomes)
        if blocked:
            return blocked
        if node.function == "share" and not values:
            return Outcome(None, causes=(Cause(node, NO_RECORDS),))
        total = reduce(add, values, 0.0)
        return Outcome(total / len(values) if node.function == "share" else total)

    def by_record(
        self, node: nodes.Aggregate, records: Sequence[Mapping[str, Any]]
    ) -> list[Outcome]:
        """What is asked of each record comes to, for each of these records of the list."""
        outcomes: list[Outcome] = []
        inside, outside = _local(node.body), self._record
        for self._place, self._record in enumerate(records):
            for each in inside:
                self._outcomes.pop(each, None)
            outcomes.append(self._see(node.body))
        for each in inside:  # outside of its records it has no value
            self._outcomes.pop(each, None)
        self._record = outside
        return outcomes

    def _strict(self, node: nodes.Node, parts: Sequence[nodes.Node] | None = None) -> Outcome:
        """Nodes that are unknown as soon as one part is; undefined where filling in cannot help."""
        below = parts or self._below.get(node) or nodes.children(node)
        values = [self._value(each) for each in below]
        unknown = self._unknown(below, values) if None in values else []
        hopeless = [each for each in unknown if not each.missing]
        if not hopeless and isinstance(node, nodes.Apply) and node.operation == "/":
            divisor = values[1]
            if divisor is not None and is_zero(divisor):
                return Outcome(None, causes=(Cause(node, "division by zero"),))
        blocked = _blocked(hopeless or unknown)
        if blocked:
            return blocked
        match node:
            case nodes.Not():
                return Outcome(not values[0])
            case nodes.Compare(operator=operator):
                if is_turned(node):
                    operator, values = MIRRORED[operator], values[::-1]
                return Outcome(holds(operator, *values))
            case nodes.Apply(operation, _, data):
                value, why = OPERATIONS[operation].result(values, data)
                return Outcome(value, causes=(Cause(node, why),) if why else ())
            case _:
                raise NotImplementedError(type(node).__name__)

    def _rows(self, node: nodes.Rows) -> Outcome:
        """The rows that fit; where something is unknown also what that needs."""
        outcomes = [self._see(each) for each in node.columns]
        parameters = [self._see(each).value for each in node.parameters]
        found = node.table.index(parameters).look(*(each.value for each in outcomes))
        blocked = _blocked(outcomes)
        return Outcome(found, blocked.missing, blocked.causes) if blocked else Outcome(found)

    def _said_by_rows(self, node: nodes.FirstRow | nodes.AllRows) -> Outcome:
        rows = self._see(node.rows)
        may, sure = rows.value
        if isinstance(node, nodes.AllRows):
            if may != sure:
                return Outcome(None, rows.missing, rows.causes)
            said = [self._see(node.values[node.which[place]]).value for place in places(may)]
            return Outcome(tuple(said) if node.aggregation == "list" else reduce(add, said, 0.0))
        parameters = [self._see(each).value for each in node.rows.parameters]
        place: int | None = node.rows.table.index(parameters).first(rows.value)
        if place is None:
            return Outcome(None, rows.missing, rows.causes)
        which = node.which[place]
        if which < 0:
            return Outcome(None, causes=(Cause(node, NO_ROW),))
        return self._see(node.values[which])

    def _decide(self, node: nodes.Decide) -> tuple[Outcome, Outcome]:
        """The case that a decision comes to, and its value: unknown where a condition asked is."""
        for place, (value, condition) in enumerate(node.cases):
            outcome = self._see(condition)
            if outcome.value is None:
                return outcome, outcome
            if outcome.value:
                return Outcome(place), Outcome(value)
        return Outcome(len(node.cases)), Outcome(node.default)


def _blocked(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The unknown outcome that unknown parts lead to; None where all parts have values."""
    unknown = [each for each in outcomes if each.value is None]
    if not unknown:
        return None
    if len(unknown) == 1:
        return unknown[0]
    missing = dict.fromkeys(name for each in unknown for name in each.missing)
    causes = dict.fromkeys(cause for each in unknown for cause in each.causes)
    return Outcome(None, tuple(missing), tuple(causes))


def named_nodes(*roots: nodes.Node) -> list[nodes.Node]:
    """The nodes below that have names of their own, in order of use.

    Not a plugin's functions, which may be about a record, nor the verdict, which asks for all.
    """
    unordered = ("function", "verdict")
    named = (each for each in nodes.walk(*roots) if isinstance(each, nodes.Named))
    return [each for each in named if each.role not in unordered]


@lru_cache(maxsize=256)
def weighing(args: tuple[nodes.Node, ...]) -> list[nodes.Node]:
    """The scores and the weights of a weighted mean that count: not those whose weight is 0."""
    half = len(args) // 2
    counting = [n for n, each in enumerate(args[half:]) if nodes.constant(each) != 0.0]
    return [args[first + n] for first in (0, half) for n in counting]


def _local(body: nodes.Node) -> list[nodes.Node]:
    """The nodes of a body that are about the current record, and so change with it."""
    local: set[nodes.Node] = set()
    for each in nodes.walk(body):
        if isinstance(each, nodes.RecordField) or any(
            below in local for below in nodes.children(each)
        ):
            local.add(each)
    return list(local)
