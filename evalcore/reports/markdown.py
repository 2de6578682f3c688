"""The Markdown report: tables that render in a wiki, a ticket or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evalcore.evaluation import Evaluation
from evalcore.explanation import Reason
from evalcore.reports.reasons import values_behind
from evalcore.reports.rows import Listing, criteria_ids, has_total, name, printable, reason, score

MARKS = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}


def as_markdown(listing: Listing) -> str:
    """A heading, the table of the decided, and one of the undecided."""
    blocks = [f"# {escape(listing.heading)}"]
    if not listing.ranking:
        return "\n\n".join([*blocks, _scores(listing)]) + "\n"
    total = ["Total"] if has_total(listing) else []
    if listing.decided:
        head = ["#", "Request", "Verdict", *total, "Why"]
        rows = [
            [str(place), name(each), each.verdict or "", *_total(listing, each), reason(each)]
            for place, each in listing.decided
        ]
        blocks.append(table(head, rows, right=(0, 3)[: 1 + len(total)]))
    if listing.undecided:
        head = ["Request", "For now", *total, "Why"]
        undecided = [
            [name(each), each.verdict or "-", *_total(listing, each), reason(each, most=99)]
            for each in listing.undecided
        ]
        blocks += ["## Undecided", table(head, undecided, right=(2,)[: len(total)])]
    return "\n\n".join(blocks) + "\n"


def _scores(listing: Listing) -> str:
    ids = criteria_ids(listing)
    rows = [
        [
            name(each),
            (each.verdict or "-") + ("" if each.decided else " (undecided)"),
            *_total(listing, each),
            *(score(result.score) for result in each.criteria),
            reason(each, most=99),
        ]
        for each in listing.evaluations
    ]
    numbers = [*(["Total"] if has_total(listing) else []), *ids]
    head = ["Request", "Verdict", *numbers, "Why"]
    return table(head, rows, right=range(2, 2 + len(numbers)))


def _total(listing: Listing, evaluation: Evaluation) -> list[str]:
    return [score(evaluation.total)] if has_total(listing) else []


def explained(root: Reason) -> str:
    """An explanation as nested lists under a heading."""
    lines = [f"# {escape(root.text)}", ""]
    waiting = [(0, each) for each in reversed(root.parts)]
    while waiting:
        depth, each = waiting.pop()
        values = values_behind(each)
        text = " ".join(part for part in (each.text, values) if part)
        lines.append(f"{'  ' * depth}- {MARKS[each.state]}{_inside_item(escape(text))}")
        if not values:
            waiting += [(depth + 1, part) for part in reversed(each.parts)]
    return "\n".join(lines) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int]) -> str:
    """A Markdown table; the columns numbered in `right` hold numbers."""
    rules = ["---:" if index in right else "---" for index in range(len(head))]
    texts = [list(map(escape, row)) for row in (head, *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [texts[0], rules, *texts[1:]])


_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_~[]<|#$&"})
_BLOCK = re.compile(r"(\d*)([-+.)](?= |$)|>)")


def escape(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return printable(text).strip().translate(_SPECIAL)


def _inside_item(text: str) -> str:
    """Escaped text that does not begin a list or a quotation inside an item of a list."""
    return _BLOCK.sub(r"\1\\\2", text, count=1) if _BLOCK.match(text) else text
