"""Changes where an early search was wrong: opaque criteria, texts, records, what is undefined."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated

import pytest

from evalcore import (
    InputError,
    criterion,
    discover,
    find_changes,
    hookimpl,
    number,
    opaque_criterion,
    read_ruleset,
)
from evalcore.judge.possible import possible as bounds
from rulesets import evaluator, ruleset_text

TEXTS = """
[fields.tier]
kind = "text"
[fields.want]
kind = "text"
[fields.p]
kind = "flag"
[fields.recs]
kind = "records"
[fields.recs.record.t]
kind = "text"
"""


def rule(fields, when, verdict="go"):
    return evaluator(
        f"""
verdicts = ["go", "hold", "kill"]
{fields}
[[rules]]
id = "only"
when = "{when}"
verdict = "{verdict}"
"""
    )


def words(judge, to="go", **said):
    found = find_changes(judge, {"id": "R1", **said}, to)
    for each in found.found:
        changed = {"id": "R1", **said}
        for move in each.moves:
            changed[move.field] = move.after
        assert judge.evaluate(changed).verdict == to
    return [each.words for each in found.found]


X = Annotated[float, number("x", minimum=0, maximum=10)]
Y = Annotated[float, number("y", minimum=0, maximum=10)]
MODELS = """
verdicts = ["go", "hold", "kill"]
[criteria.model]
policy = "model"
weight = 1
[criteria.plain]
policy = "plain"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.6"
verdict = "go"
[[rules]]
id = "poor"
when = "total < 0.2"
verdict = "kill"
"""


def modelled():
    asked: list[float] = []

    @opaque_criterion(version="1")
    def model(x: X) -> float:
        """Model: somebody else's program."""
        asked.append(x)
        return x / 10

    @criterion
    def plain(y: Y) -> float:
        """Plain: y of ten."""
        return y / 10

    plugin = SimpleNamespace(evalcore_policies=hookimpl(lambda: [model, plain]))
    judge = evaluator(MODELS, discover(extra=[plugin], entry_points=False))
    return judge, asked


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"x": 5, "y": 5}, ["y from 5 to 7", "x from 5 to 7"]),
        ({"y": 7}, ["x from not said to 5"]),
    ],
)
def test_opaque_criteria_are_asked_about_what_would_change(said, expected):
    judge, asked = modelled()
    assert words(judge, **said) == expected
    assert len(asked) < 300


def test_an_opaque_criterion_is_asked_so_often_and_no_more():
    judge, asked = modelled()
    found = find_changes(judge, {"id": "R1", "x": 0.123456, "y": 0}, "go")
    assert found.found == ()
    assert len(asked) < 300


@pytest.mark.parametrize(
    ("when", "said", "expected"),
    [
        (
            "lookup(tier, {'gold': 1, 'tin': 0.2}, default=0) >= 1",
            {"tier": "tin"},
            ["tier from tin to gold"],
        ),
        (
            "(tier if p else 'none') == 'gold'",
            {"tier": "tin", "p": True},
            ["tier from tin to gold"],
        ),
        (
            "total_of(recs, lookup(t, {'gold': 1}, default=0)) >= 1",
            {"recs": [{"t": "tin"}]},
            ["another rec, with its t gold"],
        ),
        (
            "tier == want",
            {"tier": "tin", "want": "gold"},
            ["tier from tin to gold", "want from gold to tin"],
        ),
        ("known(tier)", {}, ["tier from not said to any text"]),
        ("tier != 'tin'", {"tier": "tin"}, ["tier from tin to any other text"]),
    ],
)
def test_texts_are_those_that_formulas_look_for(when, said, expected):
    assert words(rule(TEXTS, when), **said) == expected


def test_another_text_is_not_any_text_where_formulas_look_for_one():
    judge = evaluator(
        f"""
verdicts = ["go", "hold", "kill"]
{TEXTS}
[[rules]]
id = "gold"
when = "lookup(tier, {{'gold': 1, 'tin': 0.2}}, default=0) >= 1"
verdict = "go"
"""
    )
    assert words(judge, "hold") == ["tier from not said to any other text"]


RECORDS = """
[fields.recs]
kind = "records"
[fields.recs.record.v]
kind = "number"
[fields.recs.record.k]
kind = "choice"
choices = ["a", "b", "c"]
"""


def test_values_of_a_record_are_tried_in_every_combination():
    judge = rule(RECORDS, "count(recs, v > 2000 and k == 'b') == 2", "kill")
    found = words(judge, "kill", recs=[{"v": 3000, "k": "b"}])
    assert found == ["another rec, with its v 1,000,000 and k b"]


@pytest.mark.parametrize(
    ("fields", "when", "said"),
    [
        (RECORDS, "count(recs, 2000 < v < 2001) == 2", {"recs": [{"v": 2000.5, "k": "b"}]}),
        (
            '[fields.u]\nkind = "set"\nchoices = ["1", "2", "3", "4"]\n',
            "count(u) == 4",
            {"u": ["1"]},
        ),
    ],
)
def test_where_only_samples_were_tried_nothing_found_is_no_proof(fields, when, said):
    found = find_changes(rule(fields, when, "kill"), {"id": "R1", **said}, "kill")
    assert found.found == ()
    assert not found.exhausted


@pytest.mark.parametrize(
    ("minimum", "maximum", "when", "now", "expected"),
    [
        (-2, 3, "sqrt(x) >= 1.5", 1, "x from 1 to 2.25"),
        (-1, 1, "1 / x < -15", 0.5, "x from 0.5 to "),
    ],
)
def test_a_range_that_is_partly_undefined_hides_nothing(minimum, maximum, when, now, expected):
    fields = f'[fields.x]\nkind = "number"\nminimum = {minimum}\nmaximum = {maximum}\n'
    found = words(rule(fields, when), x=now)
    assert found
    assert found[0].startswith(expected)


def test_a_whole_range_without_a_whole_number_is_a_mistake():
    fields = '[fields.n]\nkind = "number"\nwhole = true\nminimum = {}\nmaximum = {}\n'
    with pytest.raises(InputError, match=r"there is no whole number from 0\.5 to 0\.9"):
        read_ruleset(ruleset_text(fields.format(0.5, 0.9)))


@pytest.mark.parametrize(
    ("low", "high", "when"), [(0.5, 1.4, "1 / n + n < 2"), (0.5, 1.5, "n < 0.8")]
)
def test_only_whole_numbers_within_the_range_are_possible(low, high, when):
    fields = f'[fields.n]\nkind = "number"\nwhole = true\nminimum = {low}\nmaximum = {high}\n'
    with pytest.raises(InputError, match="its condition never holds"):
        rule(fields, when)
    flag = '[fields.p]\nkind = "flag"\n'
    evaluation = rule(fields + flag, f"{when} and p or not p", "kill").evaluate(
        {"id": "R1", "p": True}
    )
    assert evaluation.possible == ("hold",)


def test_an_open_set_whose_number_is_not_known_proves_nothing():
    judge = rule('[fields.s]\nkind = "set"\n', "sqrt(count(s)) == 1.2", "kill")
    found = bounds(judge.evaluate({"id": "R1"}).space, 400, 400)
    assert "kill" not in found.verdicts or not found.exact
