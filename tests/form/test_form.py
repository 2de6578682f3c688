"""The form of a ruleset in every format, and that a filled form reads back without a mapping."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from functools import cache

import pytest
from five_ways import requests, values
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evalcore import Evaluator, InputError, read_ruleset
from evalcore.form import answer, columns, form_of
from evalcore.form.questionnaire import as_markdown
from evalcore.form.schema import as_schema
from evalcore.form.table import as_csv
from evalcore.form.workbook import as_workbook
from evalcore.read.documents import parse_initiatives
from evalcore.request.fields import Field, Kind
from evalcore.testing.keeping import keeping, keeps
from evalcore.written.blank import says_nothing

STANCES = (
    "it_is_the_job",
    "inseparable",
    "strategy_and_discipline",
    "investment_council",
    "balanced",
)
EVERYTHING = """
name = "everything"
version = "3"
about = "One field of each kind."

[fields.amount]
kind = "number"
unit = "kEUR"
maximum = 10

[fields.many]
kind = "number"
whole = true

[fields.worth]
kind = "estimate"
minimum = 0
question = "What is it worth?"
answered_by = "finance"

[fields.urgent]
kind = "flag"

[fields.note]
kind = "text"

[fields."place.region"]
kind = "choice"
choices = ["north, east", "=south", "none"]

[fields."place.site.opened"]
kind = "date"

[fields.goals]
kind = "set"
choices = ["grow", "save"]

[fields.risks]
kind = "records"
question = "Which risks?"
[fields.risks.record.name]
kind = "text"
[fields.risks.record.loss]
kind = "estimate"
[fields.risks.record.open]
kind = "flag"
[fields.risks.record.unread]
kind = "text"

[[rules]]
id = "all"
when = \"\"\"
amount > 1 and many > 1 and worth > 1 and urgent and note == 'x' and place.region == '=south'
and place.site.opened > date(2026, 1, 1) and 'grow' in goals
and any_of(risks, loss > 1 or open)\"\"\"
verdict = "go"

