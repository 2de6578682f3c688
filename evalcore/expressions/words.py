"""The words interpretation: nodes as sentences about one initiative.

What a score measured, between which anchors; why a condition holds or does not; what is missing.
How names, units and single values are spoken of is the business of `labels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from evalcore.expressions.labels import (
    apart,
    counted,
    label_of,
    named_list,
    plain_value,
    quantity,
    rounded,
    singular,
    spoken,
    unit_after,
    value_in_words,
)
from evalcore.expressions.nodes import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AsOf,
    Compare,
    FieldRef,
    Has,
    If,
    IsIn,
    IsWithheld,
    Known,
    Linear,
    Literal,
    Lookup,
    Named,
    Negate,
    Node,
    Not,
    Or,
    Overlap,
    Piecewise,
    RecordField,
    SetSize,
    children,
    constant,
)
from evalcore.expressions.trace import Cause, Outcome, Trace
from evalcore.fields import Field

__all__ = ["Glossary", "Words", "label_of", "value_in_words"]

MOST_WORDS = 26  # of one phrase: a name and a result go before it, within one sentence
MOST_ABOUT = 12  # words of what a parameter is about, to be said beside its value
DEEPEST = 3  # levels of a formula that are put into words; below, only what it reads
MOST_LEVELS = 30  # of conditions within conditions

_RELATIONS = {
    (">=", True): "at least", (">=", False): "below", (">", True): "above",
    (">", False): "not above", ("<", True): "below", ("<", False): "at least",
    ("<=", True): "at most", ("<=", False): "above", ("==", True): "",
    ("==", False): "not", ("!=", True): "not", ("!=", False): "",
}  # fmt: skip
_JOINTS = {"+": "plus", "-": "less", "*": "times", "/": "over"}
_TOGETHER = {
    "min": "the least of", "max": "the greatest of", "mean": "the mean of",
    "geometric_mean": "the geometric mean of",
}  # fmt: skip


@attrs.frozen
class Glossary:
    """What names stand for: the fields, and the words for criteria and parameters by name."""

    fields: Mapping[str, Field]
    labels: Mapping[str, str] = attrs.field(factory=dict[str, str])
    abouts: Mapping[str, str] = attrs.field(factory=dict[str, str])

    def field(self, name: str) -> Field | None:
        """A field by its full name, `outcomes.target` for that of a record."""
        owner, _, inner = name.rpartition(".")
        if name in self.fields or owner not in self.fields:
            return self.fields.get(name)
        return self.fields[owner].record.get(inner)

    def label(self, name: str) -> str:
        """What a field is called, by its full name."""
        field = self.field(name)
        if field is None:
            return spoken(name)
        records = "" if name in self.fields else f" of {spoken(name.rpartition('.')[0])}"
        return f"{label_of(field)}{records}"


class Words:
    """Says what nodes came to on one initiative. Phrases begin small and have no full stop."""

    def __init__(self, glossary: Glossary, trace: Trace) -> None:
        self.glossary = glossary
        self.trace = trace

    def measured(self, node: Node) -> str:
        """What a score was made of and between which anchors, or what it still needs."""
        body = node.body if isinstance(node, Named) else node
        outcome = self.trace.outcome(node)
        if outcome.value is None:
            return self.needed(outcome)
        return _short(self._part(body), lambda: self._inputs(body))

    def facts(self, node: Node) -> tuple[str, ...]:
        """Why a condition came out as it did: of `and` that failed, only what failed."""
        return tuple(dict.fromkeys(self._facts(node, 0)))

    def because(self, node: Node) -> str:
        """The facts in one phrase, as many as a sentence holds."""
        return joined(self.facts(node))

    def needed(self, outcome: Outcome) -> str:
        """What an unknown waits for, or why nobody can mend an undefined value."""
        parts: list[str] = []
        if outcome.missing:
            names = named_list([self.glossary.label(each) for each in outcome.missing], most=3)
            parts.append(f"not known without {names}")
        if outcome.causes:
            parts.append(f"it has no value: {self.cause(outcome.causes[0])}")
        return "; ".join(parts) or "not known"

    def cause(self, cause: Cause) -> str:
        """Why something has no value although all was said."""
        match cause.node:
            case Arithmetic(operator="/", operands=operands):
                return f"{self.noun(operands[-1])} is 0, and nothing can be divided by it"
            case Aggregate(records=records):
                return f"there are no {self.noun(records)}"
            case Lookup(item=item):
                return f"nothing is laid down for {self._valued(item)}"
            case Linear(operand=operand):
                return f"the worst and the best {self.noun(operand)} are the same"
            case Apply(function="sqrt"):
                return "there is no square root of a number below 0"
            case Apply():
                return "there is no geometric mean of a number below 0"
            case _:
                return cause.why

    def noun(self, node: Node, depth: int = 0) -> str:
        """What a node is called, without its value."""
        below = depth + 1
        match node:
            case Literal(value=value, unit=unit):
                plain = isinstance(value, bool) or not isinstance(value, float | int)
                return plain_value(value) if plain else quantity(value, unit)
            case FieldRef(name=name):
                return self.glossary.label(name)
            case RecordField(name=name, records=records):
                field = self.glossary.field(f"{records}.{name}")
                return spoken(name) if field is None else label_of(field)
            case AsOf():
                return "the date of the evaluation"
            case Named(role="parameter"):
                return self._parameter(node)
            case Named(role="total"):
                return "the total"
            case Named(name=name, role="function", args=args):
                return f"the {spoken(name)} of {self._nouns(args, depth)}" if args else spoken(name)
            case Named(name=name):
                return self.glossary.labels.get(name, spoken(name))
            case _ if depth >= DEEPEST:
                return self._figure(node)
            case Arithmetic(operator=operator, operands=operands):
                return f" {_JOINTS[operator]} ".join(
                    self.noun(each, below) for each in operands[:4]
                )
            case Negate(operand=operand):
                return f"minus {self.noun(operand, below)}"
            case If(then=then, otherwise=otherwise, condition=condition):
                known = self.trace[condition] if not _about_records(node) else None
                if known is not None:
                    return self.noun(then if known else otherwise, below)
                return f"{self.noun(then, below)} or {self.noun(otherwise, below)}"
            case Apply():
                return self._applied(node, below)
            case Linear(operand=operand) | Piecewise(operand=operand) | Lookup(item=operand):
                return f"the worth of {self.noun(operand, below)}"
            case Overlap(set=held):
                return f"the weight of {self.noun(held, below)}"
            case SetSize(set=held):
                return f"the number of {self.noun(held, below)}"
            case Aggregate(function="total_of", records=records, body=body):
                return f"the sum of {self.noun(body, below)} over the {self.noun(records)}"
            case Aggregate(function="share" | "count", records=records):
                what = "share" if node.function == "share" else "number"
                condition = self._predicate(node)
                return (
                    f"the {what} of {self.noun(records)}{f' that {condition}' if condition else ''}"
                )
            case _:
                return f"whether {self.claim(node, depth)}"

    def claim(self, node: Node, depth: int = 0) -> str:
        """A condition as such, whatever came of it; also about the records of a list."""
        below = depth + 1
        match node:
            case _ if depth >= DEEPEST:
                return f"a condition on {self._nouns(_mentioned(node), DEEPEST)} holds"
            case Compare(operator=operator, left=left, right=right):
                relation = _RELATIONS[operator, True]
                words = ["is", *([relation] if relation else []), self.noun(right, below)]
                return f"{self.noun(left, below)} {' '.join(words)}"
            case IsIn(item=item, members=members):
                listed = named_list([plain_value(each) for each in members], "or")
                return f"{self.noun(item, below)} is {listed}"
            case Has(set=held, member=member):
                return f"{self.noun(held, below)} include {plain_value(member)}"
            case Known(name=name):
                return f"{self._name_of(node, name)} is known"
            case IsWithheld(name=name):
                return f"{self._name_of(node, name)} is withheld"
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

    def _part(self, node: Node, depth: int = 0, *, cut: bool = False) -> str:
        """One part of a score with its value; `cut` where it is held within 0 and 1."""
        match node:
            case Apply(function="clamp", args=(inner, Literal(value=0.0), Literal(value=1.0))):
                return self._part(inner, depth, cut=True)
            case Named(role="function", body=body) if depth == 0:
                return self._part(body, depth, cut=cut)
            case If(condition=condition, then=then, otherwise=otherwise):
                chosen = then if self.trace[condition] else otherwise
                return self._part(chosen, depth, cut=cut)
            case Linear() | Piecewise() | Lookup() if depth:
                return f"{self._source(node)} (worth {plain_value(self.trace[node])})"
            case Linear(operand=operand, worst=worst, best=best):
                low, high = self.trace[worst], self.trace[best]
                more = f" or {'more' if high > low else 'less'}" if cut else ""
                worth = f"{rounded(low)} is worth nothing and {rounded(high)}{more} everything"
                return f"{self._explained(operand)}, where {worth}"
            case Piecewise(operand=operand, points=points):
                return f"{self._explained(operand)}, where {_anchors(points)}"
            case Lookup():
                return f"{self._source(node)}, which is worth {plain_value(self.trace[node])}"
            case Overlap():
                return self._overlap(node)
            case Arithmetic(
                operator="-",
                operands=(
                    Literal(value=1.0),
                    Apply(
                        function="clamp",
                        args=(
                            Arithmetic(operator="/", operands=(used, free)),
                            Literal(value=0.0),
                            Literal(value=1.0),
                        ),
                    ),
                ),
            ) if constant(free) is not None:
                return self._spent(used, free)
            case Arithmetic(operator="/", operands=(above, below)) if _single(above):
                if constant(below) is not None:
                    return f"{self._valued(above)} of {self.noun(below)}"
                if isinstance(above, FieldRef) and isinstance(below, FieldRef):
                    return f"{self._valued(above)} of {self._valued(below)}"
                return self._explained(node)
            case Arithmetic(operator="+", operands=operands) if terms := _terms(operands):
                return named_list([self._term(*each) for each in terms])
            case Apply(function=function, args=args) if function in _TOGETHER and depth < DEEPEST:
                parts = [self._part(each, depth + 1) for each in args]
                return f"{_TOGETHER[function]} {named_list(parts)}"
            case FieldRef() | Named():
                return self._explained(node) if depth == 0 else self._valued(node)
            case _ if depth:
                return f"{rounded(self.trace[node])} ({self._inputs(node)})"
            case _:
                return self._inputs(node)

    def _source(self, node: Linear | Piecewise | Lookup) -> str:
        operand = node.item if isinstance(node, Lookup) else node.operand
        return self._valued(operand)

    def _spent(self, used: Node, free: Node) -> str:
        """Something of which the less is used, the better."""
        amount = f"{self._value(used)} of {self.noun(free)}"
        if isinstance(used, FieldRef):
            return f"{self.noun(used)} {amount}; the less, the better"
        return f"{amount} used ({self._inputs(used)}); the less, the better"

    def _overlap(self, node: Overlap) -> str:
        held = self.trace[node.set]
        yes = [f"{plain_value(text)} ({rounded(w)})" for text, w in node.weights if text in held]
        no = [plain_value(text) for text, _ in node.weights if text not in held]
        what = self.noun(node.set)
        if not yes:
            return f"none of the {what} {named_list(no, 'or')}"
        return f"for {what} {named_list(yes)}{f'; not {named_list(no)}' if no else ''}"

    def _term(self, weight: float, node: Node, top: Node | None) -> str:
        of = f" of {self.noun(top)}" if top is not None else ""
        share = f" (times {rounded(weight)})" if weight != 1 else ""
        return f"{self._valued(node)}{of}{share}"

    def _inputs(self, node: Node) -> str:
        """What a formula reads, with the values."""
        read = [each for each in _mentioned(node) if self.trace[each] is not None]
        if not read:
            return "fixed"
        return f"from {named_list([self._valued(each) for each in read])}"

    def _figure(self, node: Node) -> str:
        return f"a figure from {self._nouns(_mentioned(node), DEEPEST)}"

    def _nouns(self, nodes: Iterable[Node], depth: int) -> str:
        return named_list([self.noun(each, depth + 1) for each in nodes]) or "nothing"

    def _parameter(self, node: Named) -> str:
        about = self.glossary.abouts.get(node.name, "").partition(":")[0].strip()
        body = node.body
        value = self.noun(body)
        return f"{value}, {about}," if about and len(about.split()) <= MOST_ABOUT else value

    def _value(self, node: Node) -> str:
        """What a node came to. An estimate counts as its likely value."""
        value: Any = self.trace[node]
        field = self.glossary.field(node.name) if isinstance(node, FieldRef) else None
        if value is None:
            return "not known"
        if field is not None:
            return value_in_words(value, field)
        return plain_value(value)

    def _valued(self, node: Node) -> str:
        if constant(node) is not None:
            return self.noun(node)
        return f"{self.noun(node)} {self._value(node)}"

    def _explained(self, node: Node) -> str:
        """With its value and, for a named figure, what stands behind it."""
        text = self._valued(node)
        body = node.body if isinstance(node, Named) else node
        behind = [each for each in _mentioned(body) if each is not node]
        if isinstance(node, FieldRef) or not behind or isinstance(body, FieldRef):
            return text
        return f"{text} ({self._behind(body, behind)})"

    def _behind(self, body: Node, mentioned: Sequence[Node]) -> str:
        if isinstance(body, Arithmetic) and all(map(_single, body.operands)):
            return f" {_JOINTS[body.operator]} ".join(self._valued(each) for each in body.operands)
        return named_list([self._valued(each) for each in mentioned], most=3)

    def _applied(self, node: Apply, depth: int) -> str:
        match node:
            case Apply(function="abs", args=(Arithmetic(operator="-", operands=(a, b)),)):
                return f"the gap between {self.noun(a, depth)} and {self.noun(b, depth)}"
            case Apply(function="clamp" | "round", args=(inner, *_)):
                return self.noun(inner, depth)
            case Apply(function="abs", args=(inner,)):
                return f"the size of {self.noun(inner, depth)}"
            case Apply(function="sqrt", args=(inner,)):
                return f"the square root of {self.noun(inner, depth)}"
            case Apply(function="days_since", args=(day, AsOf())):
                return f"the days since {self.noun(day, depth)}"
            case Apply(function="days_since" | "years_between" as function, args=(first, last)):
                what = function.partition("_")[0]
                return f"the {what} from {self.noun(first, depth)} to {self.noun(last, depth)}"
            case Apply(function=function, args=args):
                return f"{_TOGETHER[function]} {self._nouns(args, depth)}"

    def _facts(self, node: Node, depth: int) -> Iterable[str]:
        outcome = self.trace.outcome(node)
        if outcome.value is None:
            return [self.needed(outcome)]
        below = depth + 1
        match node:
            case _ if depth >= MOST_LEVELS:
                return [self.claim(node, DEEPEST)]
            case Not(operand=operand):
                return self._facts(operand, below)
            case And(operands=operands) | Or(operands=operands):
                absorbing = isinstance(node, Or)
                deciding = [each for each in operands if self.trace[each] is absorbing]
                if deciding and absorbing:
                    deciding = deciding[:1]
                chosen = deciding or operands
                return [fact for each in chosen for fact in self._facts(each, below)]
            case Named(role="measure" | "criterion", body=body):
                return self._facts(body, below)
            case If(condition=condition, then=then, otherwise=otherwise):
                branch = then if self.trace[condition] else otherwise
                return [*self._facts(condition, below), *self._facts(branch, below)]
            case _:
                return [self._fact(node, bool(outcome.value))]

    def _fact(self, node: Node, holds: bool) -> str:  # noqa: FBT001 - what the node came to
        match node:
            case Compare():
                return self._compared(node, holds=holds)
            case IsIn(item=item, members=members):
                listed = named_list([plain_value(each) for each in members], "or")
                return (
                    f"{self.noun(item)} is {self._value(item)}{'' if holds else f', not {listed}'}"
                )
            case Has(set=held, member=member):
                do = "include" if holds else "do not include"
                return f"{self.noun(held)} {do} {plain_value(member)}"
            case Known(name=name):
                return f"{self._name_of(node, name)} is {'' if holds else 'not '}known"
            case IsWithheld(name=name):
                return f"{self._name_of(node, name)} is {'' if holds else 'not '}withheld"
            case Aggregate():
                return self._counted(node)
            case Literal():
                return "this always holds" if holds else "this never holds"
            case _:
                return f"{self.noun(node)}: {'yes' if holds else 'no'}"

    def _name_of(self, node: Known | IsWithheld, name: str) -> str:
        first = node.operands[0]
        single = len(node.operands) == 1
        return self.noun(first) if single else spoken(name)

    def _compared(self, node: Compare, *, holds: bool) -> str:
        left, right = node.left, node.right
        subject, relation = self.noun(left), _RELATIONS[node.operator, holds]
        first, second = self.trace[left], self.trace[right]
        whole = left.body if isinstance(left, Named) and left.role == "measure" else left
        if isinstance(whole, Aggregate) and whole.function in ("count", "share"):
            told = self._counted(whole)
            if whole.function == "count" or second in (0.0, 1.0):
                return told
            return f"{told}; that share, {rounded(first)}, is {relation} {self.noun(right)}"
        if isinstance(first, float) and isinstance(second, float):
            return self._numbers(node, subject, relation, first, second)
        if not relation:
            return f"{subject} is {self._value(left)}"
        other = self.noun(right) if constant(right) is not None else self._valued(right)
        if relation == "not":
            return f"{subject} is {self._value(left)}, not {other}"
        return f"{subject}, {self._value(left)}, is {relation} {other}"

    def _numbers(
        self, node: Compare, subject: str, relation: str, first: float, second: float
    ) -> str:
        decimals = apart(first, second)
        shown = self._value(node.left)
        if not isinstance(node.left, FieldRef):
            shown = rounded(first, decimals)
        other = self.noun(node.right).rstrip(",")
        if constant(node.right) is None:
            other += f" ({rounded(second, decimals)})"
        if not relation:
            return f"{subject} is {other}" if shown in other else f"{subject}, {shown}, is {other}"
        return f"{subject}, {shown}, is {relation} {other}"

    def _counted(self, node: Aggregate) -> str:
        """How many records there are, or meet a condition, and what the others lack."""
        name = self.noun(node.records)
        records: Sequence[Mapping[str, Any]] = self.trace[node.records] or ()
        size = len(records)
        predicate = self._predicate(node)
        if not size or not predicate:
            verb, noun = ("is", singular(name)) if size == 1 else ("are", name)
            return f"there {verb} {counted(size)} {noun}"
        met = self.trace[Aggregate("count", node.records, node.body)]
        if met is None:
            return f"{self.noun(node)} is not known"
        one = met == 1 or size == 1
        if met == size:
            who = {1: f"the one {singular(name)}", 2: f"both {name}"}.get(
                size, f"all {counted(size)} {name}"
            )
        else:
            who = f"{'none' if met == 0 else counted(met)} of the {counted(size)} {name}"
            one = met <= 1
        told = f"{who} {self._predicate(node, plural=not one)}"
        lacking = [
            label for label, key in self._asked(node) if any(r.get(key) is None for r in records)
        ]
        return f"{told}; still missing: {named_list(lacking)}" if lacking and met < size else told

    def _predicate(self, node: Aggregate, *, plural: bool = True) -> str:
        """What is asked of each record, as a verb with what follows; empty where nothing is."""
        if isinstance(node.body, Literal):
            return ""
        asked = [label for label, _ in self._asked(node)]
        if asked:
            return f"{'name' if plural else 'names'} {named_list(asked)}"
        return f"{'meet' if plural else 'meets'} the condition that {self.claim(node.body, 1)}"

    def _asked(self, node: Aggregate) -> list[tuple[str, str]]:
        """The fields of a record that a condition wants to be known, where it wants only that."""
        body = node.body.body if isinstance(node.body, Named) else node.body
        parts = body.operands if isinstance(body, And) else (body,)
        found: list[tuple[str, str]] = []
        for part in parts:
            if not (isinstance(part, Known) and isinstance(part.operands[0], RecordField)):
                return []
            found.append((self.noun(part.operands[0]), part.operands[0].name))
        return found


def joined(facts: Sequence[str], most: int = MOST_WORDS) -> str:
    """Facts in one phrase of so many words; those that do not fit are counted."""
    kept: list[str] = []
    for fact in facts:
        if kept and sum(len(each.split()) + 1 for each in [*kept, fact]) > most:
            rest = len(facts) - len(kept)
            return f"{'; '.join(kept)}; and {counted(rest)} more"
        kept.append(fact)
    return _last_and(kept)


def _last_and(facts: Sequence[str]) -> str:
    if len(facts) < 2 or any(";" in each or ":" in each for each in facts):
        return "; ".join(facts)
    return f"{'; '.join(facts[:-1])}, and {facts[-1]}"


def _short(text: str, otherwise: Any) -> str:
    if len(text.split()) <= MOST_WORDS:
        return text
    shorter: str = otherwise()
    return shorter if len(shorter.split()) <= MOST_WORDS else clipped(shorter)


def clipped(text: str, most: int = MOST_WORDS) -> str:
    """A phrase with no more than so many words."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[: most - 2]).rstrip(',;:')} and more"


