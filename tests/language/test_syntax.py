from __future__ import annotations

import threading
import warnings

import pytest
from formulas import compute, flags, numbers, said
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.language.nodes import And, Apply, Compare, Literal, Name, walk
from evalcore.language.syntax import DEEPEST, LONGEST, MOST_ITEMS, parse
from evalcore.written.errors import InputError

WORDS = [
    "a", "b", "n", "p", "remit", "tags", "outcomes", "council", "start", "as_of", "None", "True",
    "1", "0", "2.5", "1e999", "'it'", '"', "'", "f''", "b'x'", "(", ")", "[", "]", "{", "}", ",",
    ":", ".", "=", "==", "!=", "<", ">=", "+", "-", "*", "**", "/", "//", "%", "@", "&", "|", "~",
    "^", "!", ":=", ";", "#", "\\", "\n", "\t", "\r", "\f", "and", "or", "not", "in", "is", "if",
    "else", "for", "lambda", "await", "yield", "import", "min(", "clamp(", "share(outcomes,",
    "count(", "known(", "lookup(remit, {", "date(2026,", "round(a,", "é", "λ", "\ud800", "\x00",
]  # fmt: skip


@st.composite
def damaged(draw, formulas):
    """A formula with a few of its characters dropped, doubled or replaced."""
    text = draw(formulas)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        rest = text[at + draw(st.integers(0, 2)) :]
        text = text[:at] + draw(st.sampled_from(["", *WORDS])) + rest
    return text


word_soup = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
any_text = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    word_soup,
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
    damaged(numbers(2, records=True) | flags(2, records=True)),
)


@settings(max_examples=600, deadline=None)
@given(any_text)
def test_no_text_crashes(text):
    complaints = said(text)
    if not complaints:
        compute(text, {"a": 1, "n": 2, "p": True, "outcomes": [{"target": 1}]})
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for complaint in complaints:
        line, column = map(int, complaint.split()[0].split(":"))
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


HORRORS = {
    "20,000 nots": "not " * 20_000 + "p",
    "nots that fit": "not " * 900 + "p",
    "signs": "-" * 3_900 + "a",
    "too many brackets": "(" * 1_500 + "a" + ")" * 1_500,
    "lists": "[" * 190 + "]" * 190,
    "open brackets": "(" * 3_000,
    "calls": "abs(" * 190 + "a" + ")" * 190,
    "chained chains": "0 < (" * 90 + "a" + ") < 1" * 90,
    "branches": "1 if p else " * 300 + "2",
    "powers": "**".join("9" * 400),
    "subtractions": "-".join("9" * 400),
    "dots": "a" + ".b" * 1_900,
    "calls of calls": "a" + "()" * 1_900,
    "NUL": "a\x00b",
    "lone surrogate": "'\ud800' == note",
    "huge whole number": "9" * 3_999,
    "huge hexadecimal": "0x" + "f" * 3_990,
    "huge list": f"n in [{','.join('1' * (MOST_ITEMS + 1))}]",
    "closed early": "a) + (b",
    "closed early in a list": "a), (b",
    "called": "a)(b",
    "two statements": "a; b",
    "a new line": "a\n\nb",
    "f-string": "f'{a}'",
    "walrus": "(a := 3)",
    "lambda": "lambda: 1",
    "await": "await a",
    "yield": "(yield a)",
    "comprehension": "[x for x in outcomes]",
    "generator": "x for x in outcomes",
    "starred": "min(*tags)",
    "double starred": "clamp(a, **tags)",
    "dict in a dict": "lookup(remit, {**{'a': 1}})",
    "imaginary": "1j",
    "bytes": "b'x'",
    "ellipsis": "...",
    "dunder": "a.__class__.__mro__",
    "import": "__import__('os').system('true')",
    "only a comment": "# nothing",
    "backslash": "\\",
    "unfinished escape": "'\\",
    "bad escape": "'\\x1'",
    "triple quotes": "'''a",
}


@pytest.mark.parametrize("text", HORRORS.values(), ids=HORRORS)
def test_horrors_are_refused(text):
    with pytest.raises(InputError):
        compute(text)


