"""The words interpretation: nodes as sentences about one initiative.

What a score measured, and between which anchors; what a total is made of. Why a condition holds or
does not is the business of `facts`; how names, units and single values are spoken of, of `labels`.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalcore.language.nodes import (
    Across,
    Apply,
    FieldRef,
    If,
    Literal,
    Named,
    Node,
    constant,
)
from evalcore.language.operations import OPERATIONS
from evalcore.request.spelling import (
    named_list,
    plain_value,
    rounded,
    spoken,
)
from evalcore.say.facts import Facts
from evalcore.say.figures import between, in_words
from evalcore.say.labels import (
    beside,
    label_of,
    titled,
    value_in_words,
)
from evalcore.say.nouns import (
    DEEPEST,
    JOINTS,
    Glossary,
    ingredients,
    is_mean,
    mentioned,
    single,
)
from evalcore.say.phrases import short

__all__ = ["Glossary", "Words", "label_of", "titled", "value_in_words"]


class Words(Facts):
    """Says what nodes came to on one initiative. Phrases begin small and have no full stop."""

    def measured(self, node: Node) -> str:
        """What a score was made of and between which anchors, or what it still needs."""
        body = node.body if isinstance(node, Named) else node
        outcome = self.trace.outcome(node)
        if outcome.value is None:
            ends = None if self.bounds is None else self.bounds(node)
            if ends is not None and ends[0] == ends[1] and not ends[2]:
                return f"{rounded(ends[0])} whatever is filled in"
            return self.needed(outcome)
        return short(self._part(body), lambda: self._inputs(body))

    def made_of(self, total: Named) -> str:
        """The parts of a total that is a formula, with their values; '' for the mean alone."""
        parts = [] if isinstance(total.body, Across) else ingredients(total.body)
        if is_mean(total.body) or [*map(is_mean, parts)] == [True]:
            return ""
        return named_list([self._ingredient(each) for each in parts], most=9)

    def _ingredient(self, node: Node) -> str:
        if constant(node) is not None and isinstance(node, Named):
            return f"{spoken(node.name)} {self.noun(node)}"
        asked = self.trace[node] is None and not isinstance(node, FieldRef)
        ends = self.bounds(node) if asked and self.bounds is not None else None
        if ends is None or ends[2] or not isinstance(ends[0], float):
            return self.valued(node)
        return beside(self.noun(node), between(ends[:2], self.way(node)))

    def _part(self, node: Node, depth: int = 0, *, cut: bool = False) -> str:
        """One part of a score with its value; `cut` where it is held within 0 and 1."""
        match node:
            case Apply("clamp", (inner, Literal(value=0.0), Literal(value=1.0))):
                return self._part(inner, depth, cut=True)
            case Named(role="function", body=body) if depth == 0:
                return self._part(body, depth, cut=cut)
            case If(condition=condition, then=then, otherwise=otherwise):
                chosen = then if self.trace[condition] else otherwise
                if constant(chosen) is not None:
                    return self.because(condition)
                return self._part(chosen, depth, cut=cut)
            case Apply("linear" | "piecewise" | "lookup", (operand, *_)) if depth:
                return f"{self.valued(operand)} (worth {plain_value(self.trace[node])})"
            case Apply("linear", (operand, worst, best)):
                low, high = self.trace[worst], self.trace[best]
                more = f" or {'more' if high > low else 'less'}" if cut else ""
                ends = [in_words(each, self.way(operand), None) for each in (low, high)]
                worth = f"{ends[0]} is worth nothing and {ends[1]}{more} everything"
                return f"{self._explained(operand)}, where {worth}"
            case Apply("piecewise", (operand,), (points,)):
                return f"{self._explained(operand)}, where {_anchors(points, self.way(operand))}"
            case Apply("lookup", (operand,)):
                worth = plain_value(self.trace[node])
                return f"{self.valued(operand)}, which is worth {worth}"
            case Apply("overlap", (held,), (weights,)):
                return self._overlap(held, weights)
            case Apply(
                "-",
                (
                    Literal(value=1.0),
                    Apply(
                        "clamp",
                        (Apply("/", (used, free)), Literal(value=0.0), Literal(value=1.0)),
                    ),
                ),
            ) if constant(free) is not None:
                return self._spent(used, free)
            case Apply("/", (above, below)) if single(above):
                if constant(below) is not None:
                    return self._out_of(above, below)
                if isinstance(above, FieldRef) and isinstance(below, FieldRef):
                    return f"{self.valued(above)} of {self.valued(below)}"
                return self._explained(node)
            case Apply("+", operands) if terms := _terms(operands):
                return self._weighted(terms)
            case Apply(operation, args) if is_one_of_many(operation) and depth < DEEPEST:
                parts = [self._part(each, depth + 1) for each in args]
                return OPERATIONS[operation].noun.format(named_list(parts))
            case FieldRef() | Named():
                return self._explained(node) if depth == 0 else self.valued(node)
            case _ if depth:
                return f"{rounded(self.trace[node])} ({self._inputs(node)})"
            case _:
                return self._inputs(node)

    def _spent(self, used: Node, free: Node) -> str:
        """Something of which the less is used, the better."""
        if isinstance(used, FieldRef):
            return f"{self._out_of(used, free)}; the less, the better"
        amount = f"{self.value(used)} of {self.noun(free)}"
        return f"{amount} used ({self._inputs(used)}); the less, the better"

    def _out_of(self, part: Node, whole: Node) -> str:
        """So much of so much; a unit that both have is said once."""
        said = self.valued(part)
        if isinstance(part, FieldRef) and isinstance(whole, Literal) and whole.unit:
            said = f"{self.noun(part)} {plain_value(self.trace[part])}"
        return f"{said} of {self.noun(whole)}"

    def _overlap(self, node: Node, weights: Sequence[tuple[str, float]]) -> str:
        held, what = self.trace[node], self.noun(node)
        yes = [f"{plain_value(text)} ({rounded(w)})" for text, w in weights if text in held]
        no = [plain_value(text) for text, _ in weights if text not in held]
        if not yes:
            return f"none of the {what} {named_list(no, 'or')}"
        return f"for {what} {named_list(yes)}{f'; not {named_list(no)}' if no else ''}"

    def _term(self, weight: float, node: Node, top: Node | None) -> str:
        of = f" of {self.noun(top)}" if top is not None else ""
        share = f" (times {rounded(weight)})" if weight != 1 else ""
        return f"{self.valued(node)}{of}{share}"

    def _weighted(self, terms: Sequence[tuple[float, Node, Node | None]]) -> str:
        weights = [weight for weight, _, _ in terms]
        if weights[0] != 1 and len(set(weights)) == 1:
            alike = named_list([self._term(1, node, top) for _, node, top in terms])
            return f"{alike}, each counting alike"
        return named_list([self._term(*each) for each in terms])

    def _inputs(self, node: Node) -> str:
        """What a formula reads, with the values."""
        read = [each for each in mentioned(node) if self.trace[each] is not None]
        if not read:
            return "fixed"
        return f"from {named_list([self.valued(each) for each in read])}"

    def _explained(self, node: Node) -> str:
        """With its value and, for a named figure, what stands behind it."""
        text = self.valued(node)
        body = node.body if isinstance(node, Named) else node
        behind = [each for each in mentioned(body) if each is not node]
        if isinstance(node, FieldRef) or not behind or isinstance(body, FieldRef):
            return text
        told = self._behind(body, behind)
        if node is body and _joint(body):
            return f"{told} ({self.value(node)})"
        return f"{text} ({told})"

    def _behind(self, body: Node, mentioned: Sequence[Node]) -> str:
        if isinstance(body, Apply) and (joint := _joint(body)):
            return f" {joint} ".join(self.valued(each) for each in body.args)
        return named_list([self.valued(each) for each in mentioned], most=3)


def is_one_of_many(operation: str) -> bool:
    """Whether sentences name all of its arguments alike: the least of these."""
    return "{}" in OPERATIONS[operation].noun


def _joint(node: Node) -> str:
    """The word between the parts of arithmetic on nothing but single figures, else ''."""
    if not isinstance(node, Apply) or not all(map(single, node.args)):
        return ""
    return JOINTS.get(node.operation, "")


def _anchors(points: Sequence[tuple[float, float]], way: str) -> str:
    shown = [*points[:1], *points[1:-1][:2], *points[-1:]]
    first, *rest = [f"{in_words(at, way, None)} is worth {rounded(worth)}" for at, worth in shown]
    return named_list([first, *rest[:-1], rest[-1].replace(" is", " or more is", 1)])


def _terms(operands: Sequence[Node]) -> list[tuple[float, Node, Node | None]]:
    """A weighted sum as weights, what is weighed, and what that is a part of; else nothing."""
    terms = [_weighed(each) for each in operands]
    return [each for each in terms if each is not None] if None not in terms else []


def _weighed(node: Node) -> tuple[float, Node, Node | None] | None:
    match node:
        case Apply("/", (above, below)) if constant(below) is not None:
            inner = _weighed(above)
            return None if inner is None or inner[2] is not None else (inner[0], inner[1], below)
        case Apply("*", operands):
            fixed = [constant(each) for each in operands if constant(each) is not None]
            others = [each for each in operands if constant(each) is None]
            inner = _weighed(others[0]) if len(others) == 1 else None
            if inner is None:
                return None
            weight = inner[0]
            for each in fixed:
                weight *= each if isinstance(each, float) else 1.0
            return (weight, inner[1], inner[2])
        case _ if single(node) and constant(node) is None:
            return (1.0, node, None)
        case _:
            return None
