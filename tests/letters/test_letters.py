"""Letters: what an evaluation says to the one who asked, and to the council."""

from __future__ import annotations

from datetime import date

import pytest

from evalcore.judge.explanation import explain
from evalcore.letters import Question, letter, page
from evalcore.say.terms import Terms
from evalcore.study.changes import Change, Changes, Move
from rulesets import complaint, evaluate, evaluator, said

BODY = """
verdicts = ["go", "conditional_go", "hold", "recycle", "closed"]
when_undecided = "recycle"
may_override = "the executive committee."
[parameters]
enough = { value = 0.6, about = "the total from which it goes ahead" }
[fields.cost_k]
kind = "number"
unit = "kEUR"
minimum = 0
question = "What will it cost?"
answered_by = "sponsor"
[fields.benefit_k]
kind = "number"
unit = "kEUR"
minimum = 0
question = "What is it worth?"
answered_by = "finance"
[fields.over]
kind = "flag"
[fields.sponsor]
kind = "text"
[fields.outcomes.record.owner]
kind = "text"
question = "Who answers for it?"
[measures]
payback = "benefit_k / cost_k"
[criteria.worth]
score = "clamp(linear(payback, worst=0, best=3))"
weight = 1
about = "Worth: what it brings back."
[[rules]]
id = "is_over"
when = "over"
verdict = "closed"
because = "it is over"
may_override = "nobody"
[[rules]]
id = "owned"
require = "all_of(outcomes, known(owner)) and sponsor != ''"
otherwise = "recycle"
because = "an outcome is nobody's"
[[rules]]
id = "worth_it"
when = "total >= enough"
verdict = "go"
because = "it brings back enough"
"""
GOOD = {
    "cost_k": 100, "benefit_k": 250, "over": False, "sponsor": "CFO", "outcomes": [{"owner": "x"}],
}  # fmt: skip


def judged(**other):
    return evaluate(BODY, **{**GOOD, **other})


def test_a_letter_about_a_go():
    found = letter(judged())
    assert (found.title, found.reference, found.sponsor) == ("Try", "I1", "CFO")
    assert (found.verdict, found.meaning, found.decided) == ("a go", "it goes ahead", True)
    assert found.reasons == (
        "It brings back enough.",
        "The total, 0.83, is at least 0.6 (the total from which it goes ahead).",
    )
    assert (found.missing, found.withheld, found.undefined, found.changes) == ((), (), (), None)
    assert found.override == "The executive committee."
    assert (found.source.name, found.source.version, found.source.as_of) == ("small", "1", None)


def test_a_default_names_what_it_fell_short_of():
    found = letter(judged(benefit_k=120))
    first, second = found.reasons
    assert first == "Nothing speaks for another verdict."
    assert second.startswith("It falls short of a go: the total, 0.4, is below 0.6 (the total")


LADDER = """
verdicts = ["go", "conditional_go", "hold", "kill"]
total = "gain / effort - delay"
[fields.gain]
kind = "number"
[fields.effort]
kind = "number"
minimum = 1
maximum = 10
[fields.delay]
kind = "number"
[[rules]]
id = "good"
when = "total >= 4"
verdict = "go"
[[rules]]
id = "fair"
when = "total >= 2 and delay < 6"
verdict = "conditional_go"
[[rules]]
id = "late"
when = "delay > 12"
verdict = "kill"
"""


def test_a_default_lacks_what_the_nearest_better_verdict_wanted():
    found = letter(evaluate(LADDER, gain=10, effort=5, delay=1))
    assert found.reasons[1] == "It falls short of a conditional go: the total, 1, is below 2."
    found = letter(evaluate(LADDER, gain=100, effort=10, delay=8))
    assert found.reasons[1] == ("It falls short of a conditional go: delay, 8, is at least 6.")


def test_a_total_that_is_a_formula_is_told_by_its_parts():
    found = evaluate(LADDER, gain=10, effort=5, delay=1)
    told = "The total, 1, is made of gain 10, effort 5 and delay 1."
    assert letter(found).total == told
    assert (page(found).letter.total, page(found).formula) == (told, "")
    tree = explain(found).to_json()
    (total,) = [each for each in tree["parts"] if each["text"] == "the total: 1"]
    assert total["parts"][0]["text"] == "gain / effort - delay"
    values = [each["text"] for each in total["parts"][0]["parts"]]
    assert values == ["gain = 10", "effort = 5", "delay = 1"]


