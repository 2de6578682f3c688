"""Portfolios as workbooks: chosen, left out, capacities, and the frontier where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.portfolios.choice import Choice
from evalcore.portfolios.frontier import Frontier
from evalcore.reports.portfolio import heading
from evalcore.reports.workbook import Row, finished, put_sheet
from evalcore.written.errors import listing
from evalcore.written.workbook import new_book


def portfolio_workbook(choice: Choice, frontier: Frontier | None = None) -> bytes:
    """The workbook's bytes. Raises `InputError` where openpyxl is not installed."""
    book, names = new_book(), list(choice.demands.amounts)
    begins = ("from",) if choice.demands.periods else ()
    put_sheet(
        book,
        "chosen",
        ("id", "title", "value", "margin", "instead", *names, *begins),
        _chosen(choice),
    )
    lacks = [f"lacks.{name}" for name in names]
    heads = ("id", "title", "because", "loss", "displaced_by", *lacks)
    put_sheet(book, "left_out", heads, _left_out(choice))
    heads = ("capacity", "period", "used", "of", "unit")
    put_sheet(book, "capacities", heads, _capacities(choice))
    rules = (
        (each.rule, float(each.value), None if each.loss is None else float(each.loss),
         listing(each.chosen), listing([str(demand) for demand in each.breaks]))
        for each in choice.greedy
    )  # fmt: skip
    put_sheet(book, "usual_rules", ("rule", "value", "loss", "chosen", "breaks"), rules)
    if choice.conflict.demands:
        said = ((str(each), choice.demands.because(each)) for each in choice.conflict.demands)
        put_sheet(book, "conflict", ("demand", "because"), said)
    if frontier is not None:
        heads = (frontier.capacity, "value", "chosen", "in", "out")
        put_sheet(book, "frontier", heads, _steps(frontier))
    return finished(book, heading(choice))


def _chosen(choice: Choice) -> Iterator[Row]:
    for each in choice.chosen:
        staying = choice.staying.get(each.id)
        margin = None if staying is None or staying.margin is None else float(staying.margin)
        uses = (float(each.use(name)) for name in choice.demands.amounts)
        instead = "" if staying is None else listing(staying.instead)
        begins = [choice.begins(each)] if choice.demands.periods else []
        value = float(each.value or 0)
        yield each.id, each.title, value, margin, instead, *uses, *begins


def _left_out(choice: Choice) -> Iterator[Row]:
    for each in choice.left_out:
        fits = each.fits_with or {}
        lacks = (float(fits[name]) if name in fits else None for name in choice.demands.amounts)
        yield (
            each.candidate.id,
            each.candidate.title,
            each.because or each.why,
            None if each.loss is None else float(each.loss),
            listing(each.displaced_by),
            *lacks,
        )


def _capacities(choice: Choice) -> Iterator[Row]:
    demands = choice.demands
    for name, amounts in demands.amounts.items():
        for period, (used, of) in enumerate(zip(choice.used(name), amounts, strict=True)):
            when = demands.periods[period] if demands.periods else ""
            yield name, when, float(used), float(of), demands.unit(name) or ""


def _steps(found: Frontier) -> Iterator[Row]:
    for each in found.steps:
        value = None if each.value is None else float(each.value)
        chosen = "" if each.chosen is None else listing(each.chosen)
        yield float(each.amount), value, chosen, listing(each.come), listing(each.go)
