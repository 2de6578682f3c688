"""Which row of a sheet names its columns."""

from __future__ import annotations

import pytest

from evalcore.extend.headers import find_header

ROWS = (("1", "Portal", "12"), ("2", "Mobile", "15"))


@pytest.mark.parametrize(
    ("above", "start"),
    [
        ((("", "", "x"),), 0),
        ((("", "title", ""),), 0),
        ((("id", "title", "cost"),), 0),
        ((("2024", "2025", "plan"),), 0),
        ((("Requests of 2025", "", ""), ("id", "title", "cost")), 1),
    ],
)
def test_a_row_that_starts_with_a_number_names_no_columns(above, start):
    found = find_header((*above, *ROWS))
    assert found is not None
    assert (found.start, found.names) == (start, above[start])
