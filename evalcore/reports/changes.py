"""What would change a verdict, as a document; its JSON is its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from evalcore.reports.document import Bullets, Document, Heading, Notes, Paragraph, Part
from evalcore.reports.tables import Table
from evalcore.request.spelling import spoken
from evalcore.request.values import FieldValue
from evalcore.say.terms import Terms
from evalcore.study.changes import Changes
from evalcore.written.errors import listing


def changes_document(changes: Changes, terms: Terms) -> Document:
    """What it is about, the answer, the changes as a list, what else to know.

    `terms` are what the ruleset calls verdicts and roles.
    """
    return Document(_parts(changes, terms), heading(changes))


def change_table(changes: Changes) -> Table:
    """A row for each field that a change sets anew; by whom, where it is not who was asked."""
    answers = [
        *((changes.by or "", each) for each in changes.found),
        *zip(changes.others, changes.theirs, strict=True),
    ]
    rows = [
        (
            number,
            by,
            change.verdict,
            move.field,
            move.label,
            cast("FieldValue", move.before),
            cast("FieldValue", move.after),
            move.unit,
            move.words,
        )
        for number, (by, change) in enumerate(answers, start=1)
        for move in change.moves
    ]
    heads = ("change", "by", "verdict", "field", "label", "before", "after", "unit", "words")
    return Table("changes", heads, rows)


def _parts(changes: Changes, terms: Terms) -> Iterator[Part]:
    yield Heading(heading(changes), level=1, close=True)
    yield Paragraph(answer(changes, terms))
    if changes.found:
        words = tuple(each.words for each in changes.found)
        yield Bullets(words, numbered=len(words) > 1, apart=True)
    elif changes.others:
        several = len(changes.others) > 1
        theirs = zip(changes.others, changes.theirs, strict=True)
        yield Bullets(
            tuple(f"{terms.role_label(by)}: {e.words}" if several else e.words for by, e in theirs),
            apart=True,
        )
    notes = tuple(remarks(changes))
    if notes:
        yield Notes(notes)


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
        back = " without falling short of what is met today" if changes.left_out else ""
        none = f"No change of one or two fields{by} leads to {to}{back}."
    if changes.others:
        names = listing(list(map(terms.role, changes.others)))
        each = " each" if len(changes.others) > 1 else ""
        return f"{now} {none} {_begun(names)} could{each} bring it there:"
    return f"{now} {none}{' Nor does one by anybody else alone.' if by else ''}"


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def remarks(changes: Changes) -> Iterator[str]:
    """What a reader has to know beside the changes."""
    if not changes.exhausted:
        smaller = "a smaller one" if changes.found else "one all the same"
        yield f"Not every value could be tried: there may be {smaller}."
    if changes.unsaid:
        names = listing([spoken(each) for each in changes.unsaid])
        tried = "tried as well" if changes.by is None else "not tried"
        yield f"Nobody is said to control {names} (controlled_by): {tried}."
