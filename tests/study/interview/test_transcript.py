"""Transcripts: what is kept is an ordinary input file, whatever was said."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from evalcore import choice, number, records, text
from evalcore.request.initiative import read_initiative
from evalcore.request.values import Estimate, Withheld
from evalcore.study.interview.transcript import NOT_KNOWN, Transcript, spell_toml, transcript_of
from evalcore.written.blank import kept

TEXTS = st.text() | st.sampled_from(['"', "\\", "\n", "\x7f", "\x85", "\u2028", "'''", "#"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    TEXTS | NUMBERS | st.booleans() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


@given(PLAIN)
def test_what_is_written_as_toml_is_read_back(value):
    assert tomllib.loads(f"key = {spell_toml(value)}")["key"] == value


FIELDS = {
    each.name: each
    for each in (
        number("energy"),
        choice("stage", ["new", 'odd "one"']),
        text("own.note"),
        records("outcomes", text("name"), number("target")),
    )
}


SAID = TEXTS.map(kept).filter(bool)
FINITE = st.floats(-(2**53), 2**53)


@given(
    title=TEXTS,
    energy=st.none() | FINITE | st.builds(Withheld, SAID),
    note=st.none() | SAID,
    cells=st.none() | st.lists(st.tuples(SAID, st.none() | FINITE)),
)
def test_a_saved_transcript_is_an_ordinary_input(title, energy, note, cells):
    listed = None if cells is None else tuple({"name": n, "target": t} for n, t in cells)
    values = {"energy": energy, "own.note": note, "outcomes": listed}
    values = {name: value for name, value in values.items() if value is not None}
    before = Transcript("R1", title, values, ("stage",), {"spare": [1, {"x": "y"}]})
    raw = tomllib.loads(before.to_toml())
    assert raw[NOT_KNOWN] == ["stage"]
    read = read_initiative(raw, FIELDS).initiative
    after = transcript_of(read, raw)
    assert after.values == before.values
    assert (after.not_known, after.extra) == (before.not_known, before.extra)
    assert after.title == ("" if kept(title) == "R1" else kept(title))


def test_what_no_field_is_called_like_stays_also_beside_fields_in_a_table():
    raw = {
        "id": "R1",
        "other": 3,
        "own": {"note": "x", "spare": 1, "deep": {"a.b": [2]}},
        "free": {"note": True},
    }
    read = read_initiative(raw, FIELDS).initiative
    kept = transcript_of(read, raw)
    assert kept.extra == {
        "other": 3,
        "own.spare": 1,
        "own.deep": {"a.b": [2]},
        "free": {"note": True},
    }
    assert tomllib.loads(kept.to_toml()) == raw
    changed = kept.answered("energy", 4.0)
    assert tomllib.loads(changed.to_toml()) == {**raw, "energy": 4}


def test_an_estimate_and_a_lone_half_of_a_character_are_written():
    assert spell_toml(Estimate(1, 2.5, 3e20)) == "{ low = 1, likely = 2.5, high = 3e+20 }"
    assert spell_toml("\ud800") == '"\ufffd"'
