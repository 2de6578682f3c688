"""The waterfall: how the contributions add up to the total, one bar a criterion.

What is not known yet is an open range; what a formula adds or takes off is a bar of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Literal

import attrs
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from evalcore.judge.evaluation import Evaluation
from evalcore.letters import beyond_the_mean
from evalcore.reports.rows import printable, score

NARROWEST = 60  # columns of a terminal: nothing is readable below
MOST_NAME = 24  # columns of a criterion's name
NUMBER = 12  # columns of what a bar stands for: `0.31 to 0.64`
GAP = 2

Kind = Literal["adds", "takes", "open", "total"]
_SIGNS: dict[Kind, tuple[str, str]] = {
    "adds": ("█", "green"),
    "takes": ("▒", "red"),
    "open": ("·", "yellow"),
    "total": ("█", "bold"),
}
_LEGEND: dict[Kind, str] = {"takes": "taken off by the formula", "open": "not known yet"}


@attrs.frozen
class Bar:
    """One line: from where to where, and how that is written. Open ranges may follow a solid part.

    `start` to `end` is drawn as `kind`, `end` to `reach` as what may still come.
    """

    name: str
    number: str
    kind: Kind
    start: float
    end: float
    reach: float


def bars(evaluation: Evaluation) -> tuple[Bar, ...]:
    """A bar for each criterion, for the formula, and for the total; none without contributions.

    Those that are known come first. Every bar begins where what is certain of the one before it
    ended: so the certain parts add up to the least that the total can be.
    """
    return tuple(_bars(evaluation))


def _bars(evaluation: Evaluation) -> Iterator[Bar]:
    nodes = {each.id: each for each in evaluation.graph.criteria}
    shares = {name: each.share for name, each in nodes.items() if each.share is not None}
    weighed = [each for each in evaluation.criteria if each.id in shares]
    if not weighed:
        return
    reached = 0.0
    for each in weighed:
        if each.contribution is not None:
            end = reached + each.contribution
            yield Bar(each.id, f"+{score(each.contribution)}", "adds", reached, end, end)
            reached = end
    highest = reached
    for each in weighed:
        if each.contribution is None:
            ends = evaluation.range_of(nodes[each.id].score)
            low, high = (shares[each.id] * end for end in ends or (0.0, 0.0))
            number = f"+{score(low)} to {score(high)}" if ends else "no value"
            yield Bar(each.id, number, "adds", reached, reached + low, reached + high)
            reached, highest = reached + low, highest + high
    if evaluation.total is not None:
        difference = beyond_the_mean(evaluation)
        if difference is not None:
            kind: Kind = "adds" if difference > 0 else "takes"
            first, last = sorted((reached, evaluation.total))
            yield Bar("the formula", f"{difference:+.2f}", kind, first, last, last)
        total = evaluation.total
        yield Bar("total", score(total), "total", min(0.0, total), max(0.0, total), max(0.0, total))
        return
    low, high = evaluation.total_range or (reached, highest)
    number = f"{score(low)} to {score(high)}" if evaluation.total_range else "no value"
    yield Bar("total", number, "total", min(0.0, low), max(0.0, low), high)


def as_waterfall(evaluation: Evaluation, *, width: int, color: bool) -> str:
    """The bars on one scale; empty where the ruleset has no contributions."""
    drawn = bars(evaluation)
    if not drawn:
        return ""
    width = min(max(width, NARROWEST), 120)
    names = min(max(cell_len(printable(each.name)) for each in drawn), MOST_NAME)
    numbers = max(len(each.number) for each in drawn)
    room = width - names - numbers - 2 * GAP
    low = min(0.0, *(each.start for each in drawn))
    high = max(1.0, *(each.reach for each in drawn))
    scale = _Scale(low, high, room)
    lines = [Text("how the total adds up", style="bold"), _ruler(scale, names + numbers + 2 * GAP)]
    for each in drawn:
        head = set_cell_size(printable(each.name), names)
        line = Text.assemble((head, "bold" if each.kind == "total" else ""), " " * GAP)
        line.append(f"{each.number:>{numbers}}{' ' * GAP}")
        lines.append(line + scale.bar(each))
    shown = {each.kind for each in drawn} | {"open" for e in drawn if e.reach > e.end}
    legend = [f"{_SIGNS[kind][0]} {said}" for kind, said in _LEGEND.items() if kind in shown]
    lines += [Text(", ".join(legend), style="dim")] if legend else []
    return _written(lines, width, color=color)


@attrs.frozen
class _Scale:
    low: float
    high: float
    room: int

    def column(self, value: float) -> int:
        return round((value - self.low) / (self.high - self.low) * self.room)

    def bar(self, bar: Bar) -> Text:
        start, end, reach = map(self.column, (bar.start, bar.end, bar.reach))
        sign, style = _SIGNS[bar.kind]
        # What is there but too little for a column is still to be seen.
        if start == end and bar.end > bar.start:
            start, end = (start, end + 1) if end < self.room else (start - 1, end)
        text = Text(" " * start).append(sign * (end - start), style=style)
        sign, style = _SIGNS["open"]
        return text.append(sign * max(reach - end, 0), style=style)


def _ruler(scale: _Scale, indent: int) -> Text:
    """Zero and one where they lie; the ends too where the total can lie beyond."""
    marks = [" "] * (scale.room + 1)
    for value in (0.0, 1.0):
        marks[scale.column(value) - (1 if value else 0)] = str(round(value))
    return Text(f"{' ' * indent}{''.join(marks)}".rstrip(), style="dim")


def _written(lines: Sequence[Text], width: int, *, color: bool) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, no_wrap=True, crop=True, overflow="crop")
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
