"""What fits together: the selection that is worth most, and how it grows with somebody's hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from evalcore.judge.evaluator import Evaluator
from evalcore.page.markup import Markup, tag
from evalcore.page.measuring import HOURS
from evalcore.portfolios.candidates import Candidates, candidates_of
from evalcore.portfolios.choice import Choice, choose
from evalcore.portfolios.demands import Wishes
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.frontier import Frontier, evenly, frontier
from evalcore.reports.document import Heading
from evalcore.reports.frontier import SVG, frontier_document, frontier_svg
from evalcore.reports.html import as_part
from evalcore.request.initiative import Initiative
from evalcore.request.spelling import spell_number
from evalcore.written.errors import InputError

STEPS = 24  # of the slider
SECONDS = 20.0  # that the selections of one ruleset may take


def frontier_of(
    evaluator: Evaluator, initiatives: Sequence[Initiative], as_of: date | None
) -> Frontier | str | None:
    """The frontier of hours, else of the first capacity; or why there is none.

    None where the ruleset has no portfolio.
    """
    if evaluator.graph.portfolio is None:
        return None
    engine = Engine.within(SECONDS)
    try:
        candidates = candidates_of(evaluator, initiatives, as_of)
        choice = choose(candidates, Wishes(), engine=engine, why=())
        name = _capacity(choice, candidates)
        if name is None:
            return "The portfolio has no capacity."
        most = evenly(candidates, name)[-1]
        amounts = [most * step / STEPS for step in range(1, STEPS + 1)]
        return Frontier(choice, name, frontier(candidates, Wishes(), name, amounts, engine))
    except InputError as error:  # such as a solver that is not installed
        return "; ".join(each.problem for each in error.complaints)


def _capacity(choice: Choice, candidates: Candidates) -> str | None:
    known = list(candidates.rules.capacities)
    return next((n for n in known if choice.demands.unit(n) in HOURS), known[0] if known else None)


def together(found: Frontier | str) -> Markup:
    """The part of the page about it."""
    if isinstance(found, str):
        return tag("div", tag("h3", "What fits together"), tag("p", found))
    choice, unit = found.choice, found.choice.demands.unit(found.capacity) or ""
    chosen = ", ".join(each.id for each in choice.chosen) or "nobody"
    parts = [part for part in frontier_document(found).parts if not isinstance(part, Heading)]
    drawing = frontier_svg(found).replace(f' xmlns="{SVG}"', "")
    slider = tag(
        "label",
        tag("span", f"{found.capacity.replace('_', ' ')} ({unit})", class_="name"),
        tag(
            "input",
            type="range",
            min=0,
            max=len(found.steps) - 1,
            step=1,
            data_frontier=found.capacity,
        ),
        tag("output", ""),
    )
    return tag(
        "div",
        tag("h3", "What fits together"),
        tag("p", f"Worth most within all that is demanded: {chosen}."),
        tag(
            "div",
            tag("div", slider, class_="sliders"),
            tag("p", role="status", data_evalcore="together"),
            class_="live",
        ),
        tag("figure", Markup(drawing), class_="map"),
        tag(
            "details",
            tag("summary", "Who comes in as there is more, and who goes out"),
            [Markup(as_part(part)) for part in parts],
        ),
        class_="together",
    )


def steps_of(found: Frontier) -> list[dict[str, Any]]:
    """What the page's script has to know of it."""
    unit = found.choice.demands.unit(found.capacity) or ""
    return [
        {
            "amount": f"{spell_number(float(each.amount))} {unit}".strip(),
            "worth": None if each.value is None else spell_number(float(each.value)),
            "chosen": None if each.chosen is None else list(each.chosen),
        }
        for each in found.steps
    ]


def with_portfolio_fields(evaluator: Evaluator) -> dict[str, Any]:
    """The fields that a portfolio reads beside those of its ruleset."""
    portfolio = evaluator.graph.portfolio
    declared = evaluator.graph.declared
    return {} if portfolio is None else {name: declared[name] for name in portfolio.reads}
