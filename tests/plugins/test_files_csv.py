"""Tables in CSV: what is read, what is refused, and where."""

from __future__ import annotations

import csv
import io

import evalcore_files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Cell, Complaint, Estimate, Field, InputError, Withheld
from evalcore.request.initiative import read_initiatives

(CSV,) = (each for each in evalcore_files.evalcore_sources() if each.name == "csv")


def rows(text):
    return list(CSV.read(text, "in"))


def refusal(text):
    with pytest.raises(InputError) as caught:
        CSV.read(text, "in")
    assert {each.source for each in caught.value.complaints} == {"in"}
    return str(caught.value)


def test_csv():
    text = "id,title,cost_k,note\nA, An app ,3,\n\n ,,,\nB,,,x\n"
    found = rows(text)
    assert found == [
        ({"id": "A", "title": "An app", "cost_k": "3", "note": ""}, (0,)),
        ({"id": "B", "title": "", "cost_k": "", "note": "x"}, (1,)),
    ]
    raw = found[0][0]
    assert {name: type(value) for name, value in raw.items()} == {
        "id": str,
        "title": str,
        "cost_k": Cell,
        "note": Cell,
    }


@pytest.mark.parametrize(
    "text",
    [
        "id;x\na;1,5\n",
        "id\tx\na\t1,5\n",
        'id,x\na,"1,5"\n',
        "\ufeffid;x\r\na;1,5",
        "\n \nid;x\ra;1,5\r",
        ' id ,"x"\na,"1,5"\n',
    ],
)
def test_separators_line_ends_and_byte_order_marks(text):
    assert rows(text) == [({"id": "a", "x": "1,5"}, (0,))]


def test_rows_names_ids_and_titles_without_what_cannot_be_seen():
    text = "\u200bid ,\u00a0title,note\u2060\n\u200b,\ufeff,\u00a0\n\u200ba,e\u0301 ,\u200b\n"
    ((raw, at),) = rows(text)
    assert (raw, at) == ({"id": "a", "title": "\u00e9", "note": "\u200b"}, (0,))
    note = {"note": Field("note", "text")}
    assert read_initiatives([(raw, at)], note)[0].initiative.values == {"note": None}


def test_an_error_that_a_spreadsheet_saved_is_no_value():
    fields = {"owner": Field("owner", "text")}
    with pytest.raises(InputError) as caught:
        read_initiatives(rows("id,owner,more\na,#N/A,#REF!\nb,#1 in sales,\n"), fields)
    assert str(caught.value) == "a: owner: found #N/A\n    expected a text"


def test_dotted_columns():
    text = (
        "id,council.yes,council.no,b.low,b.likely,b.high,a.,.,e.g.\nA,4,,1,2,3,x,y,z\nB,,,,,,,,\n"
    )
    (first, _), (second, _) = rows(text)
    assert first == {
        "id": "A",
        "council": {"yes": "4", "no": ""},
        "b": {"low": "1", "likely": "2", "high": "3"},
        "a.": "x",
        ".": "y",
        "e.g.": "z",
    }
    names = ["council.yes", "council.no"]
    fields = {name: Field(name, "number") for name in names} | {"b": Field("b", "estimate")}
    values = [each.initiative.values for each in read_initiatives(rows(text), fields)]
    assert values == [
        {"council.yes": 4, "council.no": None, "b": Estimate(1, 2, 3)},
        {"council.yes": None, "council.no": None, "b": None},
    ]
    assert second["council"] == {"yes": "", "no": ""}


def test_withheld_cells():
    text = "id,b.low,b.likely,b.high,c\nA,,withheld: secret,,withheld\n"
    fields = {"b": Field("b", "estimate"), "c": Field("c", "flag")}
    (reading,) = read_initiatives(rows(text), fields)
    assert reading.initiative.values == {"b": Withheld("secret"), "c": Withheld("")}


