"""Trying cases: what holds, and in which words it is said that something does not."""

from __future__ import annotations

import pytest

from cases.caselaw import problems, small, tried

GOOD = """
[[cases]]
name = "pays back"
initiative = { cost = 300, benefit = 750, phase = "idea" }
"""


def test_a_case_holds_where_all_that_is_expected_came_about():
    found = small(
        GOOD
        + """
        expect = "go"
        decided_by = "good"
        total = 0.8333
        scores = { worth = { value = 0.83, within = 0.01 } }
        missing = []
        """
    )
    assert problems(found) == [""]
    assert found.failed == 0


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ('expect = "hold"', "expected hold, found go (by good)"),
        ('expect = "undecided"', "expected undecided, found go (by good)"),
        (
            'expect = "go"\ndecided_by = "default"',
            "expected that default decides, found good",
        ),
        (
            'expect = "go"\ntotal = 0.8',
            "expected the total 0.8 within 0.0001, found 0.8333333333",
        ),
        (
            'expect = "go"\nscores = { worth = 0.1 }',
            "expected the score worth 0.1 within 0.0001, found 0.8333333333",
        ),
        (
            'expect = "go"\nmissing = ["cost"]',
            "expected as missing cost, found nothing",
        ),
        (
            'expect = "kill"\ntotal = 1',
            (
                "expected kill, found go (by good); "
                "expected the total 1 within 0.0001, found 0.8333333333"
            ),
        ),
    ],
)
def test_what_did_not_come_about_is_said(expected, said):
    assert problems(small(f"{GOOD}{expected}")) == [said]


def test_a_case_may_expect_that_nothing_is_decided():
    cases = """
        [[cases]]
        name = "poor in words"
        initiative = { cost = 300, benefit = 900 }
        expect = "undecided"
        missing = ["council.yes", "phase"]
        [[cases]]
        name = "hold only stands in"
        like = "poor in words"
        expect = "hold"
    """
    said = "expected hold, found it undecided between go and hold, as phase and council.yes is"
    first, second = problems(small(cases))
    assert first == ""
    assert second.startswith(said)


def test_one_case_is_like_another_but_for_what_changes():
    cases = (
        GOOD
        + """
        expect = "go"
        [[cases]]
        name = "too dear"
        like = "pays back"
        change = { cost = 950 }
        without = ["phase"]
        expect = "kill"
        decided_by = "dear"
        [[cases]]
        name = "the council wants it"
        like = "pays back"
        change = { phase = "pilot", council = { yes = 4 } }
        expect = "go"
        [[cases]]
        name = "or not"
        like = "the council wants it"
        change = { "council.yes" = 3 }
        expect = "hold"
        [[cases]]
        name = "or nobody asked"
        like = "the council wants it"
        without = ["council"]
        expect = "undecided"
        missing = ["council.yes"]
        """
    )
    assert problems(small(cases)) == [""] * 5


def test_parameters_may_keep_a_rule_from_speaking():
    found = small("""
        [[cases]]
        name = "however good"
        initiative = { cost = 1, benefit = 900, phase = "idea" }
        expect = "hold"
        decided_by = "default"
        parameters = { enough = 2 }
    """)
    assert problems(found) == [""]


def test_parameters_count_in_their_own_case_alone():
    cases = (
        GOOD
        + """
        expect = "hold"
        parameters = { enough = 0.9 }
        [[cases]]
        name = "as it is"
        like = "pays back"
        expect = "go"
        """
    )
    assert problems(small(cases)) == ["", ""]


def test_a_gate_decides_by_clause_and_dates_are_given():
    body = """
    verdicts = ["go", "hold"]
    [fields.since]
    kind = "date"
    [[rules]]
    id = "old"
    require = "days_since(since) < 30"
    otherwise = "hold"
    [[rules]]
    id = "new"
    when = "days_since(since) >= 0"
    verdict = "go"
    [[cases]]
    name = "fresh"
    initiative = { since = 2026-02-20 }
    as_of = 2026-03-01
    expect = "go"
    [[cases]]
    name = "stale"
    initiative = { since = 2026-01-01 }
    as_of = "2026-03-01"
    expect = "hold"
    decided_by = "old"
    """
    assert problems(tried(body)) == ["", ""]


def test_json_has_the_shape_of_the_contract():
    found = small(f'{GOOD}expect = "hold"').to_json()
    assert list(found) == ["ruleset", "cases", "passed", "failed", "coverage"]
    assert found["cases"] == [
        {
            "name": "pays back",
            "passed": False,
            "problem": "expected hold, found go (by good)",
            "file": "small.toml",
            "line": 36,
        }
    ]
    assert (found["passed"], found["failed"]) == (0, 1)
    assert list(found["coverage"]) == [
        *("rules", "clauses", "conditions", "mcdc"),
        *("infeasible", "not_reached"),
    ]