def test_the_parts_of_a_total_that_did_not_decide_are_told_on_the_page():
    found = evaluate(LADDER, gain=10, effort=5, delay=13)
    assert letter(found).total == ""
    assert page(found).formula == "The total, -11, is made of gain 10, effort 5 and delay 13."
    assert page(evaluate(LADDER, gain=10, delay=1)).formula == (
        "The total, 0 to 9, is made of gain 10, effort not known and delay 1."
    )


def test_a_part_that_is_worked_out_is_told_by_how_far_it_is_known():
    body = LADDER.replace('total = "gain / effort - delay"', 'total = "pace - delay"')
    body = body.replace("[fields.delay]", '[measures]\npace = "gain / effort"\n[fields.delay]')
    assert page(evaluate(body, gain=10, delay=1)).formula == (
        "The total, 0 to 9, is made of pace 1 to 10 and delay 1."
    )


def test_a_default_that_is_better_than_the_last_rule_falls_short_of_nothing():
    body = """
    [fields.a]
    kind = "number"
    [[rules]]
    id = "low"
    when = "a < 1"
    verdict = "kill"
    because = "a is low"
    """
    assert letter(evaluate(body, a=2)).reasons == ("Nothing speaks for another verdict.",)


def test_a_letter_while_nothing_is_decided():
    found = letter(judged(benefit_k=None, cost_k={"withheld": "under negotiation"}))
    assert not found.decided
    assert found.verdict == "a recycle"
    assert found.meaning == "it comes back to you, with what is missing or has to change"
    assert found.reasons == ("What is still missing decides between a go and a hold.",)
    assert found.missing == (Question("benefit", "What is it worth?", "finance"),)
    reason = "under negotiation"
    assert found.withheld == (Question("cost", "What will it cost?", "the sponsor", reason),)


def test_what_a_decision_was_given_for_want_of():
    found = letter(judged(outcomes=[{"owner": None}]))
    assert found.reasons == ("An outcome is nobody's.", "The one outcome lacks owner.")
    assert found.missing == (Question("owner of outcomes", "Who answers for it?", ""),)


def test_the_deciding_rule_names_who_may_override_before_the_ruleset_does():
    assert letter(judged(over=True)).override == "Nobody."


def test_where_nobody_is_named_the_letter_says_where_the_decision_came_from():
    found = letter(evaluate('[fields.a]\nkind = "number"\n', a=1))
    assert found.override == (
        'This follows from the ruleset "small", which names nobody who may decide otherwise.'
    )


def test_a_verdict_of_the_rulesets_own_is_the_word_itself():
    found = letter(judged(over=True))
    assert (found.verdict, found.meaning) == ('"closed"', "")
    assert Terms().verdict("on_ice").called == '"on ice"'


def test_undefined_values_are_told_while_they_leave_it_open():
    found = letter(judged(cost_k=0))
    assert found.reasons == ("What has no value decides between a go and a hold.",)
    assert found.undefined == (
        "The payback has no value: cost is 0, and nothing can be divided by it.",
    )
    assert page(judged(cost_k=0)).total == "no value"


def change(verdict, *words):
    moves = tuple(Move("f", "f", None, 1.0, None, each) for each in words)
    return Change(moves, verdict)


CHEAPER = change("go", "cost from 10 to 5 kEUR")


def changes(*found, by="sponsor", **more):
    return Changes("go", by, found, **more)


def test_the_smallest_change_comes_first_and_few_are_told():
    both = change("conditional_go", "cost from 10 to 8 kEUR", "benefit from 1 to 2 kEUR")
    told = letter(judged(), changes(CHEAPER, both, CHEAPER, CHEAPER))
    assert told.changes == (
        "With cost from 10 to 5 kEUR: a go.",
        "With cost from 10 to 8 kEUR and benefit from 1 to 2 kEUR: a conditional go.",
        "With cost from 10 to 5 kEUR: a go.",
    )
    assert letter(judged(), changes(CHEAPER, exhausted=False)).changes == (
        "With cost from 10 to 5 kEUR: a go.",
        "There may be a smaller change: not all were tried.",
    )


