"""Letters and pages as documents: which part comes where."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from evalcore.letters import Letter, Page, Question
from evalcore.reports.document import Bullets, Document, Grid, Heading, Paragraph, Part
from evalcore.written.errors import listing


def letter_document(letter: Letter) -> Document:
    """The letter to the person who asked."""
    head = letter.head
    return Document(_letter(letter), title_of(letter), head.sender, letter.sponsor, head.language)


def page_document(page: Page) -> Document:
    """The page for the meeting."""
    head = page.letter.head
    return Document(_page(page), title_of(page.letter), head.sender, language=head.language)


def title_of(letter: Letter) -> str:
    """What a browser shows in the tab of a letter or a page: the initiative and its verdict."""
    name = "title" if letter.decided else "title_open"
    return letter.head.say(name, title=letter.title, verdict=letter.verdict)


def _letter(letter: Letter) -> Iterator[Part]:
    head, say = letter.head, letter.head.say
    day = letter.source.as_of
    yield Heading(letter.title, level=1)
    if day is not None and (head.sender or head.closing):
        yield Paragraph(day.isoformat())
    greeting = "greeting" if letter.sponsor else "greeting_nobody"
    yield Paragraph(say(greeting, sponsor=letter.sponsor))
    yield Paragraph(_verdict(letter), strong=True)
    yield from _reasons(letter)
    yield Heading(say("override"))
    yield Paragraph(letter.override)
    yield from (Paragraph(each) for each in (head.closing, head.sender) if each)
    yield Paragraph(f"{say('reference', id=letter.reference)} {_source(letter)}")


def _reasons(letter: Letter) -> Iterator[Part]:
    yield Heading(letter.head.say("why"))
    yield Paragraph(" ".join(letter.reasons))
    if letter.total:
        yield Paragraph(letter.total)
    if letter.beside:
        yield Heading(letter.head.say("beside"))
        yield Paragraph(letter.beside)
    yield from _missing(letter)
    yield from _changes(letter)


def _page(page: Page) -> Iterator[Part]:
    letter, say = page.letter, page.letter.head.say
    yield Heading(letter.title, level=1)
    asked = "request_by" if letter.sponsor else "request"
    yield Paragraph(say(asked, id=letter.reference, sponsor=letter.sponsor))
    yield Paragraph(_verdict(letter), strong=True)
    if page.total:
        yield Paragraph(say("total", total=page.total))
    yield from _reasons(letter)
    if page.scores:
        yield Heading(say("measured"))
        yield _scores(page)
    if page.formula:
        yield Paragraph(page.formula)
    if page.asked:
        yield Heading(say("asked"))
        yield Grid(
            say("asked_table"),
            (say("question"), say("result"), say("why")),
            tuple((each.name, each.result, each.words) for each in page.asked),
        )
    if page.unasked:
        yield Paragraph(say("unasked", rules=listing(page.unasked)))
    yield Heading(say("override"))
    yield Paragraph(letter.override)
    yield Paragraph(f"{_source(letter)} {say('digest', digest=letter.source.digest)}")


def _scores(page: Page) -> Grid:
    """The scores; what no criterion has, such as weights, is left out."""
    say = page.letter.head.say
    heads = tuple(map(say, ("criterion", "score", "weight", "adds", "why")))
    columns = zip(heads, *(attrs.astuple(each) for each in page.scores), strict=True)
    kept = [(head, cells) for head, *cells in columns if any(cells)]
    right = tuple(n for n, (head, _) in enumerate(kept) if head in heads[1:4])
    rows = tuple(zip(*(cells for _, cells in kept), strict=True))
    return Grid(say("scores"), tuple(head for head, _ in kept), rows, right)


def _verdict(letter: Letter) -> str:
    if not letter.verdict:
        return letter.head.say("open")
    name = "verdict" if letter.decided else "open_for_now"
    name = f"{name}_means" if letter.meaning else name
    return letter.head.say(name, verdict=letter.verdict, meaning=letter.meaning)


def _missing(letter: Letter) -> Iterator[Part]:
    """The questions, by who can answer them; to one of those, the letter says you."""
    say = letter.head.say
    yield Heading(say("missing"))
    if not (letter.missing or letter.withheld or letter.undefined):
        yield Paragraph(say("nothing_missing"))
    for who in dict.fromkeys(each.who for each in letter.missing):
        answers = say("you") if who and who == letter.you else who
        if answers:
            yield Paragraph(say("can_say", who=f"{answers[0].upper()}{answers[1:]}"))
        yield Bullets(tuple(_question(each) for each in letter.missing if each.who == who))
    if letter.withheld:
        yield Paragraph(say("withheld"))
        yield Bullets(tuple(map(_question, letter.withheld)))
    if letter.undefined:
        yield Paragraph(say("undefined"))
        yield Bullets(letter.undefined)


def _question(question: Question) -> str:
    label = f"{question.label[:1].upper()}{question.label[1:]}"
    text = f"{label}: {question.text}" if question.text else label
    return f"{text} ({question.reason})" if question.reason else text


def _changes(letter: Letter) -> Iterator[Part]:
    if letter.changes is not None:
        yield Heading(letter.head.say("change"))
        several = len(letter.changes) > 1
        yield from [Bullets(letter.changes)] if several else map(Paragraph, letter.changes)


def _source(letter: Letter) -> str:
    source, name = letter.source, "evaluated" if letter.source.as_of is None else "evaluated_on"
    day = "" if source.as_of is None else source.as_of.isoformat()
    return letter.head.say(name, ruleset=source.name, version=source.version, date=day)
