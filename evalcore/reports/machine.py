"""The reports that programs read: JSON after the contract, and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from evalcore.reports.rows import Listing, cells, columns


def as_json(listing: Listing) -> str:
    """The JSON contract: floats as they are, keys in a fixed order."""
    return spell_json(listing.evaluator.to_json(listing.evaluations))


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(listing: Listing) -> str:
    """One row for each evaluation, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(listing))
    writer.writerows(cells(listing))
    return text.getvalue()
