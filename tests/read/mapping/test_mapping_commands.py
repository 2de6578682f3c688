"""`--map`, `--sheet` and `evalcore map` on the command line."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore
from read.mapping.spreadsheet import RULES

TABLE = "No,Name,Cost,Stage\n1,One,5,idea\n2,Two,much,idea\n3,Three,TBC,secret\n"
MAPPING = """\
id = "No"
title = "Name"
unknown = ["TBC"]
withheld = ["secret"]
[fields]
cost = "Cost"
stage = "Stage"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    (tmp_path / "in.csv").write_text(TABLE, "utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")
    return tmp_path


def run(*args, **keywords):
    return CliRunner().invoke(evalcore, args, **keywords)


AS_OF = ("--as-of", "2026-11-23")
SAID = """\
warning: in.csv:3:3: row 3, column 'Cost': found 'much'
    expected a number such as 12.5
note: no column is mapped to due, urgent, goals, note, benefit, outcomes: unknown in every row
note: in.csv: 3 rows, 6 cells: 3 known, 1 unknown, 1 withheld, 1 refused
"""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "args",
    [
        ("rank", "rules.toml", "in.csv"),
        ("evaluate", "rules.toml", "in.csv"),
        ("explain", "rules.toml", "in.csv", "1"),
        ("compare", "rules.toml", "rules.toml", "--on", "in.csv"),
    ],
)
def test_every_command_that_takes_input_takes_a_mapping(args):
    result = run(*args, *AS_OF, "--map", "map.toml", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, SAID)
    assert json.loads(result.stdout)


@pytest.mark.usefixtures("folder")
def test_strict_refuses():
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "map.toml", "--strict")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"{SAID}error: --strict: 1 refused cell about in.csv\n"


def test_what_is_refused_is_said_once(folder):
    rows = "".join(f"{n},N,too dear,idea\n" for n in range(25))
    (folder / "in.csv").write_text(f"No,Name,Cost,Stage\n{rows}", "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "map.toml")
    assert result.stderr.startswith(
        "warning: in.csv:2:3: row 2 first: 25 cells in column 'Cost' say 'too dear'\n"
        "    expected a number such as 12.5\n"
        '    if that means unknown, add to [unknown]: words = ["too dear"]\n'
        "note: no column is mapped to"
    )
    assert "note: in.csv: 25 rows, 50 cells: 25 known, 0 unknown, 0 withheld, 25 refused" in (
        result.stderr
    )


def test_only_the_first_refused_texts_are_printed(folder):
    rows = "".join(f"{n},N,x{n},idea\n" for n in range(25))
    (folder / "in.csv").write_text(f"No,Name,Cost,Stage\n{rows}", "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "map.toml")
    assert result.stderr.count("warning: in.csv:") == 12
    assert "warning: 13 more cells were refused\n" in result.stderr


@pytest.mark.usefixtures("folder")
def test_standard_input():
    args = ("rank", "rules.toml", "-", "--from", "csv", *AS_OF, "--map", "map.toml")
    result = run(*args, input=TABLE)
    assert result.exit_code == 0
    assert "note: <stdin>: 3 rows, 6 cells" in result.stderr


def test_workbooks(folder):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    book = openpyxl.Workbook()
    book.active.append(["nothing"])
    sheet = book.create_sheet("Data")
    for row in (["No", "Name", "Cost", "Stage"], [1, "One", 5, "idea"]):
        sheet.append(row)
    book.save(folder / "in.xlsx")
    args = ("rank", "rules.toml", "in.xlsx", *AS_OF, "--map", "map.toml")
    assert "in.xlsx [Data]" not in run(*args).stderr
    result = run(*args, "--sheet", "Data")
    assert result.exit_code == 0
    assert "note: in.xlsx: 1 row, 2 cells: 2 known, 0 unknown, 0 withheld, 0 refused" in (
        result.stderr
    )
    result = run(*args, "--sheet", "Dato")
    assert result.exit_code == 2
    assert "in.xlsx: there is no sheet 'Dato'\n    expected one of Sheet, Data" in result.stderr
    piped = io.BytesIO((folder / "in.xlsx").read_bytes())
    args = ("rank", "rules.toml", "-", "--from", "xlsx", "--sheet", "Data", *AS_OF)
    assert run(*args, "--map", "map.toml", input=piped).exit_code == 0


def test_a_proposal_is_a_mapping(folder):
    result = run("map", "in.csv", "rules.toml")
    assert result.exit_code == 0
    assert 'id = "No"\ntitle = "Name"\n' in result.stdout
    (folder / "proposed.toml").write_text(result.stdout, "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "proposed.toml")
    assert result.exit_code == 0
    assert "3 rows, 6 cells: 4 known, 1 unknown, 0 withheld, 1 refused" not in result.stdout


def test_a_proposal_for_a_table_with_a_title_above(folder):
    (folder / "in.csv").write_text(f"Our list,,,\n{TABLE}", "utf-8")
    result = run("map", "in.csv", "rules.toml", "--header-row", "2")
    assert "header_row = 2\n" in result.stdout
    result = run("map", "-", "rules.toml", "--header-row", "2", input=f"Our list,,,\n{TABLE}")
    assert "# A proposal for <stdin>." in result.stdout


def test_what_there_is_no_proposal_for(folder):
    (folder / "in.toml").write_text("", "utf-8")
    result = run("map", "in.toml", "rules.toml")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            "error: in.toml: a mapping reads columns, and toml has none\n"
            "    expected one of json, ndjson, csv, xlsx\n"
        ),
    )
    (folder / "empty.csv").write_text("No,Name\n", "utf-8")
    result = run("map", "empty.csv", "rules.toml")
    assert result.exit_code == 2
    assert "error: empty.csv:1:1: no initiatives after the header" in result.stderr


def test_a_proposal_says_how_the_text_was_to_be_read(folder):
    (folder / "in.csv").write_bytes("No|Café|Cost\n1|x|5\n".encode("cp1252"))
    result = run("map", "in.csv", "rules.toml", "--encoding", "cp1252", "--separator", "|")
    assert 'encoding = "cp1252"\nseparator = "|"\n' in result.stdout
    (folder / "proposed.toml").write_text(result.stdout, "utf-16")
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "proposed.toml")
    assert "note: in.csv: 1 row, 1 cells: 1 known, 0 unknown, 0 withheld, 0 refused" in (
        result.stderr
    )
    result = run("map", "in.csv", "rules.toml")
    assert 'or say so in a mapping: encoding = "cp1252"' in result.stderr


