"""The terminal report: tables and trees that a busy reader takes in at 80 columns."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from evalcore.judge.evaluation import Evaluation
from evalcore.judge.explanation import Reason
from evalcore.judge.listing import Listing
from evalcore.reports.reasons import values_behind
from evalcore.reports.rows import name, printable, reason, score

NARROWEST = 60  # columns of a terminal: nothing is readable below
GAP = 2  # columns between two columns of a table
NUMBER = 5  # columns of a number, and of the heading Total
REQUEST, WHY = 20, 22  # columns that a request and a reason need at least

STYLES = {
    "go": "bold green",
    "conditional_go": "green",
    "pivot": "yellow",
    "hold": "yellow",
    "recycle": "yellow",
    "refer": "cyan",
    "kill": "red",
}
STATUSES = {"active": "green", "broken": "red", "collides": "red"}
MARKS = {"yes": ("✓ ", "green"), "no": ("✗ ", "red"), "unknown": ("? ", "yellow"), "": ("", "")}


def as_table(listing: Listing, *, width: int, color: bool) -> str:
    """A ranking, or the scores of every initiative; the undecided in a block of their own."""
    page = _Page(max(width, NARROWEST), color=color)
    page.line(listing.heading, "bold")
    if listing.evaluations:
        if listing.ranking:
            _ranking(page, listing)
        else:
            _scores(page, listing)
    return page.written()


def as_tree(root: Reason, *, width: int, color: bool) -> str:
    """An explanation as a tree, marked ✓ for met, ✗ for not met, ? for unknown."""
    page = _Page(max(width, NARROWEST), color=color)
    tree = Tree(Text(printable(root.text), style="bold"), guide_style="dim")
    waiting = [(tree, 1, each) for each in reversed(root.parts)]
    while waiting:
        branch, depth, each = waiting.pop()
        mark, style = MARKS[each.state]
        line = Text.assemble((mark, style), printable(each.text))
        values = Text(values_behind(each), style="dim")
        if values.plain:
            fits = line.cell_len + 1 + values.cell_len <= page.width - 4 * depth
            branch.add(Text(" " if fits else "\n").join([line, values]))
            continue
        below = branch.add(line)
        waiting += [(below, depth + 1, part) for part in reversed(each.parts)]
    page.console.print(tree)
    return page.written()


def as_entries(
    entries: Iterable[tuple[str, str, str, Sequence[str]]], *, width: int, color: bool
) -> str:
    """Entries of a list: a name, its status, a remark; below them indented lines."""
    page = _Page(max(width, NARROWEST), color=color)
    for title, status, remark, lines in entries:
        style = STATUSES.get(status, "yellow")
        head = Text.assemble((printable(title), "bold"), "  ", (status, style))
        page.console.print(head + Text(f"  {printable(remark)}" if remark else ""))
        for line in lines:
            page.console.print(Padding(Text(printable(line)), (0, 0, 0, 4)))
    return page.written()


class _Page:
    """What has been written so far, as wide as the reader's window."""

    def __init__(self, width: int, *, color: bool) -> None:
        self.width = width
        self.file = io.StringIO()
        self.console = Console(
            file=self.file,
            width=width,
            color_system="standard" if color else None,
            force_terminal=color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def line(self, text: str, style: str = "") -> None:
        self.console.print(Text(printable(text), style=style))

    def items(self, items: Iterable[str]) -> None:
        """Items side by side; none is broken over two lines."""
        line = ""
        for item in items:
            if line and cell_len(line) + GAP + cell_len(item) > self.width:
                self.line(line)
                line = ""
            line += f"{'  ' if line else ''}{item}"
        self.line(line)

    def table(
        self, columns: Iterable[tuple[str, int]], rows: Iterable[Sequence[str | Text]]
    ) -> None:
        """A table; each column has its width, a negative one if its content stands at the right."""
        table = Table(
            box=box.SIMPLE_HEAD,
            show_edge=False,
            padding=(0, GAP - 1, 0, 0),
            pad_edge=False,
            header_style="bold",
        )
        widths: list[int] = []
        for title, width in columns:
            widths.append(abs(width))
            side: Literal["left", "right"] = "right" if width < 0 else "left"
            table.add_column(title, width=abs(width), justify=side, no_wrap=True)
        for row in rows:
            cells = zip(row, widths, strict=True)
            table.add_row(*(hanging(c, w) if isinstance(c, str) else c for c, w in cells))
        self.console.print()
        self.console.print(table)

    def written(self) -> str:
        return "\n".join(line.rstrip() for line in self.file.getvalue().split("\n"))


def _ranking(page: _Page, listing: Listing) -> None:
    """The decided with their places, then the undecided, in columns of the same widths."""
    places = len(str(len(listing.decided)))
    verdicts = _widest([each.verdict or "-" for each in listing.evaluations], len("For now"))
    totals = _totals(listing)
    room = page.width - (places + verdicts + 3 * GAP) - (NUMBER + GAP) * len(totals)
    request, why = _shared(room, listing.evaluations)

    def show(title: str, rows: Iterable[tuple[str, Evaluation]]) -> None:
        columns = [("#" if title == "Verdict" else "", -places), ("Request", request)]
        columns += [(title, verdicts), *totals, ("Why", why)]
        cells: list[tuple[str | Text, ...]] = [
            (place, name(each), verdict(each.verdict), *_total(listing, each), reason(each))
            for place, each in rows
        ]
        page.table(columns, cells)

    if listing.decided:
        show("Verdict", ((str(place), each) for place, each in listing.decided))
    if listing.undecided:
        page.line("")
        count = len(listing.undecided)
        page.line(f"Undecided: {count}. What is missing may still change the verdict.", "bold")
        show("For now", (("", each) for each in listing.undecided))


def _shared(room: int, evaluations: Iterable[Evaluation]) -> tuple[int, int]:
    """How wide requests and reasons may be; none is wider than it needs to be."""
    requests = _widest([name(each) for each in evaluations], len("Request"))
    whys = _widest([reason(each) for each in evaluations], len("Why"))
    request = min(requests, max(room * 9 // 20, room - whys))
    return request, min(whys, room - request)


def _scores(page: _Page, listing: Listing) -> None:
    """Every score. What does not fit goes: first the reasons, then the criteria's names."""
    evaluations, ids = listing.evaluations, listing.criteria
    shown = [_stand_in(each) for each in evaluations]
    verdicts = _widest([each.plain for each in shown], len("Verdict"))
    totals = _totals(listing)
    room = page.width - (verdicts + GAP) - (NUMBER + GAP) * len(totals)
    heads = [printable(each).replace("_", "\n") for each in ids]
    widths = [max(4, *map(cell_len, head.split("\n"))) for head in heads]
    numbered = room - sum(widths) - GAP * len(ids) < REQUEST
    if numbered:
        most = max((room - REQUEST) // (4 + GAP), 1)
        heads, widths = [str(n) for n in range(1, len(ids) + 1)][:most], [4] * min(most, len(ids))
    room -= sum(widths) + GAP * len(widths)
    request, why = min(room, _widest([name(each) for each in evaluations], len("Request"))), 0
    if room >= REQUEST + GAP + WHY:
        request, why = _shared(room - GAP, evaluations)
    columns = [("Request", request), ("Verdict", verdicts), *totals]
    columns += [(head, -width) for head, width in zip(heads, widths, strict=True)]
    rows: list[list[str | Text]] = [
        [
            name(each),
            word,
            *_total(listing, each),
            *(score(result.score) for result in each.criteria[: len(heads)]),
            *([reason(each)] if why else []),
        ]
        for each, word in zip(evaluations, shown, strict=True)
    ]
    page.table([*columns, *([("Why", why)] if why else [])], rows)
    if numbered or listing.undecided:
        page.line("")
    if numbered:
        page.items([f"{head} {each}" for head, each in zip(heads, ids, strict=False)])
    if len(heads) < len(ids):
        page.line(f"{len(ids) - len(heads)} more criteria do not fit here: see --format csv")
    if listing.undecided:
        page.line("? undecided: what is missing may still change the verdict (see explain)")


def _totals(listing: Listing) -> list[tuple[str, int]]:
    """The column of totals, where the ruleset has one."""
    return [("Total", -NUMBER)] if listing.has_total else []


def _total(listing: Listing, evaluation: Evaluation) -> list[str]:
    return [score(evaluation.total)] if listing.has_total else []


def _stand_in(evaluation: Evaluation) -> Text:
    word = verdict(evaluation.verdict)
    return word if evaluation.decided else word + Text(" ?", style="yellow")


def verdict(word: str | None) -> Text:
    """A verdict in its colour."""
    return Text(printable(word or "-"), style=STYLES.get(word or "", ""))


def _widest(texts: Iterable[str], least: int) -> int:
    return max([least, *(cell_len(printable(text)) for text in texts)])


def hanging(text: str, width: int) -> Text:
    """The text in lines of at most `width` columns, all but the first one indented."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split():
        room = width - (2 if lines else 0)
        if line and cell_len(line) + 1 + cell_len(word) <= room:
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(word, max(width - 2, 2)) if cell_len(word) > room else [word]
        lines += full
    return Text("\n  ".join([*lines, line]))
