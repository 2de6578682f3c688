"""JSON as tables and NDJSON: nested keys as columns, lists under a key, objects one a line."""

from __future__ import annotations

import json

import evalcore_files
import pytest
from read.mapping.spreadsheet import JUDGE, refusal

from evalcore import InputError, load_initiatives
from evalcore.extend.sheets import Layout, Listed
from evalcore.read.documents import parse_initiatives
from evalcore.read.mapping.mapping_file import read_mapping
from evalcore.request.cells import Broken

SOURCES = {each.name: each for each in evalcore_files.evalcore_sources()}
JSON, NDJSON = SOURCES["json"], SOURCES["ndjson"]

ISSUES = {
    "total": 2,
    "issues": [
        {
            "key": "P-1",
            "fields": {
                "summary": "A",
                "cost": 5,
                "labels": ["growth", "safety"],
                "components": [{"name": "x"}, {"name": "y"}],
                "status": {"name": "idea"},
                "flag": True,
                "none": None,
            },
        },
        {"key": "P-2", "fields": {"summary": "B", "labels": [], "odd": [1, {"a": 2}]}},
    ],
}


def opened(value, source=JSON, **layout):
    text = value if isinstance(value, str) else json.dumps(value)
    table = source.open(text, Layout(**layout)).headed()
    return table.columns, [row.cells for row in table.rows]


def test_nested_keys_are_columns():
    columns, rows = opened(ISSUES)
    assert dict(zip(columns, rows[0], strict=True)) == {
        "key": "P-1",
        "fields.summary": "A",
        "fields.cost": 5,
        "fields.labels": Listed(("growth", "safety")),
        "fields.components.name": Listed(("x", "y")),
        "fields.status.name": "idea",
        "fields.flag": True,
        "fields.none": None,
        "fields.odd": None,
    }
    assert rows[1][columns.index("fields.labels")] == Listed()
    assert rows[1][columns.index("fields.odd")] == Listed(("1", '{"a": 2}'))
    assert opened('[{"a": NaN}]')[1] == [(Broken("nan"),)]
    assert opened({"a": 1}) == (("a",), [(1,)])


def test_a_list_under_a_key():
    nested = {"result": {"items": [{"a": 1}], "others": [{"a": 2}]}, "meta": [{"b": 1}]}
    assert opened(nested, records="result.others") == (("a",), [(2,)])
    assert opened({"records": [{"a": 1}], "count": 1}) == (("a",), [(1,)])
    assert opened({"initiatives": [{"a": 1}], "more": [{"a": 2}]}) == (("a",), [(1,)])


def test_a_list_within_objects_that_say_nothing_of_their_own():
    rows = [{"a": 1}, {"a": 2}]
    assert opened({"data": {"result": {"rows": rows}}, "status": "ok"}) == (("a",), [(1,), (2,)])
    # what has a name of its own is a row itself, whatever lists it holds
    one = {"key": "P-1", "fields": {"subtasks": rows}}
    assert opened(one)[0] == ("key", "fields.subtasks.a")
    assert opened({"fields": {"name": "A", "subtasks": rows}})[0][0] == "fields.name"
    assert opened({"council": {"yes": 5}, "urgent": True})[0] == ("council.yes", "urgent")


def test_lists_within_several_objects():
    rows = [{"a": 1}, {"a": 2}]
    answer = {"meta": {"page": 1}, "data": {"rows": rows}}
    assert opened(answer) == (("a",), [(1,), (2,)])
    # a row that holds rows of its own is one row
    assert opened({"meta": {"id": 7}, "data": {"rows": rows}})[0] == ("meta.id", "data.rows.a")


@pytest.mark.parametrize("where", ["{}", "[{}]", '{{"a": {{"b": {}}}}}'])
def test_a_key_that_stands_twice(where):
    with pytest.raises(InputError, match="the key 'cost' stands twice in one object"):
        opened(where.format('{"cost": 1, "cost": 2}'))


@pytest.mark.parametrize(
    ("value", "path", "said"),
    [
        (
            {"result": {"done": [{"x": 1}], "deep": {"open": [{"x": 1}]}}},
            None,
            (
                "several lists of objects: 'result.done', 'result.deep.open'\n"
                '    expected one of them\n    say which: list = "result.done"'
            ),
        ),
        (
            {"a": [{"x": 1}], "b": [{"x": 1}]},
            None,
            (
                "several lists of objects: 'a', 'b'\n    expected one of them\n"
                '    say which: list = "a"'
            ),
        ),
        (
            {"result": {"items": []}},
            "result.item",
            (
                "list = 'result.item': there is no 'item'\n    expected one of items\n"
                "    did you mean 'items'?"
            ),
        ),
        ([1], None, "number 1 of the list is 1\n    expected an object"),
        ("3", None, "found 3\n    expected a list of objects, or an object with one"),
        ("[", None, "1:2: this is no JSON: Expecting value"),
        ("[" * 100_000, None, "lists are nested too deeply"),
        ('[{"a": ' * 60 + "1" + "}]" * 60, None, "objects are nested too deeply"),
    ],
)
def test_json_that_is_no_table(value, path, said):
    with pytest.raises(InputError) as caught:
        opened(value, records=path)
    assert str(caught.value).startswith(said)


