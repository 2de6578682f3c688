"""Weights: criteria and weights that move no verdict, by the ranges of their scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import Across, Apply, Node, walk
from evalcore.request.spelling import percent, rounded
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.rules.mean import MEAN
from evalcore.rules.ruleset import Criterion
from evalcore.rules.witness import witness
from evalcore.written.errors import Complaint, Path

NARROW = 0.25  # a score that moves less than that has anchors that do not fit its fields
LITTLE = 0.01  # the share of the whole weight below which nobody argues about it


def idle_weights(
    context: Context, rules: Sequence[RuleNode], shares: Mapping[str, float]
) -> Iterator[Complaint]:
    """Warnings about criteria whose score or weight hardly counts, or not at all."""
    spoken = [clause.speaks for rule in rules for clause in rule.clauses]
    asked = set(walk(*spoken))
    total = context.names.get("total")
    in_total: set[Node] = set() if total is None else _below(total)
    means = {each for each in in_total if isinstance(each, Apply) and each.operation == MEAN}
    by_name = set(walk(*spoken, *([] if total is None else [total]), known=means))
    for each in context.ruleset.criteria:
        score = context.names[each.id]
        path: Path = ("criteria", each.id)
        if each.weight == 0:
            if score not in by_name:
                problem = f"{each.id} has the weight 0, so its score counts for nothing"
                mend = "give it a weight, or drop the criterion"
                yield Complaint(problem, mend=mend, path=(*path, "weight"), code="EV301")
            continue
        yield from _narrow(context, each, score, path)
        if score not in asked and score not in in_total:
            problem = f"{each.id} changes no verdict: neither a rule nor the total reads it"
            mend = "read it in a rule or in the total, or drop it"
            yield Complaint(problem, mend=mend, path=path, code="EV308")
        elif rules and score not in asked and total not in asked:  # without rules, it only ranks
            problem = f"{each.id} changes no verdict: no rule reads it or the total"
            mend = "it only orders requests of one verdict; ask for the total in a rule"
            yield Complaint(problem, mend=mend, path=path, code="EV308")
        elif score not in by_name and shares.get(each.id, 1) < LITTLE:
            share = shares[each.id]
            problem = (
                f"the weight of {each.id} hardly matters: it is {percent(share, 1)} of the whole"
            )
            mend = f"the score moves the total by {rounded(share, 4)} at most"
            yield Complaint(problem, mend=mend, path=(*path, "weight"), code="EV308")


def _below(total: Node) -> set[Node]:
    found = set(walk(total))
    scores = [node.scores for node in found if isinstance(node, Across)]
    return found.union(*(walk(*each) for each in scores))


def _narrow(context: Context, each: Criterion, score: Node, path: Path) -> Iterator[Complaint]:
    kind = context.types[score]
    if kind.kind is None or kind.high - kind.low > NARROW + TOLERANCE:
        return
    at = (*path, "policy" if each.policy else "score")
    ends = f"{rounded(kind.low)} to {rounded(kind.high)}"
    said = f"is {rounded(kind.low)}" if kind.high - kind.low <= TOLERANCE else f"lies from {ends}"
    problem = f"the score of {each.id} {said} whatever a request says"
    mend = "hold its anchors or table against the ranges of its fields"
    best = witness(context, [score], lambda values: None not in values, lambda values: -values[0])
    expected = "a score that can move from 0 to 1"
    yield Complaint(problem, expected, mend=mend, path=at, code="EV307", witness=best)
