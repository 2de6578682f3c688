"""Where complaints about a TOML document point."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalcore.written.errors import Complaint, Position
from evalcore.written.positions import locate, of_decode_error

DOCUMENT = """\
a = 1
"b c".d.'e' = "x y"
[t.u]
"é" = 1
x = [1, # one
 {y = "é", z.w = 'abc'}]
[[r]]
k = 1
[[r]]
k = 1979-05-27
[[r.s]]
"ö" = 'é'
[r.q]
[t]
v = {}
"""


def point(text, path, **more):
    (found,) = locate(text, [Complaint("p", path=path, **more)])
    return found.line, found.column


def pointed(text, path, **more):
    """What stands where the complaint points."""
    line, column = point(text, path, **more)
    return text.split("\n")[line - 1][column - 1 :]


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("a",), (1, 1), (1, 5)),
        (("b c",), (2, 1), (2, 1)),
        (("b c", "d"), (2, 7), (2, 7)),
        (("b c", "d", "e"), (2, 9), (2, 15)),
        (("t",), (14, 2), (14, 2)),
        (("t", "u"), (3, 4), (3, 4)),
        (("t", "u", "é"), (4, 1), (4, 7)),
        (("t", "u", "x"), (5, 1), (5, 5)),
        (("t", "u", "x", 0), (5, 6), (5, 6)),
        (("t", "u", "x", 1), (6, 2), (6, 2)),
        (("t", "u", "x", 1, "y"), (6, 3), (6, 7)),
        (("t", "u", "x", 1, "z", "w"), (6, 14), (6, 18)),
        (("r",), (7, 3), (7, 3)),
        (("r", 0), (7, 3), (7, 3)),
        (("r", 0, "k"), (8, 1), (8, 5)),
        (("r", 1), (9, 3), (9, 3)),
        (("r", 1, "k"), (10, 1), (10, 5)),
        (("r", 1, "s"), (11, 5), (11, 5)),
        (("r", 1, "s", 0, "ö"), (12, 1), (12, 7)),
        (("r", 1, "q"), (13, 4), (13, 4)),
    ],
)
def test_a_key_and_its_value(path, key, value):
    assert point(DOCUMENT, path, on_key=True) == key
    assert point(DOCUMENT, path) == value


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("nowhere",), (1, 1)),
        ((3,), (1, 1)),
        (("a", "b"), (1, 1)),
        (("t", "u", "nothing", 3), (3, 4)),
        (("t", "u", "x", 9), (5, 1)),
        (("t", "u", "x", 1, "no"), (6, 2)),
        (("r", 5, "k"), (7, 3)),
        (("r", -1), (7, 3)),
        (("r", "k"), (7, 3)),
        (("r", 1, "nothing"), (9, 3)),
        (("t", "v", "nothing"), (15, 1)),
    ],
)
def test_what_is_not_there_points_at_the_deepest_that_is(path, place):
    assert point(DOCUMENT, path) == place
    assert point(DOCUMENT, path, on_key=True) == place


def test_a_table_implied_by_another_points_at_its_own_header_where_it_has_one():
    assert point("[a.b]\n[a]\n", ("a",)) == (2, 2)
    assert point("[a.b]\n", ("a",)) == (1, 2)


def test_names_are_found_in_the_form_in_which_formulas_spell_them():
    assert pointed('"\ufb01t" = 1', ("fit",)) == "1"
    assert pointed('"\ufb01t" = 1\nfit = 2', ("fit",)) == "2"


def test_a_key_with_an_escape():
    assert pointed('"a\\u0062" = 1', ("ab",)) == "1"
    assert pointed('"\\ud800" = 1', ("\\ud800",)) == "1"  # no character; found all the same


@pytest.mark.parametrize(
    ("value", "inside", "place"),
    [
        ('"abc"', (1, 3), (1, 10)),
        ("'abc'", (1, 3), (1, 10)),
        ("'a\\c'", (1, 3), (1, 10)),
        ('"a\\tc"', (1, 3), (1, 7)),
        ('""', (1, 1), (1, 8)),
        ('"""abc"""', (1, 3), (1, 12)),
        ('"""\nabc\n def"""', (1, 2), (2, 2)),
        ('"""\nabc\n def"""', (2, 3), (3, 3)),
        ("'''\r\nabc\r\n def'''", (2, 3), (3, 3)),
        ("'''abc\n def'''", (1, 2), (1, 11)),
        ("'''abc\n def'''", (2, 2), (2, 2)),
        ('"""\nabc\\\n def"""', (1, 2), (1, 7)),
        ("'''\nü\nüb'''", (2, 2), (3, 2)),
        ('"abc"', (1, 4), (1, 11)),
        ('"abc"', (1, 99), (1, 11)),
        ('"abc"', (1, 0), (1, 8)),
        ('"abc"', (2, 1), (1, 7)),
        ('"abc"', (0, 1), (1, 7)),
        ("12", (1, 2), (1, 7)),
        ("[1]", (1, 2), (1, 7)),
    ],
)
def test_a_place_inside_a_string(value, inside, place):
    assert point(f'"é" = {value}\n', ("é",), position=Position(*inside)) == place


def test_a_place_inside_a_string_does_not_matter_to_its_key():
    assert point("ab = 'x'", ("ab",), position=Position(1, 2), on_key=True) == (1, 1)
    assert point("[a]\nb = 'x'", ("a", "c"), position=Position(1, 2)) == (1, 2)


def test_a_place_inside_the_whole_document():
    assert point("a = 1\nb = 2", (), position=Position(2, 3)) == (2, 3)


def test_complaints_come_in_the_order_of_the_text():
    paths = [("r", 1, "k"), ("a",), ("t", "u"), ("b c",)]
    located = locate(DOCUMENT, [Complaint("p", path=path) for path in paths])
    assert [each.path for each in located] == [("a",), ("b c",), ("t", "u"), ("r", 1, "k")]


def test_complaints_about_one_place_keep_their_order():
    located = locate("a = 1", [Complaint(text, path=("a",)) for text in "zxy"])
    assert [each.problem for each in located] == ["z", "x", "y"]


def test_a_complaint_that_knows_its_line_keeps_it():
    known = Complaint("p", path=("a",), line=7, column=2)
    assert locate("a = 1", [known]) == (known,)


def test_a_byte_order_mark_is_no_column():
    assert point("\ufeffa = 1", ("a",)) == (1, 5)


names = st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(["a", "b", "a.b", ""])
values = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text("aé\\\"'\n", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


def spell(value):
    if isinstance(value, dict):
        return f"{{{', '.join(f'{spell(k)} = {spell(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return "[ # items\n" + ",\n".join(map(spell, value)) + "]" if value else "[]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def document_of(tables):
    """The same content under headers: tables, arrays of tables, dotted and quoted keys."""
    lines = []
    for name, content in tables.items():
        listed = isinstance(content, list)
        for each in content if listed else [content]:
            lines.append(f"[[{spell(name)}]]" if listed else f"[ {spell(name)} ]")
            lines += [f"{spell(key)} = {spell(value)} # é" for key, value in each.items()]
    return "\n".join(lines) + "\n"


def paths_of(value, path=()):
    inner = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inner = enumerate(value)
    for step, each in inner:
        yield (*path, step), each
        yield from paths_of(each, (*path, step))


tables = st.dictionaries(names, values, max_size=3)


@settings(deadline=None)
@given(st.dictionaries(names, tables | st.lists(tables, min_size=1, max_size=3), max_size=3))
def test_every_value_of_a_document_is_where_it_is_said_to_be(content):
    text = document_of(content)
    assert tomllib.loads(text) == content
    for path, value in paths_of(content):
        key = path[-1]
        if isinstance(key, str):
            assert pointed(text, path, on_key=True).startswith(spell(key))
        under_a_header = len(path) == 1 or (len(path) == 2 and isinstance(key, int))
        if not under_a_header:  # what is has no value in one piece
            assert pointed(text, path).startswith(spell(value).split("\n")[0])


steps = st.sampled_from(["a", "b", "é", "rules", "", "a.b"]) | st.integers(-2, 3) | st.text()
complaints = st.builds(
    Complaint,
    st.just("p"),
    path=st.lists(steps, max_size=4).map(tuple),
    on_key=st.booleans(),
    position=st.none() | st.builds(Position, st.integers(-1, 3), st.integers(-1, 5)),
)
pieces = st.sampled_from(
    [
        *("a", "b", ".", '"é"', "'", '"""', "'''", " = ", "[", "]", "[[", "]]", "{", "}", ",", "1"),
        *("\n", "\r\n", "\r", "#", "\\", "\x00", "\ufeff", "\ud800", "🙂", "a = 1\n", "[a]\n"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join) | st.text(), st.lists(complaints, max_size=4))
