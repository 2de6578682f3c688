"""The reports that programs read: JSON after the contract, and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from evalcore.listing import Listing
from evalcore.reports.rows import cells, columns


def as_json(listing: Listing) -> str:
    """The JSON contract: floats as they are, keys in a fixed order."""
    return spell_json(listing.to_json())


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(listing: Listing) -> str:
    """One row for each evaluation, with a header."""
    return spell_csv(columns(listing), cells(listing))


def spell_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, in which no text is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """The cell, with a quote before what a spreadsheet would take for a formula of its own."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