def test_a_proposal_takes_the_sheet_that_fits_and_names_the_others(folder):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Portfolio"])
    data, outcomes = book.create_sheet("Data"), book.create_sheet("Outcomes")
    for row in (["Q4 return"], [], ["No", "Cost"], [1, 5], [2, 6], ["TOTAL 2 projects", 11]):
        data.append(row)
    for row in (["No", "Owner", "Target"], [1, "Ann", 7], [1, "Bob", 8]):
        outcomes.append(row)
    book.save(folder / "in.xlsx")
    result = run("map", "in.xlsx", "rules.toml")
    assert (
        "# the workbook has the sheets 'Cover', 'Data', 'Outcomes'; on this one 1 field was found\n"
        "sheet = \"Data\"\nheader_row = 3\nwhere = \"cell('No') not in ['TOTAL 2 projects']\"\n"
    ) in result.stdout
    assert '[records.outcomes]\n# the sheet is called like the field\nsheet = "Outcomes"' in (
        result.stdout
    )
    (folder / "proposed.toml").write_text(result.stdout, "utf-8")
    result = run("rank", "rules.toml", "in.xlsx", *AS_OF, "--map", "proposed.toml")
    assert "note: in.xlsx: 1 row left out, as the mapping says: 6\n" in result.stderr
    assert "note: in.xlsx: 2 rows, 6 cells: 6 known, 0 unknown, 0 withheld, 0 refused" in (
        result.stderr
    )


def test_errors_stop_after_a_screen(folder):
    rows = "".join(f"{n},N,1,idea,x\n" for n in range(100))
    (folder / "in.csv").write_text(f"No,Name,Cost,Stage\n{rows}", "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF, "--map", "map.toml")
    assert result.stderr.count("error: in.csv:") == 20
    assert result.stderr.endswith("100 errors, of which the first 20 are shown\n")


def test_a_great_many_columns_that_nearly_match_are_one_warning(folder):
    header = ",".join(f"cost{n}" for n in range(20_000))
    (folder / "in.csv").write_text(f"id,{header}\nA{',1' * 20_000}\n", "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF)
    assert result.exit_code == 0
    assert result.stderr.count("warning") == 1
    assert "columns are nearly called like fields, and not read; the first: A: no field" in (
        result.stderr
    )


def test_totals_are_a_warning(folder):
    (folder / "in.csv").write_text("id,title,cost\nA,One,5\nGrand total,,5\n", "utf-8")
    result = run("rank", "rules.toml", "in.csv", *AS_OF)
    assert "warning: in.csv: 'Grand total' is read as an initiative\n" in result.stderr


def test_a_proposal_is_a_table_too(folder):
    for suffix in ("csv", "json", "md", "html", "txt", "xlsx", "parquet"):
        assert run("map", "in.csv", "rules.toml", "-o", f"m.{suffix}").exit_code == 0
        assert (folder / f"m.{suffix}").stat().st_size > 100
    text = (folder / "m.csv").read_text("utf-8")
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["id"]["column"] == "No"
    assert rows["cost"]["column"] == "Cost"
    assert "'much'" in rows["cost"]["check"]
    assert rows["due"]["why"] == "no column was found"
    assert json.loads((folder / "m.json").read_text())["fields"][0]["field"] == "id"


def test_map_takes_a_separator_that_nobody_expects_and_asks(folder):
    (folder / "in.csv").write_text("No^Title, in full\nP-1^Portal, new\nP-2^App\n", "utf-8")
    result = run("map", "in.csv", "rules.toml")
    assert "# CHECK: does '^' part the cells? No usual separator does\nseparator = \"^\"\n" in (
        result.stdout
    )
    (folder / "map.toml").write_text(result.stdout, encoding="utf-8")
    ranked = run("rank", "rules.toml", "in.csv", "--map", "map.toml", "--format", "csv", *AS_OF)
    assert ',P-1,"Portal, new",' in ranked.stdout
    (folder / "map.toml").write_text('id = "No"\n', encoding="utf-8")
    refused = run("rank", "rules.toml", "in.csv", "--map", "map.toml", *AS_OF)
    assert refused.exit_code == 2
    assert 'say so in a mapping: separator = "^"' in refused.stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("sign", ['"', "\n", ";a", ""])
def test_what_cannot_part_cells(sign):
    result = run("map", "in.csv", "rules.toml", "--separator", sign)
    assert result.exit_code == 2
    assert f"error: --separator: found {sign!r}\n    expected the sign between" in result.stderr
