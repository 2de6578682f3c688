"""Documents in TOML, JSON and CSV: what is read, what is refused, and where."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import evalcore_files
import pluggy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalcore import Complaint, Field, InputError
from evalcore.extend.hooks import PROJECT, Hooks
from evalcore.request.intake import read_initiatives

SOURCES = {source.name: source for source in evalcore_files.evalcore_sources()}
TOML, JSON, CSV = (SOURCES[name] for name in ("toml", "json", "csv"))
BEST_TOML = "[[initiatives]], or one initiative with an id"
BEST_JSON = 'a list of objects, {"initiatives": [...]}, or one object with an "id"'


def rows(source, text):
    return list(source.read(text, "in"))


def refusal(source, text):
    with pytest.raises(InputError) as caught:
        source.read(text, "in")
    assert {each.source for each in caught.value.complaints} == {"in"}
    return str(caught.value)


def places(source, text, *paths, **more):
    complaints = [Complaint("p", path=path, **more) for path in paths]
    return [(each.line, each.column) for each in source.locate(text, complaints)]


def test_the_sources_and_their_suffixes():
    assert {name: source.suffixes for name, source in SOURCES.items()} == {
        "toml": (".toml",),
        "json": (".json",),
        "ndjson": (".ndjson", ".jsonl"),
        "csv": (".csv", ".tsv"),
    }


def test_the_plugin_is_found_by_its_hook():
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    manager.register(evalcore_files)
    (found,) = manager.hook.evalcore_sources()
    assert [source.name for source in found] == ["toml", "json", "ndjson", "csv"]


def test_the_plugin_is_imported_without_the_readers():
    code = (
        "import sys, evalcore_files; evalcore_files.evalcore_sources(); "
        "print(sorted({'tomllib', 'tree_sitter', 'tree_sitter_toml'} & set(sys.modules)))"
    )
    paths = f"import sys; sys.path[:0] = {sys.path!r}; "
    done = subprocess.run(
        [sys.executable, "-c", paths + code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


TWO = "[[initiatives]]\nid = 'a'\ncost_k = 3\n[[initiatives]]\nid = 'b'\n[initiatives.council]\n"


def test_toml_with_a_list_of_initiatives():
    assert rows(TOML, TWO) == [
        ({"id": "a", "cost_k": 3}, ("initiatives", 0)),
        ({"id": "b", "council": {}}, ("initiatives", 1)),
    ]


@pytest.mark.parametrize("text", ["id = 'a'\nx = 1", "\ufeffid = 'a'\nx = 1"])
def test_toml_that_is_one_initiative(text):
    assert rows(TOML, text) == [({"id": "a", "x": 1}, ())]


def test_places_in_toml():
    assert places(TOML, TWO, ("initiatives", 0, "cost_k"), ("initiatives", 1)) == [(3, 10), (4, 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"in:1:1: no initiatives\n    expected {BEST_TOML}"),
        ("# nothing yet\n", f"in:1:1: no initiatives\n    expected {BEST_TOML}"),
        (
            "initiatives = []",
            f"in:1:15: initiatives: no initiatives\n    expected {BEST_TOML}",
        ),
        (
            "x = 1\ny = 2",
            f"in:1:1: no initiatives: found 'x' and 'y'\n    expected {BEST_TOML}",
        ),
        (
            "x = 1\nID = 'a'",
            (
                f"in:2:1: ID: no initiatives: found 'x' and 'ID'\n    expected {BEST_TOML}\n"
                "    write id instead of ID"
            ),
        ),
        (
            "[[initiative]]\nid = 'a'",
            (
                "in:1:3: initiative: this is not what the list of initiatives is called\n"
                "    did you mean 'initiatives'?"
            ),
        ),
        (
            "[initiatives]\nid = 'a'",
            f"in:1:2: initiatives: found a single entry with 'id'\n    expected {BEST_TOML}",
        ),
        (
            "[[initiatives]]\nid = 'a'\n[[initative]]\nid = 'b'\n[meta]\n",
            (
                "in:3:3: initative: stands beside the initiatives and belongs to none of them\n"
                "    did you mean 'initiatives'?\n"
                "in:5:2: meta: stands beside the initiatives and belongs to none of them\n"
                "    write [[initiatives]] above each of them"
            ),
        ),
        (
            "id = 'a'\ninitiatives = [1, {id = 'b'}, [2]]",
            (
                "in:1:1: id: stands beside the initiatives and belongs to none of them\n"
                "    write [[initiatives]] above each of them\n"
                "in:2:16: initiatives[1]: found 1\n    expected an initiative with an id\n"
                "in:2:31: initiatives[3]: found a list\n    expected an initiative with an id"
            ),
        ),
        (
            "id = 'a'\nx = True",
            (
                "in:2:5: this is no TOML: invalid value\n    a text stands in double quotes: "
                'name = "..."; true and false in lower case'
            ),
        ),
        (
            "a = " + "[" * 3000,
            "in:1:1: tables or lists are nested too deeply\n    expected at most 50 levels",
        ),
        (
            "[[initiatives]]\nid = 'a'\n" + ".".join("a" * 60) + " = 1",
            (
                "in:1:3: initiatives[1]: tables or lists are nested too deeply\n"
                "    expected at most 50 levels"
            ),
        ),
        (
            "id = 'a'\nx = [0xff, -" + "1_0" * 3000 + "]",
            (
                "in:2:12: found a number of 6000 digits\n"
                "    expected a number between -2**53 and 2**53"
            ),
        ),
    ],
)
def test_toml_that_is_refused(text, said):
    assert refusal(TOML, text) == said


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('[{"id": "a"}, {"id": "b"}]', [(0,), (1,)]),
        (
            '{"initiatives": [{"id": "a"}, {"id": "b"}]}',
            [("initiatives", 0), ("initiatives", 1)],
        ),
        ('\ufeff[{"id": "a"}, {"id": "b"}]', [(0,), (1,)]),
    ],
)
def test_json_with_a_list_of_initiatives(text, paths):
    assert rows(JSON, text) == [
        ({"id": each}, path) for each, path in zip("ab", paths, strict=True)
    ]


def test_json_that_is_one_initiative():
    assert rows(JSON, '{"id": "a", "x": {"y": null}}') == [({"id": "a", "x": {"y": None}}, ())]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'in:1:1: this is no JSON: the document is empty\n    [{"id": "..."}]'),
        (" \n ", 'in:2:2: this is no JSON: the document is empty\n    [{"id": "..."}]'),
        ("[]", f"in:1:1: no initiatives\n    expected {BEST_JSON}"),
        ("{}", f"in:1:1: no initiatives\n    expected {BEST_JSON}"),
        ('{"x": 1}', f"in:1:1: no initiatives: found 'x'\n    expected {BEST_JSON}"),
        (
            '{"A": {"x": 1}, "B": {"x": 2}}',
            (
                f"in:1:1: no initiatives: found 'A' and 'B'\n    expected {BEST_JSON}\n"
                "    objects by key are read by a mapping; evalcore map proposes one"
            ),
        ),
        ("3", f"in:1:1: found 3\n    expected {BEST_JSON}"),
        (
            '[3, {"id": "a"},\n [4]]',
            (
                "in:1:2: [1]: found 3\n    expected an initiative with an id\n"
                "in:2:2: [3]: found a list\n    expected an initiative with an id"
            ),
        ),
        (
            '{"initiative": []}',
            (
                "in:1:2: initiative: this is not what the list of initiatives is called\n"
                "    did you mean 'initiatives'?"
            ),
        ),
        (
            '{"initiatives": {"a": {}}, "x": 1}',
            (
                f"in:1:17: initiatives: found a single entry with 'a'\n    expected {BEST_JSON}\n"
                "in:1:28: x: stands beside the initiatives and belongs to none of them\n"
                '    {"initiatives": [{"id": "..."}, {"id": "..."}]}'
            ),
        ),
        (
            '[{"id": "ä", "x": NaN,\n"x": 2, "y": [{"a": 1, "\\u0061": 2}]}]',
            (
                "in:2:1: 'x' stands twice in one object, first in line 1\n    keep one of them\n"
                "in:2:24: 'a' stands twice in one object, first in line 2\n    keep one of them"
            ),
        ),
        (
            '[{"id": "ä",}]',
            (
                "in:1:13: this is no JSON: expecting property name enclosed in double quotes\n"
                "    remove the comma before }"
            ),
        ),
        (
            "{'id': 1}",
            (
                "in:1:2: this is no JSON: expecting property name enclosed in double quotes\n"
                '    texts and names stand in "double quotes"'
            ),
        ),
        (
            "{id: 1}",
            (
                "in:1:2: this is no JSON: expecting property name enclosed in double quotes\n"
                '    names stand in "double quotes"'
            ),
        ),
        (
            '{"id": 1}\n{"id": 2}',
            (
                "in:2:1: this is no JSON: something follows the end\n"
                "    several objects stand in a list: [{}, {}]"
            ),
        ),
        (
            '[{"id": "a" "b": 1}]',
            (
                "in:1:13: this is no JSON: expecting ',' delimiter\n"
                "    entries are separated by commas; is one missing before this?"
            ),
        ),
        (
            '["a\nb"]',
            (
                "in:1:4: this is no JSON: invalid control character\n"
                "    a line break inside a text is written \\n, a tab \\t"
            ),
        ),
        ('["a', 'in:1:2: this is no JSON: unterminated string\n    a text ends with "'),
        (
            '["\\q"]',
            "in:1:3: this is no JSON: invalid \\escape\n    a backslash is written twice: \\\\",
        ),
        (
            '{"id": True}',
            (
                "in:1:8: this is no JSON: expecting value\n"
                '    a value is "text", a number, true, false, null, [...] or {...}'
            ),
        ),
        (
            "[" * 100_000,
            "in:1:1: tables or lists are nested too deeply\n    expected at most 50 levels",
        ),
        (
            '[{"id": "a"},\n {"x": ' + "[" * 60 + "]" * 60 + "}]",
            "in:2:2: [2]: tables or lists are nested too deeply\n    expected at most 50 levels",
        ),
        (
            '[{"id": "' + "1" * 5000 + '", "x": -' + "1" * 5000 + "}]",
            (
                "in:1:5018: found a number of 5000 digits\n"
                "    expected a number between -2**53 and 2**53"
            ),
        ),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_json_that_is_refused(text, said):
    assert refusal(JSON, text) == said


def test_places_in_json():
    text = '[{"id": "é", "x": [NaN, -Infinity, {"y": "a b"}]},\n {"\\u0061": {"n": 1}}]'
    value = (0, "x", 2, "y")
    assert places(JSON, text, value) == [(1, 42)]
    assert places(JSON, text, value, on_key=True) == [(1, 37)]
    assert places(JSON, text, (0, "x", 0), (0, "x", 1), (0, "x", 2)) == [(1, 20), (1, 25), (1, 36)]
    assert places(JSON, text, (1, "a", "n")) == [(2, 19)]
    assert places(JSON, text, (1, "a", "nothing")) == [(2, 3)]
    assert places(JSON, text, (1, "nothing")) == [(2, 2)]
    assert places(JSON, text, (9,), ()) == [(1, 1), (1, 1)]
    assert places(JSON, '{"id": "a", "x": 1}', ("x",)) == [(1, 18)]
    assert places(JSON, '\ufeff{"id": "NaN", "x": NaN}', ("x",)) == [(1, 20)]


def test_what_json_calls_numbers_is_refused_where_it_stands():
    text = '[{"id": "a", "cost_k": NaN},\n {"id": "b", "cost_k": 1e999}]'
    fields = {"cost_k": Field("cost_k", "number")}
    with pytest.raises(InputError) as caught:
        read_initiatives(rows(JSON, text), fields)
    located = JSON.locate(text, caught.value.complaints)
    assert [(each.place, each.problem) for each in located] == [
        ("1:24", "found nan"),
        ("2:24", "found inf"),
    ]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(), json_like), min_size=1), st.booleans())
def test_json_is_read_as_python_reads_it_and_every_value_is_found(content, ascii_only):
    text = json.dumps(content, ensure_ascii=ascii_only, indent=1)
    assert rows(JSON, text) == [(each, (n,)) for n, each in enumerate(content)]
    paths = [(n, key) for n, each in enumerate(content) for key in each]
    for path in paths:
        ((line, column),) = places(JSON, text, path)
        found = text.split("\n")[line - 1][column - 1 :].rstrip(",")
        value = json.dumps(content[path[0]][path[1]], ensure_ascii=ascii_only, indent=1)
        assert found == value.split("\n")[0]


pieces = st.lists(
    st.sampled_from(
        [
            *("id", "x", ",", ";", "\t", '"', '""', "'", "\n", "\r\n", "\r", "\0", "\ufeff", "é"),
            *("[", "]", "{", "}", ":", "=", ".", "NaN", "-Infinity", "1", "\\", "\\u", "\ud800"),
            *("initiatives", '"initiatives"', '"id"', "[[initiatives]]\n", "id='a'\n", "//", "#"),
        ]
    ),
    max_size=25,
).map("".join)
steps = st.sampled_from(["id", "x", "initiatives", ""]) | st.integers(-1, 2)


def outcome(source, text):
    try:
        return list(source.read(text, "in")), ()
    except InputError as error:
        return [], error.complaints


@settings(max_examples=500, deadline=None)
@given(st.sampled_from([TOML, JSON, CSV]), pieces | st.text(), st.lists(steps, max_size=3))
@example(CSV, "id\n\0", [0])
@example(JSON, '[{"a":1,"a":NaN}]', [0, "a"])
def test_every_text_gives_initiatives_or_complaints_and_every_path_a_place(source, text, path):
    read, complaints = outcome(source, text)
    assert bool(read) != bool(complaints)
    assert all(each.problem and each.line and each.source == "in" for each in complaints)
    (located,) = source.locate(text, [Complaint("p", path=tuple(path))])
    assert located.line
    assert located.column


@settings(deadline=None)
@given(pieces)
def test_what_python_reads_as_toml_is_never_called_no_toml(text):
    _, complaints = outcome(TOML, text)
    try:
        tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        assert [each.problem[:15] for each in complaints] == ["this is no TOML"]
    else:
        assert not any(each.problem.startswith("this is no TOML") for each in complaints)
