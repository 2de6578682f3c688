"""The reports that programs read: JSON after the contract, and CSV."""

from __future__ import annotations

import json
from typing import Any

from evalcore.judge.listing import Listing
from evalcore.reports.columns import cells, columns_of, names
from evalcore.written.csv_text import spell_csv


def as_json(listing: Listing) -> str:
    """The JSON contract: floats as they are, keys in a fixed order."""
    return spell_json(listing.to_json())


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(listing: Listing) -> str:
    """One row for each evaluation, with a header; floats are not rounded.

    What the view shows beside comes last, in the notation of plain tables.
    """
    criteria = [f"score.{each}" for each in listing.criteria]
    ranks = ["rank"] if listing.ranking else []
    fixed = ["id", "title", "verdict", "decided", "possible", "total"]
    head = [*ranks, *fixed, *criteria, "decided_by", "clause", "because", "missing"]
    columns = columns_of(listing)
    for column in columns:
        head += names(column, head)
    rows = [
        [
            *([str(listing.places.get(each.id, ""))] if listing.ranking else []),
            each.id,
            each.title,
            each.verdict or "",
            "true" if each.decided else "false",
            "; ".join(each.possible),
            exact(each.total),
            *(exact(result.score) for result in each.criteria),
            each.decided_by.id or each.decided_by.kind,
            each.decided_by.clause or "",
            each.decided_by.because,
            "; ".join(missing.field for missing in each.missing),
            *(cell for column in columns for cell in cells(column, each)),
        ]
        for each in listing.evaluations
    ]
    return spell_csv(head, rows)


def exact(value: float | None) -> str:
    """A number with every digit; nothing where there is none."""
    return "" if value is None else repr(value)
