"""The options --where, --show, --group-by, --top and --only: which initiatives are shown, and how.

What they mean is the business of `evalcore.judge.condition` and `evalcore.judge.view`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs
import click

from evalcore.cli.common import grouped, say
from evalcore.judge.comparison import Reader
from evalcore.judge.condition import Condition, Selected, condition_of, condition_on, select
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.view import UNDECIDED, View
from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError, near, one_of, plural, show


@attrs.frozen
class ViewOptions:
    """What the options say, as they were written."""

    where: str | None = None
    show: tuple[str, ...] = ()
    group_by: str | None = None
    top: int | None = None
    only: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """The options that were given, without --where."""
        given = {
            "--show": self.show, "--group-by": self.group_by, "--top": self.top, "--only": self.only
        }  # fmt: skip
        return [option for option, value in given.items() if value]

    def of(self, evaluator: Evaluator) -> Chosen:
        """The same, held against a ruleset. Raises `InputError` with all that does not fit it."""
        faults: list[Complaint] = []
        names = [*evaluator.graph.declared, *evaluator.graph.measures]
        shown = _listed(self.show)
        faults += _strange(shown, names, "--show", "field or measure")
        if self.group_by is not None:
            faults += _strange([self.group_by], evaluator.graph.declared, "--group-by", "field")
            field = evaluator.graph.declared.get(self.group_by)
            if field is not None and field.kind.row.is_list:
                problem = f"{field.name} holds records, which make no groups"
                faults.append(Complaint(problem, "another field", source="--group-by"))
        verdicts = [*evaluator.ruleset.verdicts, UNDECIDED]
        only = _listed(self.only)
        faults += _strange(only, verdicts, "--only", "verdict")
        condition = None
        try:
            condition = self._condition(evaluator)
        except InputError as error:
            faults += error.complaints
        if faults:
            raise InputError(faults)
        view = View(shown, self.group_by, self.top, only, self.where or "")
        return Chosen(evaluator, view, condition)

    def _condition(self, evaluator: Evaluator) -> Condition | None:
        if self.where is None:
            return None
        try:
            return condition_of(evaluator, self.where)
        except InputError as error:
            raise InputError(_pointed(each, self.where) for each in error.complaints) from None


@attrs.frozen
class Chosen:
    """Which initiatives are evaluated, and what is shown of them."""

    evaluator: Evaluator
    view: View
    condition: Condition | None

    def reader(self) -> Reader:
        """Who reads the initiatives: with the fields that are asked for here."""
        named = [*self.view.show, *([self.view.group_by] if self.view.group_by else [])]
        declared = self.evaluator.graph.declared
        more = {name: declared[name] for name in named if name in declared}
        more |= {} if self.condition is None else self.condition.fields
        return Reader.beside(self.evaluator, more)

    def select(self, initiatives: Sequence[Initiative], day: date | None) -> Selected:
        """The initiatives to be evaluated. Raises `InputError`."""
        if self.condition is None:
            return Selected(tuple(initiatives), 0, len(initiatives))
        return selected(self.condition, initiatives, day)

    def seen(self, selected: Selected) -> View:
        """What is shown of what was selected."""
        return attrs.evolve(self.view, given=selected.of, unknown=selected.unknown)


def selected(condition: Condition, initiatives: Sequence[Initiative], day: date | None) -> Selected:
    """The initiatives of which a condition holds.

    Raises `InputError` where it counts days, and from no date.
    """
    if condition.reads_date and day is None:
        expected = "the date of the evaluation: --as-of 2026-11-23"
        raise InputError(Complaint("it counts days, but from no date", expected, source="--where"))
    return select(condition, initiatives, day)


def tell_unknown(unknown: int, of: int) -> None:
    """Says for how many a condition is unknown, where the result does not say it."""
    if unknown:
        so = "it is" if unknown == 1 else "they are"
        counted = f"{unknown} of {plural(of, 'initiative')}"
        say(f"note: --where: for {counted} that is unknown, so {so} left out", "")


def condition_over(fields: Mapping[str, Field], evaluator: Evaluator, where: str) -> Condition:
    """What --where says over fields of several rulesets. Raises `InputError`."""
    try:
        return condition_on(fields, evaluator.plugins.functions(), where)
    except InputError as error:
        raise InputError(_pointed(each, where) for each in error.complaints) from None


def _pointed(complaint: Complaint, text: str) -> Complaint:
    """A complaint about the text of --where, with the line that it is about and a caret."""
    lines = text.split("\n")
    at = complaint.position
    if at is None or at.line > len(lines):
        return attrs.evolve(complaint, source="--where")
    line = lines[at.line - 1]
    under = "".join(sign if sign == "\t" else " " * _width(sign) for sign in line[: at.column - 1])
    problem = f"{complaint.problem}\n    {line}\n    {under}^"
    return attrs.evolve(
        complaint, problem=problem, source="--where", line=at.line, column=at.column, position=None
    )


def _width(sign: str) -> int:
    from rich.cells import cell_len

    return cell_len(sign)


def _listed(given: Iterable[str]) -> tuple[str, ...]:
    """The names in options that take several, separated by commas, and may be repeated."""
    found = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(name for name in found if name))


def _strange(names: Iterable[str], known: Iterable[str], option: str, what: str) -> list[Complaint]:
    listed = list(known)
    return [
        Complaint(
            f"there is no {what} {show(name)}", one_of(listed), near(name, listed), source=option
        )
        for name in names
        if name not in listed
    ]


WHERE = click.option(
    "--where",
    metavar="FORMULA",
    help="Only initiatives of which this holds, such as 'cost_k > 100'.",
)
ONLY = click.option(
    "--only", multiple=True, metavar="VERDICT,...", help="Show only these verdicts, or undecided."
)
list_options = grouped(
    "view",
    ViewOptions,
    WHERE,
    click.option(
        "--show", multiple=True, metavar="FIELD,...", help="Show these fields or measures as well."
    ),
    click.option("--group-by", metavar="FIELD", help="Show a table for each value of this field."),
    click.option(
        "--top",
        type=click.IntRange(min=1),
        metavar="N",
        help="Show only the first N, of each group where there are groups.",
    ),
    ONLY,
)
where_option = grouped("view", ViewOptions, WHERE)