MAPPING = """\
id = "key"
title = "fields.summary"
list = "issues"
[fields]
cost = "fields.cost"
goals = "fields.labels"
urgent = "fields.flag"
stage = "fields.status.name"
note = "fields.components.name"
"""


def test_a_mapping_reads_json(tmp_path):
    path = tmp_path / "in.json"
    path.write_text(json.dumps(ISSUES), "utf-8")
    first, second = load_initiatives(JUDGE, path, mapping=read_mapping(MAPPING)).initiatives
    found = {name: first.values[name] for name in ("cost", "goals", "urgent", "stage", "note")}
    assert found == {
        "cost": 5,
        "goals": ("growth", "safety"),
        "urgent": True,
        "stage": "idea",
        "note": "x; y",
    }
    assert (second.id, second.title, second.values["goals"]) == ("P-2", "B", ())
    wrong = read_mapping(MAPPING.replace("fields.cost", "fields.csot"))
    said = refusal(load_initiatives, JUDGE, path, mapping=wrong)
    assert "has no column 'fields.csot'" in said
    assert "did you mean 'fields.cost' or 'fields.odd'?" in said
    path.write_text(json.dumps(ISSUES).replace('"cost": 5', '"cost": "much"'), "utf-8")
    loaded = load_initiatives(JUDGE, path, mapping=read_mapping(MAPPING))
    assert [str(each.complaint) for each in loaded.tally.refused] == [
        f"{path}: row 1, column 'fields.cost': found 'much'\n    expected a number such as 12.5"
    ]


def test_objects_one_a_line(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "A", "cost": 5}\n\n{"id": "B", "cost": 6}\n', "utf-8")
    assert [each.values["cost"] for each in load_initiatives(JUDGE, path).initiatives] == [5, 6]
    mapping = read_mapping('id = "id"\nfields = { cost = "cost" }')
    loaded = load_initiatives(JUDGE, path, mapping=mapping)
    assert [each.values["cost"] for each in loaded.initiatives] == [5, 6]
    path.write_text('{"id": "A", "cost": 5}\n\n{"id": "B", "cost": "x"}\n', "utf-8")
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:3: B: cost: found 'x'\n    expected a number"
    )
    path.write_text('{"id": "A"}\n[1]\n{"id"\n', "utf-8")
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:2: found [1]\n    expected an object on each line\n"
        f"{path}:3: this is no JSON: Expecting ':' delimiter\n"
        "    NDJSON has one object on each line"
    )
    path.write_text('{"id": "A", "x": {"b": 1, "b": 2}}\n[1]\n', "utf-8")
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:1: the key 'b' stands twice in one object\n    expected it once\n"
        f"{path}:2: found [1]\n    expected an object on each line"
    )
    path.write_text("\n", "utf-8")
    assert refusal(load_initiatives, JUDGE, path) == (
        f"{path}:1: no initiatives\n    expected an object on each line"
    )
    assert refusal(load_initiatives, JUDGE, path, sheet="x").endswith("leave the sheet out")


NESTED = """{"items": [
  {"id": "A", "outcomes": [{"owner": "Ann", "target": 2}, {"owner": "Bob", "target": 3}]},
  {"id": "B", "outcomes": []}, {"id": "C"}]}"""


@pytest.mark.parametrize("path", ["items.outcomes", "outcomes"])
def test_a_list_inside_the_rows(path):
    sheet = JSON.open(NESTED, Layout(records=path))
    assert sheet.columns == ("id", "outcomes.owner", "outcomes.target")
    assert [row.cells for row in sheet.rows] == [("A", "Ann", 2), ("A", "Bob", 3)]


def test_a_list_that_no_row_holds():
    with pytest.raises(InputError) as refused:
        JSON.open(NESTED, Layout(records="items.outcome"))
    (complaint,) = refused.value.complaints
    assert complaint.problem == "list = 'items.outcome': there is no 'outcome'"
    assert complaint.did_you_mean == ("outcomes",)