[default]
verdict = "hold"
"""


@cache
def evaluator(name):
    return Evaluator(name if name != "everything" else read_ruleset(EVERYTHING, "everything.toml"))


@cache
def form(name):
    return form_of(evaluator(name))


ALL = (*STANCES, "everything")


@pytest.mark.parametrize("name", ALL)
def test_the_form_is_what_the_ruleset_reads(name):
    assert [each.name for each in form(name).fields] == list(evaluator(name).fields)


def test_of_records_it_asks_for_what_is_read_and_for_a_name():
    asked = {each.name: list(each.record) for each in form("everything").records}
    assert asked == {"risks": ["name", "loss", "open"]}
    names = ["name", "owner", "metric", "baseline", "target", "due_month"]
    assert [list(each.record) for each in form("balanced").records] == [names]


def test_it_knows_who_answers():
    respondents = form("balanced").respondents
    assert list(respondents) == ["sponsor", "office", "finance"]
    assert [each.name for each in respondents["finance"]][:2] == [
        "remaining_benefit_k",
        "remaining_cost_k",
    ]
    assert list(form("everything").respondents) == ["anybody", "finance"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field("n", "number"), "a number"),
        (Field("n", "number", unit="kEUR"), "a number in kEUR"),
        (Field("n", "number", minimum=0, whole=True), "a whole number of at least 0"),
        (Field("n", "number", maximum=2.5), "a number of at most 2.5"),
        (Field("n", "number", "h/month", 0, 744), "a number from 0 to 744 h/month"),
        (
            Field("n", "estimate", minimum=0),
            "low, likely and high: a number of at least 0 each",
        ),
        (Field("n", "flag"), "yes or no"),
        (Field("n", "text"), "a text"),
        (Field("n", "choice", choices=("a", "b")), "one of a, b"),
        (Field("n", "date"), "a date such as 2026-11-23"),
        (Field("n", "set"), "texts; several separated by ;, or none"),
        (
            Field("n", "set", choices=("a", "b")),
            "some of a, b; several separated by ;, or none",
        ),
        (Field("n", "records", record={"a": Field("a", "text")}), "for each: a"),
    ],
)
def test_what_is_expected_in_words(field, words):
    assert answer(field) == words


def test_csv_is_a_header_and_nothing_else():
    assert as_csv(form("it_is_the_job")) == (
        "id,title,dexterity_uplift,trust_gain,newly_dexterous,own_learning,sponsor_hours_month\n"
    )
    header = as_csv(form("everything")).rstrip("\n").split(",")
    assert header[:13] == [
        *("id", "title", "amount", "many", "worth.low", "worth.likely", "worth.high"),
        *("urgent", "note", "place.region", "place.site.opened", "goals", "risks.1.name"),
    ]
    assert header[13:17] == [
        "risks.1.loss.low",
        "risks.1.loss.likely",
        "risks.1.loss.high",
        "risks.1.open",
    ]
    assert header[-1] == "risks.3.open"
    assert "\n" not in as_csv(form("everything"))[:-1]


def cell(value):
    match value:
        case None:
            return ""
        case {"withheld": reason}:
            return f"withheld: {reason}"
        case bool():
            return "yes" if value else "no"
        case list():
            return ";".join(value) or "none"
        case _:
            return str(value)


def spread(field, value):
    """A value in the columns of its field."""
    names = [name for name, _ in columns(field)]
    if len(names) == 1 or not isinstance(value, list):
        return dict.fromkeys(names, cell(value))
    return {name: cell(part) for name, part in zip(names, value, strict=True)}


def row(asked, said):
    """What was said, written into the columns of the CSV form."""
    filled = {"id": said["id"], "title": said.get("title", "")}
    for field in asked.fields:
        value = said.get(field.name)
        if field.kind is not Kind.RECORDS:
            filled |= spread(field, value)
            continue
        if value == []:
            filled[f"{field.name}.1.{next(iter(field.record))}"] = "none"
        for number, record in enumerate(value or (), start=1):
            for name, inner in field.record.items():
                for column, text in spread(inner, record.get(name)).items():
                    filled[f"{field.name}.{number}.{column}"] = text
    return filled


def filled_csv(asked, said):
    text = io.StringIO()
    header = as_csv(asked)
    writer = csv.DictWriter(text, header.rstrip("\n").split(","), lineterminator="\n")
    writer.writerow(row(asked, said))
    return header + text.getvalue()


def read(name, text, source):
    judge = evaluator(name)
    loaded = parse_initiatives(judge, text, judge.plugins.source(source), f"form.{source}")
    assert loaded.warnings == ()
    return loaded.initiatives


def asked_of(name, said):
    """What the form asks: a record that says nothing of it leaves no trace in a table."""
    found = {"id": said["id"]}
    for field in form(name).fields:
        value = said.get(field.name)
        if field.kind is Kind.RECORDS and isinstance(value, list):
            records = [{n: record.get(n) for n in field.record} for record in value]
            kept = [each for each in records if any(v is not None for v in each.values())]
            value = kept or (None if value else [])
        found[field.name] = value
    return found


def everything(name):
    fields = {each.name: values(each) for each in form(name).fields}
    kept = st.just({"withheld": "under review"})
    unknown = st.none()
    return st.fixed_dictionaries(
        {
            "id": st.just("R1"),
            **{
                key: unknown | drawn | (kept if key != "risks" else unknown)
                for key, drawn in fields.items()
            },
        }
    )


@pytest.mark.parametrize("name", STANCES)
@given(said=requests())
def test_a_filled_csv_form_reads_back(name, said):
    said = asked_of(name, said)
    (found,) = read(name, filled_csv(form(name), said), "csv")
    assert found == evaluator(name).read(said)


@given(said=everything("everything"))
def test_a_filled_csv_form_of_every_kind_reads_back(said):
    said = asked_of("everything", said)
    (found,) = read("everything", filled_csv(form("everything"), said), "csv")
    assert found == evaluator("everything").read(said)


def test_more_records_than_the_form_has_columns_for_need_more_columns():
    outcomes = "".join(f",outcomes.{n}.name" for n in (11, 2, 1))
    (found,) = read("balanced", f"id{outcomes}\nR1,eleventh,second,first\n", "csv")
    assert [each["name"] for each in found.values["outcomes"]] == ["first", "second", "eleventh"]


def test_no_records_are_said_by_none_and_empty_columns_say_nothing():
    header = as_csv(form("balanced"))
    width = header.count(",")
    at = header.split(",").index("outcomes.1.name")
    none = ["R1", *[""] * (at - 1), "None", *[""] * (width - at)]
    empty = ["R2", *[""] * width]
    found = read("balanced", header + ",".join(none) + "\n" + ",".join(empty) + "\n", "csv")
    assert [each.values["outcomes"] for each in found] == [(), None]


def test_a_record_that_does_not_fit_is_reported_with_its_column():
    text = "id,outcomes.1.name,outcomes.2.baseline\nR1,speed,fast\n"
    with pytest.raises(InputError) as caught:
        read("balanced", text, "csv")
    assert str(caught.value) == (
        "form.csv:2:3: R1: outcomes.2.baseline: found 'fast'\n    expected a number\n"
        "    what is spelt otherwise is read by a mapping; evalcore map proposes one"
    )
    with pytest.raises(InputError, match="expected a list of records"):
        read("balanced", "id,outcomes.owner\nR1,CFO\n", "csv")


@cache
def validator(name):
    schema = json.loads(json.dumps(as_schema(form(name))))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def nested(said):
    """Names with dots as tables inside tables."""
    found = {}
    for name, value in said.items():
        *tables, last = name.split(".")
        into = found
        for table in tables:
            into = into.setdefault(table, {})
        into[last] = value
    return found


@pytest.mark.parametrize("name", ALL)
@settings(deadline=None, max_examples=50)  # six documents each
@given(data=st.data())
def test_what_a_request_can_say_fits_the_schema_and_reads_back(name, data):
    said = keeping(evaluator(name).graph, data.draw(everything(name)))
    assume(keeps(evaluator(name).graph, said))
    expected = evaluator(name).read(said)
    for shape in (said, nested(said)):
        for document in (shape, [shape], {"initiatives": [shape]}):
            validator(name).validate(document)
            (found,) = read(name, json.dumps(document), "json")
            assert found == expected


JUNK = [
    *(-1, 5, 0.5, 2**53 + 2, True, "x", "2026-02-30", "2026-01-01", "", [], ["x"], [1, 2, 3]),
    *([1, 2], {}, {"low": 1}, {"withheld": 3}, {"withheld": "x", "and": 1}, [{"name": 3}], None),
    *([{"loss": {"low": 1, "likely": 2, "high": 3}}], "grow", ["grow"], "=south", 3.0, "north"),
    *(
        " ",
        "\n",
        "\u200b",
        "\u2800\U000e0001",
        [None],
        [""],
        ["\u00ad", "grow"],
        [{"current": "x"}],
    ),
    *([{"current": 3}], [{"current": ""}], [{"name": " ", "current": {"withheld": "x"}}]),
]


@pytest.mark.parametrize("name", ["balanced", "everything"])
@given(data=st.data())
def test_the_schema_refuses_what_the_reader_refuses(name, data):
    asked = data.draw(st.sampled_from(form(name).fields))
    said = {"id": "R1", asked.name: data.draw(st.sampled_from(JUNK))}
    try:
        evaluator(name).read(said)
    except InputError:
        assert not validator(name).is_valid(said), said
    else:
        assert validator(name).is_valid(said), said


@pytest.mark.parametrize(
    "document",
    [
        [],
        [{}],
        [{"id": ""}],
        [{"id": 1.5}],
        {"initiatives": []},
        {"initiatives": [{"id": "R1"}], "more": 1},
        [{"id": "R1", "place": 3}],
        [{"id": "R1", "place": {"region": "west"}}],
        [{"id": "R1", "place": {"site": {"opened": "soon"}}}],
        [{"id": "R1", "place": {"withheld": "x", "region": "none"}}],
    ],
)
def test_documents_that_are_none_are_refused(document):
    assert not validator("everything").is_valid(document)
    with pytest.raises(InputError):
        read("everything", json.dumps(document), "json")


def test_a_whole_table_may_be_withheld():
    document = [{"id": 7, "place": {"withheld": "security"}}]
    validator("everything").validate(document)
    (found,) = read("everything", json.dumps(document), "json")
    assert found.state("place.region") == found.state("place.site.opened") == "withheld"


def test_what_a_record_says_for_nothing_is_right_and_not_asked():
    """`balanced` reads nothing of `current`."""
    schema = as_schema(form("balanced"))
    items = schema["$defs"]["field:outcomes"]["anyOf"][0]["items"]
    assert "target" in items["properties"]
    assert "current" not in items["properties"]
    for value, fits in ((3, True), ("", True), (None, True), ("x", False), (1e308, False)):
        said = {"id": "R1", "outcomes": [{"target": 1, "current": value}]}
        assert validator("balanced").is_valid(said) is fits
        if fits:
            evaluator("balanced").read(said)
        else:
            with pytest.raises(InputError, match=r"outcomes\[1\].current: found"):
                evaluator("balanced").read(said)


def test_blank_is_what_the_reader_takes_for_nothing():
    """Each sign by itself, in the schema's pattern and by `says_nothing`."""
    blank = re.compile(as_schema(form("balanced"))["$defs"]["blank"]["pattern"])
    signs = [chr(n) for n in (*range(0x3100), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0200))]
    wrong = [each for each in signs if bool(blank.match(each)) != says_nothing(each)]
    assert wrong == []