ALLOWED = (
    "\n    expected numbers, texts in quotes, names, + - * /, comparisons, and or not in, "
    "x if condition else y, calls of functions"
)
ASK_KNOWN = "whether a field was answered is known(field)"
MISTAKES = {
    "": "1:1 the expression is empty\n    expected one such as total >= 0.6",
    " \n ": "1:1 the expression is empty\n    expected one such as total >= 0.6",
    "a = 3": "1:3 `=` does not compare\n    write `==` to compare",
    "p and clamp(a, low=0) = 3": "1:23 `=` does not compare\n    write `==` to compare",
    "not(a + 1 = 3)": "1:11 `=` does not compare\n    write `==` to compare",
    "p && q": "1:3 `&&` is not part of the language\n    write `and`",
    "p || q": "1:3 `||` is not part of the language\n    write `or`",
    "!p": "1:1 `!` is not part of the language\n    write `not`",
    "p AND q": "1:3 `AND` is not part of the language\n    write `and`",
    "note == 'a AND b' OR p": "1:19 `OR` is not part of the language\n    write `or`",
    "a <> 3": "1:3 `<>` is not part of the language\n    write `!=`",
    "a => 3": "1:3 `=>` is not part of the language\n    write `>=`",
    "a ≤ 3": "1:3 `≤` is not part of the language\n    write `<=`",
    "remit == “it”": (
        "1:10 `“` is not part of the language\n    a text stands in straight quotes: 'like this'"
    ),
    "if p then 1": "1:6 `then` is not part of the language\n    write `x if condition else y`",
    "1 if p": "1:3 `if` has no `else`\n    expected x if condition else y",
    "c > 5%": "1:6 `%` is not part of the language\n    write a fraction: 5% is 0.05",
    "a ** 2": "1:1 `**` is not part of the language\n    multiply, or use sqrt",
    "a ^ 2": "1:1 `^` is not part of the language\n    multiply, or use sqrt",
    "a // 2": "1:1 `//` is not part of the language\n    divide with `/`",
    "p & q": "1:1 `&` is not part of the language\n    use `and`",
    "a is 3": "1:1 `is` is not part of the language\n    use `==`",
    "a == None": f"1:6 there is no None\n    {ASK_KNOWN}",
    "a is None": f"1:6 there is no None\n    {ASK_KNOWN}",
    "p and a is not None": f"1:16 there is no None\n    {ASK_KNOWN}",
    "tags[0]": "1:1 a subscript is not part of the language\n    use lookup(name, {...})",
    "min(a, b).real": (
        "1:1 a computed value has no parts\n"
        "    dots only join the parts of a field's name, as in council.yes"
    ),
    "council.yes(3)": (
        "1:1 this cannot be called\n    expected the plain name of a function before the bracket"
    ),
    "cost > 1,000": (
        "1:1 a comma here is not part of the language\n"
        "    a list is written [a, b]; a number has no commas"
    ),
    "a > 10 kEUR": "1:8 cannot be read from 'kEUR' on" + ALLOWED,
    "a +": "1:4 the expression ends too early",
    "a +  # and?": "1:12 the expression ends too early",
    "(a + b": "1:1 the bracket ( is never closed",
    "min(a, [b)": "1:10 the bracket ) closes nothing",
    "a + b)": "1:6 the bracket ) closes nothing",
    "a) + (b": "1:2 the bracket ) closes nothing",
    "note == 'x": "1:9 a text has no closing quote",
    "start > 2026-01-23": (
        "1:14 cannot be read from '01-23' on\n    a date is written date(2026, 11, 23)"
    ),
    "a > 1e400": (
        "1:5 found inf\n    expected a number up to 9007199254740992 (2 to the power of 53)"
    ),
    "a in [b]": "1:7 a list holds only what is written out\n    expected texts or numbers",
    "lookup(note, {'a': 1, 'a': 2})": "1:14 the key 'a' is listed twice",
    "1j": "1:1 found 1j\n    expected a number, a text, True or False",
    "{'a'}": "1:1 a set is not part of the language\n    write a list as [a, b]",
    "f'{a}'": "1:1 an f-string is not part of the language\n    write a plain text",
    "lambda: a": "1:1 lambda is not part of the language" + ALLOWED,
    "(a := 3)": "1:2 `:=` is not part of the language\n    name a value under [measures]",
    "share(o for o in outcomes)": (
        "1:6 a comprehension is not part of the language\n"
        "    use count, share, total_of, any_of or all_of"
    ),
    "min(*tags)": "1:5 `*` is not part of the language\n    list each argument by itself",
    "note == '\ud800'": "1:1 the expression holds a character that no text has",
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text):
    assert said(text) == [MISTAKES[text]]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("p and\n  a ** 2", "2:3"),
        ("p and\r\n  a ** 2", "2:3"),
        ("p and\r  a ** 2", "2:3"),
        ("\n\n a $ b", "3:4"),
        ("p and (\n  note == 'größer' and\n  note = 'ß')", "3:8"),
        ("note == 'größer 😀' and a ** 2", "1:24"),
        ("note == 'größer 😀' and a b", "1:26"),
        ("note == 'größer 😀'\n  and ß.x[1]", "2:7"),
        ("p  # wie groß?\n  and a b", "2:9"),
        ("a + (\n\n", "1:5"),
        ("a +\n\n", "1:4"),
    ],
)
def test_positions_count_lines_and_characters(text, place):
    assert [each.split()[0] for each in said(text)] == [place]