def test_records_out_of_a_list_inside_the_rows():
    mapping = read_mapping(
        'id = "id"\n[records.outcomes]\nlist = "outcomes"\nid = "id"\n'
        'fields = { owner = "outcomes.owner", target = "outcomes.target" }\n'
    )
    loaded = parse_initiatives(JUDGE, NESTED, JSON, "in.json", mapping=mapping)
    ann, bob = {"owner": "Ann", "target": 2.0}, {"owner": "Bob", "target": 3.0}
    assert [each.values["outcomes"] for each in loaded.initiatives] == [(ann, bob), None, None]


def test_a_list_inside_the_objects_of_lines():
    text = '{"id": "A", "goals": [{"name": "x"}]}\n\n{"id": "B", "goals": [{"name": "y"}]}\n'
    sheet = NDJSON.open(text, Layout(records="goals"))
    assert [(row.line, row.cells) for row in sheet.rows] == [(1, ("A", "x")), (3, ("B", "y"))]


BY_KEY = {"P-1": {"title": "A", "cost": 5}, "P-2": {"title": "B", "cost": 6}}
AS_ROWS = (("key", "title", "cost"), [("P-1", "A", 5), ("P-2", "B", 6)])


@pytest.mark.parametrize(
    ("value", "layout"),
    [
        (BY_KEY, {}),
        (BY_KEY, {"records": "*"}),
        ({"projects": BY_KEY}, {}),
        ({"projects": BY_KEY, "total": 2}, {"records": "projects"}),
        ({"count": 2, "answer": {"projects": BY_KEY}}, {"records": "answer.projects"}),
        ({"projects": BY_KEY}, {"records": "projects.*"}),
    ],
)
def test_objects_by_key_are_rows(value, layout):
    assert opened(value, **layout) == AS_ROWS
    assert opened(json.dumps(value), NDJSON, **layout) == AS_ROWS


def test_a_key_beside_the_keys_of_its_object():
    assert opened({"P-1": {"cost": 5}}) == (("key", "cost"), [("P-1", 5)])
    both = {"P-1": {"key": 1, "cost": 5}, "P-2": {"key": 2}}
    assert opened(both) == (("_key", "key", "cost"), [("P-1", 1, 5), ("P-2", 2, None)])
    inner = {"P-1": {"tasks": [{"n": 1}, {"n": 2}]}, "P-2": {"tasks": [{"n": 3}]}}
    rows = [("P-1", 1), ("P-1", 2), ("P-2", 3)]
    assert opened(inner, records="tasks") == (("key", "tasks.n"), rows)


AMOUNT = {"amount": 1, "currency": "EUR"}


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"id": "A", "cost": AMOUNT, "gain": AMOUNT}, 5),
        ({"cost": {"low": 1, "high": 2}, "gain": {"low": 1, "likely": 2, "high": 3}}, 5),
        ({"fields": {"a": 1, "b": 2}, "meta": {"c": 3}}, 3),
    ],
)
def test_objects_that_are_parts_of_one_row(value, columns):
    names, rows = opened(value)
    assert (len(names), len(rows)) == (columns, 1)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            {"cost": AMOUNT, "gain": AMOUNT},
            (
                "in.json: found objects of the same keys under 'cost', 'gain': rows, or parts of "
                "one\n"
                "    expected a list of objects, each with the names of its values\n"
                '    of rows, list = "*"; one row stands in a list: [{...}]'
            ),
        ),
        ({"count": 2, **BY_KEY}, 'of rows, list = "*"'),
        ({"found": {"cost": AMOUNT, "gain": AMOUNT}}, 'of rows, list = "found.*"'),
        (
            {"goals": ["a", "b"], "cost": [1, 2]},
            "in.json: found lists of 2 under 'goals', 'cost': columns, or the sets of one row",
        ),
        (
            {"meta": {}, "data": [["A", 1], ["B", 2]]},
            "'data' is a list of lists: its cells have no",
        ),
        (
            {"columns": ["id"], "data": [["A", 1]]},
            "number 1 of data has 2 cells\n    expected 1, as",
        ),
    ],
)
def test_what_may_be_rows_or_parts_of_one_is_asked(value, said):
    with pytest.raises(InputError) as caught:
        parse_initiatives(
            JUDGE, json.dumps(value), JSON, "in.json", mapping=read_mapping('id = "a"')
        )
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        {"id": ["A", "B"], "cost": [1, 2]},
        {"id": {"0": "A", "1": "B"}, "cost": {"0": 1, "1": 2}},
        {"columns": ["id", "cost"], "index": [0, 1], "data": [["A", 1], ["B", 2]]},
    ],
)
def test_columns_become_rows(value):
    assert opened(value) == (("id", "cost"), [("A", 1), ("B", 2)])
