"""What a mapping says of rows: which count, what an id is, which of several rows is read."""

from __future__ import annotations

import pytest

from evalcore import InputError, load_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from read.mapping.spreadsheet import JUDGE, load, refusal


def ids(table, mapping):
    return [each.id for each in load(table, mapping).initiatives]


TABLE = "No,Status,Cost\n1,idea,5\n2,TOTAL,9\n3,,7\n,done,1\n"


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ("stage != 'TOTAL' and known(cell('No'))", ["1", "3"]),
        ("cell('Status') != 'TOTAL' and known(cell('No'))", ["1", "3"]),
        ("known(cell('No')) and cost < 9", ["1", "3"]),
        ("known(cell('No')) and cell('No') in ['1', '2']", ["1", "2"]),
        ("not (stage == 'TOTAL') and known(cell('No')) and days < 8", ["1", "3"]),
    ],
)
def test_the_rows_that_count(where, left):
    mapping = f"""\
id = "No"
where = "{where}"
[fields]
stage = "Status"
cost = "Cost"
[fields.days]
column = "Cost"
read = "number"
"""
    loaded = load(TABLE, mapping)
    assert [each.id for each in loaded.initiatives] == left
    assert loaded.tally.rows == len(left)
    assert len(loaded.tally.left_out) == 4 - len(left)


def test_a_row_of_which_nobody_can_tell_counts_and_is_said():
    loaded = load(
        "No,Status\n1,idea\n2,\n3,\n", "id = \"No\"\nwhere = \"cell('Status') == 'idea'\""
    )
    assert [each.id for each in loaded.initiatives] == ["1", "2", "3"]
    assert [str(each) for each in loaded.warnings] == [
        (
            "map.toml:2:9: where: where cannot be told of rows 3 and 4\n"
            "    what it asks for is unknown there, so they are read"
        )
    ]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("cell('Stauts') == 'x'", "map.toml:2:9: where: sheet.csv has no column 'Stauts'"),
        ("stge == 'x'", "there is no field or function 'stge'"),
        ("cell('Status') + 1 > 2", "map.toml:2:10: where: `+` needs numbers, found a text"),
        ("1 + 1", "this is a number\n    expected a condition, such as status != 'TOTAL'"),
        ("stage ==", "map.toml:2:"),
        ("cell('Status') == 'none'", "where leaves out all 1 rows"),
    ],
)
def test_conditions_that_are_wrong(where, said):
    mapping = f'id = "No"\nwhere = "{where}"\nfields = {{ stage = "Status" }}'
    found = refusal(load, "No,Status\n1,idea\n", mapping)
    assert said in found or said.startswith("there is no"), found
    assert "c0___" not in found


def test_the_number_of_the_row_is_an_id():
    assert ids("a\nx\n\nx\n", "id = { row = true }") == ["row 2", "row 4"]
    assert ids(
        "a,b\nx,\nx,\n", 'id = { columns = ["a", "b"], row = true, may_be_empty = ["b"] }'
    ) == [
        "x//row 2",
        "x//row 3",
    ]


def test_parts_of_an_id_that_may_be_empty():
    table = "agency,id,name\nX,,Bot\nY,7,Search\n"
    mapping = 'id = { columns = ["agency", "id", "name"], may_be_empty = ["id"], joined_by = "-" }'
    assert ids(table, mapping) == ["X--Bot", "Y-7-Search"]
    said = refusal(load, "agency,id,name\n,7,Bot\n", mapping)
    assert said.startswith("sheet.csv:2:1: row 2, column 'agency': found '' as id")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("id = {}", "id: it names no column\n    expected columns = [...] or row = true"),
        (
            'id = { columns = ["a"], may_be_empty = ["b"] }',
            "id.may_be_empty[1]: 'b' is no part of the id\n    expected one of columns",
        ),
        ('id = { columns = ["a"], may_be_empty = ["a"] }', "all parts of the id may be empty"),
        ('id = "a"\nlatest_by = "on"', "latest_by names 'on', for which there is no column"),
        ('id = "a"\nseparator = ";a"', "separator: found ';a'\n    expected the sign"),
        ('id = "a"\nwhere = " "', "where is empty"),
        ('id = "a"\nunits_row = 0', "units_row: found 0"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nrecords = "r"\nover = "sum"', "no [records.r]"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nover = "most"', "expected which of several rows"),
        ('id = "a"\n[fields.x]\ncolumn = []', "column names no column"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nnth = 0', "nth: found 0"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nseparator = " "', "separator: found ' '"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nday = "middle"', "expected the hours of a working"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nweek = -1', "week: found -1"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\ncounts = "moons"', "counts: found 'moons'"),
        ('id = "a"\n[fields.x]\ncolumn = "x"\nformats = "%m/%Y"', "has no day\n    expected day ="),
        (
            (
                'id = "a"\n[fields.x]\ncolumn = { low = "a", likely = "b", high = "c" }\n'
                'likely = "low"'
            ),
            "likely has a column, and is said as well",
        ),
    ],
)
def test_what_a_mapping_says_wrongly(mapping, said):
    assert said in refusal(read_mapping, mapping, "map.toml")


