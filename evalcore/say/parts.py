"""What a score was made of, with the values, and between which anchors it lies.

What a phrase is like depends on the formula alone. So that is found out once for each node, as a
plan: a function that says the phrase of one initiative after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalcore.language.nodes import Apply, FieldRef, If, Literal, Named, Node, constant
from evalcore.language.operations import OPERATIONS
from evalcore.request.spelling import named_list, plain_value, rounded
from evalcore.say.facts import Facts
from evalcore.say.figures import in_words
from evalcore.say.nouns import DEEPEST, JOINTS, single

Phrase = Callable[["Parts"], str]


class Parts(Facts):
    """Says what scores were made of on one initiative."""

    def part(self, node: Node, depth: int = 0, *, cut: bool = False) -> str:
        """One part of a score with its value; `cut` where it is held within 0 and 1."""
        return self._phrase(node, depth, cut=cut)(self)

    def _phrase(self, node: Node, depth: int, *, cut: bool) -> Phrase:
        return self.glossary.once(
            ("part", node, depth, cut), lambda: self._planned(node, depth, cut=cut)
        )

    def _planned(self, node: Node, depth: int, *, cut: bool) -> Phrase:
        match node:
            case Apply("clamp", (inner, Literal(value=0.0), Literal(value=1.0))):
                return self._phrase(inner, depth, cut=True)
            case Named(role="function", body=body) if depth == 0:
                return self._phrase(body, depth, cut=cut)
            case If():
                return lambda now: now.chosen(node, depth, cut=cut)
            case Apply("linear" | "piecewise" | "lookup", (operand, *_)) if depth:
                return lambda now: f"{now.valued(operand)} (worth {plain_value(now.trace[node])})"
            case Apply("linear", (operand, worst, best)):
                if constant(worst) is None or constant(best) is None:
                    return lambda now: f"{now.explained(operand)}, {now.worth(node, cut=cut)}"
                worth = self.worth(node, cut=cut)
                return lambda now: f"{now.explained(operand)}, {worth}"
            case Apply("piecewise", (operand,), (points,)):
                anchors = _anchors(points, self.way(operand))
                return lambda now: f"{now.explained(operand)}, where {anchors}"
            case Apply("lookup", (operand,)):
                return lambda now: (
                    f"{now.valued(operand)}, which is worth {plain_value(now.trace[node])}"
                )
            case Apply("overlap", (held,), (weights,)):
                return lambda now: now.overlap(held, weights)
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
                return lambda now: now.spent(used, free)
            case Apply("/", (above, below)) if single(above):
                if constant(below) is not None:
                    return lambda now: now.out_of(above, below)
                if isinstance(above, FieldRef) and isinstance(below, FieldRef):
                    return lambda now: f"{now.valued(above)} of {now.valued(below)}"
                return lambda now: now.explained(node)
            case Apply("+", operands) if terms := _terms(operands):
                return lambda now: now.weighted(terms)
            case Apply(operation, args) if is_one_of_many(operation) and depth < DEEPEST:
                noun = OPERATIONS[operation].noun
                return lambda now: noun.format(
                    named_list([now.part(each, depth + 1) for each in args])
                )
            case FieldRef() | Named() if depth == 0:
                return lambda now: now.explained(node)
            case FieldRef() | Named():
                return lambda now: now.valued(node)
            case _ if depth:
                return lambda now: f"{rounded(now.trace[node])} ({now.inputs(node)})"
            case _:
                return lambda now: now.inputs(node)

    def chosen(self, node: If, depth: int, *, cut: bool) -> str:
        """The branch that was taken, or why it was where it is a fixed figure."""
        chosen = node.then if self.trace[node.condition] else node.otherwise
        if constant(chosen) is not None:
            return self.because(node.condition)
        return self.part(chosen, depth, cut=cut)

    def worth(self, node: Apply, *, cut: bool) -> str:
        """Between which anchors a figure lies."""
        operand, worst, best = node.args
        low, high = self.trace[worst], self.trace[best]
        more = f" or {'more' if high > low else 'less'}" if cut else ""
        ends = [in_words(each, self.way(operand), None) for each in (low, high)]
        return f"where {ends[0]} is worth nothing and {ends[1]}{more} everything"

    def spent(self, used: Node, free: Node) -> str:
        """Something of which the less is used, the better."""
        if isinstance(used, FieldRef):
            return f"{self.out_of(used, free)}; the less, the better"
        amount = f"{self.value(used)} of {self.noun(free)}"
        return f"{amount} used ({self.inputs(used)}); the less, the better"

    def out_of(self, part: Node, whole: Node) -> str:
        """So much of so much; a unit that both have is said once."""
        said = self.valued(part)
        if isinstance(part, FieldRef) and isinstance(whole, Literal) and whole.unit:
            said = f"{self.noun(part)} {plain_value(self.trace[part])}"
        return f"{said} of {self.noun(whole)}"

    def overlap(self, node: Node, weights: Sequence[tuple[str, float]]) -> str:
        """Which of the texts that count are there, and which are not."""
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

    def weighted(self, terms: Sequence[tuple[float, Node, Node | None]]) -> str:
        """The parts of a weighted sum."""
        weights = [weight for weight, _, _ in terms]
        if weights[0] != 1 and len(set(weights)) == 1:
            alike = named_list([self._term(1, node, top) for _, node, top in terms])
            return f"{alike}, each counting alike"
        return named_list([self._term(*each) for each in terms])

    def inputs(self, node: Node) -> str:
        """What a formula reads, with the values."""
        read = [each for each in self.mentioned(node) if self.trace[each] is not None]
        if not read:
            return "fixed"
        return f"from {named_list([self.valued(each) for each in read])}"

    def explained(self, node: Node) -> str:
        """With its value and, for a named figure, what stands behind it."""
        text = self.valued(node)
        body = node.body if isinstance(node, Named) else node
        behind = [each for each in self.mentioned(body) if each is not node]
        if isinstance(node, FieldRef) or not behind or isinstance(body, FieldRef):
            return text
        told = self._behind(body, behind)
        if node is body and _joint(body):
            return f"{told} ({self.value(node)})"
        return f"{text} ({told})"

    def _behind(self, body: Node, parts: Sequence[Node]) -> str:
        if isinstance(body, Apply) and (joint := _joint(body)):
            return f" {joint} ".join(self.valued(each) for each in body.args)
        return named_list([self.valued(each) for each in parts], most=3)


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
