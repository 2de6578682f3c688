"""The reports that programs read: JSON after the contract, and CSV."""

from __future__ import annotations

import json
from typing import Any

from evalcore.judge.listing import Listing
from evalcore.reports.rows import cells, columns
from evalcore.written.csv_text import spell_csv


def as_json(listing: Listing) -> str:
    """The JSON contract: floats as they are, keys in a fixed order."""
    return spell_json(listing.to_json())


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(listing: Listing) -> str:
    """One row for each evaluation, with a header."""
    return spell_csv(columns(listing), cells(listing))
