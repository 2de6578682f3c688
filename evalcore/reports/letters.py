"""Letters and pages as documents: which part comes where."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from evalcore.letters import Letter, Page, Question, Source
from evalcore.reports.document import Bullets, Document, Grid, Heading, Paragraph, Part
from evalcore.written.errors import listing

NOTHING_MISSING = "Nothing more is needed for this verdict."


def letter_document(letter: Letter) -> Document:
    """The letter to the person who asked."""
    return Document(_letter(letter), title_of(letter))


def page_document(page: Page) -> Document:
    """The page for the meeting."""
    return Document(_page(page), title_of(page.letter))


def title_of(letter: Letter) -> str:
    """What a browser shows in the tab of a letter or a page: the initiative and its verdict."""
    outcome = letter.verdict if letter.decided else "not decided yet"
    return f"{letter.title}: {outcome}"


def _letter(letter: Letter) -> Iterator[Part]:
    yield Heading(letter.title, level=1)
    yield Paragraph(f"Dear {letter.sponsor}," if letter.sponsor else "To whoever asked for it,")
    yield Paragraph(_verdict(letter), strong=True)
    yield Heading("Why")
    yield Paragraph(" ".join(letter.reasons))
    yield from _missing(letter)
    yield from _changes(letter)
    yield Heading("Who may decide otherwise")
    yield Paragraph(letter.override)
    yield Paragraph(f"Your request: {letter.reference}. {_source(letter.source)}")


def _page(page: Page) -> Iterator[Part]:
    letter = page.letter
    yield Heading(letter.title, level=1)
    asked_by = f", asked for by {letter.sponsor}" if letter.sponsor else ""
    yield Paragraph(f"Request {letter.reference}{asked_by}.")
    yield Paragraph(_verdict(letter), strong=True)
    if page.total:
        yield Paragraph(f"The total: {page.total}.")
    yield Heading("Why")
    yield Paragraph(" ".join(letter.reasons))
    yield from _missing(letter)
    yield from _changes(letter)
    if page.scores:
        yield Heading("What was measured")
        yield _scores(page)
    if page.formula:
        yield Paragraph(page.formula)
    if page.asked:
        yield Heading("What was asked, in order")
        yield Grid(
            "Gates and rules, up to where it was decided",
            ("Question", "Result", "Why"),
            tuple((each.name, each.result, each.words) for each in page.asked),
        )
    if page.unasked:
        yield Paragraph(f"No longer asked: {listing(page.unasked)}.")
    yield Heading("Who may decide otherwise")
    yield Paragraph(letter.override)
    yield Paragraph(f"{_source(letter.source)} Its digest begins with {letter.source.digest}.")


def _scores(page: Page) -> Grid:
    """The scores; what no criterion has, such as weights, is left out."""
    heads = ("Criterion", "Score", "Weight", "Adds", "Why")
    columns = zip(heads, *(attrs.astuple(each) for each in page.scores), strict=True)
    kept = [(head, cells) for head, *cells in columns if any(cells)]
    right = tuple(n for n, (head, _) in enumerate(kept) if head in heads[1:4])
    rows = tuple(zip(*(cells for _, cells in kept), strict=True))
    return Grid("Scores from 0 to 1", tuple(head for head, _ in kept), rows, right)


def _verdict(letter: Letter) -> str:
    meaning = f": {letter.meaning}" if letter.meaning else ""
    if letter.decided:
        return f"The verdict is {letter.verdict}{meaning}."
    if not letter.verdict:
        return "This is not decided yet."
    return f"This is not decided yet; for now it is {letter.verdict}{meaning}."


def _missing(letter: Letter) -> Iterator[Part]:
    """The questions, by who can answer them; to one of those, the letter says you."""
    yield Heading("What is missing")
    if not (letter.missing or letter.withheld or letter.undefined):
        yield Paragraph(NOTHING_MISSING)
    for who in dict.fromkeys(each.who for each in letter.missing):
        answers = "you" if who and who == letter.you else who
        if answers:
            yield Paragraph(f"{answers[0].upper()}{answers[1:]} can say:")
        yield Bullets(tuple(_question(each) for each in letter.missing if each.who == who))
    if letter.withheld:
        yield Paragraph("Withheld so far, and needed:")
        yield Bullets(tuple(map(_question, letter.withheld)))
    if letter.undefined:
        yield Paragraph("All was said, and still there is no value:")
        yield Bullets(letter.undefined)


def _question(question: Question) -> str:
    label = f"{question.label[:1].upper()}{question.label[1:]}"
    text = f"{label}: {question.text}" if question.text else label
    return f"{text} ({question.reason})" if question.reason else text


def _changes(letter: Letter) -> Iterator[Part]:
    if letter.changes is not None:
        yield Heading("The smallest change")
        several = len(letter.changes) > 1
        yield from [Bullets(letter.changes)] if several else map(Paragraph, letter.changes)


def _source(source: Source) -> str:
    day = f", as of {source.as_of.isoformat()}" if source.as_of is not None else ""
    return f'Evaluated by the ruleset "{source.name}", version {source.version}{day}.'
