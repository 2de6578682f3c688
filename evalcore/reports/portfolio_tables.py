"""Portfolios and frontiers as tables: a row for each request, or step; nothing is rounded."""

from __future__ import annotations

from fractions import Fraction

from evalcore.portfolios.candidates import Candidate
from evalcore.portfolios.choice import Choice
from evalcore.portfolios.frontier import Frontier
from evalcore.reports.tables import Row, Table


def portfolio_table(choice: Choice) -> Table:
    """Every request: whether it is chosen, what it takes, and why it is left out."""
    names = list(choice.demands.amounts)
    uses = [f"uses.{name}" for name in names]
    lacks = [f"lacks.{name}" for name in names]
    head = ("id", "title", "chosen", "value", "because", "loss", "displaced_by", *uses, *lacks)
    rows: list[Row] = [
        (*_about(each, chosen=True), "", None, "", *_uses(each, names), *(None for _ in names))
        for each in choice.chosen
    ]
    for left in choice.left_out:
        each, fits = left.candidate, left.fits_with or {}
        why = (left.because or left.why, _exact(left.loss), "; ".join(left.displaced_by))
        missing = (_exact(fits.get(name)) for name in names)
        rows.append((*_about(each, chosen=False), *why, *_uses(each, names), *missing))
    if choice.demands.periods:
        begins = {each.id: choice.begins(each) for each in choice.chosen}
        head = (*head, "from")
        rows = [(*row, begins.get(str(row[0]))) for row in rows]
    return Table("requests", head, rows)


def frontier_table(found: Frontier) -> Table:
    """Every step: the amount, the value, and who is chosen."""
    rows = [
        (
            _exact(each.amount),
            _exact(each.value),
            "; ".join(each.chosen or ()),
            "; ".join(each.come),
            "; ".join(each.go),
        )
        for each in found.steps
    ]
    return Table("frontier", (found.capacity, "value", "chosen", "in", "out"), rows)


def _about(each: Candidate, *, chosen: bool) -> Row:
    known = each.state == "candidate"
    return each.id, each.title, chosen, _exact(each.value) if known else None


def _uses(each: Candidate, names: list[str]) -> Row:
    """What it takes over all periods; nothing where that is open."""
    return [_exact(each.use(name)) if each.takes_known else None for name in names]


def _exact(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
