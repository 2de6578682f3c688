"""The options --draws, --seed and --weights, and the printing of what comes of them."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Generator, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import click

from evalcore.cli.common import F
from evalcore.cli.output import Output
from evalcore.judge.evaluator import Evaluator
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError, show

if TYPE_CHECKING:
    from evalcore.study.draws import WeightDraws

ANY = "any"
SEED = 1
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%", re.ASCII)


@attrs.frozen
class Drawing:
    """What is to be drawn: how often, from which seed, and which weights (None: none)."""

    draws: int
    seed: int = SEED
    weights: str | None = None


def draw_options(command: F) -> F:
    """Adds --draws, --seed and --weights, passed on as one `Drawing`, or None without --draws."""

    @click.option(
        "--draws", type=int, metavar="N", help="Draw so many times, such as 10000, and count."
    )
    @click.option(
        "--seed", type=int, metavar="N", help="Another seed gives other draws. Default: 1."
    )
    @click.option(
        "--weights",
        metavar="any|PERCENT",
        help="Which weights to draw: any, or those up to, say, 20% off the ruleset's.",
    )
    @functools.wraps(command)
    def wrapped(*, draws: int | None, seed: int | None, weights: str | None, **more: Any) -> Any:
        if draws is None:
            for option, value in (("--seed", seed), ("--weights", weights)):
                if value is not None:
                    message = f"{option} is for draws: add --draws 10000"
                    raise click.UsageError(message)
        drawing = None if draws is None else Drawing(draws, SEED if seed is None else seed, weights)
        return command(drawing=drawing, **more)

    return wrapped  # type: ignore[return-value]


def rank_draws(
    evaluator: Evaluator,
    initiatives: Iterable[Initiative],
    day: date | None,
    drawing: Drawing,
    output: Output,
) -> None:
    """Prints how the ranking fares under weights that are drawn. Raises `InputError`."""
    from evalcore.reports.draws import draw_table, pair_table, ranking_document

    drawn = _draw_weights(evaluator, initiatives, day, drawing)
    width = output.terminal["width"] if output.form == "table" else None
    output.emit_as(
        drawn.to_json,
        lambda: ranking_document(drawn, width),
        lambda: [draw_table(drawn), pair_table(drawn)],
    )


def explain_draws(
    evaluator: Evaluator,
    initiative: Initiative,
    day: date | None,
    drawing: Drawing,
    output: Output,
    slate: Iterable[Initiative] = (),
) -> None:
    """Prints the probability of each verdict on one initiative.

    By its estimates; where weights are asked for, by those as well. Raises `InputError`.
    """
    from evalcore.reports.draws import estimate_document, estimate_tables
    from evalcore.study.draws import draw_estimates

    with _as_options():
        drawn = draw_estimates(
            evaluator, initiative, draws=drawing.draws, seed=drawing.seed, as_of=day, slate=slate
        )
    weighted = None
    if drawing.weights is not None:
        together = [initiative] if evaluator.graph.across is None else slate
        weighted = _draw_weights(evaluator, together, day, drawing)
        own = tuple(each for each in weighted.initiatives if each.id == initiative.id)
        weighted = attrs.evolve(weighted, initiatives=own, pairs=weighted.pairs[:1, :1])
    weights = None if weighted is None else weighted.to_json()
    output.emit_as(
        lambda: {"estimates": drawn.to_json(), "weights": weights},
        lambda: estimate_document(drawn, weighted),
        lambda: estimate_tables(drawn, weighted),
    )


def _draw_weights(
    evaluator: Evaluator, initiatives: Iterable[Initiative], day: date | None, drawing: Drawing
) -> WeightDraws:
    from evalcore.study.draws import draw_weights

    off = tolerance_of(drawing.weights or ANY)
    with _as_options():
        return draw_weights(
            evaluator, initiatives, draws=drawing.draws, seed=drawing.seed, tolerance=off, as_of=day
        )


def tolerance_of(text: str) -> float | None:
    """The share by which weights may be off; None for any weights. Raises `InputError`."""
    if text.strip().casefold() == ANY:
        return None
    found = _PERCENT.fullmatch(text.strip())
    percent = float(found[1]) if found else -1.0
    if not 0 <= percent < 100:
        expected = "any, or a percentage below 100 such as 20%"
        problem = f"found {show(text)}"
        raise InputError(Complaint(problem, expected, source="--weights"))
    return percent / 100


@contextlib.contextmanager
def _as_options() -> Generator[None]:
    """Complaints about numbers are about the options of the same names."""
    try:
        yield
    except InputError as error:
        named = ("draws", "seed")
        raise InputError(
            attrs.evolve(each, label=f"--{each.label}") if each.label in named else each
            for each in error.complaints
        ) from None
