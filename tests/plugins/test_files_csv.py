"""Tables in CSV: what is read, what is refused, and where."""

from __future__ import annotations

import csv
import io

import evalcore_csv
import evalcore_files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Cell, Complaint, Estimate, Field, InputError, Withheld
from evalcore.extend.sheets import Layout, plain_text
from evalcore.request.cells import Broken
from evalcore.request.intake import read_initiatives
from evalcore.written.errors import show
from evalcore.written.toml import spell_text

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
    assert str(caught.value) == (
        "a: owner: found #N/A\n    expected a text\n"
        "    a formula failed there: mend it, or clear it"
    )


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
            f"in:2:3: found 3 cells\n{WIDTH.format('a comma')}",
        ),
        ("id;x\na;1;2", f"in:2:3: found 3 cells\n{WIDTH.format('a semicolon')}"),
        ("id\tx\na\tb\tc", f"in:2:3: found 3 cells\n{WIDTH.format('a tab')}"),
        (
            'id,x\n"a\n\nb",1\nc,2,3\n',
            f"in:5:3: found 3 cells\n{WIDTH.format('a comma')}",
        ),
        (
            "x, ,x,y.withheld,y.a,y\n1,2,3,4,5,6\n",
            (
                "in:1:1: no column is called 'id'\n"
                "    expected a column id with a text that no other initiative has\n"
                "    columns of other names are read by a mapping; evalcore map proposes one\n"
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


def noticed(text, **layout):
    return [str(each) for each in CSV.open(text, Layout(**layout)).headed(names=ID).warnings]


def texts(document, **layout):
    """The names of the columns, and the rows below, as texts."""
    table = CSV.open(document, Layout(**layout)).headed(
        layout.get("header_row"), layout.get("names", frozenset())
    )
    return table.columns, [tuple(map(plain_text, row.cells)) for row in table.rows]


ID = frozenset({"id"})
LOST = 'save the file again as "CSV UTF-8"'


def test_a_lost_character_stops_only_the_cell_that_is_read():
    text = "id,x\na,b\0\nb,c\nc,M\ufffdller\nd,\udce9\n"
    assert noticed(text) == [
        (
            f"2: 3 cells hold a character that was lost (\ufffd or NUL)\n"
            f"    refused where they are read: {LOST}"
        )
    ]
    (first, _), (second, _), *_ = rows(text)
    assert first["x"] == Broken("b\0", f"a NUL character is in it: {LOST}")
    assert second == {"id": "b", "x": "c"}
    with pytest.raises(InputError) as caught:
        read_initiatives(rows(text), {"x": Field("x", "text")})
    assert [str(each).partition("\n")[0] for each in caught.value.complaints] == [
        "a: x: found b\0",
        "c: x: found M\ufffdller",
        "d: x: found \udce9",
    ]


@pytest.mark.parametrize(
    ("text", "columns", "cells"),
    [
        ("Portfolio Q3, net\n\nNr;Name;Kosten\nR1;A;1,5\n", "Nr Name Kosten", ["R1 A 1,5"]),
        ('Nr;Name;"Kosten (Tsd., net)"\nR1;A;1,5\n', "Nr Name Kosten_(Tsd.,_net)", ["R1 A 1,5"]),
        ("sep=;\nid;x\na;1,5\n", "id x", ["a 1,5"]),
        ("Our list, as of May\n\nNr,Name,Cost\n1,A,5\n2,B,6\n", "Nr Name Cost", ["1 A 5", "2 B 6"]),
        ("sep=|\nid|x;y\na|1,5\n", "id x;y", ["a 1,5"]),
        ("# exported, today\n# by hand\nid,x\na,1\n", "id x", ["a 1"]),
        ("id,x\na,1,\nb,2,,\n", "id x", ["a 1", "b 2"]),
        ('id,x\na, "b,c"\n', "id x", ["a b,c"]),
        ("List, 23.11.2026\n\nNr\tName\nR1\tA, B\n", "Nr Name", ["R1 A,_B"]),
        ('id;"x";"Note, internal"\na;1,5;y\n', "id x Note,_internal", ["a 1,5 y"]),
        ("id|x\na|1;2,3\n", "id x", ["a 1;2,3"]),
        (
            "id;a;b;c\nR1;1,5;2,5;3,5\nR2;1,5;2,5;3,5\n",
            "id a b c",
            ["R1 1,5 2,5 3,5", "R2 1,5 2,5 3,5"],
        ),
        ("id,goals\na,x;y\nb,x;y;z\n", "id goals", ["a x;y", "b x;y;z"]),
        ('id,x\n="00123",="5"\n', "id x", ["00123 5"]),
        ('id,x\n"=""00123""",5\n', "id x", ["00123 5"]),
        ("\u200bid\xa0,x\na,1\n", "id x", ["a 1"]),
    ],
)
def test_the_table_is_found(text, columns, cells):
    found = texts(text)
    assert found[0] == tuple(each.replace("_", " ") for each in columns.split())
    assert found[1] == [tuple(c.replace("_", " ") for c in row.split()) for row in cells]
    assert texts(text.encode("utf-8-sig")) == found
    assert texts(text.encode("utf-16")) == found


def test_a_mapping_decides_whatever_the_first_line_looks_like():
    text = "a;b,c\nd;e,f\n"
    assert texts(text, separator=";")[0] == ("a", "b,c")
    assert texts(text, separator=",")[0] == ("a;b", "c")
    assert texts(f"x,y,z\nx,y,z\n{text}", header_row=3, separator=";")[0] == ("a", "b,c")
    assert texts("a,b\nc,d\nid;x\n1;2\n", names=frozenset({"x"}))[0] == ("id", "x")
    cents = "Café;Größe\n½;€\n"
    assert texts(cents.encode("cp1252"), encoding="windows-1252") == texts(cents)
    assert texts(cents.encode("utf-16-le"), encoding="utf-16-le") == texts(cents)


@pytest.mark.parametrize(
    ("document", "layout", "said"),
    [
        (
            "id,x\né,1\n".encode("cp1252"),
            {},
            (
                "2:1: found the byte 0xe9\n    expected text in UTF-8\n"
                '    save the file as "CSV UTF-8", or say so in a mapping: encoding = "cp1252"'
            ),
        ),
        (
            "id,x\na,1\n".encode("utf-16-le"),
            {},
            (
                "every other byte is 0: this looks like UTF-16\n    expected text in UTF-8\n"
                '    save the file as "CSV UTF-8", or say so in a mapping: encoding = "utf-16-le"'
            ),
        ),
        (b"PK\x03\x04rest", {}, "this is a workbook or another packed file, not CSV\n"),
        (b"\xd0\xcf\x11\xe0", {}, "this is an old workbook (.xls) or has a password"),
        (b"id,x\n\x81,1", {"encoding": "cp1252"}, "2:1: found the byte 0x81\n    expected text"),
        (
            b"id",
            {"encoding": "cp125"},
            "there is no encoding 'cp125'\n    expected one of utf-8, utf-16, utf-16-le,",
        ),
    ],
)
def test_what_is_no_text(document, layout, said):
    with pytest.raises(InputError) as caught:
        CSV.open(document, Layout(**layout))
    assert str(caught.value).startswith(said)


SHORT = "is a line break to blame, or a missing separator?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id,x,y\na,1\n",
            ["2: a row is too short\n    its missing cells count as empty; " + SHORT],
        ),
        (
            "id,x,y,z\na,1\nb\n",
            [
                "2: 2 rows are shorter than the header\n"
                "    their missing cells count as empty; " + SHORT
            ],
        ),
        (
            'id,x,y\nR1,A,4\nR2,"B,5\nR3,C,6\nR4,D",7\n',
            [
                (
                    "3:2: a cell of 3 lines holds the commas of whole rows\n"
                    "    is a quote missing, so that rows were swallowed?"
                )
            ],
        ),
        (
            'id;x\nR1;"A;5\nR2;B"\n',
            [
                (
                    "2:2: a cell of 2 lines holds the semicolons of whole rows\n"
                    "    is a quote missing, so that rows were swallowed?"
                )
            ],
        ),
        ('id,x\nR1,"Fast, cheap\nand good, too"\n', []),
        ('id,x\nR1,"one\ntwo\nthree"\n', []),
    ],
)
def test_what_may_have_been_meant_otherwise_is_a_warning(text, said):
    assert noticed(text) == said


