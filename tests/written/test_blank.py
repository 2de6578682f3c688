"""What says nothing, and in which form texts are kept that say something."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.written.blank import is_unseen, kept, says_nothing, seen_from

BLANKS = (
    *("", " ", "\t\r\n", "\u00a0", "\u3000", "\u2028", "\x85", "\x00", "\x1f"),
    *("\u200b", "\u2060", "\u00ad", "\ufeff", "\u200d", "\u200c", "\u3164", "\u2800", "\ufe0f"),
)


@pytest.mark.parametrize("text", [*BLANKS, " \u200b\u00a0\ufeff "])
def test_what_cannot_be_seen_says_nothing(text):
    assert says_nothing(text)
    assert kept(text) == ""


@pytest.mark.parametrize("value", ["a", ".", "-", "\u0301", "\ud800", 0, False, [], {}, 0.0])
def test_what_says_something(value):
    assert not says_nothing(value)


def test_null_says_nothing():
    assert says_nothing(None)


@pytest.mark.parametrize("blank", BLANKS)
def test_what_cannot_be_seen_is_cut_from_both_ends(blank):
    end = blank if blank == "\ufe0f" else ""  # a selector belongs to the sign before it
    assert kept(f"{blank}a b{blank}") == f"a b{end}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Jose\u0301", "Jos\u00e9"),
        ("\u212b", "\u00c5"),  # the sign for the unit is the letter
        ("\ufb01t", "\ufb01t"),  # what only looks alike stays
        ("\u0646\u0645\u06cc\u200c\u062f", "\u0646\u0645\u06cc\u200c\u062f"),
        ("\U0001f469\u200d\U0001f4bb ", "\U0001f469\u200d\U0001f4bb"),
        ("\u2764\ufe0f\u200b", "\u2764\ufe0f"),
        ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4\U000e0067\U000e007f"),
        ("a\u200bb", "a\u200bb"),
    ],
)  # fmt: skip
def test_the_form_in_which_a_text_is_kept(text, form):
    assert kept(text) == form


@given(st.text() | st.text(st.sampled_from("a\u0301\u200b\u200d\ufe0f \u1160\u2764")))
def test_a_text_that_is_kept_stays_as_it_is(text):
    once = kept(text)
    assert kept(once) == once
    assert type(once) is str
    assert unicodedata.is_normalized("NFC", once)
    assert seen_from(once) == 0
    assert bool(once) is not all(map(is_unseen, text))
