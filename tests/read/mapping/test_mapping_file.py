"""The mapping file: what it says, and every complaint about it, at once and located."""

from __future__ import annotations

import re

import attrs
import pytest

from evalcore import Evaluator
from evalcore.read.mapping.dates import DIRECTIVES
from evalcore.read.mapping.mapping_file import load_mapping, read_mapping
from evalcore.read.mapping.patterns import Unsafe, compiled
from evalcore.read.mapping.spec import OPTIONS, Column, Key, Read, SheetMapping
from read.mapping.spreadsheet import EXAMPLES, refusal


def test_a_mapping():
    mapping = read_mapping("""\
about = "a register"
id = ["year", "no"]
joined_by = "-"
title = "Name"
sheet = "Projects"
header_row = 4

[unknown]
words = ["N/A"]

[withheld]
patterns = ["exempt .*"]

[fields]
stage = "Stage of work"

[fields."council.yes"]
column = "Yes"
read = "money"
currency = ["£", "GBP"]
unknown = { words = ["tbc"] }
withheld = ["secret"]

[fields.benefit]
column = { low = "Min", likely = "P50", high = "Max" }

[records.outcomes]
file = "outcomes.csv"
id = "no"
fields = { owner = "Who" }
""")
    assert mapping.key == Key(("year", "no"), "-")
    assert (mapping.title, mapping.sheet, mapping.header_row) == ("Name", "Projects", 4)
    stage, yes, benefit = mapping.fields.values()
    assert stage.columns == {"": "Stage of work"}
    assert stage.unknown.match("n/a")
    assert not stage.unknown.match("tbc")
    assert (yes.read, yes.currency) == (Read.MONEY, ("£", "GBP"))
    assert all(yes.unknown.match(each) for each in ("N/A", "TBC"))
    assert all(yes.withheld.match(each) for each in ("Exempt under Section 43", "Secret"))
    assert not yes.withheld.match("not exempt under")
    assert benefit.columns == {"low": "Min", "likely": "P50", "high": "Max"}
    (records,) = mapping.records.values()
    assert (records.file, records.key.columns, records.without_rows) == (
        "outcomes.csv",
        ("no",),
        "unknown",
    )


def test_what_a_mapping_leaves_out():
    mapping = read_mapping('id = "a"')
    assert (mapping.key.joined_by, mapping.title, mapping.fields) == ("/", None, {})
    assert Column({}).formats == ("%Y-%m-%d",)


def test_every_complaint_at_once():
    said = refusal(
        read_mapping,
        """\
titel = "Name"
header_row = 0
[unknown]
word = ["NA"]
[withheld]
patterns = ["(", ".*"]
[fields]
a = 3
b = ""
[fields.cost]
colunm = "Cost"
[fields.price]
column = "Price"
read = "mony"
[fields.worth]
column = "Worth"
read = "money"
formats = ["%d/%m"]
decimal = ","
thousands = ","
multiplier = 0
suffixes = { "1" = 2, k = 0 }
without_sign = "percents"
[fields.when]
column = { low = "Min", likely = "" }
[fields.flag]
column = "Flag"
true = ["Y"]
false = ["y "]
table = { "a b" = "x", "a  b" = "y" }
[records.outcomes]
without_rows = "non"
[records.cost]
sheet = "Costs"
id = []
fields = { x = "X" }
""",
        "map.toml",
    )
    assert f"{said}\n" == EXPECTED


