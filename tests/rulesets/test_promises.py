"""What each stance promises never to read changes no verdict, and cannot be read by mistake."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from evalcore_initiative import FIELDS, field
from five_ways import FIELD_STRATEGIES, requests
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, InputError, read_ruleset

RULESETS = Path(__file__).resolve().parent.parent.parent / "rulesets"


@cache
def evaluator(name):
    return Evaluator(name)


def tagged(*tags):
    return sorted(each.name for each in FIELDS if each.tags & set(tags))


def other(names):
    """Values for these fields, each perhaps unknown or withheld."""
    kept = {"withheld": "commercial in confidence"}
    return st.fixed_dictionaries(
        {name: FIELD_STRATEGIES[name] | st.sampled_from([None, kept]) for name in names}
    )


def record(name, said):
    found = evaluator(name).evaluate(said).to_json()
    assert found["verdict"] is not None
    return found


PROMISES = {
    "it_is_the_job": tagged("cost", "benefit", "business_case"),
    "inseparable": tagged("cost", "effort"),
    "strategy_and_discipline": ["energy", "it_months", "spent_k", "sponsor_hours_month"],
    "investment_council": tagged("merit"),
}


def test_the_promises_cover_what_the_descriptions_name():
    cases = {"cost_k", "benefit_k", "outcomes", "evidence", "it_months", "duration_m"}
    cases |= {"units_benefiting", "company_goal", "strategic_contribution", "objective"}
    assert cases <= set(PROMISES["it_is_the_job"])
    costs = {"cost_k", "spent_k", "remaining_cost_k"}
    costs |= {"sponsor_hours_month", "it_months", "duration_m"}
    assert set(PROMISES["inseparable"]) == costs
    merits = {"strategic_contribution", "objective", "outcomes", "benefit_k", "own_dev.listening"}
    assert merits <= set(PROMISES["investment_council"])
    assert "energy" not in tagged("effort")


@pytest.mark.parametrize("name", PROMISES)
@given(data=st.data())
def test_what_is_never_read_changes_nothing_at_all(name, data):
    said = data.draw(requests())
    changed = said | data.draw(other(PROMISES[name]))
    assert record(name, said) == record(name, changed)


@given(requests(), st.randoms(use_true_random=False))
def test_exchanging_the_scores_of_merit_changes_no_verdict_of_the_council(said, random):
    scores = [n for n in tagged("merit") if field(n).maximum == 4]
    assert len(scores) > 15
    exchanged = random.sample(scores, len(scores))
    permuted = said | {one: said[another] for one, another in zip(scores, exchanged, strict=True)}
    assert record("investment_council", said) == record("investment_council", permuted)


@pytest.mark.parametrize("name", PROMISES)
def test_a_promise_is_kept_while_things_are_missing(name):
    full = {n: 1 for n in PROMISES[name] if field(n).kind == "number"}
    assert record(name, {"id": "R1"}) == record(name, {"id": "R1", **full})


def refusals(name, more, *, before="[default]"):
    """Every complaint about a shipped ruleset with something more in it."""
    text = (RULESETS / f"{name}.toml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    try:
        Evaluator(read_ruleset(text.replace(before, f"{more}\n{before}"), f"{name}.toml"))
    except InputError as error:
        return [str(each).split("\n", 1) for each in error.complaints]
    return []


def rule(when, verdict="recycle"):
    return f'[[rules]]\nid = "greedy"\nwhen = "{when}"\nverdict = "{verdict}"\nbecause = "x"\n'


MEND = "    drop it, or change [stance] never_reads"


@pytest.mark.parametrize(
    ("name", "formula", "problem"),
    [
        (
            "strategy_and_discipline",
            "spent_k > 1000",
            "the rule greedy reads spent_k, which the stance never reads ('spent_k')",
        ),
        (
            "strategy_and_discipline",
            "energy < 0",
            "the rule greedy reads energy, which the stance never reads ('energy')",
        ),
        (
            "inseparable",
            "remaining_cost_k > 1000",
            "the rule greedy reads remaining_cost_k, which the stance never reads ('tag:cost')",
        ),
        (
            "inseparable",
            "it_months > 3",
            "the rule greedy reads it_months, which the stance never reads ('tag:effort')",
        ),
        (
            "investment_council",
            "count(outcomes) == 0",
            "the rule greedy reads outcomes, which the stance never reads ('tag:merit')",
        ),
        (
            "investment_council",
            "own_dev.listening > 3",
            "the rule greedy reads own_dev.listening, which the stance never reads ('tag:merit')",
        ),
        (
            "it_is_the_job",
            "known(evidence)",
            "the rule greedy reads evidence, which the stance never reads ('tag:business_case')",
        ),
    ],
)
def test_a_formula_that_reads_what_the_stance_forbids_does_not_load(name, formula, problem):
    ((said, mend),) = refusals(name, rule(formula))
    place, _, about = said.partition(": ")
    assert place.startswith(f"{name}.toml:")
    assert about.endswith(f": {problem}")
    assert mend == MEND


@pytest.mark.parametrize(
    ("name", "more", "problems"),
    [
        (
            "inseparable",
            (
                '[gates.seen]\npolicy = "executive_involved"\n'
                '[[rules]]\nid = "seen"\ngate = "seen"\notherwise = "hold"\n'
            ),
            [
                (
                    "the rule seen (policy executive_involved) reads sponsor_hours_month, "
                    "which the stance never reads ('tag:effort')"
                )
            ],
        ),
        (
            "strategy_and_discipline",
            (
                '[criteria.time]\npolicy = "personal_time"\nweight = 1\n'
                "settings = { available_hours = 20 }\n"
            ),
            [
                (
                    "the criterion time (policy personal_time) reads sponsor_hours_month, "
                    "which the stance never reads ('sponsor_hours_month')"
                ),
                (
                    "the criterion time (policy personal_time) reads energy, "
                    "which the stance never reads ('energy')"
                ),
            ],
        ),
        (
            "investment_council",
            (
                '[gates.clear]\npolicy = "measurable_outcomes"\n'
                '[[rules]]\nid = "clear"\ngate = "clear"\notherwise = "hold"\n'
            ),
            [
                (
                    "the rule clear (policy measurable_outcomes) reads outcomes, "
                    "which the stance never reads ('tag:merit')"
                )
            ],
        ),
        (
            "it_is_the_job",
            '[criteria.worth]\npolicy = "tangible_benefit"\nweight = 1\n',
            [
                f"the criterion worth (policy tangible_benefit) reads {name}, "
                f"which the stance never reads ('tag:{tag}')"
                for name, tag in (
                    ("remaining_benefit_k", "benefit"),
                    ("remaining_cost_k", "cost"),
                    ("benefit_k", "benefit"),
                    ("cost_k", "cost"),
                )
            ],
        ),
    ],
)
def test_a_policy_that_reads_what_the_stance_forbids_does_not_load(name, more, problems):
    found = refusals(name, more)
    assert [said.rpartition(": ")[2] for said, _ in found] == problems
    assert {mend for _, mend in found} == {MEND}


def test_energy_is_what_inseparable_listens_to():
    assert "energy" in evaluator("inseparable").fields
    assert evaluator("inseparable").fields["energy"].tags == {"energy"}
