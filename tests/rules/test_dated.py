"""Values with dates: each day decides as a ruleset does that says what holds on it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import InputError, clamp, clauses, criterion, gate, number, setting
from evalcore.rules.dated import at, breaks, is_dated, settings_at
from rulesets import complaint, evaluate, evaluator, offering, said

BODY = """
[parameters]
enough = {enough}
[fields.x]
kind = "number"
minimum = 0
maximum = 10
[fields.y]
kind = "number"
minimum = 0
maximum = 10
[criteria.a]
score = "x / 10"
weight = {first}
[criteria.b]
policy = "capped"
weight = {second}
settings = {{ most = {most} }}
[gates.cap]
policy = "limit"
settings = {{ limit = {limit} }}
[[rules]]
id = "capped"
gate = "cap"
otherwise = "kill"
[[rules]]
id = "good"
when = "total >= enough"
verdict = "go"
"""
DAYS = [date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)]
Y = Annotated[float, number("y", minimum=0, maximum=10)]


@criterion
def capped(y: Y, *, most: Annotated[float, setting(above=0, maximum=10)]) -> float:
    """How far it reaches."""
    return clamp(y / most)


@gate
def limit(y: Y, *, limit: Annotated[float, setting(minimum=0)]):
    """Not too much."""
    return clauses(too_much=y <= limit)


PLUGINS = offering(capped, limit)
VALUES = st.sampled_from([1, 2, 3, 5, 8, 10])


def steps(values):
    entries = [f"{{ from = {day}, value = {v} }}" for day, v in zip(DAYS, values, strict=False)]
    return f"[{', '.join(entries)}]"


def judge_of(**values):
    return evaluator(BODY.format(**values), PLUGINS)


@given(
    st.lists(st.sampled_from([0.2, 0.4, 0.5, 0.7]), min_size=1, max_size=3),
    st.lists(VALUES, min_size=1, max_size=3),
    st.lists(VALUES, min_size=1, max_size=3),
    st.lists(VALUES, min_size=1, max_size=3),
    st.lists(st.sampled_from([1, 2, 3, 5, 8]), min_size=1, max_size=3),
    st.sampled_from([*DAYS, date(2026, 3, 1), date(2026, 6, 30), date(2031, 1, 1)]),
    st.sampled_from([None, 0, 3, 5.5, 10]),
    st.sampled_from([None, 0, 2, 9]),
)
def test_a_day_decides_as_what_holds_on_it(enough, first, second, most, limit, day, x, y):
    listed = {"enough": enough, "first": first, "second": second, "most": most, "limit": limit}
    dated = judge_of(**{name: steps(values) for name, values in listed.items()})
    place = sum(each <= day for each in DAYS) - 1
    now = {name: values[min(place, len(values) - 1)] for name, values in listed.items()}
    plain = judge_of(**now)
    request = {"id": "I", "x": x, "y": y}
    one, other = dated.evaluate(request, as_of=day), plain.evaluate(request, as_of=day)
    assert (one.verdict, one.possible, one.total) == (other.verdict, other.possible, other.total)
    assert one.decided_by.id == other.decided_by.id
    assert one.total_range == pytest.approx(other.total_range)
    for each, same in zip(one.criteria, other.criteria, strict=True):
        assert (each.score, each.weight) == (same.score, same.weight)
        assert each.contribution == (same.contribution and pytest.approx(same.contribution))


SAID = {"enough": 0.5, "first": 1, "second": 1, "most": 5, "limit": 8}


def test_one_digest_serves_every_day_and_another_value_has_another():
    one = judge_of(**SAID | {"enough": steps([0.4, 0.6])})
    assert one.digest == judge_of(**SAID | {"enough": steps([0.4, 0.6])}).digest
    digests = {judge_of(**SAID | {name: steps([1, 2])}).digest for name in SAID}
    assert len({one.digest, judge_of(**SAID).digest, *digests}) == 2 + len(SAID)


@pytest.mark.parametrize("name", SAID)
def test_the_date_is_needed_and_none_before_the_first(name):
    judge = judge_of(**SAID | {name: steps([1, 2])})
    request = {"id": "I", "x": 1, "y": 1}
    with pytest.raises(InputError, match="the ruleset small has values with dates, but none is"):
        judge.evaluate(request)
    with pytest.raises(InputError, match=r"has no value for .* on 2025-12-31\n .*from 2026-01-01"):
        judge.evaluate(request, as_of=date(2025, 12, 31))


def test_the_first_may_hold_from_the_beginning():
    judge = judge_of(**SAID | {"enough": "[{ value = 0.9 }, { from = 2026-01-01, value = 0.1 }]"})
    request = {"id": "I", "x": 5, "y": 1}
    verdicts = [judge.evaluate(request, as_of=date(y, 1, 1)).verdict for y in (1999, 2026)]
    assert verdicts == ["hold", "go"]


def test_a_parameter_with_more_to_say():
    body = """
