from __future__ import annotations

import pytest

from evalcore.written.errors import Complaint, InputError, listing, near, one_of, show, spell_path


def test_a_complaint_in_full():
    made = Complaint(
        "there is no verdict 'goo'",
        "one of go, hold",
        ("go", "hold"),
        "mend it",
        source="f.toml",
        path=("rules", 1, "verdict"),
        line=3,
        column=7,
    )
    assert str(made) == (
        "f.toml:3:7: rules[2].verdict: there is no verdict 'goo'\n"
        "    expected one of go, hold\n"
        "    did you mean 'go' or 'hold'?\n"
        "    mend it"
    )


def test_a_complaint_says_only_what_is_known():
    assert str(Complaint("it is wrong")) == "it is wrong"
    assert str(Complaint("it is wrong", source="f.toml")) == "f.toml: it is wrong"
    assert str(Complaint("it is wrong", path=("a",), label="I1: a")) == "I1: a: it is wrong"


def test_an_error_has_every_complaint_once_and_in_order():
    first, second = Complaint("b"), Complaint("a")
    error = InputError([first, second, first])
    assert error.complaints == (first, second)
    assert str(error) == "b\na"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("rules", 0, "when"), "rules[1].when"),
        (("fields", "council.yes", "kind"), 'fields."council.yes".kind'),
        (("settings", "grow-sales"), "settings.grow-sales"),
        ((2, "id"), "[3].id"),
    ],
)
def test_paths_are_spelt_as_in_the_file(path, text):
    assert spell_path(path) == text


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("wieght", ("weight",)),
        ("Weight", ("weight",)),
        ("sub-goal", ("sub_goal",)),
        ("x", ()),
        ("w" * 90, ()),
    ],
)
def test_what_a_word_may_have_been_meant_for(word, found):
    assert near(word, ["weight", "policy", "sub_goal"]) == found


def test_long_lists_are_cut():
    assert one_of("abcd", most=2) == "one of a, b ... (4 in all)"
    assert one_of("ab") == "one of a, b"


def test_lists_in_words():
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ("a\nb", "'a\\nb'"),
        ("x" * 100, "'" + "x" * 56 + "..."),
    ],
)
def test_values_are_shown_short_and_on_one_line(value, text):
    assert show(value) == text


def test_numbers_that_python_refuses_to_spell():
    assert 0 < len(show(10**5000)) <= 60
