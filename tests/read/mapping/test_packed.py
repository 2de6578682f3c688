"""Packed initiatives: what was put in comes out, and a large table is read as a small one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Initiative, InputError
from evalcore.read.mapping.packed import Packed, may_repeat
from evalcore.request.fields import Field, Kind
from evalcore.request.values import Estimate, Withheld
from read.mapping.spreadsheet import load

FIELDS = {
    "cost": Field("cost", Kind.NUMBER),
    "benefit": Field("benefit", Kind.ESTIMATE),
    "note": Field("note", Kind.TEXT),
}
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.just(Withheld("secret"))
rows = st.lists(
    st.tuples(
        st.text(),
        st.text(),
        st.none() | numbers,
        st.none() | numbers | st.just(Estimate(1.0, 2.0, 3.0)),
        st.none() | st.text(),
    )
)


@given(rows, st.data())
def test_what_was_put_in_comes_out(table, data):
    packed = Packed(FIELDS)
    for key, title, *values in table:
        packed.add(key, title, dict(zip(FIELDS, values, strict=True)))
    made = tuple(
        Initiative(key, title, dict(zip(FIELDS, values, strict=True)), FIELDS)
        for key, title, *values in table
    )
    assert tuple(packed) == made
    assert len(packed) == len(made)
    part = data.draw(st.slices(len(made)))
    assert packed[part] == made[part]
    if made:
        assert packed[-1] == made[-1]
    with pytest.raises(IndexError):
        packed[len(made)]


@given(st.lists(st.integers(-5, 40)))
def test_repeats_are_found(hashes):
    assert may_repeat(hashes) == (len(set(hashes)) < len(hashes))


def large(ids):
    return "No,Cost\n" + "".join(f"{key},{n % 7}\n" for n, key in enumerate(ids))


MAPPING = 'id = "No"\n[fields]\ncost = "Cost"\n'


def test_a_large_table_is_read_as_a_small_one_is():
    loaded = load(large(range(6_000)), MAPPING)
    assert isinstance(loaded.initiatives, Packed)
    assert [each.id for each in loaded.initiatives] == [str(n) for n in range(6_000)]
    assert [each.values["cost"] for each in loaded.initiatives[:8]] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert loaded.initiatives[7:8] == load(large(range(8)), MAPPING).initiatives[7:]


def test_an_id_that_comes_again_is_found_in_a_large_table():
    with pytest.raises(InputError) as refused:
        load(large([*range(6_000), 17, "", ""]), MAPPING)
    found = [str(each).partition("\n")[0] for each in refused.value.complaints]
    assert found == [
        "sheet.csv:6002:1: row 6002, column 'No': row 19 has the same id '17'",
        "sheet.csv:6003:1: row 6003, column 'No': found '' as id",
        "sheet.csv:6004:1: row 6004, column 'No': found '' as id",
    ]
