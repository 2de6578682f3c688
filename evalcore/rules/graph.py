"""Graph: a compiled ruleset. Nodes for everything it computes, and what they were declared as.

Compiling is the business of `compiling`; interpreting the nodes that of `expressions`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import attrs

from evalcore.extend.loading import Origin
from evalcore.interpret.bounds import Bounded, bound_program
from evalcore.interpret.cuts import Cut, cuts, told_apart
from evalcore.interpret.domains import mentioned, natural, samples, value
from evalcore.interpret.needing import Needs
from evalcore.interpret.partial import rest
from evalcore.interpret.plan import ALL_WORKED_OUT, INDEX, Leaves, Plan
from evalcore.interpret.python import Compiled, compile_program
from evalcore.interpret.relating import bounded_by
from evalcore.interpret.seeding import Seeds
from evalcore.interpret.trace import named_nodes
from evalcore.language.nodes import (
    Across,
    Apply,
    AsOf,
    Decide,
    DecidedBy,
    FieldRef,
    IsWithheld,
    Known,
    Named,
    Node,
    Opaque,
    RecordField,
    walk,
    walk_with_children,
)
from evalcore.language.types import Type, of_field
from evalcore.request.fields import Field
from evalcore.request.situation import Key, Ranges, Situation
from evalcore.rules.days import Days
from evalcore.rules.portfolio import PortfolioNodes
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Complaint

DEPENDS = "The total, by {}, depends on the other requests that are judged together."

if TYPE_CHECKING:
    from evalcore.say.words import Glossary


@attrs.frozen(eq=False)
class CriterionNode:
    """A criterion: its score, and its share of the weighted mean where there is one."""

    id: str
    policy: str | None
    weight: float | None
    score: Node
    share: float | None
    about: str


@attrs.frozen(eq=False)
class Clause:
    """One question of a rule. It speaks where `speaks` is true; then the verdict follows.

    `name` is that of a gate's clause, else None.
    """

    name: str | None
    speaks: Node
    verdict: str
    because: str


@attrs.frozen(eq=False)
class RuleNode:
    """One entry of the ordered list. A gate asks its clauses in order, a rule has one.

    `holds` are a gate's conditions, clause by clause: what it demands, where `speaks` is its
    negation. `policy` is None where the condition is a formula; of a rule it is its table, which
    has a clause for each thing that its rows say. `may_override` names who may decide otherwise
    than this rule.
    """

    id: str
    kind: Literal["rule", "gate"]
    policy: str | None
    clauses: tuple[Clause, ...]
    holds: tuple[Node, ...] = ()
    may_override: str = ""

    @property
    def form(self) -> Literal["when", "require", "gate", "table"]:
        """Under which key of the rule its condition is written."""
        if self.kind == "rule":
            return "table" if self.policy is not None else "when"
        return "require" if self.policy is None else "gate"


@attrs.frozen(eq=False, slots=False)
class RelationNode:
    """What holds between the fields of every request; see `request.declarations.Relation`.

    `text` is how it is written, `owner` who declares it where that is not the ruleset itself.
    """

    id: str
    holds: Node
    text: str
    because: str
    owner: str = ""
    warns: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that it is about, in order."""
        found = (each.name for each in walk(self.holds) if isinstance(each, FieldRef))
        return tuple(dict.fromkeys(found))


