"""Facts: why a condition came out as it did, in phrases about one initiative.

What scores were made of is the business of `words`; what things are called that of `nouns`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from evalcore.interpret.trace import Cause, Outcome, Trace
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import (
    Across,
    Aggregate,
    And,
    Apply,
    Compare,
    FieldRef,
    FirstRow,
    If,
    IsWithheld,
    Known,
    Literal,
    Named,
    Node,
    Not,
    Or,
    is_fixed,
)
from evalcore.request.spelling import (
    counted,
    named_list,
    plain_value,
    rounded,
    spell_number,
    written_number,
)
from evalcore.say.labels import (
    are,
    count_words,
    range_apart,
    singular,
    spelled_apart,
)
from evalcore.say.nouns import (
    DEEPEST,
    Glossary,
    Nouns,
)
from evalcore.say.phrases import MOST_REASONS, joined

MOST_ABOUT = 12  # words of what a parameter is about, to be said beside its value
MOST_SUBJECT = 9  # words of what a condition is about; a longer one is named by what it reads
MOST_LEVELS = 30  # of conditions within conditions


Bounds = tuple[Any, Any, bool] | None  # the ends, and whether it may be undefined


class Facts(Nouns):
    """Says what nodes came to on one initiative. Phrases begin small and have no full stop.

    `bounds` gives those of a node that is not known: what is certain all the same is said so.
    """

    def __init__(
        self, glossary: Glossary, trace: Trace, bounds: Callable[[Node], Bounds] | None = None
    ) -> None:
        super().__init__(glossary, trace)
        self.bounds = bounds

    def state(self, node: Node) -> bool | None:
        """What a condition comes to, whatever is filled in; None where that depends on it."""
        value: bool | None = self.trace[node]
        found = None if value is not None or self.bounds is None else self.bounds(node)
        if found is not None and not found[2] and found[0] is not found[1]:
            return bool(found[0])
        return value

    def facts(self, node: Node) -> tuple[str, ...]:
        """Why a condition came out as it did: of `and` that failed, only what failed."""
        return self._all_facts([node])

    def because(self, *nodes: Node) -> str:
        """The facts in one phrase: as many as a sentence holds, or without what parameters mean."""
        facts = self._all_facts(nodes)
        if sum(map(count_words, facts)) > MOST_REASONS:
            brief = Facts(self.glossary.brief, self.trace, self.bounds)
            facts = brief._all_facts(nodes)
        return joined(facts)

    def _all_facts(self, nodes: Iterable[Node]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact for node in nodes for fact in self._facts(node, 0)))

    def needed(self, outcome: Outcome) -> str:
        """What an unknown waits for, or why nobody can mend an undefined value."""
        parts: list[str] = []
        if outcome.missing:
            names = named_list([self.glossary.label(each) for each in outcome.missing], most=3)
            parts.append(f"not known without {names}")
        if outcome.causes:
            cause = outcome.causes[0]
            waits = isinstance(cause.node, Across)  # for other requests
            parts.append(f"{'' if waits else 'it has no value: '}{self.cause(cause)}")
        return "; ".join(parts) or "not known"

    def cause(self, cause: Cause) -> str:
        """Why something has no value although all was said."""
        match cause.node:
            case Apply("/", operands):
                return f"{self.noun(operands[-1])} is 0, and nothing can be divided by it"
            case Aggregate(records=records):
                return f"there are no {self.noun(records)}"
            case Apply("lookup", (item,)):
                return f"nothing is laid down for {self.valued(item)}"
            case Apply("linear", (operand, *_)):
                return f"the worst and the best {self.noun(operand)} are the same"
            case Apply("sqrt"):
                return "there is no square root of a number below 0"
            case Apply("geometric_mean"):
                return "there is no geometric mean of a number below 0"
            case _:
                return cause.why

    def _facts(self, node: Node, depth: int) -> Iterable[str]:
        value = self.state(node)
        if value is None:
            return [self.needed(self.trace.outcome(node))]
        below = depth + 1
        match node:
            case _ if depth >= MOST_LEVELS:
                return [self.claim(node, DEEPEST)]
            case Not(operand=operand):
                return self._facts(operand, below)
            case And(operands=operands) | Or(operands=operands):
                absorbing = isinstance(node, Or)
                states = [self.state(each) for each in operands]
                deciding = [
                    e for e, state in zip(operands, states, strict=True) if state is absorbing
                ]
                if not deciding and None in states:  # together they settle what none does alone
                    return [self._whatever(node, holds=value)]
                if deciding and absorbing:
                    deciding = deciding[:1]
                chosen = deciding or _said_once(operands)
                return [fact for each in chosen for fact in self._facts(each, below)]
            case Named(role="measure" | "criterion", body=body):
                return self._facts(body, below)
            case Named(role="function", body=FirstRow(rows=rows)):
                return [named_list([self.valued(each) for each in rows.columns])]
            case If(condition=condition, then=then, otherwise=otherwise):
                if self.state(condition) is None:
                    return [self._whatever(node, holds=value)]
                branch = then if self.state(condition) else otherwise
                return [*self._facts(condition, below), *self._facts(branch, below)]
            case _ if self.trace[node] is None:
                return [self._whatever(node, holds=value)]
            case _:
                return [self._fact(node, value)]

    def _whatever(self, node: Node, *, holds: bool) -> str:
        """A condition that is certain although something in it is not known."""
        if isinstance(node, Compare) and self.bounds is not None:
            value = self.trace[node.right] if is_fixed(node.right) else None
            ends = self.bounds(node.left)
            if ends is not None and isinstance(value, float) and not ends[2]:
                return self._between(node, ends, value, self.relation(node, holds=holds))
        claim = self.claim(node)
        return f"{claim if holds else f'it is not so that {claim}'}, whatever is filled in"

    def _between(
        self, node: Compare, ends: tuple[float, float, bool], value: float, relation: str
    ) -> str:
        low, high, _ = ends
        subject, plain = self.the(node.left), written_number(value)
        other = self._other(node.right, plain, plain)
        verb, stands = are(subject), f"{relation} {other}" if relation else other
        if high - low <= TOLERANCE:
            only = spelled_apart(low, value, rounded(low), plain)[0]
            return f"{subject} {verb} {only} whatever is filled in, and so {stands}"
        first, last = range_apart(low, high, value)
        # By how it is made it may stand so although the range alone does not say it.
        if not (first and last) or low + TOLERANCE < value < high - TOLERANCE:
            return f"{subject} {verb} {stands}, whatever is filled in"
        return f"{subject} {verb} {first} to {last} whatever is filled in, and so {stands}"

    def _fact(self, node: Node, holds: bool) -> str:  # noqa: FBT001 - what the node came to
        match node:
            case Compare():
                return self._compared(node, holds=holds)
            case Apply("in", (item,), (members,)):
                listed = named_list([plain_value(each) for each in members], "or")
                subject, rest = self.noun(item), "" if holds else f", not {listed}"
                return f"{subject} {are(subject)} {self.value(item)}{rest}"
            case Apply("has", (held,), (member,)):
                subject = self.noun(held)
                do = are(subject, one="includes", several="include")
                if not holds:
                    do = are(subject, one="does not include", several="do not include")
                return f"{subject} {do} {plain_value(member)}"
            case Known() | IsWithheld():
                name = self.name_of(node)
                state = "known" if isinstance(node, Known) else "withheld"
                if isinstance(node, Known) and not holds and self._is_kept(node):
                    return f"{name} {are(name)} withheld"
                return f"{name} {are(name)} {'' if holds else 'not '}{state}"
            case Aggregate():
                return self._counted(node)
            case Literal():
                return "this always holds" if holds else "this never holds"
            case _:
                return f"{self.noun(node)}: {'yes' if holds else 'no'}"

    def _compared(self, node: Compare, *, holds: bool) -> str:
        left, right = node.left, node.right
        relation = self.relation(node, holds=holds)
        first, second = self.trace[left], self.trace[right]
        whole = left.body if isinstance(left, Named) and left.role == "measure" else left
        if isinstance(whole, Aggregate) and whole.function in ("count", "share"):
            told = self._counted(whole)
            if whole.function == "count" or first in (0.0, 1.0):
                return told
            fixed = is_fixed(right)
            plain = (rounded(first), written_number(second) if fixed else rounded(second))
            share, other = spelled_apart(first, second, *plain)
            return (
                f"{told}; that share, {share}, is {relation} {self._other(right, plain[1], other)}"
            )
        if isinstance(first, float) and isinstance(second, float):
            return self._numbers(node, relation, first, second)
        subject, other = self.noun(left), self.noun(right)
        if not is_fixed(right):
            if not relation:
                return f"{subject} and {other} are both {self.value(left)}"
            other = f"{other} ({self.value(right)})"
            relation = "different from" if relation == "not" else relation
        if relation in ("", "not"):
            rest = f", not {other}" if relation else ""
            return f"{subject} {are(subject)} {self.value(left)}{rest}"
        return f"{subject}, {self.value(left)}, {are(subject)} {relation} {other}"

    def _is_kept(self, node: Known) -> bool:
        """Whether somebody keeps all that is asked about: it is there, and is not told."""
        kept = (self.trace[IsWithheld((each,), node.name)] for each in node.operands)
        return all(kept)

    def _numbers(self, node: Compare, relation: str, first: float, second: float) -> str:
        left, right = node.left, node.right
        way = self.way(left) if self.way(left) == "percent" else self.way(right)
        scale, decimals, sign = (100, 0, "%") if way == "percent" else (1, 2, "")
        spelt = [
            written_number(value, scale)
            if is_fixed(side)
            else spell_number(scale * value)
            if isinstance(side, FieldRef)
            else rounded(scale * value, decimals)
            for side, value in ((left, first), (right, second))
        ]
        apart = spelled_apart(scale * first, scale * second, *spelt)
        plain, told = ([f"{each}{sign}" for each in texts] for texts in (spelt, apart))
        shown = told[0]
        if isinstance(left, FieldRef) and self.way(left) == way:
            shown = self.value(left).replace(plain[0], told[0], 1)
        subject = self.the(left)
        if relation in ("", "not") and not is_fixed(right):
            if not relation:
                return f"{subject} and {self.the(right)} are both {shown}"
            relation = "different from"
        if not relation:
            return f"{subject} {are(subject)} {shown}"
        other = self._other(right, plain[1], told[1], way)
        if count_words(subject) > MOST_SUBJECT:
            parts = named_list([self.noun(each) for each in self.mentioned(left)], most=3)
            return f"{parts} come to {shown}, which is {relation} {other}"
        return f"{subject}, {shown}, {are(subject)} {relation} {other}"

    def _other(self, node: Node, plain: str, told: str, way: str = "number") -> str:
        """What something is held against: its value, and what that value is about."""
        if not is_fixed(node):
            shown = told
            if isinstance(node, FieldRef) and self.way(node) == way:
                shown = self.value(node).replace(plain, told, 1)
            if count_words(self.noun(node)) > MOST_SUBJECT:
                return shown
            return f"{self.the(node)} ({shown})"
        about = ""
        if isinstance(node, Named):
            about = self.glossary.abouts.get(node.name, "").partition(":")[0].strip()
        fits = about and count_words(about) <= MOST_ABOUT
        noun = self.noun(node).replace(plain, told, 1)
        if way == "percent":
            noun = told
        return f"{noun} ({about})" if fits else noun

    def _counted(self, node: Aggregate) -> str:
        """How many records there are, or meet a condition, and what the others lack."""
        name = self.noun(node.records)
        records: Sequence[Mapping[str, Any]] = self.trace[node.records] or ()
        size = len(records)
        predicate = self.predicate(node)
        if not size or not predicate:
            verb, noun = ("is", singular(name)) if size == 1 else ("are", name)
            return f"there {verb} {counted(size)} {noun}"
        met = self.trace[Aggregate("count", node.records, node.body)]
        if met is None:
            return f"{self.claim(node)}: {'yes' if self.trace[node] else 'no'}"
        asked = self.asked(node)
        lacking = [label for label, key in asked if any(each.get(key) is None for each in records)]
        if size == 1 and not met:
            lacks = f"lacks {named_list(lacking)}"
            return f"the one {singular(name)} {lacks if lacking else f'does not {predicate}'}"
        plural = met > 1
        if met == size:
            who = {1: f"the one {singular(name)}", 2: f"both {name}"}.get(
                size, f"all {counted(size)} {name}"
            )
        else:
            who = f"{'none' if met == 0 else counted(met)} of the {counted(size)} {name}"
        told = f"{who} {self.predicate(node, plural=plural)}"
        return f"{told}; still missing: {named_list(lacking)}" if lacking and met < size else told


def _said_once(operands: Sequence[Node]) -> Sequence[Node]:
    """Without `withheld(x)` beside `known(x)`: what is not known is said to be just that."""
    known = {each.operands for each in operands if isinstance(each, Known)}
    return [e for e in operands if not (isinstance(e, IsWithheld) and e.operands in known)]
