"""What nodes are called, with and without their values: the phrases that sentences are made of.

Why something came out as it did is the business of `words`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import attrs

from evalcore.interpret.trace import Trace
from evalcore.language.nodes import (
    Across,
    Aggregate,
    And,
    Apply,
    AsOf,
    Compare,
    FieldRef,
    If,
    IsWithheld,
    Known,
    Literal,
    Named,
    Node,
    Not,
    Or,
    RecordField,
    children,
    constant,
    is_fixed,
    walk,
)
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Field, Kind
from evalcore.request.spelling import (
    WAYS,
    named_list,
    plain_value,
    spoken,
    unit_after,
    written_number,
)
from evalcore.say.figures import Figures, in_words
from evalcore.say.labels import are, beside, label_of, singular, value_in_words

T = TypeVar("T")
_ABSENT: Any = object()
MOST_KNOWN = 20_000  # phrases that are remembered: a search makes nodes of its own
DEEPEST = 3  # levels of a formula that are put into words; below, only what it reads

RELATIONS = {
    (">=", True): "at least", (">=", False): "below", (">", True): "above",
    (">", False): "not above", ("<", True): "below", ("<", False): "at least",
    ("<=", True): "at most", ("<=", False): "above", ("==", True): "",
    ("==", False): "not", ("!=", True): "not", ("!=", False): "",
}  # fmt: skip
DAYS = {
    "at least": "on or after", "below": "before", "above": "after", "at most": "on or before",
    "not above": "on or before",
}  # fmt: skip
JOINTS = {"+": "plus", "-": "less", "*": "times", "/": "over"}


@attrs.frozen
class Glossary:
    """What names stand for: the fields, and the words for criteria and parameters by name.

    `figures` is how totals and scores are shown.
    """

    fields: Mapping[str, Field]
    labels: Mapping[str, str] = attrs.field(factory=dict[str, str])
    abouts: Mapping[str, str] = attrs.field(factory=dict[str, str])
    figures: Figures = attrs.field(factory=Figures)
    _known: dict[Any, Any] = attrs.field(factory=dict[Any, Any], init=False, repr=False, eq=False)

    @cached_property
    def brief(self) -> Glossary:
        """The same without what parameters are about."""
        return attrs.evolve(self, abouts={})

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What does not depend on an initiative, made when it is first asked for."""
        known = self._known
        found: T = known.get(key, _ABSENT)
        if found is _ABSENT:
            found = make()
            if len(known) >= MOST_KNOWN:
                known.clear()  # perhaps while another thread looks: it makes its own once more
            known[key] = found
        return found

    def field(self, name: str) -> Field | None:
        """A field by its full name, `outcomes.target` for that of a record."""
        owner, _, inner = name.rpartition(".")
        if name in self.fields or owner not in self.fields:
            return self.fields.get(name)
        return self.fields[owner].record.get(inner)

    def label(self, name: str) -> str:
        """What a field is called, by its full name."""
        return self.once(("label", name), lambda: self._label(name))

    def _label(self, name: str) -> str:
        field = self.field(name)
        if field is None:
            return spoken(name)
        records = "" if name in self.fields else f" of {spoken(name.rpartition('.')[0])}"
        return f"{label_of(field)}{records}"