def test_where_nothing_of_theirs_helps_others_are_named():
    found = changes(others=("it", "plant_manager"), theirs=(CHEAPER, CHEAPER))
    theirs = (
        "IT could bring it about, with cost from 10 to 5 kEUR.",
        "The plant manager could bring it about, with cost from 10 to 5 kEUR.",
    )
    nothing = "No change {}of one or two answers leads to a go."
    assert letter(judged(), found).changes == (nothing.format("of yours "), *theirs)
    told = page(judged(), found).letter.changes
    assert told == (nothing.format("by the sponsor "), *theirs)
    assert letter(judged(), changes(by=None)).changes == (nothing.format(""),)


def test_a_page_for_the_council():
    found = page(judged())
    assert found.total == "0.83"
    assert [(e.name, e.score, e.weight, e.contribution) for e in found.scores] == [
        ("worth", "0.83", "1", "0.83")
    ]
    assert found.scores[0].words == (
        "Payback 2.5 (benefit 250 kEUR over cost 100 kEUR), where 0 is worth nothing and 3 or more "
        "everything."
    )
    assert [(each.name, each.result, each.words) for each in found.asked] == [
        ("is over", "does not apply", "Over: no."),
        ("owned", "met", "The one outcome names owner, and sponsor is CFO, not empty."),
        (
            "worth it",
            "applies",
            (
                "It brings back enough. The total, 0.83, is at least 0.6 (the total from which it "
                "goes ahead)."
            ),
        ),
    ]
    assert found.unasked == ()
    assert len(found.letter.source.digest) == 12


def test_a_page_says_what_is_no_longer_asked_and_what_is_open():
    assert page(judged(over=True)).unasked == ("owned", "worth it")
    undecided = page(judged(benefit_k=None))
    assert undecided.total == "0 to 1"
    assert [each.result for each in undecided.asked] == ["does not apply", "met", "open"]
    assert undecided.scores[0].words == "Not known without benefit."
    assert undecided.letter.meaning.startswith("it goes back to its sponsor")


def test_what_the_formula_of_the_total_adds():
    body = """
    total = "weighted_mean {}"
    [fields.a]
    kind = "number"
    minimum = 0
    maximum = 1
    [criteria.x]
    score = "a"
    weight = 1
    """
    assert page(evaluate(body.format("- 0.25 * a"), a=0.4)).formula == (
        "The total, 0.3, is made of the weighted mean 0.4 and a 0.4. "
        "The formula of the total takes off 0.1."
    )
    assert page(evaluate(body.format("+ 0.1"), a=0.4)).formula == (
        "The formula of the total adds 0.1."
    )
    assert page(evaluate(body.format("* 1"), a=0.4)).formula == ""
    assert page(evaluate(body.format("* 2"))).formula == ""


GATE = """
may_override = "the board"
[fields.a]
kind = "number"
[[rules]]
id = "a_first"
require = "a > 1"
otherwise = "hold"
may_override = "the chair"
"""


def test_who_may_override_is_read_and_counts_in_no_digest():
    judge = evaluator(GATE)
    assert judge.ruleset.may_override == "the board"
    assert judge.graph.rules[0].may_override == "the chair"
    without = "\n".join(line for line in GATE.splitlines() if "may_override" not in line)
    assert evaluator(without).digest == judge.digest
    assert evaluator(without).ruleset.may_override == ""


def test_who_may_override_is_a_text():
    assert complaint(GATE.replace('"the board"', "3").replace('"the chair"', "true")) == said("""
        small.toml:3:16: may_override: found 3
            expected a text in quotes
        small.toml:10:16: rules[1].may_override: found true
            expected a text in quotes
    """)


@pytest.mark.parametrize("text", ["it is. So it is", "why? Because"])
def test_a_reason_of_two_sentences_gets_no_third(text):
    body = f"""
    [fields.a]
    kind = "number"
    [[rules]]
    id = "r"
    when = "a > 1"
    verdict = "go"
    because = "{text}"
    """
    assert len(letter(evaluate(body, a=2)).reasons) == 1


def test_the_date_is_told():
    body = """
    [fields.start]
    kind = "date"
    [[rules]]
    id = "late"
    when = "days_since(start) > 3"
    verdict = "kill"
    """
    found = letter(evaluate(body, as_of=date(2026, 1, 9), start=date(2026, 1, 1)))
    assert found.source.as_of == date(2026, 1, 9)
    assert found.reasons == ("Late.", "The days since start, 8, are above 3.")
