"""Portfolios and frontiers as CSV: a row for each request, or for each step; nothing is rounded."""

from __future__ import annotations

from fractions import Fraction

from evalcore.portfolios.candidates import Candidate
from evalcore.portfolios.choice import Choice
from evalcore.portfolios.frontier import Frontier
from evalcore.written.csv_text import spell_csv


def portfolio_csv(choice: Choice) -> str:
    """Every request: whether it is chosen, what it takes, and why it is left out."""
    names = list(choice.demands.amounts)
    uses = [f"uses.{name}" for name in names]
    lacks = [f"lacks.{name}" for name in names]
    head = ["id", "title", "chosen", "value", "because", "loss", "displaced_by", *uses, *lacks]
    rows = [
        [*_about(each, chosen=True), "", "", "", *_uses(each, names), *("" for _ in names)]
        for each in choice.chosen
    ]
    for left in choice.left_out:
        each, fits = left.candidate, left.fits_with or {}
        why = [left.because or left.why, _exact(left.loss), "; ".join(left.displaced_by)]
        missing = [_exact(fits.get(name)) for name in names]
        rows.append([*_about(each, chosen=False), *why, *_uses(each, names), *missing])
    if choice.demands.periods:
        begins = {each.id: choice.begins(each) or "" for each in choice.chosen}
        head.append("from")
        rows = [[*row, begins.get(row[0], "")] for row in rows]
    return spell_csv(head, rows)


def frontier_csv(found: Frontier) -> str:
    """Every step: the amount, the value, and who is chosen."""
    rows = [
        [
            _exact(each.amount),
            _exact(each.value),
            "; ".join(each.chosen or ()),
            "; ".join(each.come),
            "; ".join(each.go),
        ]
        for each in found.steps
    ]
    return spell_csv([found.capacity, "value", "chosen", "in", "out"], rows)


def _about(each: Candidate, *, chosen: bool) -> list[str]:
    known = each.state == "candidate"
    value = _exact(each.value) if known else ""
    return [each.id, each.title, "true" if chosen else "false", value]


def _uses(each: Candidate, names: list[str]) -> list[str]:
    """What it takes over all periods; nothing where that is open."""
    return [_exact(each.use(name)) if each.takes_known else "" for name in names]


def _exact(value: Fraction | None) -> str:
    return "" if value is None else repr(float(value))
