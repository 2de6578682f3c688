"""Results in files: -o on every command, the format by the suffix, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest

RANK = ("rank", "rules.toml", "requests.rows")
BEGINS = {
    "table": "portfolio 2026",
    "json": '{\n  "ruleset": {',
    "csv": "rank,id,title,verdict",
    "markdown": "# portfolio 2026",
}


@pytest.mark.parametrize(
    ("name", "form"),
    [("r.txt", "table"), ("r.json", "json"), ("R.CSV", "csv"), ("r.md", "markdown")],
)
def test_the_suffix_says_which_format(run, name, form):
    result = run(*RANK, "-o", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    written = Path(name).read_text("utf-8")
    assert written.startswith(BEGINS[form])
    assert form == "table" or written == run(*RANK, "--format", form).stdout


def test_the_format_may_be_said(run):
    assert run(*RANK, "--output", "r.data", "--format", "json").exit_code == 0
    assert json.loads(Path("r.data").read_text("utf-8"))["evaluations"]


def test_a_table_in_a_file_is_as_wide_as_it_says_and_has_no_colours(run, monkeypatch):
    run(*RANK, "-o", "r.txt")
    wide = Path("r.txt").read_text("utf-8")
    assert "\x1b" not in wide
    monkeypatch.setenv("COLUMNS", "60")
    run(*RANK, "-o", "n.txt")
    assert max(map(len, Path("n.txt").read_text("utf-8").splitlines())) <= 60
    assert max(map(len, wide.splitlines())) <= 100


def test_a_hyphen_is_standard_output(run):
    assert run(*RANK, "-o", "-", "--format", "csv").stdout.startswith(BEGINS["csv"])


def test_a_result_takes_the_place_of_the_one_before(run):
    run(*RANK, "-o", "r.csv")
    result = run(*RANK, "-o", "r.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "note: r.csv: written over what was there\n"


REFUSED = {
    "-o r.jsn": (
        "r.jsn: found the suffix .jsn\n"
        "    expected one of .txt, .json, .csv, .md, .parquet, .docx\n"
        "    did you mean '.json'?\n"
        "    or say how to write it: --format table\n"
    ),
    "-o result": (
        "result: the name has no suffix\n"
        "    expected one of .txt, .json, .csv, .md, .parquet, .docx\n"
        "    or say how to write it: --format table\n"
    ),
    "-o policies --format csv": "policies: this is a folder\n    expected a file\n",
    "-o polices/r.csv": (
        "polices/r.csv: cannot be written: there is no folder 'polices'\n"
        "    did you mean 'policies'?\n"
        "    make it first\n"
    ),
    "-o rules.toml/r.csv": ("rules.toml/r.csv: cannot be written: 'rules.toml' is no folder\n"),
    "-o r.csv --format tabel": "--format: there is no report 'tabel'\n",
    "-o r.md --bom": "--bom: a byte order mark is for csv\n",
    f"-o {'r.csv' * 99}": "cannot be read: File name too long\n",
    "-o r.xlsx --format csv": (
        "r.xlsx: --format csv in a file that ends in .xlsx\n    expected a file that ends in .csv\n"
    ),
    "-o r.json --format csv": (
        "r.json: --format csv in a file that ends in .json\n    expected a file that ends in .csv\n"
    ),
    "-o r.csv --format json": (
        "r.csv: --format json in a file that ends in .csv\n    expected a file that ends in .json\n"
    ),
    "-o r.md --format table": (
        "r.md: --format table in a file that ends in .md\n    expected a file that ends in .txt\n"
    ),
    "-o r.csv.gz": (
        "r.csv.gz: found the suffix .gz: a result is not compressed\n"
        "    write r.csv and compress that; or -o FILE.parquet, which is compressed by itself\n"
    ),
    "-o r.csv.gz --format csv": "r.csv.gz: found the suffix .gz: a result is not compressed\n",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_cannot_be_written_is_said_before_anything_is_read(run, arguments):
    result = run("rank", "rules.toml", "nothing.rows", *arguments.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert REFUSED[arguments] in result.stderr


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "table"])
def test_any_text_may_be_called_txt_and_have_a_suffix_of_its_own(run, form):
    for name in ("r.txt", "r.out", "r"):
        assert run(*RANK, "--format", form, "-o", name).exit_code == 0
        assert Path(name).stat().st_size


@pytest.mark.parametrize("name", ["requests.rows", "rules.toml"])
def test_nothing_is_written_over_what_is_read(run, name):
    before = Path(name).read_bytes()
    Path("link.csv").symlink_to(name)
    for chosen in (name, "link.csv"):
        result = run(*RANK, "--format", "csv", "-o", chosen)
        assert (result.exit_code, result.stdout) == (2, "")
        said = (
            "--format csv in a file that ends in .toml\n    expected a file that ends in .csv"
            if chosen.endswith(".toml")
            else "this is read: the result would be written over it\n    choose another name"
        )
        assert result.stderr == f"error: {chosen}: {said}\n"
    assert Path(name).read_bytes() == before


def test_a_closed_folder_is_a_sentence(run, monkeypatch):
    real = os.stat

    def closed(path=".", *args, **keywords):
        if str(path) == "closed/r.csv":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **keywords)

    Path("closed").mkdir()
    monkeypatch.setattr(os, "stat", closed)
    result = run(*RANK, "-o", "closed/r.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: closed/r.csv: cannot be read: Permission denied\n"


def test_a_full_disk_leaves_what_was_there(run, monkeypatch):
    Path("r.csv").write_text("old", "utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run(*RANK, "-o", "r.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: r.csv: cannot be written: No space left on device\n"
    assert Path("r.csv").read_text("utf-8") == "old"


def test_bad_input_leaves_what_was_there(run):
    Path("r.csv").write_text("old", "utf-8")
    assert run("rank", "rules.toml", "nothing.rows", "-o", "r.csv").exit_code == 2
    assert Path("r.csv").read_text("utf-8") == "old"


def test_csv_with_a_mark(run):
    assert run(*RANK, "--format", "csv", "--bom").stdout.startswith(f"\ufeff{BEGINS['csv']}")
    run(*RANK, "-o", "r.csv", "--bom")
    text = Path("r.csv").read_bytes().decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[0] == "rank"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("evaluate", "rules.toml", "requests.rows"), "e.csv"),
        (("explain", "rules.toml", "requests.rows", "R1"), "e.html"),
        (("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor"), "l.md"),
        (("explain", "rules.toml", "requests.rows", "R1", "--to", "kill"), "c.json"),
        (("compare", "rules.toml", "rules.toml", "--on", "requests.rows"), "c.html"),
        (("check", "rules.toml"), "c.txt"),
        (("form", "rules.toml"), "f.csv"),
        (("plugins",), "p.json"),
    ],
)
def test_every_command_that_has_a_result_writes_it(run, command, name):
    result = run(*command, "-o", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert Path(name).stat().st_size > 20


PICTURES = """
from evalcore import Report, hookimpl