def _anchors(points: Sequence[tuple[float, float]]) -> str:
    shown = [*points[:1], *points[1:-1][:2], *points[-1:]]
    first, *rest = [f"{rounded(at)} is worth {rounded(worth)}" for at, worth in shown]
    return named_list([first, *rest[:-1], rest[-1].replace(" is", " or more is", 1)])


def _single(node: Node) -> bool:
    """Whether it has a name of its own: a field, a measure, a parameter."""
    return isinstance(node, FieldRef | RecordField | Literal) or (
        isinstance(node, Named) and node.role != "function"
    )


def _terms(operands: Sequence[Node]) -> list[tuple[float, Node, Node | None]]:
    """A weighted sum as weights, what is weighed, and what that is a part of; else nothing."""
    terms = [_weighed(each) for each in operands]
    return [each for each in terms if each is not None] if None not in terms else []


def _weighed(node: Node) -> tuple[float, Node, Node | None] | None:
    match node:
        case Arithmetic(operator="/", operands=(above, below)) if constant(below) is not None:
            inner = _weighed(above)
            return None if inner is None or inner[2] is not None else (inner[0], inner[1], below)
        case Arithmetic(operator="*", operands=operands):
            fixed = [constant(each) for each in operands if constant(each) is not None]
            others = [each for each in operands if constant(each) is None]
            inner = _weighed(others[0]) if len(others) == 1 else None
            if inner is None:
                return None
            weight = inner[0]
            for each in fixed:
                weight *= each if isinstance(each, float) else 1.0
            return (weight, inner[1], inner[2])
        case _ if _single(node) and constant(node) is None:
            return (1.0, node, None)
        case _:
            return None


def _mentioned(node: Node) -> list[Node]:
    """The fields and named figures that a formula reads, each once, not what is behind them."""
    found: dict[str, Node] = {}
    seen: set[Node] = set()
    waiting = [*children(node)] if not isinstance(node, FieldRef) else [node]
    while waiting:
        each = waiting.pop(0)
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, FieldRef) or (isinstance(each, Named) and each.role != "function"):
            if constant(each) is None:
                found.setdefault(each.name, each)
        elif isinstance(each, Aggregate):
            waiting.insert(0, each.records)
        else:
            waiting[:0] = children(each)
    return list(found.values())


def _about_records(node: Node) -> bool:
    from evalcore.expressions.nodes import walk

    return any(isinstance(each, RecordField) for each in walk(node))
