"""The same table with and without a mapping: whatever both read is the same."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import InputError
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from read.mapping.spreadsheet import JUDGE

COLUMNS = ("cost", "stage", "due", "urgent", "goals", "note", "benefit")
MAPPING = read_mapping(
    'id = "id"\ntitle = "title"\n[fields]\n' + "".join(f'{name} = "{name}"\n' for name in COLUMNS)
)
CELLS = {
    "cost": ["5", " 12.5 ", "1e3", "-1", "0", "0.5", "007", "much", "1,5"],
    "stage": ["idea", " running", "done ", "Idea", "gone"],
    "due": ["2026-11-23", " 2026-02-28 ", "2026-02-30", "23.11.2026"],
    "urgent": ["true", "Yes", "NO", "false", "maybe"],
    "goals": [
        "growth",
        "growth;safety",
        "safety ; growth;",
        "none",
        "None",
        ";",
        "growth, safety",
        "growth|safety",
        "two  words; more",
        "[]",
    ],
    "note": ["text", " text ", "none", "-", "TBC", "a\u200db", "two\nlines"],
    "benefit": ["7", "1.5", "x"],
}
ALWAYS = ["", " ", "\u00a0", "null", "NULL", "withheld", "Withheld: secret", "withheld:"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["A", "B ", " C", "1", "001", "D  4", "E\u00a05", "F\n6"]),
        st.sampled_from(["", "Title", " One "]),
        *(st.sampled_from([*CELLS[name], *ALWAYS]) for name in COLUMNS),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0].strip(),
)


def shown(initiative):
    return initiative.id, initiative.title, dict(initiative.values)


@settings(deadline=None, max_examples=300)
@given(rows, st.sampled_from(",;\t"))
def test_what_both_read_is_the_same(table, separator):
    text = io.StringIO()
    header = ("id", "title", *COLUMNS)
    csv.writer(text, delimiter=separator).writerows([header, *table])
    source = JUDGE.plugins.source("csv")
    mapped = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv", mapping=MAPPING)
    try:
        plain = parse_initiatives(JUDGE, text.getvalue(), source, "in.csv")
    except InputError:
        return  # a cell that is refused stops a plain table as a whole
    refused = {(each.row, each.field) for each in mapped.tally.refused}
    for number, (one, other) in enumerate(
        zip(plain.initiatives, mapped.initiatives, strict=True), start=2
    ):
        assert (one.id, one.title) == (other.id, other.title)
        for name in COLUMNS:
            if (number, name) not in refused:
                assert one.values[name] == other.values[name], (number, name)


def test_a_workbook_reads_the_same(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    from datetime import date

    from evalcore import load_initiatives

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "title", *COLUMNS])
    sheet.append([1, "One", 5, "idea", date(2026, 11, 23), True, "growth;safety", 42, 7])
    sheet.append(["B", None, 0.5, None, None, False, "none", "withheld: x", None])
    records = book.create_sheet("outcomes")
    for row in (["id", "owner", "target"], [1, "Ann", 5], [1, None, None], ["B", "null", None]):
        records.append(row)
    path = tmp_path / "in.xlsx"
    book.save(path)
    mapping = read_mapping(
        f'{MAPPING.document}\n[records.outcomes]\nsheet = "outcomes"\nid = "id"\n'
        'fields = { owner = "owner", target = "target" }\n'
    )
    plain = load_initiatives(JUDGE, path)
    mapped = load_initiatives(JUDGE, path, mapping=mapping)
    assert mapped.tally.refused == ()
    found = list(map(shown, plain.initiatives))
    for one, other in zip(found, map(shown, mapped.initiatives), strict=True):
        assert one == other
