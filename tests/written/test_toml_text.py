"""Tables written out again are the same tables."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from evalcore.written.toml_text import spell_document

KEYS = st.text("abc_-é \"'.\n", min_size=1, max_size=6)
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=20).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
    | st.dates()
    | st.sampled_from(["'''", "a\nb", "a\n'", "| x |\n| 1 |\n", "\r\n", "a\r\nb", "\t", "\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_written_is_read_again(content):
    assert tomllib.loads(spell_document(content)) == content


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_comments_change_nothing(content):
    text = spell_document(content, lambda _path: "base.toml:3")
    assert tomllib.loads(text) == content


def test_how_it_looks():
    content = {
        "name": "a",
        "from": date(2026, 1, 1),
        "at": datetime(2026, 1, 1, 12, 0),  # noqa: DTZ001 - as TOML has it
        "criteria": {"fit": {"weight": 3, "settings": {"goals": {"grow-it": 0.5}}}},
        "parameters": {"limit": [{"from": date(2026, 1, 1), "value": 0.5}]},
        "rules": [{"id": "one", "otherwise": {"a": "go"}}, {"id": "two"}],
    }
    assert (
        spell_document(content, lambda path: "x:1" if path == ("name",) else "")
        == """\
name = "a"  # x:1
from = 2026-01-01
at = 2026-01-01T12:00:00

[criteria.fit]
weight = 3

[criteria.fit.settings.goals]
grow-it = 0.5

[parameters]
limit = [{ from = 2026-01-01, value = 0.5 }]

[[rules]]
id = "one"
otherwise = { a = "go" }

[[rules]]
id = "two"
"""
    )
