"""Markdown: tables and trees that render in a wiki, a ticket or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evalcore.judge.explanation import Reason
from evalcore.reports.reasons import values_behind
from evalcore.reports.rows import printable

MARKS = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}


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