class Nouns:
    """Says what nodes are called, and what they came to on one initiative."""

    def __init__(self, glossary: Glossary, trace: Trace) -> None:
        self.glossary = glossary
        self.trace = trace

    def noun(self, node: Node, depth: int = 0) -> str:
        """What a node is called, without its value."""
        if self.glossary.once(("chooses", node), lambda: _chooses(node)):
            return self._noun(node, depth)
        return self.glossary.once((node, depth), lambda: self._noun(node, depth))

    def _noun(self, node: Node, depth: int) -> str:
        below = depth + 1
        match node:
            case Literal(value=value, unit=unit):
                if isinstance(value, bool) or not isinstance(value, float | int):
                    return plain_value(value)
                return f"{written_number(value)}{unit_after(unit, value)}"
            case FieldRef(name=name):
                return self.glossary.label(name)
            case RecordField(name=name, records=records):
                field = self.glossary.field(f"{records}.{name}")
                return spoken(name) if field is None else label_of(field)
            case AsOf():
                return "the date of the evaluation"
            case Named(role="parameter", body=body):
                return self.noun(body)
            case Named(role="total"):
                return "the total"
            case Named(name=name, role="function", args=args):
                return f"the {spoken(name)} of {self.nouns(args, depth)}" if args else spoken(name)
            case Named(name=name):
                return self.glossary.labels.get(name, spoken(name))
            case _ if depth >= DEEPEST:
                return self._figure(node)
            case Apply("+" | "-" | "*" | "/" as sign, args):
                return f" {JOINTS[sign]} ".join([self.the(each, below) for each in args[:4]])
            case Apply("negate", (operand,)):
                return f"minus {self.noun(operand, below)}"
            case If(then=then, otherwise=otherwise, condition=condition):
                known = self.trace[condition] if not _about_records(node) else None
                if known is not None:
                    return self.noun(then if known else otherwise, below)
                return f"{self.noun(then, below)} or {self.noun(otherwise, below)}"
            case Apply() if OPERATIONS[node.operation].noun:
                return self._applied(node, below)
            case Aggregate(function="total_of", records=records, body=body):
                return f"the sum of {self.noun(body, below)} over the {self.noun(records)}"
            case Aggregate(function="share" | "count", records=records):
                what = "share" if node.function == "share" else "number"
                wanted = self.predicate(node)
                return f"the {what} of {self.noun(records)}{f' that {wanted}' if wanted else ''}"
            case _:
                return f"whether {self.claim(node, depth)}"

    def claim(self, node: Node, depth: int = 0) -> str:
        """A condition as such, whatever came of it; also about the records of a list."""
        below = depth + 1
        match node:
            case _ if depth >= DEEPEST:
                return f"a condition on {self.nouns(mentioned(node), DEEPEST)} holds"
            case Compare(left=left, right=right):
                relation, subject = self.relation(node, holds=True), self.noun(left, below)
                words = [are(subject), *([relation] if relation else []), self.noun(right, below)]
                return f"{subject} {' '.join(words)}"
            case Apply("in", (item,), (members,)):
                listed = named_list([plain_value(each) for each in members], "or")
                subject = self.noun(item, below)
                return f"{subject} {are(subject)} {listed}"
            case Apply("has", (held,), (member,)):
                subject = self.noun(held, below)
                verb = are(subject, one="includes", several="include")
                return f"{subject} {verb} {plain_value(member)}"
            case Known() | IsWithheld():
                name = self.name_of(node)
                return f"{name} {are(name)} {'known' if isinstance(node, Known) else 'withheld'}"
            case Not(operand=operand):
                return f"it is not so that {self.claim(operand, below)}"
            case And(operands=operands):
                return named_list([self.claim(each, below) for each in operands], most=3)
            case Or(operands=operands):
                return named_list([self.claim(each, below) for each in operands], "or", most=3)
            case Aggregate(function="any_of" | "all_of" as function, records=records, body=body):
                some = "one" if function == "any_of" else "each"
                what = singular(self.noun(records))
                return f"for {some} {what}, {self.claim(body, below)}"
            case _:
                return f"{self.noun(node, below)} is so"

    def relation(self, node: Compare, *, holds: bool) -> str:
        """How the two sides of a comparison stand to one another, once that is known."""
        relation = RELATIONS[node.operator, holds]
        is_day = any(map(self._is_day, (node.left, node.right)))
        return DAYS.get(relation, relation) if is_day else relation

    def _is_day(self, node: Node) -> bool:
        name = node.name if isinstance(node, FieldRef) else ""
        name = f"{node.records}.{node.name}" if isinstance(node, RecordField) else name
        field = self.glossary.field(name) if name else None
        return isinstance(constant(node), date) or (field is not None and field.kind is Kind.DATE)

    def the(self, node: Node, depth: int = 0) -> str:
        """What a node is called in the middle of a sentence."""
        measure = isinstance(node, Named) and node.role == "measure"
        return f"{'the ' if measure else ''}{self.noun(node, depth)}"

    def value(self, node: Node) -> str:
        """What a node came to. An estimate counts as its likely value."""
        value: Any = self.trace[node]
        if value is None:
            return "not known"
        return self.glossary.once(("value", node), lambda: self._spelling(node))(value)

    def _spelling(self, node: Node) -> Callable[[Any], str]:
        """How values of a node are spelt."""
        field = self.glossary.field(node.name) if isinstance(node, FieldRef) else None
        if field is not None:
            return lambda value: value_in_words(value, field)
        way = self.way(node)
        return lambda value: in_words(value, way) if way == "percent" else plain_value(value)

    def way(self, node: Node) -> str:
        """How the numbers of a node are shown: in one of the ways of `Figures`."""
        match node:
            case FieldRef(name=name):
                field = self.glossary.field(name)
            case RecordField(name=name, records=records):
                field = self.glossary.field(f"{records}.{name}")
            case Named(role="total"):
                return self.glossary.figures.total
            case Named(role="criterion"):
                return self.glossary.figures.scores
            case _:
                return WAYS[0]
        return (field and field.shown_as) or WAYS[0]

    def valued(self, node: Node) -> str:
        """What a node is called, with its value."""
        return self.glossary.once(("valued", node), lambda: self._valuing(node))(self)

    def _valuing(self, node: Node) -> Callable[[Nouns], str]:
        if is_fixed(node):
            return lambda now: now.noun(node)
        if _chooses(node):
            return lambda now: beside(now.noun(node), now.value(node))
        noun, spell = self.noun(node), self._spelling(node)

        def told(now: Nouns) -> str:
            value = now.trace[node]
            return beside(noun, "not known" if value is None else spell(value))

        return told

    def nouns(self, nodes: Iterable[Node], depth: int) -> str:
        """What several nodes are called."""
        return named_list([self.noun(each, depth + 1) for each in nodes]) or "nothing"

    def predicate(self, node: Aggregate, *, plural: bool = True) -> str:
        """What is asked of each record, as a verb with what follows; empty where nothing is."""
        if isinstance(node.body, Literal):
            return ""
        asked = [label for label, _ in self.asked(node)]
        if asked:
            return f"{'name' if plural else 'names'} {named_list(asked)}"
        return f"{'meet' if plural else 'meets'} the condition that {self.claim(node.body, 1)}"

    def mentioned(self, node: Node) -> list[Node]:
        """The fields and named figures that a formula reads; see `mentioned`."""
        return self.glossary.once(("mentioned", node), lambda: mentioned(node))

    def asked(self, node: Aggregate) -> list[tuple[str, str]]:
        """The fields of a record that a condition wants to be known, where it wants only that."""
        body = node.body.body if isinstance(node.body, Named) else node.body
        parts = body.operands if isinstance(body, And) else (body,)
        found: list[tuple[str, str]] = []
        for part in parts:
            if not (isinstance(part, Known) and isinstance(part.operands[0], RecordField)):
                return []
            found.append((self.noun(part.operands[0]), part.operands[0].name))
        return found

    def name_of(self, node: Known | IsWithheld) -> str:
        """What is known or withheld: a field, or a table of them."""
        fields = node.operands
        return self.noun(fields[0]) if len(fields) == 1 else spoken(node.name)

    def _figure(self, node: Node) -> str:
        return f"a figure from {self.nouns(mentioned(node), DEEPEST)}"

    def _applied(self, node: Apply, depth: int) -> str:
        match node:
            case Apply("abs", (Apply("-", (a, b)),)):
                return f"the gap between {self.noun(a, depth)} and {self.noun(b, depth)}"
            case Apply("days_since", (day, AsOf())):
                return f"the days since {self.noun(day, depth)}"
            case Apply(operation, args):
                noun = OPERATIONS[operation].noun
                if "{}" in noun:
                    return noun.format(self.nouns(args, depth))
                return noun.format(*(self.noun(each, depth) for each in args))