@hookimpl
def evalcore_reports():
    return [Report("dots", lambda listing: b"\\xff" * len(listing.evaluations))]
"""


def test_a_report_of_a_plugin_may_be_no_text(run):
    Path("policies/dots.py").write_text(PICTURES, "utf-8")
    assert run(*RANK, "-o", "r.dots").exit_code == 0
    assert Path("r.dots").read_bytes() == b"\xff" * 4
    result = run(*RANK, "--format", "dots")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: dots is not written to standard output\n    say where to: -o FILE.dots\n"
    )


TABLES = {
    "check": ("check", "rules.toml"),
    "show": ("show", "rules.toml"),
    "plugins": ("plugins",),
    "explain": ("explain", "rules.toml", "requests.rows", "R1"),
    "changes": ("explain", "rules.toml", "requests.rows", "R1", "--to", "kill"),
    "draws": ("explain", "rules.toml", "requests.rows", "R1", "--draws", "20"),
    "ranks": ("rank", "rules.toml", "requests.rows", "--draws", "20"),
    "compare": ("compare", "rules.toml", "rules.toml", "--on", "requests.rows"),
    "diff": ("diff", "rules.toml", "rules.toml", "--on", "requests.rows"),
    "test": ("test", "rules.toml"),
    "report": ("report", "rules.toml", "requests.rows"),
}


@pytest.mark.parametrize("command", TABLES)
def test_what_has_rows_is_written_as_every_table(run, command):
    """As CSV and as Parquet the same columns and rows; as a workbook, a page and minutes, too."""
    rows = {}
    for suffix in ("csv", "parquet", "xlsx", "json", "md", "html", "txt"):
        result = run(*TABLES[command], "-o", f"r.{suffix}")
        assert result.exit_code in (0, 1), (suffix, result.stderr)
        assert (result.stdout, Path(f"r.{suffix}").stat().st_size > 20) == ("", True), suffix
        content = Path(f"r.{suffix}").read_bytes()
        match suffix:
            case "csv":
                rows[suffix] = [*csv.DictReader(io.StringIO(content.decode()))]
            case "parquet":
                frame = pl.read_parquet(content)
                rows[suffix] = frame.rows(named=True)
            case "xlsx":
                assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_column > 1
            case "json":
                json.loads(content)
            case "html":
                assert content.startswith(b"<!DOCTYPE html>")
            case _:
                content.decode()
    assert len(rows["csv"]) == len(rows["parquet"])
    if command != "report":  # whose Parquet has the columns of evaluate_table
        for one, other in zip(rows["csv"], rows["parquet"], strict=True):
            assert [*one] == [*other]
            assert [each != "" for each in one.values()] == [
                each is not None for each in other.values()
            ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("schema",), ".json"),
        (("sql", "rules.toml", "--dialect", "duckdb"), ".sql"),
        (("page", "rules.toml", "requests.rows"), "one of .html, .htm"),
    ],
)
def test_what_has_no_rows_names_the_suffixes_that_it_has(run, command, expected):
    result = run(*command, "-o", "r.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "r.csv: found the suffix .csv\n" in result.stderr
    assert expected in result.stderr
    assert "--format" not in result.stderr


def test_a_ranking_and_a_comparison_are_documents_too(run):
    for command in (RANK, TABLES["compare"]):
        assert run(*command, "-o", "r.docx").exit_code == 0
        written = docx.Document("r.docx")
        assert "R1" in " ".join(cell.text for row in written.tables[0].rows for cell in row.cells)
