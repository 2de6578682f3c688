"""JSON row by row is the JSON of the whole."""

from __future__ import annotations

import json
from datetime import date, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Estimate, Withheld
from evalcore.judge.record import Decision, Undefined
from evalcore.reports.json_text import spell_json, spelt
from evalcore.request.values import as_json

SINGLE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates()
    | st.just(datetime(2026, 1, 2, 3, 4))  # noqa: DTZ001 - a date, to Python
    | st.builds(Withheld, st.text())
    | st.builds(Estimate, st.floats(0, 1), st.floats(1, 2), st.floats(2, 3))
    | st.builds(Undefined, st.text(), st.text())
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(st.text(), inner).map(MappingProxyType)
        | st.builds(Decision, st.just("rule"), inner, inner, st.text(), st.lists(inner).map(tuple))
    ),
    max_leaves=12,
)


@given(VALUES, st.integers(0, 3))
def test_the_same_bytes_as_the_standard_library(value, level):
    whole = value
    for _ in range(level):
        whole = (whole,)
    lead = "".join(f"[\n{'  ' * n}" for n in range(1, level + 1))
    assert spell_json(as_json(whole)).startswith(f"{lead}{spelt(value, level)}\n")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_json_is_refused(number):
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        spelt({"x": number})


def test_a_date_is_text():
    assert json.loads(spelt((date(2026, 1, 2),))) == ["2026-01-02"]