def single(node: Node) -> bool:
    """Whether it has a name of its own: a field, a measure, a parameter."""
    return isinstance(node, FieldRef | RecordField | Literal) or (
        isinstance(node, Named) and node.role != "function"
    )


def mentioned(node: Node) -> list[Node]:
    """The fields and named figures that a formula reads, each once, not what is behind them."""
    found: dict[str, Node] = {}
    seen: set[Node] = set()
    waiting: list[Node] = [node] if isinstance(node, FieldRef) else children(node)
    while waiting:
        each = waiting.pop(0)
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, FieldRef) or (isinstance(each, Named) and each.role != "function"):
            if not is_fixed(each):
                found.setdefault(each.name, each)
        elif isinstance(each, Aggregate):
            waiting.insert(0, each.records)
        else:
            waiting[:0] = children(each)
    return list(found.values())


def _chooses(node: Node) -> bool:
    """Whether what it is called may depend on what something came to."""
    return any(isinstance(each, If) for each in walk(node))


def ingredients(node: Node) -> list[Node]:
    """What a formula is made of: fields, named figures and parameters, and the weighted mean."""
    found: dict[object, Node] = {}  # a field by its name: it is read in several places
    waiting = children(node)
    while waiting:
        each = waiting.pop(0)
        named = isinstance(each, Named) and each.role not in ("function", "weight")
        listed = each.records if isinstance(each, Aggregate) else each
        if isinstance(listed, FieldRef):
            found.setdefault(listed.name, listed)
        elif named or isinstance(listed, Across) or is_mean(listed):
            found[listed] = listed
        else:
            waiting[:0] = children(listed)
    return list(found.values())


def is_mean(node: Node) -> bool:
    """Whether it is the weighted mean of the criteria."""
    return isinstance(node, Apply) and node.operation == "weighted_mean"


def _about_records(node: Node) -> bool:
    return any(isinstance(each, RecordField) for each in walk(node))