@attrs.frozen(eq=False, slots=False)
class Graph:
    """Everything that a ruleset computes.

    `verdict` is the decision: a node like any other, whose cases are the clauses of the rules in
    the order in which they are asked. `declared` has every field that its formulas could name,
    `fields` only those that they read, last those that only `relations` do. `leaves` are nodes that
    are not worked out but read like fields. `origins` are the plugins of which something is used.
    `portfolio` is how requests are chosen together; no verdict depends on it.
    """

    ruleset: Ruleset
    declared: Mapping[str, Field]
    measures: Mapping[str, Node]
    criteria: tuple[CriterionNode, ...]
    total: Node | None
    rules: tuple[RuleNode, ...]
    verdict: Node
    types: Mapping[Node, Type] = attrs.field(repr=False)
    origins: tuple[Origin, ...] = ()
    leaves: Leaves = ALL_WORKED_OUT
    relations: tuple[RelationNode, ...] = ()
    portfolio: PortfolioNodes | None = None
    find_warnings: Callable[[], Iterable[Complaint]] = attrs.field(default=tuple, repr=False)

    @cached_property
    def warnings(self) -> tuple[Complaint, ...]:
        """What is of no use in the ruleset; looked for when somebody asks."""
        return tuple(self.find_warnings())

    @cached_property
    def steps(self) -> tuple[tuple[RuleNode, Clause], ...]:
        """Every clause of every rule, in the order in which they are asked."""
        return tuple((rule, clause) for rule in self.rules for clause in rule.clauses)

    @cached_property
    def asked(self) -> tuple[tuple[str, RuleNode | None, Clause | None], ...]:
        """The verdict of each step, with its rule and clause; last the default's."""
        steps = ((clause.verdict, rule, clause) for rule, clause in self.steps)
        return (*steps, (self.ruleset.default.verdict, None, None))

    @cached_property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict of each step, and last the default's."""
        return (*(clause.verdict for _, clause in self.steps), self.ruleset.default.verdict)

    @cached_property
    def outputs(self) -> tuple[Node, ...]:
        """What every evaluation keeps, each once, parts before wholes; last what decided.

        In this order no interpretation has to descend through a long chain of measures at once.
        """
        roots = dict.fromkeys(
            (
                *self.measures.values(),
                *(each.score for each in self.criteria),
                *((self.total,) if self.total is not None else ()),
                *(holds for rule in self.rules for holds in rule.holds),
            )
        )
        return (*(each for each in walk(*roots) if each in roots), self.verdict, self.decided_by)

    @cached_property
    def run(self) -> Compiled:
        """The generated function: the value of each output."""
        return compile_program(self.outputs, self.types)

    @cached_property
    def decision(self) -> Decide:
        """The node of the verdict without its name."""
        node = self.verdict
        while isinstance(node, Named):
            node = node.body
        assert isinstance(node, Decide)  # noqa: S101 - as compiled
        return node

    @cached_property
    def decided_by(self) -> Node:
        """The place of the clause that decided; see `steps`."""
        return DecidedBy(self.decision)

    @cached_property
    def places(self) -> Mapping[Node, int]:
        """Where the value of each output is in what the generated function returns."""
        return {node: index for index, node in enumerate(self.outputs)}

    @cached_property
    def score_places(self) -> tuple[int, ...]:
        """Where the score of each criterion is there."""
        return tuple(self.places[each.score] for each in self.criteria)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, children before parents."""
        return tuple(walk(*self.outputs, known=self.leaves))

    @cached_property
    def named(self) -> tuple[Node, ...]:
        """The nodes with names of their own, in order of use."""
        return tuple(named_nodes(*self.outputs))

    @cached_property
    def seeds(self) -> Seeds:
        """The values of all nodes, for traces of many initiatives."""
        return Seeds(self.outputs, self.types)

    @cached_property
    def needs(self) -> Needs:
        """Which fields clauses, and values with names, still need."""
        named = (*self.measures.values(), *(each.score for each in self.criteria), self.total)
        roots = (*(clause.speaks for _, clause in self.steps), *filter(None, named))
        return Needs([*dict.fromkeys(roots)], self.types)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The fields that are read: the ruleset's intake form.

        Those that only relations read come last: nobody has to say them.
        """
        related = (name for each in self.relations for name in each.fields)
        names = dict.fromkeys([*self._names(*self.outputs), *related])
        return MappingProxyType({name: self.declared[name] for name in names})

    @cached_property
    def demanded(self) -> tuple[Node, ...]:
        """The conditions that every request keeps: those that bounds count on."""
        return tuple(each.holds for each in self.relations if not each.warns)

    @cached_property
    def bounded(self) -> tuple[FieldRef, ...]:
        """The fields that relations bound by others, each once."""
        ends = (each.field for node in self.demanded for each in bounded_by(node, self.types))
        named = {each.name: each for each in ends if isinstance(each, FieldRef)}
        return tuple(named.values())

    @cached_property
    def bounded_names(self) -> frozenset[Key]:
        """Their names."""
        return frozenset(each.name for each in self.bounded)

    @cached_property
    def unrelated(self) -> Graph:
        """The same without relations."""
        return attrs.evolve(self, relations=())

    @cached_property
    def leaving(self) -> Bounded:
        """What relations leave of each of the `bounded`: see `bounds.bound_program`."""
        return bound_program(self.bounded, self.types, self.leaves, self.demanded)

    def keeps(self, situation: Situation) -> bool:
        """Whether one pass of bounds leaves a way of filling in that keeps the relations."""
        return not self.demanded or self.leaving(situation) is not None

    def _names(self, *roots: Node) -> dict[str, None]:
        """The fields that are read below these nodes, in order."""
        found: dict[str, None] = {}
        for node, below in walk_with_children(*roots, known=self.leaves):
            if isinstance(node, FieldRef):
                found[node.name] = None
            found |= {self.leaves[each].name: None for each in below if each in self.leaves}
        return found

    @cached_property
    def mean(self) -> Apply | None:
        """The weighted mean of the scores, where the total uses it."""
        means = (n for n in self.nodes if isinstance(n, Apply) and n.operation == "weighted_mean")
        return next(means, None)

    @cached_property
    def weights(self) -> Mapping[str, Node]:
        """The nodes of the weights in it, by criterion."""
        nodes = () if self.mean is None else self.mean.args[len(self.criteria) :]
        return {each.id: node for each, node in zip(self.criteria, nodes, strict=False)}

    def opened(self, leaves: Leaves) -> Graph:
        """The same where these nodes are read like fields."""
        declared = {**self.declared, **{each.name: each for each in leaves.values()}}
        return attrs.evolve(self, declared=declared, leaves={**self.leaves, **leaves})

    @cached_property
    def declared_places(self) -> Mapping[str, int]:
        """The place of every field among the declarations."""
        return {name: place for place, name in enumerate(self.declared)}

    @cached_property
    def glossary(self) -> Glossary:
        """What the names in it are called in sentences."""
        from evalcore.say.words import Glossary, titled

        abouts = {name: each.about for name, each in self.ruleset.parameters.items()}
        labels = titled({each.id: each.about for each in self.criteria})
        return Glossary(self.declared, labels, abouts, self.ruleset.figures)

    @cached_property
    def deciding(self) -> Bounded:
        """Which clauses may decide while fields are missing: see `bounds.bound_program`."""
        return bound_program([self.verdict], self.types, self.leaves, self.demanded)

    @cached_property
    def days(self) -> Days:
        """What of it depends on the date of the evaluation."""
        return Days(self)

    def rest(self, situation: Situation, keep: Collection[str] = ()) -> Plan:
        """What is left of the verdict where what has no value in this situation is open.

        With operations to `keep` it is for bounds, and what is left of the relations is there too.
        """
        relations = self.demanded if keep else ()
        return rest([self.verdict], self.types, situation, self.leaves, keep or (INDEX,), relations)

    @cached_property
    def spanning(self) -> Bounded:
        """Between which bounds each of the `outputs` lies: see `bounds.bound_program`."""
        return bound_program(self.outputs[:-2], self.types, self.leaves, self.demanded)

    def bounds_of(self, node: Node) -> Bounded:
        """Between which bounds any node lies: see `bounds.bound_program`."""
        if node not in self._bounds_of:
            program = bound_program([node], self.types, self.leaves, self.demanded)
            self._bounds_of[node] = program
        return self._bounds_of[node]

    @cached_property
    def _bounds_of(self) -> dict[Node, Bounded]:
        return {}

    @cached_property
    def opaques(self) -> tuple[Opaque, ...]:
        """What has to be asked before an evaluation, each key once."""
        found = {each.key: each for each in self.nodes if isinstance(each, Opaque)}
        return tuple(found.values())

    @cached_property
    def across(self) -> Across | None:
        """The total, where it comes from across a slate of requests."""
        return next((each for each in self.opaques if isinstance(each, Across)), None)

    @property
    def depends(self) -> str:
        """What every page says where a total depends on other requests; else nothing."""
        node = self.across
        return "" if node is None else DEPENDS.format(node.name)

    @cached_property
    def kinds(self) -> dict[str, Type]:
        """The type of every field that is read, and of those in records: `outcomes.owner`."""
        found = {name: of_field(field) for name, field in self.fields.items()}
        for name, inner in self.cells.items():
            record = self.fields[name].record
            found |= {f"{name}.{each}": of_field(record[each]) for each in inner}
        return found

    @cached_property
    def domains(self) -> Ranges:
        """What each of these fields may say at all."""
        parts = dict(walk_with_children(*self.outputs, *self.demanded, known=self.leaves))
        texts, apart = mentioned(parts), told_apart(parts, self.types)
        found: dict[Key, Any] = {each.key: (each.low, each.high) for each in self.opaques}
        for name, kind in self.kinds.items():
            extent = attrs.evolve(kind, choices=apart.get(name, kind.choices))
            found[name] = natural(extent, texts)
        return found

    @cached_property
    def samples(self) -> Mapping[str, tuple[list[Any], list[Any]]]:
        """A few single values of each field but lists: as domains, and as formulas see them."""
        found: dict[str, tuple[list[Any], list[Any]]] = {}
        for name, kind in self.kinds.items():
            if kind.kind is not None and not kind.kind.row.is_list:
                some = samples(kind, self.domains[name])
                found[name] = some, [value(kind, each) for each in some]
        return found

    @cached_property
    def cuts(self) -> Mapping[str, tuple[Cut, ...]]:
        """Where each field is compared with a constant: see `interpret.cuts`."""
        return cuts(dict.fromkeys(self.nodes, ()), self.types)

    @cached_property
    def cells(self) -> dict[str, tuple[str, ...]]:
        """The fields of records that are read."""
        found: dict[str, dict[str, None]] = {}
        for node in self.nodes:
            if isinstance(node, RecordField):
                found.setdefault(node.records, {})[node.name] = None
        return {name: tuple(found.get(name, ())) for name in self.fields}

    @cached_property
    def probed(self) -> frozenset[str]:
        """The fields of which a formula asks whether they are known, or withheld."""
        asked = [each for each in self.nodes if isinstance(each, Known | IsWithheld)]
        return frozenset(operand.name for each in asked for operand in each.operands)

    @cached_property
    def sampled(self) -> frozenset[Key]:
        """The fields that have `samples`, and of which no formula asks whether they are known."""
        return frozenset(name for name in self.samples if name in self.fields) - self.probed

    @cached_property
    def _read(self) -> list[frozenset[str]]:
        """The fields that each clause reads; the default reads none."""
        read = (self._names(condition) for _, condition in self.decision.cases)
        return [*map(frozenset, read), frozenset()]

    def read_by(self, cases: tuple[int, ...]) -> frozenset[str]:
        """The fields that any of these clauses reads, given by their places."""
        if cases not in self._read_by:
            self._read_by[cases] = frozenset[str]().union(*(self._read[each] for each in cases))
        return self._read_by[cases]

    def verdicts_of(self, cases: tuple[int, ...]) -> frozenset[str]:
        """The verdicts of these clauses, given by their places."""
        if cases not in self._verdicts_of:
            self._verdicts_of[cases] = frozenset(self.verdicts[each] for each in cases)
        return self._verdicts_of[cases]

    @cached_property
    def _read_by(self) -> dict[tuple[int, ...], frozenset[str]]:
        return {}

    @cached_property
    def _verdicts_of(self) -> dict[tuple[int, ...], frozenset[str]]:
        return {}

    def ranked(self, verdicts: Collection[str]) -> tuple[str, ...]:
        """These verdicts, best first."""
        return tuple(each for each in self.ruleset.verdicts if each in verdicts)

    @cached_property
    def reads_date(self) -> bool:
        """Whether the date of the evaluation matters."""
        return self.days.begins is not None or any(isinstance(each, AsOf) for each in self.nodes)

    @cached_property
    def digest(self) -> str:
        """`sha256:...` over everything that decides: nodes, fields, parameters, rules, verdicts.

        What it is called and why it decides so, comments, layout, questions and the order of keys
        do not count, except where that decides in which order numbers are added: that of criteria,
        and of weights in a setting.
        """
        from hashlib import sha256

        from evalcore.rules.canonical import canonical_form

        text = json.dumps(canonical_form(self), default=str, sort_keys=True, separators=(",", ":"))
        return f"sha256:{sha256(text.encode()).hexdigest()}"
