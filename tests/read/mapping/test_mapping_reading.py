"""Reading a sheet by a mapping: every cell is accounted for, and what is wrong is said in place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Estimate, InputError, Withheld, load_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from read.mapping.spreadsheet import JUDGE, load, refusal, values

TABLE = """\
No,Name,Total cost,Stage,Due
1,One,"£1,200",Live,31/07/2022
2,,Exempt under Section 43 of the FOI Act 2000,idea,TBC
3,Three,n/a,Liv,31/02/2022
4,Four,-£5,,
"""
MAPPING = """\
id = "No"
title = "Name"
unknown = ["tbc", "N/A"]
withheld = { patterns = ["exempt .*"] }
[fields.cost]
column = "Total cost"
currency = ["£"]
thousands = ","
[fields.stage]
column = "Stage"
table = { Live = "running" }
[fields.due]
column = "Due"
formats = ["%d/%m/%Y"]
"""


def test_every_cell_is_accounted_for():
    loaded = load(TABLE, MAPPING)
    assert [(each.id, each.title) for each in loaded.initiatives] == [
        ("1", "One"),
        ("2", "2"),
        ("3", "Three"),
        ("4", "Four"),
    ]
    reason = "Exempt under Section 43 of the FOI Act 2000"
    found = [
        tuple(each.values[name] for name in ("cost", "stage", "due")) for each in loaded.initiatives
    ]
    assert found == [
        (1200, "running", date(2022, 7, 31)),
        (Withheld(reason), "idea", None),
        (None, None, None),
        (None, None, None),
    ]
    tally = loaded.tally
    assert (tally.rows, tally.cells) == (4, 12)
    assert (tally.known, tally.unknown, tally.withheld, len(tally.refused)) == (4, 4, 1, 3)
    assert str(tally) == "4 rows, 12 cells: 4 known, 4 unknown, 1 withheld, 3 refused"
    assert tally.unmapped == ("urgent", "goals", "note", "benefit", "outcomes")
    assert [(each.row, each.column, each.value, each.field) for each in tally.refused] == [
        (4, "Stage", "Liv", "stage"),
        (4, "Due", "31/02/2022", "due"),
        (5, "Total cost", "-£5", "cost"),
    ]
    assert [str(each.complaint) for each in tally.refused] == [
        (
            "sheet.csv:4:4: row 4, column 'Stage': found 'Liv'\n"
            "    expected one of idea, running, done, Live\n    did you mean 'Live'?\n"
            '    or say what it stands for: table = { "Liv" = "..." }'
        ),
        (
            "sheet.csv:4:5: row 4, column 'Due': found '31/02/2022'\n"
            "    expected a date like %d/%m/%Y"
        ),
        (
            "sheet.csv:5:3: row 5, column 'Total cost': '-£5': found -5.0\n"
            "    expected a number of at least 0"
        ),
    ]
    assert loaded.warnings == ()


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = 'No,Cost\n"a\nb",1\n\n2,x\n'
    _, said = values(table, 'id = "No"\nfields = { cost = "Cost" }', "cost")
    assert said == [
        ("sheet.csv:5:2: row 4, column 'Cost': found 'x'\n    expected a number such as 12.5")
    ]


def test_the_header_may_be_in_another_row_and_its_names_broken_over_lines():
    table = 'A report\n"as of",2022\nNo,"Total\n cost",Total cost (net)\n1,5,4\n'
    mapping = 'id = "No"\nheader_row = 3\nfields = { cost = "Total cost" }'
    assert values(table, mapping, "cost") == ([(5,)], [])
    said = refusal(load, table, mapping.replace("3", "9"))
    assert said.startswith("sheet.csv:1:1: row 9 is empty, or after the end: no header")


def test_every_other_kind_of_field():
    table = "id,Urgent,Goals,Note,Min,Likely,Max\nA,y,Growth|safety,43,1,2,3\nB,n,-,,withheld,,\n"
    mapping = """\
id = "id"
[fields.urgent]
column = "Urgent"
true = "Y"
false = "N"
[fields.goals]
column = "Goals"
separator = "|"
nothing = "-"
table = { Growth = "growth" }
[fields.note]
column = "Note"
[fields.benefit]
column = { low = "Min", likely = "Likely", high = "Max" }
withheld = ["withheld"]
"""
    rows, said = values(table, mapping, "urgent", "goals", "note", "benefit")
    assert rows == [
        (True, ("growth", "safety"), "43", Estimate(1, 2, 3)),
        (False, (), None, Withheld("withheld")),
    ]
    assert said == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("1,x,3", ["3: row 2, column 'Likely': found 'x'\n    expected a number such as 12.5"]),
        (
            "1,,3",
            [
                (
                    "3: row 2, column 'Likely': is not given\n"
                    "    expected all of low, likely and high, or none"
                )
            ],
        ),
        (
            "3,2,1",
            [
                (
                    "2: row 2, column 'Min': found low 3, likely 2, high 1\n"
                    "    expected low <= likely <= high"
                )
            ],
        ),
    ],
)
def test_estimates_that_are_refused(cells, said):
    mapping = """\