def test_a_line_break_without_quotes_tears_a_row():
    assert refusal("id,x,y,z\na,1,some\ntext,4\n") == (
        "in:2:4: rows 2 and 3 are too short, and together one row\n"
        '    a cell that contains a line break stands in "double quotes"'
    )


def test_large_documents_are_read_again_instead_of_being_kept(monkeypatch):
    text = "id,x\n" + "".join(f"i{n},{n}\n" for n in range(50)) + "last,1\n"
    kept = rows(text)
    monkeypatch.setattr(evalcore_csv, "SMALL", 10)
    assert rows(text) == kept
    assert rows(text.encode()) == kept
    assert refusal("id,x\na,b,c\n") == f"in:2:3: found 3 cells\n{WIDTH.format('a comma')}"


@pytest.mark.parametrize("sign", ["^", "~", "\x1f", "::", ":", "#", "\u00a6", "^|^", "~~"])
def test_a_sign_that_nobody_expects_is_said_with_the_line_to_write(sign):
    rows = [["id", "title", "cost"], ["R1", "A, or B", "1"], ["R2", "C", "2"]]
    text = "".join(sign.join(row) + "\n" for row in rows)
    assert evalcore_csv.lay_out(text.encode(), Layout()).unusual == sign
    said = refusal(text)
    assert said.startswith(f"in:1: found {show(sign)} as often in each line, as if it parted")
    assert f"say so in a mapping: separator = {spell_text(sign)}; of one" in said
    found = evalcore_csv.lay_out(text.encode(), Layout(separator=sign))
    assert [list(row.cells) for row in found.rows] == rows
    assert not found.unusual


def test_a_separator_of_several_signs_parts_nothing_inside_quotes():
    text = 'id::title\nR1::"a::b\nc"\nR2::":"\n'
    found = evalcore_csv.lay_out(text.encode(), Layout(separator="::"))
    assert [row.cells for row in found.rows] == [("id", "title"), ("R1", "a::b\nc"), ("R2", ":")]


@pytest.mark.parametrize(
    "text",
    [
        "id\nR1\nR2\n",
        "id,a^b\nR1,1^2\nR2,3^4\n",
        "id;at: by\n1;2: 3\n",
        "Project-ID\nP-1\nP-2\n",
        "note: a\nfree text\nof lines\n",
    ],
)
def test_a_sign_that_parts_nothing_is_not_suspected(text):
    assert not evalcore_csv.lay_out(text.encode(), Layout()).unusual


def test_cells_that_are_aligned_by_blanks():
    text = "id   title    cost\nR1   A thing  1\nR2   B, or C  20\n"
    assert refusal(text) == (
        "in:1: the cells are aligned by blanks\n"
        '    expected commas, semicolons, tabs or bars\n    save the table as "CSV UTF-8"'
    )
