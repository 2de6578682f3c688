"""Coverage: what counts as reached, what cannot be, and what would reach the rest."""

from __future__ import annotations

from fractions import Fraction

from cases.caselaw import counts, small, tried
from evalcore.cases.coverage import Count
from evalcore.cases.listing import coverage_json

TWO = """
[fields.a]
kind = "number"
minimum = 0
maximum = 10
[fields.b]
kind = "number"
minimum = 0
maximum = 10
[[rules]]
id = "first"
when = "{}"
verdict = "go"
"""


def case(name: str, expect: str, **said: float) -> str:
    listed = ", ".join(f"{field} = {value}" for field, value in said.items())
    return f'[[cases]]\nname = "{name}"\ninitiative = {{ {listed} }}\nexpect = "{expect}"\n'


def test_rules_clauses_and_the_default_are_reached_by_deciding():
    found = small(
        """
        [[cases]]
        name = "dear"
        initiative = { cost = 950 }
        expect = "kill"
        """
    )
    assert counts(found)["rules"] == (1, 3)
    assert counts(found)["clauses"] == (1, 3)


def test_a_verdict_that_is_certain_while_something_is_missing_counts_for_its_rule():
    body = TWO.format("a > 3 or b > 11 or b <= 10") + case("either way", "go", a=1)
    assert counts(tried(body))["rules"] == (1, 1)  # the default is out of reach


def test_each_condition_is_seen_as_true_false_and_unknown_where_its_clause_is_asked():
    body = TWO.format("a > 3 and b > 5")
    one = case("both", "go", a=4, b=6)
    assert counts(tried(body + one))["conditions"] == (2, 6)
    two = one + case("unknown", "hold", a=1)
    assert counts(tried(body + two))["conditions"] == (4, 6)


def test_a_condition_is_not_seen_behind_a_clause_that_is_true():
    found = small(
        """
        [[cases]]
        name = "dear, and an idea"
        initiative = { cost = 950, phase = "idea", benefit = 1 }
        expect = "kill"
        """
    )
    assert counts(found)["conditions"] == (1, 12)


def test_an_outcome_that_ranges_rule_out_counts_nowhere():
    body = TWO.format("a >= 0 and known(b)") + case("known", "go", a=1, b=1)
    report = tried(body).report
    # a >= 0 is never false, and known is never unknown.
    assert report.counts["conditions"] == Count(2, 4)
    listed = coverage_json(report)["infeasible"]
    assert {(each["condition"], each["outcome"]) for each in listed if each["outcome"]} == {
        ("a >= 0", "false"),
        ("known(b)", "unknown"),
    }


def test_mcdc_wants_each_condition_to_turn_its_clause_both_ways():
    body = TWO.format("a > 3 and b > 5")
    both = case("both", "go", a=4, b=6)
    assert counts(tried(body + both))["mcdc"] == (0, 2)
    without_a = both + case("a alone", "hold", a=1, b=6)
    assert counts(tried(body + without_a))["mcdc"] == (1, 2)
    neither = both + case("neither", "hold", a=1, b=1)  # of which no one turns it by itself
    assert counts(tried(body + neither))["mcdc"] == (0, 2)


def test_coupled_conditions_are_moved_one_at_a_time():
    # a < 3 and a < 5 cannot part in any request with a below 3: one is moved all the same.
    body = TWO.format("a < 3 or (a < 5 and b > 5)")
    cases = (
        case("low", "go", a=1, b=1)
        + case("middle", "go", a=4, b=6)
        + case("high", "hold", a=6, b=6)
        + case("middle without b", "hold", a=4, b=1)
    )
    # The outcome "true" of a < 3 turns the clause where b keeps the other part false.
    assert counts(tried(body + cases))["mcdc"] == (3, 3)


def test_unknown_of_the_others_turns_nothing():
    body = TWO.format("a > 3 and b > 5") + case("a", "undecided", a=4) + case("b", "hold", a=1)
    assert counts(tried(body))["mcdc"] == (0, 2)


def test_coupled_outcomes_that_exclude_one_another_are_infeasible():
    body = TWO.format("a < 3") + (
        '[[rules]]\nid = "second"\nwhen = "a < 5 or a < 3"\nverdict = "hold"\n'
    )
    listed = coverage_json(tried(body + case("low", "go", a=1)).report)["infeasible"]
    own = [each for each in listed if each["rule"] == "second" and each["what"] == "mcdc"]
    assert [each["condition"] for each in own] == ["a < 3"]


def test_what_is_not_reached_is_listed_with_values_that_would_reach_it():
    found = small(
        """
        [[cases]]
        name = "dear"
        initiative = { cost = 950 }
        expect = "kill"
        """
    )
    listed = coverage_json(found.report)["not_reached"]
    wanted = {(each["what"], each["condition"], each["outcome"]): each for each in listed}
    assert wanted["condition", "cost > 900", "false"]["values"] == {"cost": 1}
    assert wanted["condition", "cost > 900", "unknown"]["values"] == {"cost": None}
    turns = wanted["mcdc", "phase == 'idea'", None]
    assert turns["values"] == {"cost": 1, "phase": "idea", "council.yes": 0}
    assert turns["needs"] == [
        "cost > 900 is false",
        "total >= enough is true",
        "phase == 'idea' is true",
        "council.yes >= 4 is false",
    ]


def test_a_case_with_parameters_of_its_own_counts_for_the_same_conditions():
    cases = """
        [[cases]]
        name = "pays back"
        initiative = { cost = 300, benefit = 750, phase = "idea", council.yes = 1 }
        expect = "hold"
        parameters = { enough = 0.9 }
    """
    parts = coverage_json(small(cases).report)["not_reached"]
    open_ = {(each["condition"], each["outcome"]) for each in parts}
    assert ("total >= enough", "false") not in open_
    assert ("total >= enough", "true") in open_


def test_fractions_are_exact():
    assert Count(11_999, 12_000).under(Fraction(100))
    assert not Count(9, 10).under(Fraction(90))
    assert Count(2, 3).under(Fraction("66.67"))
    assert not Count(2, 3).under(Fraction("66.66"))
    assert not Count(0, 0).under(Fraction(100))


def test_what_has_to_be_withheld_or_makes_something_unknown_is_said_so():
    body = TWO.format("withheld(a) or a / 2 + b > 9") + case("none", "hold", a=1, b=1)
    listed = coverage_json(tried(body).report)["not_reached"]
    wanted = {(each["what"], each["condition"], each["outcome"]): each for each in listed}
    kept = wanted["condition", "withheld(a)", "true"]
    assert kept["values"] == {"a": {"withheld": "a reason"}}
    unknown = wanted["condition", "a / 2 + b > 9", "unknown"]
    assert unknown["values"] == {"a": None}
    (first, second) = (case(name, expect) for name, expect in (("x", "go"), ("y", "undecided")))
    first = first.replace("{  }", '{ a = { withheld = "a reason" } }')
    found = tried(body + first + second.replace("{  }", "{ b = 1 }"))
    left = coverage_json(found.report)["not_reached"]
    assert kept not in left
    assert unknown not in left
