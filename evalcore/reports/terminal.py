"""The terminal report: tables and trees that a busy reader takes in at 80 columns."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from evalcore.explanation import Reason
from evalcore.reports.markdown import name
from evalcore.reports.rows import Listing, criteria_ids, possible, printable, reason, score

STYLES = {
    "go": "bold green",
    "conditional_go": "green",
    "pivot": "yellow",
    "hold": "yellow",
    "recycle": "yellow",
    "refer": "cyan",
    "kill": "red",
}
MARKS = {"yes": ("✓ ", "green"), "no": ("✗ ", "red"), "unknown": ("? ", "yellow"), "": ("", "")}


def as_table(listing: Listing, *, width: int, color: bool) -> str:
    """A ranking, or the scores of every initiative; the undecided in a block of their own."""
    console = _console(width, color=color)
    console.print(Text(printable(listing.heading), style="bold"))
    if not listing.evaluations:
        return _written(console)
    if not listing.ranking:
        console.print(_scores(listing))
    else:
        if listing.decided:
            console.print(_ranking(listing))
        if listing.undecided:
            count = len(listing.undecided)
            console.print(Text(f"Undecided: {count}, with what stands in for now", style="bold"))
            console.print(_undecided(listing))
    return _written(console)


def as_tree(root: Reason, *, width: int, color: bool) -> str:
    """An explanation as a tree, marked ✓ for met, ✗ for not met, ? for unknown."""
    console = _console(width, color=color)
    tree = Tree(Text(printable(root.text), style="bold"), guide_style="dim")
    waiting = [(tree, each) for each in reversed(root.parts)]
    while waiting:
        branch, each = waiting.pop()
        mark, style = MARKS[each.state]
        line = Text.assemble((mark, style), printable(each.text))
        below = branch.add(line)
        waiting += [(below, part) for part in reversed(each.parts)]
    console.print(tree)
    return _written(console)


def _ranking(listing: Listing) -> Table:
    table = _table()
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Request", ratio=5)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Total", justify="right", no_wrap=True)
    table.add_column("Why", ratio=5)
    for place, each in listing.decided:
        table.add_row(
            str(place),
            Text(printable(name(each))),
            verdict(each.verdict),
            score(each.total),
            Text(reason(each)),
        )
    return table


def _undecided(listing: Listing) -> Table:
    table = _table()
    table.add_column("Request", ratio=5)
    table.add_column("For now", no_wrap=True)
    table.add_column("Possible", ratio=3)
    table.add_column("Why", ratio=4)
    for each in listing.undecided:
        table.add_row(
            Text(printable(name(each))),
            verdict(each.verdict),
            Text(possible(each)),
            Text(reason(each)),
        )
    return table


def _scores(listing: Listing) -> Table:
    table = _table()
    table.add_column("Request", ratio=4)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Total", justify="right", no_wrap=True)
    for criterion in criteria_ids(listing):
        table.add_column(Text(printable(criterion)), justify="right", min_width=4)
    table.add_column("Why", ratio=4)
    for each in listing.evaluations:
        why = reason(each) if each.decided else f"{possible(each)}; {reason(each)}"
        scores = (score(result.score) for result in each.criteria)
        shown = verdict(each.verdict, decided=each.decided)
        table.add_row(Text(printable(name(each))), shown, score(each.total), *scores, Text(why))
    return table


def verdict(word: str | None, *, decided: bool = True) -> Text:
    """A verdict in its colour; one that only stands in is marked as open."""
    text = Text(word or "-", style=STYLES.get(word or "", ""))
    return text if decided else text + Text(" ?", style="yellow")


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, header_style="bold")


def _console(width: int, *, color: bool) -> Console:
    system = "standard" if color else None
    return Console(
        file=io.StringIO(),
        width=width,
        color_system=system,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _written(console: Console) -> str:
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
