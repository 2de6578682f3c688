"""`evalcore portfolio`: which initiatives fit together into the hours and the money there are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import click

from evalcore.cli.common import NOT_HELD, Given, Selection, grouped, input_options, note_read
from evalcore.cli.output import Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError, near, one_of, show
from evalcore.written.numbers import is_number

if TYPE_CHECKING:
    from evalcore.portfolios.demands import Wishes

AMOUNT = "a number of at least 0, such as 20"


@attrs.frozen
class Choosing:
    """What the options say about the selection, as they were written."""

    plan: str | None = None
    amounts: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    seconds: float | None = None

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
        "--why",
        multiple=True,
        metavar="ID|all",
        help="Look for the reasons of this one. Default: all, where at most 20 are left out.",
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
@input_options(portfolio_options, output_options("table", "json", "markdown", "html"))
def command(*, ruleset: str, given: Given, choosing: Choosing, output: Output) -> None:
    """Choose from the initiatives in INPUT those that are worth most together.

    Within the capacities, relations and shares of [portfolio] in RULESET, or in a file of its own.
    Says of each that is left out what it would displace, what that loses, and what would let it
    in. Where nothing meets all demands, says which of them contradict each other, and ends with 1.
    """
    from evalcore.portfolios.candidates import candidates_of, counts_days, reader_of
    from evalcore.portfolios.choice import choose
    from evalcore.portfolios.engine import Engine
    from evalcore.reports.portfolio import portfolio_document

    output.verify()
    evaluator = choosing.evaluator(given.selection, ruleset)
    reader = reader_of(evaluator)
    initiatives, day = given.load(evaluator, reader)
    if day is None and counts_days(evaluator):
        raise InputError(evaluator.date_missing)
    candidates = candidates_of(evaluator, initiatives, day)
    check_ids(choosing.why, [each.id for each in candidates.all], "--why", also=("all",))
    choice = choose(
        candidates,
        wishes_of(choosing),
        engine=Engine.within(choosing.seconds),
        why=choosing.why or None,
    )
    output.emit_as(choice.to_json, lambda: portfolio_document(choice))
    if choice.status == "infeasible":
        sys.exit(NOT_HELD)


def wishes_of(choosing: Choosing) -> Wishes:
    """What the options ask for. Raises `InputError` for amounts that are none."""
    from evalcore.portfolios.demands import Wishes

    return Wishes(amounts_of(choosing.amounts), choosing.inside, choosing.outside)


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
            faults.append(Complaint(f"found {show(text)}", AMOUNT, source="--capacity"))
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
