"""The report on what would change a verdict, for a terminal and as Markdown; JSON is its own."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from evalcore.reports.markdown import escape
from evalcore.reports.terminal import hanging
from evalcore.say.labels import spoken
from evalcore.say.terms import Terms
from evalcore.study.changes import Changes
from evalcore.written.errors import listing

NARROWEST = 60  # columns of a terminal: nothing is readable below
WIDEST = 100  # columns of a line of prose: longer ones are hard to follow


def as_text(changes: Changes, terms: Terms, *, width: int, color: bool) -> str:
    """The answer for a terminal: what it is about, the changes as a list, what else to know."""
    room = min(max(width, NARROWEST), WIDEST)
    lines = [_filled(heading(changes), room, "bold"), _filled(answer(changes, terms), room)]
    lines += (
        [Text(""), *(_item(each, room) for each in items(changes, terms))]
        if items(changes, terms)
        else []
    )
    notes = list(remarks(changes))
    lines += [Text(""), *(_filled(each, room, "dim") for each in notes)] if notes else []
    file = io.StringIO()
    console = Console(
        file=file,
        width=room,
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


def as_markdown(changes: Changes, terms: Terms) -> str:
    """The answer as Markdown."""
    blocks = [f"# {escape(heading(changes))}", escape(answer(changes, terms))]
    found = items(changes, terms)
    if found:
        blocks.append("\n".join(f"{mark}{escape(text)}" for mark, text in found))
    blocks += [escape(each) for each in remarks(changes)]
    return "\n\n".join(blocks) + "\n"


def heading(changes: Changes) -> str:
    """The initiative, by id and title."""
    same = changes.title in ("", changes.id)
    return changes.id if same else f"{changes.id} {changes.title}"


def answer(changes: Changes, terms: Terms) -> str:
    """One or two sentences before the list."""
    to, by = terms.label(changes.to), "" if changes.by is None else f" by {terms.role(changes.by)}"
    now = "no verdict" if changes.now is None else terms.label(changes.now)
    now = f"Now {now}." if changes.decided else f"Now undecided, {now} meanwhile."
    if changes.found:
        several = len(changes.found) > 1
        what = "any one of these" if several else "this one"
        last = ", the smallest first:" if several else ":"
        if len(changes.found[0].moves) > 1:
            return f"{now} No change of one field{by} leads to {to}; {what} does{last}"
        what = "Any one of these changes" if several else "This change"
        return f"{now} {what}{by} leads to {to}{last}"
    if changes.by is not None and not changes.own:
        none = f"{_begun(terms.role(changes.by))} controls nothing that this verdict depends on."
    else:
        none = f"No change of one or two fields{by} leads to {to}."
    if changes.others:
        names = listing(list(map(terms.role, changes.others)))
        each = " each" if len(changes.others) > 1 else ""
        return f"{now} {none} {_begun(names)} could{each} bring it there:"
    return f"{now} {none}{' Nor does one by anybody else alone.' if by else ''}"


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def items(changes: Changes, terms: Terms) -> list[tuple[str, str]]:
    """The changes, each with its mark: numbers by size, bullets by role."""
    if changes.found:
        several = len(changes.found) > 1
        numbered = enumerate(changes.found, start=1)
        return [(f"{n}. " if several else "- ", each.words) for n, each in numbered]
    several = len(changes.others) > 1
    theirs = zip(changes.others, changes.theirs, strict=True)
    return [
        ("- ", f"{terms.role_label(by)}: {each.words}" if several else each.words)
        for by, each in theirs
    ]


def remarks(changes: Changes) -> Iterator[str]:
    """What a reader has to know beside the changes."""
    if not changes.exhausted:
        smaller = "a smaller one" if changes.found else "one all the same"
        yield f"Not every value could be tried: there may be {smaller}."
    if changes.unsaid:
        names = listing([spoken(each) for each in changes.unsaid])
        tried = "tried as well" if changes.by is None else "not tried"
        yield f"Nobody is said to control {names} (controlled_by): {tried}."


def _filled(text: str, width: int, style: str = "") -> Text:
    lines = hanging(text, width).plain.split("\n")
    return Text("\n".join(line.strip() for line in lines), style=style)


def _item(item: tuple[str, str], width: int) -> Text:
    mark, text = item
    lines = hanging(text, width - 2 - len(mark)).plain.split("\n")
    below = " " * (2 + len(mark))
    return Text(f"\n{below}".join([f"  {mark}{lines[0]}", *(line.strip() for line in lines[1:])]))
