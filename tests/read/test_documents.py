"""Documents: which source reads a file, and what is said where one cannot be read."""

from __future__ import annotations

import json

import pytest
from plugin_shop import module
from portfolio import REQUESTS, RULES, evaluator

from evalcore import Evaluator, InputError, Plugins, discover, load_initiatives, read_ruleset
from evalcore.read.documents import LARGEST, choose_source, parse_initiatives

ODD = """
from evalcore import Complaint, InputError, Source, hookimpl

def read(text, name):
    {read}

def locate(text, complaints):
    {locate}

@hookimpl
def evalcore_sources():
    return [Source("odd", [".odd"], read, locate)]
"""


@pytest.fixture
def judge():
    return evaluator()


def complaint(call, *args, **keywords):
    with pytest.raises(InputError) as caught:
        call(*args, **keywords)
    return str(caught.value)


def odd(read, locate="return complaints", rules=RULES):
    return evaluator(rules, module("odd", ODD.format(read=read, locate=locate)))


def test_a_file_is_read_by_the_source_of_its_suffix(judge, tmp_path):
    path = tmp_path / "requests.ROWS"
    path.write_text(json.dumps(REQUESTS), "utf-8")
    loaded = load_initiatives(judge, path)
    assert [each.id for each in loaded.initiatives] == ["R1", "R2", "R3", "R4"]
    assert loaded.initiatives[0].values["hours"] == 4
    assert loaded.warnings == ()


def test_or_by_the_source_that_is_named(judge, tmp_path):
    path = tmp_path / "requests.txt"
    path.write_text("[]", "utf-8")
    assert load_initiatives(judge, path, source="rows").initiatives == ()


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        (
            "requests.row",
            None,
            (
                "requests.row: found the suffix .row\n    expected one of .rows\n"
                "    did you mean '.rows'?\n    say how to read it: --from rows"
            ),
        ),
        (
            "requests",
            None,
            (
                "requests: the name has no suffix\n    expected one of .rows\n"
                "    say how to read it: --from rows"
            ),
        ),
        (
            "requests.rows",
            "rws",
            "there is no source 'rws'\n    expected one of rows\n    did you mean 'rows'?",
        ),
    ],
)
def test_a_format_that_nobody_reads(judge, name, source, expected):
    assert complaint(choose_source, judge.plugins, name, source) == expected


def test_without_any_source_it_says_so():
    none = "expected a plugin that reads initiatives; none is active"
    expected = f"a.rows: found the suffix .rows\n    {none}"
    assert complaint(choose_source, Plugins(), "a.rows") == expected


def test_a_suffix_that_two_sources_claim():
    texts = {name: ODD.replace('"odd"', f'"{name}"') for name in ("odd", "queer")}
    plugins = [
        module(name, text.format(read="return []", locate="return []"))
        for name, text in texts.items()
    ]
    found = evaluator(RULES, *plugins).plugins
    assert complaint(choose_source, found, "a.odd") == (
        "a.odd: the suffix .odd is claimed by odd of plugin odd and queer of plugin queer\n"
        "    say how to read it: --from odd"
    )
    assert choose_source(found, "a.odd", "queer").name == "queer"


def test_a_file_that_cannot_be_read(judge, tmp_path):
    (tmp_path / "requests.rows").write_bytes(b"[\n\xff]")
    (tmp_path / "large.rows").write_bytes(b" " * (LARGEST + 1))
    path = tmp_path / "requets.rows"
    meant = tmp_path / "requests.rows"
    assert complaint(load_initiatives, judge, path) == (
        f"{path}: there is no such file\n    did you mean {str(meant)!r}?"
    )
    assert complaint(load_initiatives, judge, tmp_path) == (
        f"{tmp_path}: this is a folder\n    expected a file of initiatives"
    )
    assert complaint(load_initiatives, judge, meant).startswith(f"{meant}:2:1: found the byte 0xff")
    assert "bytes" in complaint(load_initiatives, judge, tmp_path / "large.rows")


def test_every_value_that_does_not_fit_is_said_with_its_path(judge):
    text = json.dumps([{"id": "R1", "fit": 9, "hours": "four"}])
    source = choose_source(judge.plugins, "a.rows")
    message = complaint(parse_initiatives, judge, text, source, "a.rows")
    assert "a.rows: R1: fit: found 9\n    expected a number from 0 to 4" in message
    assert "a.rows: R1: hours: found 'four'\n    expected a number in h/month" in message


def test_a_source_may_say_in_which_lines_they_stand():
    judge = odd(
        "return [({'id': 'R1', 'fit': 9}, (0,))]",
        "import attrs; return [attrs.evolve(each, line=7, column=2) for each in complaints]",
    )
    source = judge.plugins.source("odd")
    assert "a.odd:7:2: R1: fit: found 9" in complaint(parse_initiatives, judge, "", source, "a.odd")


def test_a_near_miss_is_a_warning(judge):
    text = json.dumps([{"id": "R1", "hour": 4}])
    source = judge.plugins.source("rows")
    warnings = parse_initiatives(judge, text, source, "a.rows").warnings
    assert len(warnings) == 1
    assert warnings[0].source == "a.rows"
    assert warnings[0].did_you_mean == ("hours",)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("return 1 / 0", "reading as odd failed: ZeroDivisionError: division by zero"),
        ("yield 1 / 0", "reading as odd failed: ZeroDivisionError: division by zero"),
        ("return [{'id': 1}]", "odd read {'id': 1}\n    expected a mapping and its path"),
        ("return ['ab']", "odd read 'ab'\n    expected a mapping and its path"),
    ],
)
def test_a_source_that_breaks_is_named(read, expected):
    judge = odd(read)
    source = judge.plugins.source("odd")
    message = complaint(parse_initiatives, judge, "", source, "a.odd")
    assert message == f"a.odd: plugin odd: {expected}"


def test_a_source_that_cannot_find_lines_hides_no_complaint():
    judge = odd("return [({'id': 'R1', 'fit': 9}, (0,))]", "return 1 / 0")
    source = judge.plugins.source("odd")
    assert "a.odd: R1: fit: found 9" in complaint(parse_initiatives, judge, "", source, "a.odd")


def test_what_a_source_refuses_is_said_as_it_is():
    judge = odd("raise InputError(Complaint('no rows', line=3, column=1))")
    source = judge.plugins.source("odd")
    assert complaint(parse_initiatives, judge, "", source, "a.odd") == "a.odd:3:1: no rows"


def test_a_ruleset_that_reads_nothing_reads_any_document():
    rules = 'name = "n"\nversion = "1"\n[default]\nverdict = "hold"\n'
    judge = Evaluator(read_ruleset(rules), plugins=evaluator().plugins)
    source = judge.plugins.source("rows")
    loaded = parse_initiatives(judge, json.dumps(REQUESTS), source, "a.rows")
    assert len(loaded.initiatives) == len(REQUESTS)


@pytest.mark.parametrize("suffix", [".xls", ".XLSM", ".ods"])
def test_workbooks_of_other_formats_are_saved_as_one_that_is_read(suffix):
    with pytest.raises(InputError, match=r"save the sheet as \.xlsx \(Excel Workbook\), or as CSV"):
        choose_source(discover(), f"requests{suffix}")
