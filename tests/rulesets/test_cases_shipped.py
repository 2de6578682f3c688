"""The cases of the rulesets that ship: they hold, reach nearly all, and kill most mutants."""

from __future__ import annotations

from fractions import Fraction

import pytest
from places import shipped

from evalcore import Evaluator
from evalcore.cases.gathering import gather
from evalcore.cases.mutants import try_mutants
from evalcore.cases.trying import try_cases

SHIPPED = [path.stem for path in shipped()]


def test_there_are_rulesets():
    assert len(SHIPPED) >= 6


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cases_hold_and_reach_every_clause_and_nearly_all_that_turns_one(name):
    own = Evaluator(name)
    tried = try_cases(own, gather(own))
    assert [each.problem for each in tried.outcomes if not each.passed] == []
    counts = tried.report.counts
    assert [counts[each].under(Fraction(100)) for each in ("rules", "clauses")] == [False, False]
    assert not tried.report.under(Fraction(90))


@pytest.mark.parametrize("name", SHIPPED)
def test_nine_in_ten_mutants_break_a_case(name):
    own = Evaluator(name)
    cases = gather(own)
    found = try_mutants(try_cases(own, cases), cases)
    assert found.made >= 40
    assert not found.killed.under(Fraction(90))