def test_the_schema_carries_the_questions():
    defs = as_schema(form("balanced"))["$defs"]
    assert defs["field:cost_k"]["title"] == "What will it cost, all in?"
    assert defs["field:cost_k"]["description"] == "a number of at least 0 kEUR"
    assert defs["field:cost_k"]["x-unit"] == "kEUR"
    assert defs["field:cost_k"]["x-answered-by"] == "finance"
    assert defs["field:units_total"]["anyOf"][0] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 2**53,
    }


def test_the_questionnaire_is_grouped_by_who_answers():
    text = as_markdown(form("everything"))
    assert text.startswith("# everything 3\n\nOne field of each kind.\n\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## anybody",
        "## finance",
    ]
    blank = r"\_" * 30
    for part in (
        f"**1. amount** `amount`\n\na number of at most 10 kEUR: {blank}\n",
        "**3. urgent** `urgent`\n\n- ☐ yes\n- ☐ no\n",
        "`place.region`\n\n- ☐ north, east\n- ☐ =south\n- ☐ none\n",
        "`goals`\n\n- ☐ grow\n- ☐ save\n",
        f"`place.site.opened`\n\na date such as 2026-11-23: {blank}\n",
        "`risks`\n\n| name (name) | loss (loss) | open (open) |\n| --- | --- | --- |\n|  |  |  |\n",
        "**9. What is it worth?** `worth`\n\nlow, likely and high: a number of at least 0 each\n",
        f"\n\nlow: {blank} likely: {blank} high: {blank}\n",
    ):
        assert part in text


def test_without_openpyxl_the_workbook_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError) as caught:
        as_workbook(form("balanced"))
    assert str(caught.value) == (
        "writing xlsx needs openpyxl, which is not installed\n"
        "    pip install 'initiative-evalcore[xlsx]'"
    )