id = "id"
[fields.benefit]
column = { low = "Min", likely = "Likely", high = "Max" }
"""
    rows, found = values(f"id,Min,Likely,Max\nA,{cells}\n", mapping, "benefit")
    assert rows == [(None,)]
    assert found == [f"sheet.csv:2:{each}" for each in said]
    tally = load(f"id,Min,Likely,Max\nA,{cells}\n", mapping).tally
    assert tally.cells == 3


def test_ids_out_of_several_columns():
    table = "Year,No\n2022, 1\n2023,1\n"
    loaded = load(table, 'id = ["No", "Year"]\njoined_by = " of "')
    assert [each.id for each in loaded.initiatives] == ["1 of 2022", "1 of 2023"]


def test_rows_without_an_id_of_their_own():
    said = refusal(load, "No,Year\n1,2022\n,2023\n1,2024\nTotal,\n", 'id = "No"')
    assert said == (
        "sheet.csv:3:1: row 3, column 'No': found '' as id\n"
        "    expected a text that says which initiative this is\n"
        "    delete rows that are none, such as totals and remarks\n"
        "    or leave them out: where = \"known(cell('No'))\"; or take the row's number: "
        "id = { row = true }\n"
        "sheet.csv:4:1: row 4, column 'No': row 2 has the same id '1'\n"
        "    expected an id of its own\n"
        '    which columns together tell them apart? id = ["...", "..."]\n'
        '    or does the latest row of each count? latest_by = "...", a field with a date'
    )


def test_what_does_not_fit_the_table_or_the_ruleset_is_said_in_the_mapping():
    mapping = """\
id = "Number"
title = "Nme"
[fields]
note = "X"
outcomes = "Note"
[fields.cost]
column = "Twice"
read = "date"
[fields.stage]
column = { low = "Name", likely = "Name", high = "Nam" }
table = { a = "runing" }
[fields.due]
column = "Name"
thousands = ","
[fields.strange]
column = "Namee"
[records.note]
sheet = "Notes"
id = "x"
fields = {}
"""
    mapping = mapping.replace('note = "X"\n', "").replace("records.note", "records.urgent")
    said = refusal(load, "No,Name,Twice,Twice,Note\n1,,,,\n", mapping)
    assert said == FAULTS


FAULTS = """\
map.toml:1:6: id: sheet.csv has no column 'Number'
    expected one of No, Name, Twice, Twice, Note
map.toml:2:9: title: sheet.csv has no column 'Nme'
    expected one of No, Name, Twice, Twice, Note
    did you mean 'Name'?
map.toml:4:1: fields.outcomes: outcomes is a list of records (sheet.toml)
    map it under [records.outcomes], from another sheet or file
map.toml:6:10: fields.cost.column: the columns 3 and 4 of sheet.csv are all called 'Twice'
    say which: nth = 1 is the first; a set is read from all of them
map.toml:7:8: fields.cost.read: read = "date" gives no number, but cost is one (sheet.toml)
    expected read = "number", "money", "percent" or "duration"
map.toml:9:10: fields.stage.column: stage is a choice (sheet.toml), with no low, likely or high
    expected one column: column = "..."
map.toml:9:50: fields.stage.column.high: sheet.csv has no column 'Nam'
    expected one of No, Name, Twice, Twice, Note
    did you mean 'Name'?
map.toml:10:15: fields.stage.table.a: found 'runing'
    expected one of idea, running, done
    did you mean 'running'?
map.toml:13:1: fields.due.thousands: thousands says nothing where read = "date"
    it belongs to read = "number", read = "money", read = "percent" or read = "band"
map.toml:15:10: fields.strange.column: sheet.csv has no column 'Namee'
    expected one of No, Name, Twice, Twice, Note
    did you mean 'Name'?
