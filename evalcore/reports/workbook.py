"""Results as workbooks: the ranking, every score, the reasons, what is missing; comparisons.

Numbers and dates are cells of their kind, to go on working with; no text is a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module

import attrs

from evalcore.judge.comparison import Comparison
from evalcore.judge.evaluation import judged
from evalcore.judge.evaluator import ranked
from evalcore.judge.listing import Listing
from evalcore.judge.record import Evaluation
from evalcore.judge.view import places
from evalcore.reports.columns import Column, cell, columns_of, names, values
from evalcore.reports.comparison import heading
from evalcore.reports.listings import head as summary
from evalcore.reports.rows import terms_of
from evalcore.request.values import FieldValue
from evalcore.say.terms import Terms
from evalcore.written.workbook import Book, new_book, put_head, put_text, saved, wrapped

Value = FieldValue
Row = Sequence[Value]

WIDEST = 60  # characters of a column; longer texts take several lines
PERCENT = "0.0%"
BECAUSE = ("id", "title", "about", "name", "result", "weight", "contribution", "because")
ASKED = ("id", "title", "field", "label", "state", "question", "who answers")
STATES = {True: "met", False: "not met", None: "open"}  # of a gate


def as_workbook(listing: Listing) -> bytes:
    """The workbook's bytes: sheets `ranking`, `scores`, `reasons` and `missing`.

    The rows come in the order of the listing. Raises `InputError` where openpyxl is not installed.
    """
    book = new_book()
    book.properties.description = " ".join(summary(listing, listing.ruleset.terms))
    book.properties.keywords = listing.graph.digest
    _ranking(book, listing)
    _scores(book, listing)
    figures = listing.ruleset.figures
    ways = {5: _format(figures.scores), 6: "General", 7: _format(figures.total)}
    put_sheet(book, "reasons", BECAUSE, _each(listing, _reasons), ways)
    put_sheet(book, "missing", ASKED, _each(listing, _missing))
    return finished(book, listing.heading)


def comparison_workbook(comparison: Comparison) -> bytes:
    """The same for rulesets side by side: sheets `verdicts`, `moves` and `agreement`."""
    book = new_book()
    sides = [f"{part}.{label}" for label in comparison.labels for part in ("verdict", "clause")]
    verdicts = (
        (
            *(each.id, each.title, "yes" if each.parted else "no"),
            *(c for o in each.opinions for c in (_verdict(o.terms, o.verdict), o.clause)),
            each.words,
        )
        for each in comparison.initiatives
    )
    put_sheet(book, "verdicts", ("id", "title", "parted", *sides, "words"), verdicts)
    moves = (
        (*pair.rulesets, move.before, move.after, key)
        for pair in comparison.agreements
        for move in pair.moves
        for key in move.ids
    )
    put_sheet(book, "moves", ("ruleset", "and", "from", "to", "id"), moves)
    agreement = (
        (*each.rulesets, each.compared, each.equal, each.share, each.kappa)
        for each in comparison.agreements
    )
    heads = ("ruleset", "and", "compared", "equal", "share", "kappa")
    put_sheet(book, "agreement", heads, agreement, {5: PERCENT, 6: "0.00"})
    return finished(book, heading(comparison))


def finished(book: Book, title: str) -> bytes:
    """The bytes, once it has a name and can be printed."""
    book.properties.title, book.properties.creator = title, "evalcore"
    for sheet in book:
        sheet.oddHeader.left.text = title.replace("&", "&&")
        sheet.oddFooter.right.text = "&P / &N"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = _fitting()
    return saved(book)


def _ranking(book: Book, listing: Listing) -> None:
    view = listing.view
    shown = dict.fromkeys([*([view.group_by] if view.group_by else []), *view.show])
    columns = columns_of(attrs.evolve(listing, view=attrs.evolve(view, show=tuple(shown))))
    found = listing.places or places(ranked(map(judged, listing.whole)))
    heads = ["rank", "id", "title", "verdict", "decided", "possible", "total", "because", "missing"]
    formats = {7: _format(listing.ruleset.figures.total)}
    for column in columns:
        first = len(heads) + 1
        heads += names(column, heads)
        formats |= dict.fromkeys(range(first, len(heads) + 1), _of(column))
    rows = [
        (
            found.get(each.id),
            *_named(each),
            _verdict(terms_of(each), each.verdict),
            "yes" if each.decided else "no",
            "; ".join(terms_of(each).labels(each.possible)),
            each.total,
            each.decided_by.because,
            "; ".join(missing.field for missing in each.missing),
            *(value for column in columns for value in values(column, each)),
        )
        for each in listing.evaluations
    ]
    put_sheet(book, "ranking", heads, rows, formats)


def _scores(book: Book, listing: Listing) -> None:
    figures = listing.ruleset.figures
    heads = ["id", "title", "total", *listing.criteria]
    rows = (
        (*_named(each), each.total, *(result.score for result in each.criteria))
        for each in listing.evaluations
    )
    formats = dict.fromkeys(range(4, len(heads) + 1), _format(figures.scores))
    put_sheet(book, "scores", heads, rows, {3: _format(figures.total), **formats})


def _each(listing: Listing, told: Callable[[Evaluation], Iterator[Row]]) -> Iterator[Row]:
    return (row for each in listing.evaluations for row in told(each))


def _reasons(each: Evaluation) -> Iterator[Row]:
    """What decided, then what each score and each gate came to, and why."""
    named, terms, decision = _named(each), terms_of(each), each.decided_by
    by = f"{decision.id or decision.kind}{f'.{decision.clause}' if decision.clause else ''}"
    yield *named, "verdict", by, _verdict(terms, each.verdict), None, None, decision.because
    for score in each.criteria:
        yield (
            *named,
            "score",
            score.id,
            score.score,
            score.weight,
            score.contribution,
            score.because,
        )
    for gate in each.gates:
        name = f"{gate.id}{f'.{gate.clause}' if gate.clause else ''}"
        yield *named, "gate", name, STATES[gate.passed], None, None, gate.because


def _missing(each: Evaluation) -> Iterator[Row]:
    """A row a field that the decision waits for, with its question and who answers."""
    graph, terms = judged(each).graph, terms_of(each)
    glossary = graph.glossary
    for missing in each.missing:
        field = glossary.field(missing.field)
        owner = graph.declared.get(missing.field.rpartition(".")[0])
        who = (field.answered_by if field else "") or (owner.answered_by if owner else "")
        label = glossary.label(missing.field)
        asked = (label, missing.state, missing.question, terms.role_label(who))
        yield *_named(each), missing.field, *asked


def _named(each: Evaluation) -> tuple[str, str]:
    return each.id, each.title


def _verdict(terms: Terms, verdict: str | None) -> str:
    return "" if verdict is None else terms.label(verdict)


def _format(way: str) -> str:
    return PERCENT if way == "percent" else "#,##0.00"


def _of(column: Column) -> str:
    return PERCENT if column.field is not None and column.field.shown_as == "percent" else ""


def put_sheet(
    book: Book,
    name: str,
    heads: Sequence[str],
    rows: Iterable[Row],
    formats: dict[int, str] | None = None,
) -> None:
    """A sheet with a row of heads that stays in sight, and drop-downs to filter by."""
    sheet = book.create_sheet(name)
    put_head(sheet, heads)
    widths = [len(each) + 4 for each in heads]  # with room for the drop-down
    number = 1
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            width = _put(sheet, number, column, value, (formats or {}).get(column, ""))
            widths[column - 1] = max(widths[column - 1], width)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(width, WIDEST) + 2
    sheet.auto_filter.ref = f"A1:{sheet.cell(max(number, 2), len(heads)).coordinate}"


def _put(sheet: Book, row: int, column: int, value: Value, form: str) -> int:
    """Writes a cell; returns how wide it is."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool | int | float | date):
        cell_ = sheet.cell(row=row, column=column, value=value)
        if isinstance(value, date):
            cell_.number_format = "yyyy-mm-dd"
        elif not isinstance(value, bool):
            whole = value == int(value)
            cell_.number_format = form or ("#,##0" if whole else "#,##0.00")
        return 12
    text = cell(value)
    written = put_text(sheet, row, column, text)
    width = max(map(len, text.split("\n")))
    if width > WIDEST:  # styles take openpyxl longer than all the rest
        written.alignment = wrapped()
    return width


def _fitting() -> object:
    return import_module("openpyxl.worksheet.properties").PageSetupProperties(fitToPage=True)