REPORTS = "PID,On,Cost,Name\n3,2018-01-01,90,A\n7,2019-01-01,80,B\n3,2019-01-01,120,C\n3,,1,D\n"
LATEST = """\
id = "PID"
title = "Name"
latest_by = "on"
fields.cost = "Cost"
[fields.on]
column = "On"
read = "date"
"""


def test_the_latest_row_of_each_initiative():
    loaded = load(REPORTS, LATEST)
    found = [(each.id, each.title, each.values["cost"]) for each in loaded.initiatives]
    assert found == [("3", "C", 120), ("7", "B", 80)]
    assert (loaded.tally.rows, loaded.tally.left_out) == (2, (2, 5))
    assert [str(each) for each in loaded.warnings] == [
        (
            "map.toml:3:13: latest_by: row 5 does not say on\n"
            "    so it is not the latest of its initiative"
        )
    ]


def test_a_field_that_only_the_condition_asks_is_no_slip_of_the_pen():
    """The ruleset has a `cost`, and the mapping asks for its own `costs`."""
    mapping = 'id = "PID"\n[fields]\ncosts = "Name"\n'
    table = "PID,Name\n1,A\n2,B\n"
    assert ["no field 'costs'" in str(each) for each in load(table, mapping).warnings] == [True]
    assert not load(table, "where = \"costs != 'B'\"\n" + mapping).warnings


@pytest.mark.parametrize(
    ("table", "mapping", "said"),
    [
        (
            REPORTS,
            LATEST.replace('read = "date"', ""),
            "latest_by = 'on': on is a text\n    expected a date or a number",
        ),
        (
            "PID,On,Cost,Name\n3,2018-01-01,1,A\n3,2018-01-01,2,B\n",
            LATEST,
            "sheet.csv:3:2: row 3, column 'On': rows 2 and 3 are all the latest of '3'",
        ),
        (
            "PID,On,Cost,Name\n3,,1,A\n3,,2,B\n",
            LATEST,
            "none of the 2 rows of '3' says on",
        ),
    ],
)
def test_rows_of_which_none_is_the_latest(table, mapping, said):
    assert said in refusal(load, table, mapping)


def test_the_same_rows_as_records_and_one_value_of_several():
    mapping = """\
id = "PID"
title = "Sponsor"
fields.note = "Sponsor"
[fields.cost]
column = "Cost"
over = "max"
[records.outcomes]
fields = { owner = "Who", target = "Cost" }
"""
    table = "PID,Who,Cost,Sponsor\n3,Ann,90,X\n7,Eve,80,Y\n3,Bob,120,X\n"
    loaded = load(table, mapping)
    first, second = (each.values for each in loaded.initiatives)
    assert (first["cost"], first["note"]) == (120, "X")
    assert first["outcomes"] == ({"owner": "Ann", "target": 90}, {"owner": "Bob", "target": 120})
    assert second["outcomes"] == ({"owner": "Eve", "target": 80},)
    said = refusal(load, table.replace("120,X", "120,Z"), mapping)
    assert said.startswith(
        "sheet.csv:4:4: row 4, column 'Sponsor': 'Z', but row 2 of '3' says 'X'\n"
        "    expected one note\n    which row counts? latest_by = "
    )


@pytest.mark.parametrize(
    ("over", "value"), [("first", 2), ("last", 1), ("min", 1), ("max", 5), ("sum", 8)]
)
def test_one_value_of_the_rows_of_a_second_table(tmp_path, over, value):
    (tmp_path / "in.csv").write_text("No\n1\n2\n3\n", "utf-8")
    (tmp_path / "more.csv").write_text("No,Spent\n1,2\n1,5\n1,1\n2,\n2,4\n", "utf-8")
    mapping = read_mapping(f"""\
id = "No"
[fields.cost]
column = "Spent"
records = "spending"
over = "{over}"
[records.spending]
file = "more.csv"
id = "No"
fields = {{}}
""")
    found = [
        each.values["cost"]
        for each in load_initiatives(JUDGE, tmp_path / "in.csv", mapping=mapping).initiatives
    ]
    assert found[0] == value
    assert found[1] == (4 if over == "last" else None)
    assert found[2] is None