map.toml:16:10: records.urgent: urgent is a flag, not a list of records
    map it under [fields.urgent]"""


def test_a_field_that_is_nearly_one_of_the_rulesets_is_a_warning():
    loaded = load("No,C\n1,2\n", 'id = "No"\nfields = { cots = "C", other = "C" }')
    assert [str(each) for each in loaded.warnings] == [
        ("map.toml:2:12: fields.cots: the ruleset reads no field 'cots'\n    did you mean 'cost'?")
    ]
    assert loaded.tally.cells == 0


@pytest.fixture
def portfolio(tmp_path):
    """A folder with two files: initiatives, and a list of their outcomes."""
    (tmp_path / "sheet.csv").write_text("No\n1\n2\n3\n", "utf-8")
    (tmp_path / "out.csv").write_text(
        "Project,Who,Goal\n1,Ann,5\n3,Bob,much\n1,,7\n9,Eve,1\n,Eve,2\n", "utf-8"
    )
    return tmp_path / "sheet.csv"


RECORDS = """\
id = "No"
[records.outcomes]
file = "out.csv"
id = "Project"
fields = { owner = "Who", target = "Goal" }
"""


def test_records_from_a_second_file(portfolio):
    loaded = load_initiatives(JUDGE, portfolio, mapping=read_mapping(RECORDS))
    assert [each.values["outcomes"] for each in loaded.initiatives] == [
        ({"owner": "Ann", "target": 5}, {"owner": None, "target": 7}),
        None,
        ({"owner": "Bob", "target": None},),
    ]
    out = portfolio.with_name("out.csv")
    assert [str(each) for each in loaded.warnings] == [
        (
            f"{out}:5:1: row 5, column 'Project': 2 rows belong to no initiative: '9' and ''\n"
            "    they are not read into outcomes"
        )
    ]
    assert [str(each.complaint) for each in loaded.tally.refused] == [
        f"{out}:3:3: row 3, column 'Goal': found 'much'\n    expected a number such as 12.5"
    ]
    assert str(loaded.tally) == "3 rows, 6 cells: 4 known, 1 unknown, 0 withheld, 1 refused"


def test_without_a_row_there_may_be_none(portfolio):
    mapping = read_mapping(RECORDS.replace('id = "Pro', 'without_rows = "none"\nid = "Pro'))
    loaded = load_initiatives(JUDGE, portfolio, mapping=mapping)
    assert loaded.initiatives[1].values["outcomes"] == ()


def test_a_second_file_that_is_not_there(portfolio):
    mapping = read_mapping(RECORDS.replace("out.csv", "ot.csv"))
    said = refusal(load_initiatives, JUDGE, portfolio, mapping=mapping)
    beside, meant = portfolio.with_name("ot.csv"), str(portfolio.with_name("out.csv"))
    assert said == f"{beside}: there is no such file\n    did you mean {meant!r}?"


def test_what_has_no_columns_has_no_mapping_and_no_sheets(tmp_path):
    path = tmp_path / "in.toml"
    path.write_text('id = "a"', "utf-8")
    mapping = read_mapping('id = "id"')
    said = refusal(load_initiatives, JUDGE, path, mapping=mapping)
    assert said == (
        f"{path}: a mapping reads columns, and toml has none\n"
        "    expected one of json, ndjson, csv, xlsx"
    )
    said = refusal(load_initiatives, JUDGE, path, sheet="One")
    assert (
        said == f"{path}:1:1: toml has no sheets, so none is called 'One'\n    leave the sheet out"
    )
    said = refusal(load, "id\na\n", 'id = "id"', sheet="One")
    assert said == (
        "sheet.csv: a CSV file has no sheets, so none is called 'One'\n    leave the sheet out"
    )


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=12)
ANY = """\
id = "id"
withheld = { patterns = ["exempt.*"] }
unknown = ["n/a"]
[fields.cost]
column = "a"
currency = ["£"]
thousands = ","
[fields.due]
column = "a"
formats = ["%d/%m/%Y", "%B %d, %Y"]
[fields.stage]
column = "b"
[fields.goals]
column = "b"
[fields.urgent]
column = "a"
[fields.benefit]
column = { low = "a", likely = "b", high = "b" }
"""


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_whatever_is_in_the_cells_all_of_them_are_accounted_for(table):
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows([("id", "a", "b"), *((f"i{n}", *r) for n, r in enumerate(table))])
    try:
        loaded = load(text.getvalue(), ANY)
    except InputError as error:
        assert "131072" in str(error) or "UTF-8" in str(error)  # noqa: PT017 - no cell is to blame
        return
    assert len(loaded.initiatives) == len(table)
    assert loaded.tally.cells == 8 * len(table)
    for each in loaded.initiatives:
        assert set(each.values) == set(JUDGE.fields)