HEADER = "a line with the names of the columns, and a line for each initiative"
WIDTH = '    expected 2, as in the header\n    a cell that contains {} stands in "double quotes"'
QUOTES = 'a cell in quotes ends with one ", and a quote inside it is written ""'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"in:1:1: no initiatives\n    expected {HEADER}"),
        (" \n,,\n", f"in:1:1: no initiatives\n    expected {HEADER}"),
        ("\nid,x\n\n", f"in:2:1: no initiatives after the header\n    expected {HEADER}"),
        (
            "id,x\na,1,2\nb\nc,1\n",
            f"in:2:3: found 3 cells\n{WIDTH}\nin:3:2: found 1 cell\n{WIDTH}".format(
                "a comma", "a comma"
            ),
        ),
        ("id;x\na;1;2", f"in:2:3: found 3 cells\n{WIDTH.format('a semicolon')}"),
        ("id\tx\na", f"in:2:2: found 1 cell\n{WIDTH.format('a tab')}"),
        (
            'id,x\n"a\n\nb",1\nc,2,3\n',
            f"in:5:3: found 3 cells\n{WIDTH.format('a comma')}",
        ),
        (
            "x, ,x,y.withheld,y.a,y\n1,2,3,4,5,6\n",
            (
                "in:1:1: no column is called 'id'\n"
                "    expected a column id with a text that no other initiative has\n"
                "in:1:2: column 2 has no name\n    name the column, or delete it\n"
                "in:1:3: columns 1 and 3 are both called 'x'\n"
                "    rename one of them, or delete it\n"
                "in:1:4: 'y.withheld' is a part of 'y', which is a column of its own\n"
                "    keep the parts, or the whole\n"
                "in:1:5: 'y.a' is a part of 'y', which is a column of its own\n"
                "    keep the parts, or the whole"
            ),
        ),
        (
            "x,Id,y.withheld\n1,2,3\n",
            (
                "in:1:2: no column is called 'id'\n"
                "    expected a column id with a text that no other initiative has\n"
                "    rename Id to id\n"
                "in:1:3: 'y.withheld' cannot be a column of its own\n"
                "    write withheld, or withheld: reason, in the column 'y'"
            ),
        ),
        (
            'id,x\na,"b"c\nb,1,2\nc,"d\ne\n',
            (
                f"in:2: in line 2, a cell goes on after its closing quote\n    {QUOTES}\n"
                f"in:3:3: found 3 cells\n{WIDTH.format('a comma')}\n"
                f"in:4: a cell starts with a quote that is never closed\n    {QUOTES}"
            ),
        ),
        (
            'id,x\na,"b\nc"d\ne,1,2\n',
            f"in:2: in lines 2 to 3, a cell goes on after its closing quote\n    {QUOTES}",
        ),
        (
            '"id"s,x\na,b,c\n',
            f"in:1: in line 1, a cell goes on after its closing quote\n    {QUOTES}",
        ),
        (
            "id,x\na," + "x" * 200_000 + "\nb,1,2\n",
            (
                "in:2: a cell in line 2 has more than 131072 characters\n"
                f"    is a closing quote missing? {QUOTES}\n"
                f"in:3:3: found 3 cells\n{WIDTH.format('a comma')}"
            ),
        ),
        (
            'id,x\na,"' + "x\n" * 100_000 + "b,1,2\n",
            (
                "in:2: a cell in lines 2 to 65538 has more than 131072 characters\n"
                f"    is a closing quote missing? {QUOTES}"
            ),
        ),
        (
            "id,x\na,b\0\n\udce9,c\nM\ufffdller,1\n",
            (
                "in:2:2: found a NUL character in 'b\\x00'\n    expected a text\n"
                '    save the file again as "CSV UTF-8"\n'
                "in:3:1: found a character that is not UTF-8 in '\\udce9'\n    expected a text\n"
                '    save the file again as "CSV UTF-8"\n'
                "in:4:1: found a character that is not UTF-8 in 'M\ufffdller'\n"
                "    expected a text\n"
                '    save the file again as "CSV UTF-8"'
            ),
        ),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_csv_that_is_refused(text, said):
    assert refusal(text) == said


def test_places_in_csv():
    text = 'id,council.yes,b.low,b.high,goals\n"a\nb",1,2,3,x;y\nc,1,2,3,\n'
    complaints = [
        Complaint("p", path=(1, "goals", 1)),
        Complaint("p", path=(1,)),
        Complaint("p", path=(0, "b", "high"), label="a: b"),
        Complaint("p", path=(0, "b")),
        Complaint("p", path=(0, "council", "nothing")),
        Complaint("p", path=(7, "b")),
        Complaint("p"),
        Complaint("p", path=("goals",)),
        Complaint("p", line=2, column=9),
    ]
    assert [str(each) for each in CSV.locate(text, complaints)] == [
        "1:1: [8].b: p",
        "1:1: p",
        "1:1: goals: p",
        "2:1: row 1: p",
        "2:3: b.low: p",
        "2:4: a: b: p",
        "2:9: p",
        "4:1: row 2: p",
        "4:5: goals: p",
    ]


def test_the_complaints_about_values_in_a_table():
    text = "id,cost_k,council.no\nA,much,\nB,1,\nB,2,x\n,3,\n"
    fields = {name: Field(name, "number") for name in ("cost_k", "council.no")}
    with pytest.raises(InputError) as caught:
        read_initiatives(rows(text), fields)
    assert [str(each) for each in CSV.locate(text, caught.value.complaints)] == [
        "2:2: A: cost_k: found 'much'\n    expected a number",
        "4:1: id: two initiatives have the id 'B': numbers 2 and 3\n    expected an id of its own",
        "4:3: B: council.no: found 'x'\n    expected a number",
        "5:1: id: found '' as id\n    expected a text that no other initiative has",
    ]


def test_a_warning_points_at_the_column():
    text = "id,title,cots_k\nA,T,1\n"
    (reading,) = read_initiatives(rows(text), {"cost_k": Field("cost_k", "number")})
    (warning,) = CSV.locate(text, reading.warnings)
    assert (warning.place, warning.did_you_mean) == ("2:3", ("cost_k",))


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=6)
separators = st.sampled_from(",;\t")


@settings(deadline=None)
@given(separators, st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_what_a_spreadsheet_writes_is_read_back(separator, table):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(
        [("id", "x", "y"), *((f"i{n}", *row) for n, row in enumerate(table))]
    )
    assert rows(text.getvalue()) == [
        ({"id": f"i{n}", "x": x, "y": y}, (n,)) for n, (x, y) in enumerate(table)
    ]


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'id,title\nA,"one\r\r\ntwo"\nB,"three",more\n'
    with pytest.raises(InputError) as caught:
        list(CSV.read(text, "odd.csv"))
    assert caught.value.complaints[0].line == 4
