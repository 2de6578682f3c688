"""Workbooks: typed cells, sheets by name, and what is refused before it does harm."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date, datetime

import evalcore_xlsx
import pytest
from counting import calls
from read.mapping.spreadsheet import JUDGE, refusal

from evalcore import Estimate, InputError, Withheld, load_initiatives
from evalcore.extend.sheets import Percent
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.request.cells import Broken

openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")

(XLSX,) = evalcore_xlsx.evalcore_sources()


def workbook(*sheets, change=None):
    """The bytes of a workbook: each sheet a name and its rows; the first is the one to be read."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(document, change):
    """The same workbook with its XML changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def cells(document, sheet=None):
    return [(row.number, *row.cells) for row in evalcore_xlsx.read_xlsx(document, sheet).rows]


def test_cells_keep_their_types():
    def formats(book):
        book.active["F2"].number_format = "0.0%"
        book.active["G2"].number_format = '0 "% of all"'

    document = workbook(
        ("One", [["id", 1, 2.5, True, date(2026, 11, 23), 0.13, 13, " text "]] * 2),
        change=formats,
    )
    (_, second) = cells(document)
    assert second == (
        2,
        "id",
        1,
        2.5,
        True,
        datetime.fromisoformat("2026-11-23"),
        0.13,
        13,
        " text ",
    )
    assert [type(each) for each in second[1:]] == [
        str, int, float, bool, datetime, Percent, int, str,
    ]  # fmt: skip


def test_empty_rows_and_columns_are_left_out_and_rows_keep_their_numbers():
    rows = [[], ["id", "x"], [], ["a", None, None, " "], ["b", 2]]
    assert cells(workbook(("One", rows))) == [(2, "id", "x"), (4, "a", None), (5, "b", 2)]


def test_formulas_count_as_their_saved_results():
    document = workbook(("One", [["id", "x"], ["a", "=1+2"], ["b", "=3+4"], ["c", "=1/0"]]))

    def calculated(name, data):
        if not name.startswith("xl/worksheets/"):
            return data
        data = data.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>")
        data = data.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>")
        pattern = rb'<c r="B4"[^>]*>.*?</c>'
        return re.sub(pattern, b'<c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c>', data)

    found = cells(repacked(document, calculated))
    assert found[1:3] == [
        (2, "a", 3),
        (
            3,
            "b",
            Broken(
                "a formula without a result",
                "open the workbook in a spreadsheet program, let it calculate, and save it",
            ),
        ),
    ]
    assert found[3] == (4, "c", Broken("#DIV/0!"))


def test_what_cannot_be_seen_is_no_cell():
    rows = [["\u200bid", "note\u00a0"], ["\u200b", "\u00a0"], ["a", "\u2060"]]
    document = workbook(("One", rows))
    assert cells(document)[1:] == [(3, "a", None)]
    ((raw, _),) = XLSX.read(document, "in")
    assert raw == {"id": "a", "note": ""}


def saved(tmp_path, *sheets, **keywords):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(*sheets, **keywords))
    return path


def test_columns_that_are_called_like_fields_need_no_mapping(tmp_path):
    header = ["id", "title", "cost", "stage", "due", "urgent", "goals", "note", None]
    header += ["benefit.low", "benefit.likely", "benefit.high"]
    path = saved(
        tmp_path,
        (
            "Requests",
            [
                header,
                [1, "One", 5, "idea", date(2026, 11, 23), True, "growth;safety", 43, None, 1, 2, 3],
                ["B", 2, "withheld: secret"],
            ],
        ),
        ("Notes", [["anything", "at all"]]),
    )
    loaded = load_initiatives(JUDGE, path)
    first, second = loaded.initiatives
    assert (first.id, first.title, second.id, second.title) == ("1", "One", "B", "2")
    assert first.values == {
        "cost": 5,
        "stage": "idea",
        "due": date(2026, 11, 23),
        "urgent": True,
        "goals": ("growth", "safety"),
        "note": "43",
        "benefit": Estimate(1, 2, 3),
        "outcomes": None,
    }
    assert second.values["cost"] == Withheld("secret")
    assert loaded.tally is None


def test_sheets_that_are_called_like_records_hold_them(tmp_path):
    rows = [["id", "owner", "target"], ["A", "Ann", 5], ["B", "Bob", 2], ["A", None, 7]]
    path = saved(tmp_path, ("Requests", [["id"], ["A"], ["B"], ["C"]]), ("outcomes", rows))
    found = [each.values["outcomes"] for each in load_initiatives(JUDGE, path).initiatives]
    assert found == [
        ({"owner": "Ann", "target": 5}, {"owner": None, "target": 7}),
        ({"owner": "Bob", "target": 2},),
        None,
    ]
    alone = load_initiatives(JUDGE, path, sheet="Requests")
    assert [each.values["outcomes"] for each in alone.initiatives] == [None, None, None]


def test_mistakes_in_records_are_said_where_they_stand(tmp_path):
    rows = [["id", "owner", "target"], ["A", "Ann", 5], ["A", "Bob", "much"]]
    path = saved(tmp_path, ("Requests", [["id"], ["A"]]), ("outcomes", rows))
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:3:3: A: outcomes.2.target: sheet outcomes, row 3: found 'much'\n"
        "    expected a number\n"
        "    what is spelt otherwise is read by a mapping; evalcore map proposes one"
    )
    path = saved(tmp_path, ("Requests", [["id"], ["A1"]]), ("outcomes", [["id"], ["A2"]]))
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:2: sheet outcomes, row 2: no initiative has the id 'A2'\n"
        "    correct it, or read one sheet alone: --sheet"
    )


def test_values_that_do_not_fit(tmp_path):
    def formats(book):
        book.active["B4"].number_format = "0%"

    path = saved(
        tmp_path,
        ("One", [["id", "cost", "due"], ["a", "much", 45000], ["b", "#REF!", None], ["c", 0.13]]),
        change=formats,
    )
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:2:2: a: cost: found 'much'\n    expected a number\n"
        "    what is spelt otherwise is read by a mapping; evalcore map proposes one\n"
        f"{path}:2:3: a: due: found '45000'\n    expected a date such as 2026-11-23\n"
        f"{path}:3:2: b: cost: found #REF!\n    expected a number\n"
        "    a formula failed there: mend it, or clear it\n"
        f"{path}:4:2: c: cost: found '13%'\n    expected a number"
    )


MAPPING = """\
id = "No"
sheet = "Data"
header_row = 2
[fields.cost]
column = "Cost"
[fields.note]
column = "Note"
[records.outcomes]
sheet = "Goals"
id = "Project"
fields = { target = "Goal" }
"""


def test_a_mapping_reads_sheets_by_name(tmp_path):
    path = saved(
        tmp_path,
        ("Cover", [["nothing"]]),
        ("Data", [["A title"], ["No", "Cost", "Note"], [1, 5, "#N/A"], [2, "x", None]]),
        ("Goals", [["Project", "Goal"], [1, 7]]),
        ("Other", [["No", "Cost", "Note"], [1, 6, None]]),
    )
    mapping = read_mapping(MAPPING, "map.toml")
    loaded = load_initiatives(JUDGE, path, mapping=mapping)
    assert [each.values["cost"] for each in loaded.initiatives] == [5, None]
    assert [each.values["outcomes"] for each in loaded.initiatives] == [
        ({"owner": None, "target": 7},),
        None,
    ]
    assert [str(each.complaint) for each in loaded.tally.refused] == [
        f"{path} [Data]:3:3: row 3, column 'Note': found #N/A\n    expected a value",
        (f"{path} [Data]:4:2: row 4, column 'Cost': found 'x'\n    expected a number such as 12.5"),
    ]
    flat = read_mapping('id = "No"\nfields = { cost = "Cost" }')
    loaded = load_initiatives(JUDGE, path, mapping=flat, sheet="Other")
    assert [each.values["cost"] for each in loaded.initiatives] == [6]


def test_a_sheet_that_is_not_there():
    document = workbook(("Data", [["id"]]), ("More", [["id"]]))
    said = refusal(evalcore_xlsx.read_xlsx, document, "Dat")
    assert said == (
        "there is no sheet 'Dat'\n    expected one of Data, More\n    did you mean 'Data'?"
    )
    assert evalcore_xlsx.read_xlsx(document, "data").name == "Data"


def test_hidden_sheets_are_not_the_first():
    def hide(book):
        book["One"].sheet_state = "hidden"

    sheet = evalcore_xlsx.read_xlsx(workbook(("One", [["a"]]), ("Two", [["b"]]), change=hide))
    assert (sheet.name, sheet.others) == ("Two", ())


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            b"id,x\na,1\n",
            (
                "this is no .xlsx workbook\n"
                "    open it in a spreadsheet program and save it as .xlsx; "
                "text with separators is read with --from csv"
            ),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            (
                "this workbook has a password, or is one of the old format .xls\n"
                "    save it as .xlsx without a password"
            ),
        ),
    ],
)
def test_what_is_no_workbook(document, said):
    assert refusal(evalcore_xlsx.read_xlsx, document) == said


def test_a_damaged_workbook():
    document = repacked(workbook(("One", [["id"]])), lambda _, data: data[: len(data) // 2])
    said = refusal(evalcore_xlsx.read_xlsx, document)
    assert said.startswith("this workbook cannot be read: ")
    assert said.endswith("\n    open it in a spreadsheet program and save it again as .xlsx")


def test_a_workbook_that_unpacks_to_too_much(monkeypatch):
    bomb = repacked(
        workbook(("One", [["id"]])),
        lambda name, data: data + b" " * 10**6 if "sheet" in name else data,
    )
    assert len(bomb) < 20_000
    monkeypatch.setattr(evalcore_xlsx, "LARGEST", 10**6)
    said = refusal(evalcore_xlsx.read_xlsx, bomb)
    assert re.fullmatch(
        r"the workbook unpacks to \d+ bytes\n    expected at most 1000000\n"
        r"    save the sheet alone, or as CSV UTF-8",
        said,
    )


def test_a_workbook_of_entities_that_stand_for_each_other():
    tenfold = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    laughs = f'<!DOCTYPE worksheet [<!ENTITY a "ha ha ha ha">{tenfold}]><worksheet'.encode()

    def entities(name, data):
        if not name.startswith("xl/worksheets/"):
            return data
        return data.replace(b"<worksheet", laughs, 1).replace(b">id<", b">&j;<")

    bomb = repacked(workbook(("One", [["id"]])), entities)
    said = refusal(evalcore_xlsx.read_xlsx, bomb)
    assert said.startswith("this workbook cannot be read: ")


def test_rows_and_columns_are_limited(monkeypatch):
    monkeypatch.setattr(evalcore_xlsx, "MOST_ROWS", 3)
    monkeypatch.setattr(evalcore_xlsx, "MOST_COLUMNS", 2)
    mend = "    delete what does not belong to the table, or save the table alone"
    tall = workbook(("One", [["id"]] * 4))
    wide = workbook(("One", [["id"], ["a", 1, 2]]))
    assert refusal(evalcore_xlsx.read_xlsx, tall) == (
        f"4: something stands in row 4\n    expected at most 3 rows\n{mend}"
    )
    assert refusal(evalcore_xlsx.read_xlsx, wide) == (
        f"2: something stands in column 3\n    expected at most 2 columns\n{mend}"
    )
    assert len(cells(workbook(("One", [["id", 1]] * 3)))) == 3


def test_without_openpyxl_the_advice_is_how_to_install_it(monkeypatch):
    document = workbook(("One", [["id"]]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refusal(evalcore_xlsx.read_xlsx, document) == (
        "reading .xlsx needs openpyxl, which is not installed\n"
        "    pip install 'initiative-evalcore[xlsx]', or save the sheet as CSV UTF-8"
    )


def test_it_reads_bytes_and_has_no_initiatives_in_an_empty_sheet():
    assert XLSX.binary
    with pytest.raises(InputError, match="no initiatives"):
        XLSX.read(workbook(("One", [])), "in.xlsx")


def test_a_column_of_numbers_that_are_shown_with_leading_zeros():
    def formats(book):
        for row in (2, 3, 4):
            book.active.cell(row, 1).number_format = "00000"
        book.active["B2"].number_format = "0"

    rows = [["id", "x"], [42, 7], [123456, 0.5], [0.5, None]]
    assert cells(workbook(("One", rows), change=formats))[1:] == [
        (2, "00042", 7),
        (3, "123456", 0.5),
        (4, 0.5, None),
    ]


def test_long_numbers_keep_their_digits(tmp_path):
    path = saved(tmp_path, ("One", [["id"], [12345678901234570], [1.2345678901234e15], [7.0]]))
    found = [each.id for each in load_initiatives(JUDGE, path).initiatives]
    assert found == ["12345678901234570", "1234567890123400", "7"]


def test_what_nobody_sees_around_a_name_does_not_count(tmp_path):
    path = saved(tmp_path, ("One", [["\ufeffid", "cost\u200b", "\xa0note "], ["a", 5, "x"]]))
    (only,) = load_initiatives(JUDGE, path).initiatives
    assert (only.id, only.values["cost"], only.values["note"]) == ("a", 5, "x")


def test_merged_cells_say_the_same_in_each_of_their_rows():
    def merge(book):
        sheet = book.active
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("B5:C5")

    rows = [
        ["Dept", "Cost", None],
        [None, 2024, 2025],
        ["IT", 1, 2],
        [None, 3, 4],
        ["HR", 5, None],
        [None, 6, 7],
    ]
    table = evalcore_xlsx.read_xlsx(workbook(("One", rows), change=merge)).headed()
    assert table.columns == ("Dept", "Cost 2024", "Cost 2025")
    assert [row.cells for row in table.rows] == [
        ("IT", 1, 2),
        ("IT", 3, 4),
        ("HR", 5, None),
        (None, 6, 7),
    ]


def test_a_stray_cell_at_the_foot_of_a_sheet_costs_little():
    def stray(book):
        book.active["XFD1048576"] = " "

    document = workbook(("One", [["id"], ["a"]]), change=stray)
    assert cells(document) == [(1, "id"), (2, "a")]
    assert calls(lambda: cells(document)) < 1.2 * 2**20  # about one for each row that is not there


def test_other_kinds_of_workbooks_are_named():
    document = workbook(("One", [["id"]]))
    strict = repacked(document, lambda _, data: data.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ))  # fmt: skip
    assert refusal(evalcore_xlsx.read_xlsx, strict) == (
        "the workbook is saved as Strict Open XML, which cannot be read\n"
        '    save it as "Excel Workbook (.xlsx)", not as "Strict Open XML Spreadsheet"'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("content.xml", "<x/>")
    assert refusal(evalcore_xlsx.read_xlsx, stream.getvalue()) == (
        'this is OpenDocument, not .xlsx\n    save it as "Excel Workbook (.xlsx)"'
    )


def test_the_sheet_is_found(tmp_path):
    rows = [["A title"], [], ["No", "Cost", "Note"], [1, 5, "x"]]
    path = saved(tmp_path, ("Cover", [["Portfolio"], ["of 2026"]]), ("Data", rows))
    mapping = read_mapping('id = "No"\nfields = { cost = "Cost" }')
    (only,) = load_initiatives(JUDGE, path, mapping=mapping).initiatives
    assert (only.id, only.values["cost"]) == ("1", 5)
    path = saved(tmp_path, ("Notes", [["nothing"]]), ("Requests", [["id", "cost"], ["a", 5]]))
    (only,) = load_initiatives(JUDGE, path).initiatives
    assert only.values["cost"] == 5
    path = saved(tmp_path, ("Cover", [["Portfolio"]]), ("Data", rows))
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:1:1: no column is called 'id'\n"
        "    expected a column id with a text that no other initiative has\n"
        "    this is the sheet 'Cover'; the others are 'Data': --sheet NAME"
    )
    alone = saved(tmp_path, ("Cover", [["id"]]), ("Data", [["No"], [1]]))
    assert refusal(load_initiatives, JUDGE, alone).startswith(
        f"{alone}:1:1: no initiatives after the header on the sheet 'Cover'\n"
    )


def test_a_row_that_says_nothing_but_its_id_is_no_record(tmp_path):
    outcomes = [
        ["id", "owner", "target"],
        ["R1", "Ann", 5],
        ["R1", None, None],
        ["R1", "null", None],
    ]
    path = saved(tmp_path, ("One", [["id"], ["R1"]]), ("outcomes", outcomes))
    (plain,) = load_initiatives(JUDGE, path).initiatives
    mapping = read_mapping(
        'id = "id"\n[records.outcomes]\nsheet = "outcomes"\nid = "id"\n'
        'fields = { owner = "owner", target = "target" }'
    )
    (mapped,) = load_initiatives(JUDGE, path, mapping=mapping).initiatives
    assert plain.values["outcomes"] == mapped.values["outcomes"] == ({"owner": "Ann", "target": 5},)


def test_hidden_rows_are_found_however_they_are_written():
    from evalcore_xlsx import _hidden

    text = b"<sheetData><row hidden='1' r='2'><c/></row><x:row r=\"3\" hidden=\"true\"/><row/>"
    text += b'<row spans="1:2" hidden="true"><row r="9" hidden="0"><rowBreaks hidden="1"/>'
    assert list(_hidden(text)) == [2, 3, 5]
