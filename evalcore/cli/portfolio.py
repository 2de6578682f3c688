"""`evalcore portfolio`: which initiatives fit together into the hours and the money there are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import click

from evalcore.cli.common import NOT_HELD, Given, Selection, grouped, input_options, note_read
from evalcore.cli.output import EVERY, SUFFIXES, Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError, near, one_of, show
from evalcore.written.numbers import LARGEST, is_number

if TYPE_CHECKING:
    from evalcore.portfolios.candidates import Candidates
    from evalcore.portfolios.choice import Choice
    from evalcore.portfolios.demands import Wishes
    from evalcore.portfolios.drawn import Drawn
    from evalcore.portfolios.frontier import Frontier
    from evalcore.portfolios.robust import Robust
    from evalcore.portfolios.scenarios import Weights

FORMATS = (*EVERY, "svg")
FRONTIER, MOST_STEPS = "--frontier", 500
AMOUNT = "a number of at least 0, such as 20"
TOO_LARGE = "a number of at most 2**53"


@attrs.frozen
class Choosing:
    """What the options say about the selection, as they were written."""

    plan: str | None = None
    amounts: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    kept: str | None = None
    why: tuple[str, ...] = ()
    seconds: float | None = None
    steps: str | None = None
    robust: bool = False
    weights: str | None = None
    draws: int | None = None
    seed: int = 1

    def evaluator(self, selection: Selection, ruleset: str) -> Evaluator:
        """The evaluator of a ruleset with its portfolio, or with that of --portfolio."""
        evaluator = selection.evaluator(ruleset)
        return evaluator if self.plan is None else beside(evaluator, self.plan)


def beside(evaluator: Evaluator, file: str) -> Evaluator:
    """The evaluator of the same ruleset with the portfolio of a file. Raises `InputError`."""
    from evalcore.rules.compiler import compile_ruleset
    from evalcore.rules.portfolio_file import with_portfolio

    note_read(file)
    draft = with_portfolio(evaluator.ruleset, file)
    if draft.complaints:
        compile_ruleset(draft.ruleset, evaluator.plugins, draft.complaints)
    return Evaluator(draft.ruleset, plugins=evaluator.plugins)


portfolio_options = grouped(
    "choosing",
    Choosing,
    click.option(
        "--portfolio",
        "plan",
        metavar="FILE",
        help="A TOML file with [portfolio], instead of that of RULESET.",
    ),
    click.option(
        "--capacity",
        "amounts",
        multiple=True,
        metavar="NAME=AMOUNT",
        help="Another amount of a capacity, in every period; may be repeated.",
    ),
    click.option("--in", "inside", multiple=True, metavar="ID", help="Force this one in."),
    click.option("--out", "outside", multiple=True, metavar="ID", help="Force this one out."),
    click.option(
        "--promises",
        "kept",
        metavar="PLAN.json",
        help="Keep what an earlier answer with --format json has promised: who, and from when.",
    ),
    click.option(
        "--frontier",
        "steps",
        metavar="NAME[=AMOUNT,...]",
        help="The best selection with each of these amounts of a capacity, or in ten steps.",
    ),
    click.option(
        "--robust",
        is_flag=True,
        help="Say who belongs to every selection that may be best, whatever turns out.",
    ),
    click.option(
        "--draws",
        type=int,
        metavar="N",
        help="Draw estimates so many times: who is chosen how often.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0, max=2**53),
        default=1,
        metavar="N",
        help="Another seed gives other draws. Default: 1.",
    ),
    click.option(
        "--weights",
        metavar="any|PERCENT",
        help="With --robust or --draws: weights may be any, or up to, say, 20% off the ruleset's.",
    ),
    click.option(
        "--why",
        multiple=True,
        metavar="ID|all",
        help="Look for the reasons of this one; of all, where at most 20 are left out.",
    ),
    click.option(
        "--seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="N",
        help="Stop after so many seconds with what was found, and say by how much it may be off.",
    ),
)


@click.command("portfolio")
@click.argument("ruleset")
@input_options(
    portfolio_options, output_options(*FORMATS, bom=True, suffixes={**SUFFIXES, ".svg": "svg"})
)
def command(*, ruleset: str, given: Given, choosing: Choosing, output: Output) -> None:
    """Choose from the initiatives in INPUT those that are worth most together.

    Within the capacities, relations and shares of [portfolio] in RULESET, or in a file of its own.
    Says of each that is left out what it would displace, what that loses, and what would let it
    in. Where nothing meets all demands, says which of them contradict each other, and ends with 1.
    """
    from evalcore.portfolios.candidates import candidates_of, counts_days, reader_of
    from evalcore.portfolios.choice import choose
    from evalcore.portfolios.engine import Engine

    output.verify()
    check_options(choosing, output.form)
    evaluator = choosing.evaluator(given.selection, ruleset)
    reader = reader_of(evaluator)
    initiatives, day = given.load(evaluator, reader)
    if day is None and counts_days(evaluator):
        raise InputError(evaluator.date_missing)
    candidates = candidates_of(evaluator, initiatives, day)
    check_ids(choosing.why, [each.id for each in candidates.all], "--why", also=("all",))
    wishes, engine = wishes_of(choosing), Engine.within(choosing.seconds)
    best = engine
    if choosing.robust and choosing.seconds is not None:
        best = Engine.within(choosing.seconds / 2)  # the other half is for what is robust
    steps = None if choosing.steps is None else amounts_in(choosing.steps, candidates)
    choice = choose(candidates, wishes, engine=best, why=choosing.why or None, few=True)
    if choosing.robust:
        from evalcore.portfolios.robust import robust

        write_robust(
            choice, robust(candidates, wishes, weights=weights_of(choosing), engine=engine), output
        )
    elif choosing.draws is not None:
        from evalcore.portfolios.drawn import draw

        drawn = draw(
            candidates,
            wishes,
            draws=choosing.draws,
            seed=choosing.seed,
            weights=weights_of(choosing),
            engine=engine,
        )
        write_drawn(choice, drawn, output)
    elif steps is None:
        write(choice, output)
    else:
        from evalcore.portfolios.frontier import Frontier, frontier

        found = frontier(candidates, wishes, *steps, engine)
        write_frontier(Frontier(choice, steps[0], found), output)
    if choice.status == "infeasible":
        sys.exit(NOT_HELD)


def check_options(choosing: Choosing, form: str) -> None:
    """Raises `UsageError` where options do not go together."""
    message = ""
    asked = {
        "--frontier": choosing.steps is not None,
        "--robust": choosing.robust,
        "--draws": choosing.draws is not None,
    }
    several = [option for option, given in asked.items() if given]
    if len(several) > 1:
        message = f"{' and '.join(several)} are several answers: take one of them"
    elif choosing.weights is not None and several not in (["--robust"], ["--draws"]):
        message = "--weights is for what is robust, or drawn: add --robust, or --draws 1000"
    elif form == "svg" and choosing.steps is None:
        message = "svg draws a frontier: add --frontier NAME"
    if message:
        raise click.UsageError(message)


def weights_of(choosing: Choosing) -> Weights:
    """How far weights are left open: not at all (False), wholly (None), or by a share."""
    from evalcore.cli.draws import tolerance_of

    return False if choosing.weights is None else tolerance_of(choosing.weights)


def write_robust(choice: Choice, found: Robust, output: Output) -> None:
    """Writes who belongs to every selection that may be best."""
    from evalcore.reports.robust import robust_document, robust_table

    output.emit_as(
        lambda: {**choice.to_json(), **found.to_json()},
        lambda: robust_document(choice, found),
        lambda: [robust_table(choice, found)],
    )


def write_drawn(choice: Choice, found: Drawn, output: Output) -> None:
    """Writes how often each request is chosen."""
    from evalcore.reports.robust import drawn_document, drawn_table

    output.emit_as(
        lambda: {**choice.to_json(), **found.to_json()},
        lambda: drawn_document(choice, found),
        lambda: [drawn_table(choice, found)],
    )


def write(choice: Choice, output: Output) -> None:
    """Writes a selection in the format that was asked for."""
    from evalcore.reports.portfolio import portfolio_document
    from evalcore.reports.portfolio_tables import portfolio_table

    output.emit_as(
        choice.to_json,
        lambda: portfolio_document(choice),
        lambda: [portfolio_table(choice)],
        lambda: _workbook(choice),
    )


def write_frontier(found: Frontier, output: Output) -> None:
    """Writes the steps of a capacity in the format that was asked for."""
    from evalcore.reports.frontier import frontier_document, frontier_svg
    from evalcore.reports.portfolio_tables import frontier_table

    if output.form == "svg":
        output.emit(frontier_svg(found))
        return
    output.emit_as(
        found.to_json,
        lambda: frontier_document(found),
        lambda: [frontier_table(found)],
        lambda: _workbook(found.choice, found),
    )


def _workbook(choice: Choice, frontier: Frontier | None = None) -> bytes:
    from evalcore.reports.portfolio_workbook import portfolio_workbook

    return portfolio_workbook(choice, frontier)


def amounts_in(text: str, candidates: Candidates) -> tuple[str, tuple[Fraction, ...]]:
    """The capacity and the amounts of --frontier. Raises `InputError`."""
    from evalcore.portfolios.frontier import evenly

    name, sign, listed = text.partition("=")
    known = list(candidates.rules.capacities)
    name = name.strip()
    if name not in known:
        expected = one_of(known) if known else "a capacity; there is none"
        problem = f"there is no capacity {show(name)}"
        raise InputError(Complaint(problem, expected, near(name, known), source=FRONTIER))
    if not sign:
        return name, evenly(candidates, name)
    amounts: list[Fraction] = []
    for each in listed.split(","):
        amount = read_amount(each)
        if amount is None:
            expected = "amounts of at least 0, such as my_hours=10,20,30"
            expected = TOO_LARGE if is_too_large(each) else expected
            raise InputError(Complaint(f"found {show(each)}", expected, source=FRONTIER))
        amounts.append(amount)
    if len(amounts) > MOST_STEPS:
        problem = f"{len(amounts)} amounts"
        raise InputError(Complaint(problem, f"at most {MOST_STEPS}", source=FRONTIER))
    return name, tuple(amounts)


def wishes_of(choosing: Choosing) -> Wishes:
    """What the options ask for. Raises `InputError` for amounts that are none."""
    from evalcore.portfolios.demands import Promises, Wishes
    from evalcore.portfolios.promises import read_promises

    if choosing.kept is not None:
        note_read(choosing.kept)
    promised = Promises() if choosing.kept is None else read_promises(choosing.kept)
    return Wishes(amounts_of(choosing.amounts), choosing.inside, choosing.outside, promised)


def amounts_of(given: Iterable[str]) -> dict[str, Fraction]:
    """The amounts by name of `NAME=AMOUNT`. Raises `InputError` with all that are none."""
    found: dict[str, Fraction] = {}
    faults: list[Complaint] = []
    for each in given:
        name, sign, text = each.partition("=")
        amount = read_amount(text)
        if not sign or not name.strip():
            expected = "NAME=AMOUNT, such as my_hours=20"
            faults.append(Complaint(f"found {show(each)}", expected, source="--capacity"))
        elif amount is None:
            expected = TOO_LARGE if is_too_large(text) else AMOUNT
            faults.append(Complaint(f"found {show(text)}", expected, source="--capacity"))
        elif name.strip() in found:
            problem = f"{name.strip()} is given twice"
            faults.append(Complaint(problem, "one amount", source="--capacity"))
        else:
            found[name.strip()] = amount
    if faults:
        raise InputError(faults)
    return found


def read_amount(text: str) -> Fraction | None:
    """An amount of at least 0; None where the text is none."""
    from evalcore.portfolios.model import decimal

    try:
        number = float(text)
    except ValueError:
        return None
    return decimal(number) if is_number(number) and number >= 0 else None


def is_too_large(text: str) -> bool:
    """Whether a text is a number beyond those that any reader takes."""
    try:
        return float(text) > LARGEST
    except ValueError:
        return False


def check_ids(
    given: Iterable[str], known: list[str], source: str, also: tuple[str, ...] = ()
) -> None:
    """Raises `InputError` for ids that no initiative has."""
    faults = [
        Complaint(
            f"no initiative has the id {show(key)}", one_of(known), near(key, known), source=source
        )
        for key in given
        if key not in known and key not in also
    ]
    if faults:
        raise InputError(faults)