def test_every_mistake_is_reported_at_once():
    found = said("a ** 2 > 1 and tags[0] == None\n or b // 2 > 0")
    assert [each.split()[0] for each in found] == ["1:1", "1:16", "1:27", "2:5"]


def test_length_and_depth_are_capped():
    longest = "p or " * 799 + "q".ljust(LONGEST - 799 * 5)
    assert compute(longest, {"q": True}) is True
    (too_long,) = said(longest + " ")
    assert too_long == (
        f"1:1 the expression has {LONGEST + 1} characters\n    expected at most {LONGEST}\n"
        "    give its parts names under [measures]"
    )
    deepest = "not " * (DEEPEST - 1) + "p"
    assert compute(deepest, {"p": True}) is False
    (too_deep,) = said("not " + deepest)
    assert too_deep == (
        f"1:{4 * DEEPEST + 1} the expression is nested too deeply\n"
        f"    expected at most {DEEPEST} levels\n    give its parts names under [measures]"
    )


def test_a_text_may_run_over_lines_and_hold_comments():
    assert compute("a +  # one\n  b  # two", {"a": 1, "b": 2}) == 3


def test_a_run_of_one_operator_is_one_node():
    node = parse("a + b + 1 + n")
    assert isinstance(node, Apply)
    assert len(node.args) == 4
    assert [type(each) for each in parse("a - b - n").args] == [Apply, Name]


def test_a_chain_shares_its_middle():
    chain = parse("1 < a <= b")
    assert isinstance(chain, And)
    first, second = chain.operands
    assert isinstance(first, Compare)
    assert (first.operator, second.operator) == (">", "<=")
    assert first.left is second.left


def test_signs_of_literals():
    assert parse("-3").value == -3
    assert parse("+3").value == 3
    assert parse("-a").operation == "negate"


def test_names_are_normalised():
    assert parse("ﬁt").name == "fit"
    assert parse("council.ﬁt").name == "council.fit"


def test_every_node_knows_its_place():
    text = "min(a, 2) > 3\n and not remit in ['x']"
    assert all(node.at is not None for node in walk(parse(text)))
    assert {type(node) for node in walk(parse("1 < 2"))} == {Compare, Literal}


def test_threads_leave_the_filters_of_warnings_alone():
    before = list(warnings.filters)
    threads = [
        threading.Thread(target=lambda: [parse(text) for _ in range(300) for text in STRAY])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(warnings.filters) == before


STRAY = ("a + b", r"note == '\d'", "0if p else 1")
