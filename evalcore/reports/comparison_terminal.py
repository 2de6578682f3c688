"""The comparison of rulesets for a terminal: verdicts side by side in 80 columns, then why."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from evalcore.judge.comparison import Camp, Comparison
from evalcore.reports.comparison import COUNTED, agreement_table, called, heading, shown
from evalcore.reports.rows import printable
from evalcore.reports.terminal import STYLES, hanging

NARROWEST = 60  # columns of a terminal: nothing is readable below
GAP = 2  # columns between two columns of a table
REQUEST = 20  # columns that a request needs to be recognised
SHORT = {"conditional_go": "go if"}  # verdicts too long to stand five in a row


def as_table(comparison: Comparison, *, width: int, color: bool) -> str:
    """The verdicts side by side, the clauses where the rulesets part, and their agreement."""
    width = max(width, NARROWEST)
    lines = [Text(printable(heading(comparison)), style="bold"), Text("")]
    lines += _side_by_side(comparison, width)
    parted = [each for each in comparison.initiatives if each.parted]
    if parted:
        lines += [Text(""), Text("Where they part", style="bold")]
    for each in parted:
        lines += [Text(""), hanging(called(each), width)]
        lines += [line for camp in each.camps for line in _camp(camp, width)]
    lines += [Text(""), Text("Agreement", style="bold"), Text("")]
    head, rows = agreement_table(comparison.agreements)
    lines += _columns([head, *rows], right=(2, 3))
    lines += [Text(""), *map(Text, textwrap.wrap(COUNTED, width))]
    return _written(lines, width, color=color)


def _side_by_side(comparison: Comparison, width: int) -> list[Text]:
    """A line for each initiative. A heading has a line for each word of the ruleset's name.

    Where that is too wide still, the rulesets are numbered.
    """
    cells = [
        [_short(opinion.verdict, shown(opinion)) for opinion in each.opinions]
        for each in comparison.initiatives
    ]
    needed = [max([1, *(cell_len(row[n]) for row in cells)]) for n in range(len(comparison.labels))]
    heads = [printable(label).replace("_", " ").split() for label in comparison.labels]
    widths = [max(least, *map(cell_len, words)) for least, words in zip(needed, heads, strict=True)]
    legend: list[Text] = []
    if width - sum(widths) - GAP * len(widths) < REQUEST:
        heads = [[str(number)] for number in range(1, len(heads) + 1)]
        widths = [max(least, 2) for least in needed]
        named = ", ".join(f"{n} {label}" for n, label in enumerate(comparison.labels, start=1))
        legend = [hanging(named, width), Text("")]
    requests = max([len("Request"), *(cell_len(called(each)) for each in comparison.initiatives)])
    first = max(min(requests, width - sum(widths) - GAP * len(widths)), len("Request"))
    head = _head(heads, widths, first)
    body: list[Text] = []
    for each, row in zip(comparison.initiatives, cells, strict=True):
        line = Text(_fitted(called(each), first))
        for cell, size, opinion in zip(row, widths, each.opinions, strict=True):
            line.append(" " * GAP)
            line.append(set_cell_size(cell, size), style=STYLES.get(opinion.verdict or "", ""))
        body.append(line)
    return [*legend, *head, *body, *_notes(comparison)]


def _head(heads: Sequence[list[str]], widths: Sequence[int], first: int) -> list[Text]:
    """Words of a name share a line as far as they fit; the last line stands on the rule."""
    folded = [_folded(words, size) for words, size in zip(heads, widths, strict=True)]
    depth = max(map(len, folded))
    lines: list[Text] = []
    for level in range(depth):
        text = set_cell_size("Request" if level == depth - 1 else "", first)
        for words, size in zip(folded, widths, strict=True):
            above = depth - len(words)
            text += " " * GAP + set_cell_size(words[level - above] if level >= above else "", size)
        lines.append(Text(text, style="bold"))
    return [*lines, Text("─" * (first + sum(widths) + GAP * len(widths)))]


def _folded(words: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _notes(comparison: Comparison) -> list[Text]:
    """What the short forms in the table mean, where they occur."""
    opinions = [opinion for each in comparison.initiatives for opinion in each.opinions]
    notes = [f"{SHORT[v]}: {v}" for v in SHORT if any(v == opinion.verdict for opinion in opinions)]
    if any(not opinion.decided for opinion in opinions):
        notes.append("?: undecided, what is missing may still change the verdict")
    return [Text(""), Text("; ".join(notes), style="dim")] if notes else []


def _short(verdict: str | None, text: str) -> str:
    short = SHORT.get(verdict or "")
    return printable(text if short is None else text.replace(verdict or "", short, 1))


def _camp(camp: Camp, width: int) -> list[Text]:
    """Who says what and why: on one line, or with a line for each ruleset's own reason."""
    if len({each.because for each in camp.opinions}) == 1:
        return [_indented(camp.words, 2, width)]
    reasons = [_indented(f"{each.ruleset}: {each.because}", 4, width) for each in camp.opinions]
    return [_indented(camp.head, 2, width), *reasons]


def _indented(text: str, by: int, width: int) -> Text:
    lines = hanging(text, width - by).plain.split("\n")
    return Text("\n".join(" " * by + line for line in lines))


def _columns(rows: Sequence[Sequence[str]], right: Iterable[int]) -> list[Text]:
    """A table of short texts; the columns numbered in `right` hold numbers."""
    numbers = set(right)
    widths = [
        max(cell_len(printable(cell)) for cell in column) for column in zip(*rows, strict=True)
    ]
    lines: list[Text] = []
    for row in rows:
        cells = [
            printable(cell).rjust(size) if n in numbers else set_cell_size(printable(cell), size)
            for n, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(Text((" " * GAP).join(cells), style="" if lines else "bold"))
    return [lines[0], Text("─" * (sum(widths) + GAP * (len(widths) - 1))), *lines[1:]]


def _fitted(text: str, width: int) -> str:
    plain = printable(text)
    fits = cell_len(plain) <= width
    return set_cell_size(plain, width) if fits else f"{set_cell_size(plain, width - 1)}…"


def _written(lines: Iterable[Text], width: int, *, color: bool) -> str:
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
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
