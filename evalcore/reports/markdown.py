"""The Markdown report: tables that render in a wiki, a ticket or a mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalcore.evaluation import Evaluation
from evalcore.explanation import Reason
from evalcore.reports.rows import Listing, criteria_ids, possible, printable, reason, score

MARKS = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}


def as_markdown(listing: Listing) -> str:
    """A heading, the table of the decided, and one of the undecided."""
    blocks = [f"# {escape(listing.heading)}"]
    if listing.ranking:
        if listing.decided:
            head = ["#", "Request", "Verdict", "Total", "Why"]
            rows = [
                [str(place), name(each), each.verdict or "", score(each.total), reason(each)]
                for place, each in listing.decided
            ]
            blocks.append(table(head, rows, right=(0, 3)))
        if listing.undecided:
            head = ["Request", "For now", "Possible", "Total", "Why"]
            undecided = [
                [name(each), each.verdict or "-", possible(each), score(each.total), reason(each)]
                for each in listing.undecided
            ]
            blocks += ["## Undecided", table(head, undecided, right=(3,))]
    else:
        ids = criteria_ids(listing)
        head = ["Request", "Verdict", "Total", *ids, "Why"]
        scored = [
            [
                name(each),
                (each.verdict or "-") + ("" if each.decided else f" (or {possible(each)})"),
                score(each.total),
                *(score(result.score) for result in each.criteria),
                reason(each),
            ]
            for each in listing.evaluations
        ]
        blocks.append(table(head, scored, right=range(2, 3 + len(ids))))
    return "\n\n".join(blocks) + "\n"


def explained(root: Reason) -> str:
    """An explanation as nested lists under a heading."""
    lines = [f"# {escape(root.text)}", ""]
    waiting = [(0, each) for each in reversed(root.parts)]
    while waiting:
        depth, each = waiting.pop()
        lines.append(f"{'  ' * depth}- {MARKS[each.state]}{escape(each.text)}")
        waiting += [(depth + 1, part) for part in reversed(each.parts)]
    return "\n".join(lines) + "\n"


def name(evaluation: Evaluation) -> str:
    """How a reader recognises an initiative: its id and title."""
    if evaluation.title == evaluation.id:
        return evaluation.id
    return f"{evaluation.id} {evaluation.title}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int]) -> str:
    """A Markdown table; the columns numbered in `right` hold numbers."""
    rules = ["---:" if index in right else "---" for index in range(len(head))]
    lines = [head, rules, *([escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def escape(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return printable(text).translate(_SPECIAL)
