"""The reports that programs read: JSON after the contract, and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.listing import Listing
from evalcore.judge.record import PARTS, SAID_ONCE, made_by, used_plugins
from evalcore.reports.columns import cells, columns_of, names
from evalcore.reports.json_text import spell_json, spelt
from evalcore.written.csv_text import csv_lines

__all__ = ["as_csv", "as_json", "csv_pieces", "exact", "json_pieces", "spell_json"]


def as_json(listing: Listing) -> str:
    """The JSON contract: floats as they are, keys in a fixed order."""
    return "".join(json_pieces(listing))


def json_pieces(listing: Listing) -> Iterator[str]:
    """The same in pieces, evaluation by evaluation: all of them together are large."""
    yield f'{{\n  "ruleset": {spelt(made_by(listing.graph), 1)},\n'
    yield f'  "as_of": {spelt(listing.as_of)},\n  "evaluations": ['
    begin = "\n    {"
    for each in listing.evaluations:
        passing = judged(each).passing()
        yield begin + ",".join(_parts(passing)) + "\n    }"
        begin = ",\n    {"
        passing.let_go()
    end = "\n  ]" if listing.evaluations else "]"
    yield f'{end},\n  "plugins": {spelt(used_plugins(listing.graph), 1)}\n}}\n'


def _parts(evaluation: Judged) -> Iterator[str]:
    for part in SHOWN:
        read = _AS_THEY_ARE.get(part)
        value = getattr(evaluation, part) if read is None else read(evaluation)
        yield f'\n      "{part}": {spelt(value, 3)}'


SHOWN = [each for each in PARTS if each not in SAID_ONCE]
_AS_THEY_ARE: Mapping[str, Callable[[Judged], Any]] = {
    "measures": lambda each: each.as_worked_out,
    "input": lambda each: each.as_read,
}


def as_csv(listing: Listing) -> str:
    """One row for each evaluation, with a header; floats are not rounded.

    What the view shows beside comes last, in the notation of plain tables.
    """
    return "".join(csv_pieces(listing))


def csv_pieces(listing: Listing) -> Iterator[str]:
    """The same in pieces, row by row."""
    criteria = [f"score.{each}" for each in listing.criteria]
    ranks = ["rank"] if listing.ranking else []
    fixed = ["id", "title", "verdict", "decided", "possible", "total"]
    head = [*ranks, *fixed, *criteria, "decided_by", "clause", "because", "missing"]
    columns = columns_of(listing)
    for column in columns:
        head += names(column, head)
    rows = (
        [
            *([str(listing.places.get(each.id, ""))] if listing.ranking else []),
            each.id,
            each.title,
            each.verdict or "",
            "true" if each.decided else "false",
            "; ".join(each.possible),
            each.total,
            *each.scores,
            each.decided_by.id or each.decided_by.kind,
            each.decided_by.clause or "",
            each.decided_by.because,
            "; ".join(missing.field for missing in each.missing),
            *(cell for column in columns for cell in cells(column, each)),
        ]
        for each in (judged(each).passing() for each in listing.evaluations)
    )
    return csv_lines(head, rows)


def exact(value: float | None) -> str:
    """A number with every digit; nothing where there is none."""
    return "" if value is None else repr(value)
