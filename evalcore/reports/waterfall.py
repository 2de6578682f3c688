"""The waterfall: how the contributions add up to the total, one bar a criterion.

What is not known yet is an open range; what a formula adds or takes off is a bar of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.evaluation import Judged
from evalcore.letters import beyond_the_mean
from evalcore.reports.document import Bar, BarKind, Bars
from evalcore.reports.rows import figures_of
from evalcore.say.figures import between

CAPTION = "how the total adds up"
NO_VALUE = between(None)
LEGEND: dict[BarKind, str] = {"takes": "taken off by the formula", "open": "not known yet"}


def waterfall(evaluation: Judged) -> Bars | None:
    """A bar for each criterion, for the formula, and for the total; None without contributions.

    Those that are known come first. Every bar begins where what is certain of the one before it
    ended: so the certain parts add up to the least that the total can be.
    """
    bars = tuple(_bars(evaluation))
    return Bars(CAPTION, bars, LEGEND) if bars else None


def _bars(evaluation: Judged) -> Iterator[Bar]:
    figures = figures_of(evaluation)
    said = figures.total_in_table  # also what a score adds to the total
    nodes = {each.id: each for each in evaluation.graph.criteria}
    shares = {name: share for name, (_, share) in evaluation.weights.items() if share is not None}
    weighed = [each for each in evaluation.criteria if each.id in shares]
    if not weighed:
        return
    reached = 0.0
    for each in weighed:
        if each.contribution is not None:
            end = reached + each.contribution
            yield Bar(each.id, f"+{said(each.contribution)}", "adds", reached, end, end)
            reached = end
    highest = reached
    for each in weighed:
        if each.contribution is None:
            ends = evaluation.range_of(nodes[each.id].score)
            low, high = (shares[each.id] * end for end in ends or (0.0, 0.0))
            number = f"+{figures.total_range_in_table((low, high))}" if ends else NO_VALUE
            yield Bar(each.id, number, "adds", reached, reached + low, reached + high)
            reached, highest = reached + low, highest + high
    if evaluation.total is not None:
        difference = beyond_the_mean(evaluation)
        if difference is not None:
            kind: BarKind = "adds" if difference > 0 else "takes"
            number = f"{'+' if difference > 0 else '-'}{said(abs(difference))}"
            first, last = sorted((reached, evaluation.total))
            yield Bar("the formula", number, kind, first, last, last)
        total = evaluation.total
        yield Bar("total", said(total), "total", min(0.0, total), max(0.0, total), max(0.0, total))
        return
    low, high = evaluation.total_range or (reached, highest)
    number = figures.total_range_in_table(evaluation.total_range)
    yield Bar("total", number, "total", min(0.0, low), max(0.0, low), high)