[parameters]
enough = { value = [{ value = 3 }, { from = 2026-01-01, value = 4 }], unit = "h", about = "why" }
[fields.x]
kind = "number"
unit = "h"
[[rules]]
id = "r"
when = "x >= enough"
verdict = "go"
"""
    assert evaluate(body, date(2025, 1, 1), x=3).verdict == "go"
    assert evaluate(body, date(2026, 1, 1), x=3).verdict == "hold"


WRONG = {
    "[{ from = 2027-01-01, value = 1 }, { from = 2026-01-01, value = 2 }]": (
        "2026-01-01 does not come after 2027-01-01\n    expected the earliest first"
    ),
    "[{ from = 2026-01-01, value = 1 }, { from = 2026-01-01, value = 2 }]": "does not come after",
    "[{ value = 1 }, { value = 2 }]": "from is missing\n    expected a date such as 2026-01-01",
    '[{ from = "2026-01-01", value = 1 }]': "found '2026-01-01'\n    expected a date such as",
    "[{ from = 2026-01-01T12:00:00, value = 1 }]": "found 2026-01-01T12:00:00\n    expected a date",
    '[{ from = 2026-01-01, value = "1" }]': "found '1'\n    expected a number",
    "[{ from = 2026-01-01 }]": "value is missing",
    "[{ from = 2026-01-01, value = 1, until = 3 }]": "there is no key 'until' here",
    "[]": "found a list of no values\n    expected [{ from = 2026-01-01, value = 0.6 }",
    "[1, 2]": "found 1\n    expected [{ from = 2026-01-01, value = 0.6 }",
}


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("name", ["enough", "first"])
def test_what_does_not_fit_is_said(name, value):
    assert WRONG[value] in complaint(BODY.format(**SAID | {name: value}), PLUGINS)


def test_a_setting_that_does_not_fit_is_shown_where_it_is_written():
    given = "[{ from = 2026-01-01, value = 5 }, { from = 2027-01-01, value = 50 }]"
    assert complaint(BODY.format(**SAID | {"most": given}), PLUGINS) == said("""
        small.toml:19:85: criteria.b.settings.most[2].value: found 50
            expected a number above 0 at most 10
    """)


def test_weights_that_are_all_nothing_on_a_day():
    given = SAID | {"first": steps([1, 0]), "second": steps([1, 0])}
    assert "all weights are 0 from 2026-07-01 on" in complaint(BODY.format(**given), PLUGINS)
    given = SAID | {"first": steps([1, -1])}
    assert "found the weight -1" in complaint(BODY.format(**given), PLUGINS)


def test_steps():
    held = ((None, 1.0), (date(2026, 1, 1), 2.0))
    assert [at(held, day) for day in (date(2025, 1, 1), date(2026, 1, 1), None)] == [1.0, 2.0, 2.0]
    entry = {"from": date(2026, 1, 1), "value": 2}
    settings = {"a": [{"value": 1}, entry], "b": 3, "c": [{"owner": "x"}]}
    assert [*map(is_dated, settings.values())] == [True, False, False]
    assert breaks(settings) == [None, date(2026, 1, 1)]
    assert settings_at(settings, None) == ({"a": 1, "b": 3, "c": [{"owner": "x"}]}, {"a": 0})
    assert settings_at(settings, date(2026, 1, 1))[0]["a"] == 2