@example("a.b = 1\na = 2\n[a]\n[[a]]\n[a.b.c]\n[[a.b]]", [Complaint("p", path=("a", "b", 0))])
@example("[[a]]\n[a]\n[a.b]\n[[a.b]]\na = [1]\n[[a.a]]", [Complaint("p", path=("a", 0, "a"))])
@example("=\n[]\n[[]]\n = 1\n.a = 1", [Complaint("p", path=("",), on_key=True)])
def test_no_text_and_no_path_is_too_much(text, found):
    located = locate(text, found)
    assert len(located) == len(found)
    lines = text.count("\n") + 1
    for each in located:
        assert each.line is not None
        assert each.column is not None
        if each.path or each.position is None:
            assert 1 <= each.line <= lines
            assert each.column >= 1
    assert [(e.line, e.column) for e in located] == sorted((e.line, e.column) for e in located)


def refusal(text):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return of_decode_error(caught.value, text, "a.toml")


@pytest.mark.parametrize(
    ("text", "place", "problem", "mend"),
    [
        (
            "a = 1\né = 2",
            "a.toml:2:1",
            "invalid statement",
            "each line is name = value; other names than a-z, 0-9, _ and - in quotes",
        ),
        (
            'a = "é" b',
            "a.toml:1:9",
            "expected newline or end of document after a statement",
            "one name = value on each line; a text in quotes",
        ),
        ("a = [1,\n2\n", "a.toml:3:1", "unclosed array", "a list ends with ]"),
        (
            "[a]\n[a]\n",
            "a.toml:2:3",
            "cannot declare ('a',) twice",
            "write each [table] once; entries of a list have [[two]] brackets",
        ),
        ('a = "b', "a.toml:1:7", "unterminated string", ""),
    ],
)
def test_what_is_no_toml(text, place, problem, mend):
    found = refusal(text)
    assert found.place == place
    assert found.problem == f"this is no TOML: {problem}"
    assert found.mend == mend


def test_the_attributes_of_newer_versions_count_more_than_the_wording():
    class Newer(tomllib.TOMLDecodeError):
        msg, lineno, colno = "Something new", 3, 5

    found = of_decode_error(Newer("Something new (line 3, column 5)"), "a", "a.toml")
    assert str(found) == "a.toml:3:5: this is no TOML: something new"