def test_several_names_and_columns_of_one_name():
    mapping = 'id = "No"\n[fields.cost]\ncolumn = ["Cost 2025", "Cost 2026"]'
    assert load("No,Cost 2026\n1,5\n", mapping).initiatives[0].values["cost"] == 5
    assert "sheet.csv has both 'Cost 2025' and 'Cost 2026'" in refusal(
        load, "No,Cost 2026,Cost 2025\n1,5,6\n", mapping
    )
    assert "has no column 'Cost 2025' or 'Cost 2026'" in refusal(load, "No,Cost\n1,5\n", mapping)
    table = "No,Cost,Cost\n1,5,6\n"
    second = 'id = "No"\n[fields.cost]\ncolumn = "Cost"\nnth = 2'
    assert load(table, second).initiatives[0].values["cost"] == 6
    assert "nth = 1 is the first" in refusal(load, table, second.replace("nth = 2", ""))
    assert "has 2 columns called 'Cost'" in refusal(load, table, second.replace("2", "3"))
    goals = 'id = "No"\nfields = { goals = "Labels" }'
    found = load("No,Labels,Labels,Labels\n1,growth,,safety\n2,,,\n", goals).initiatives
    assert [each.values["goals"] for each in found] == [("growth", "safety"), None]


def test_rows_of_units_and_a_header_of_two_rows():
    mapping = 'id = "No"\nunits_row = 2\nfields = { cost = "Cost" }'
    assert ids("No,Cost\n,kEUR\n1,5\n", mapping) == ["1"]
    mapping = 'id = "No"\nfields = { cost = "Cost 2026" }'
    table = "No,Cost,,Name\n,2025,2026,\n1,5,6,A\n"
    assert load(table, mapping).initiatives[0].values["cost"] == 6


def test_null_and_withheld_mean_what_they_mean_without_a_mapping():
    mapping = 'id = "No"\nfields = { cost = "C", note = "N" }'
    found = load("No,C,N\n1,withheld: secret,null\n2,NULL,withheld\n", mapping)
    first, second = (each.values for each in found.initiatives)
    assert (first["cost"].reason, first["note"]) == ("secret", None)
    assert (second["cost"], second["note"].reason) == (None, "")


@pytest.mark.parametrize(
    ("starts", "day", "days"),
    [
        ("", "first", "2025-01-01 2025-07-01 2025-03-01"),
        ("year_starts = { month = 4 }", "first", "2025-04-01 2025-10-01 2025-03-01"),
        ("year_starts = { month = 4 }", "last", "2026-03-31 2025-12-31 2025-03-31"),
        (
            "year_starts = { month = 10, before = true }",
            "first",
            "2024-10-01 2025-04-01 2025-03-01",
        ),
        ("year_starts = {month=10, before=true}", "last", "2025-09-30 2025-06-30 2025-03-31"),
    ],
)
def test_years_and_quarters_that_start_elsewhere(starts, day, days):
    mapping = (
        'id = "No"\n[fields.due]\ncolumn = "Due"\nformats = ["FY%Y", "Q%q %Y", "%m/%Y"]\n'
        f'day = "{day}"\n{starts}\n'
    )
    loaded = load("No,Due\nA,FY2025\nB,Q3 2025\nC,03/2025\n", mapping)
    assert " ".join(str(each.values["due"]) for each in loaded.initiatives) == days


def test_a_year_that_starts_in_no_month():
    mapping = 'id = "No"\n[fields.due]\ncolumn = "Due"\nyear_starts = { month = 13 }\n'
    with pytest.raises(InputError, match=r"found 13\n +expected a month from 1 to 12: month = 4"):
        load("No,Due\nA,2025-01-01\n", mapping)


def test_a_title_is_the_first_of_several_columns_that_says_something():
    table = "No,Title 1,Title 2,Cost\n1,Root,,1\n2,,Leaf,2\n3,Both,Too,3\n4,,,4\n"
    mapping = 'id = "No"\ntitle = ["Title", "Title 1", "Title 2"]\n[fields]\ncost = "Cost"\n'
    assert [each.title for each in load(table, mapping).initiatives] == [
        "Root",
        "Leaf",
        "Both",
        "4",
    ]
    said = refusal(load, table, mapping.replace('["Title", "Title 1", "Title 2"]', '["A", "B"]'))
    assert "has no column 'A' or 'B'" in said
    said = refusal(load, table, mapping.replace('["Title", "Title 1", "Title 2"]', '"Titel 1"'))
    assert "has no column 'Titel 1'" in said
    assert "did you mean 'Title 1'" in said