EXPECTED = """\
map.toml:1:1: id is missing
    expected a column that tells the rows apart: id = "Number", or several in a list; or id = \
{ row = true } for the number of the row
map.toml:1:1: titel: there is no key 'titel' here
    expected one of about, encoding, fields, header_row, id, joined_by, latest_by, list, records, \
separator, sheet, title ... (16 in all)
    did you mean 'title'?
map.toml:2:14: header_row: found 0
    expected the number of the row that holds the names of the columns, from 1
map.toml:4:1: unknown.word: there is no key 'word' here
    expected one of patterns, words
    did you mean 'words'?
map.toml:6:13: withheld.patterns[1]: '(' is no regular expression: missing ), unterminated \
subpattern at position 0
map.toml:6:18: withheld.patterns[2]: '.*' also matches an empty cell
    expected a pattern for all the text of a cell
map.toml:8:5: fields.a: found 3
    expected the name of a column, or a table with column = "..."
map.toml:9:5: fields.b: b is empty
    expected the name of a column
map.toml:10:9: fields.cost: column is missing
    expected the name of a column, such as column = "Total cost"
map.toml:11:1: fields.cost.colunm: there is no key 'colunm' here
    expected one of brackets, column, counts, currency, day, decimal, false, formats, highest, \
likely, lowest, multiplier ... (26 in all)
    did you mean 'column'?
map.toml:14:8: fields.price.read: there is no way to read 'mony'
    expected one of number, money, percent, duration, band, date, choice, flag, set, text
    did you mean 'money'?
map.toml:15:9: fields.worth: read = "money" without the signs that may stand there
    expected currency = ["£"], ["$", "USD"] or the like
map.toml:18:1: fields.worth.formats: formats says nothing where read = "money"
    it belongs to read = "date"
map.toml:18:12: fields.worth.formats[1]: '%d/%m' is no format of dates: it has no year
    expected year, month and day out of %Y, %y, %G, %n, %m, %B, %b, %d, %A, %a, %q, %h, %V, %u, \
%H, %I, %p, %M, %S, %E, %s, %Q, %z, %Z
    such as "%d/%m/%Y" for 31/07/2022 and "%B %d, %Y" for July 31, 2022
map.toml:20:13: fields.worth.thousands: decimal and thousands are both ','
    expected two different signs
map.toml:21:14: fields.worth.multiplier: found 0, which would make every amount nothing
    expected a factor
map.toml:22:14: fields.worth.suffixes.1: found '1'
    expected letters, such as m
map.toml:22:27: fields.worth.suffixes.k: found 0, which would make every amount nothing
    expected a factor
map.toml:23:1: fields.worth.without_sign: without_sign says nothing where read = "money"
    it belongs to read = "percent"
map.toml:23:16: fields.worth.without_sign: found 'percents'
    expected "percent" where 13 is 13%, "fraction" where 0.13 is 13%
    did you mean 'percent'?
map.toml:25:10: fields.when.column: high is missing
    expected the name of its column
map.toml:25:34: fields.when.column.likely: likely is empty
    expected the name of its column
map.toml:29:9: fields.flag.false: 'y' stands for both true and false
map.toml:30:24: fields.flag.table."a  b": 'a  b' stands there twice, apart from its spaces
    keep one of them
map.toml:31:10: records.outcomes: fields is missing
    expected a table with a column for each field of a record
map.toml:32:16: records.outcomes.without_rows: found 'non'
    expected "unknown", or "none" where an initiative without a row has no records
    did you mean 'none'?
map.toml:33:10: records.cost: cost is mapped twice, also under [fields]
    keep one of them
map.toml:35:6: records.cost.id: id names no column
    expected the column that says whose record it is: id = "Number"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "",
            (
                "map.toml:1:1: id is missing\n    expected a column that tells the rows apart: "
                'id = "Number", or several in a list'
            ),
        ),
        ('id = "a', "map.toml:1:8: this is no TOML"),
    ],
)
def test_what_is_missing(text, said):
    assert refusal(read_mapping, text, "map.toml").startswith(said)


@pytest.mark.parametrize("name", ["uk_gmpp", "canada_it_projects", "keps"])
def test_the_examples_fit_their_rulesets(name):
    mapping = load_mapping(EXAMPLES / f"{name}.toml")
    evaluator = Evaluator(EXAMPLES / f"{name}_rules.toml")
    assert evaluator.warnings == []
    assert set(evaluator.fields) <= {*mapping.fields, *mapping.records}


def test_the_page_on_spreadsheets_shows_a_mapping_and_names_every_option():
    page = (EXAMPLES.parents[1] / "docs" / "spreadsheets.md").read_text("utf-8")
    said, example = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert read_mapping(f'id = "No"\n{said}').fields["cost_k"].multiplier == 1000
    mapping = read_mapping(example)
    assert list(mapping.fields) == [
        "sponsor", "cost_k", "stage", "benefit_k", "reported", "spent_k",
    ]  # fmt: skip
    assert mapping.records["payments"].same_rows
    options = [key for key in attrs.fields_dict(SheetMapping) if key not in ("source", "document")]
    options[0] = "id"
    assert [key for key in options if not re.search(rf"^\[?{key}\b", example, re.MULTILINE)] == []
    assert [option for option in OPTIONS if page.count(f"`{option}`") < 2] == []
    assert [way for way in Read if f"| `{way}` |" not in page] == []
    assert [directive for directive in DIRECTIVES if f"`{directive}`" not in page] == []


def test_a_file_that_is_not_there(tmp_path):
    said = refusal(load_mapping, tmp_path / "none.toml")
    assert said == f"{tmp_path / 'none.toml'}: cannot be read: No such file or directory"


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:a*)*", "((a+)b)*", "(a{2,}){3}", r"(\\d+ )+"])
def test_patterns_that_could_take_for_ever(pattern):
    with pytest.raises(Unsafe):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern", ["Exempt .*", "(a|b)+", r"\(a+\)+", "[(+]+x", "(early|late) planning.*", "a+b+"]
)
def test_patterns_that_are_fine(pattern):
    assert compiled(pattern).longest >= 700
