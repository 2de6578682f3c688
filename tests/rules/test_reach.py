"""Rules that can never speak: what is said of them, and that nothing is said of others."""

from __future__ import annotations

import pytest

from rulesets import complaint, evaluator

HEADS = """
[fields.cost]
kind = "number"
minimum = 0
[fields.sure]
kind = "flag"
[fields.heads]
kind = "number"
whole = true
minimum = 0
"""


def rules(*entries: str) -> str:
    listed = (f'[[rules]]\nid = "r{n}"\n{entry}\n' for n, entry in enumerate(entries, start=1))
    return "".join(listed)


@pytest.mark.parametrize(
    "condition",
    [
        "withheld(cost) and known(cost)",
        "withheld(cost) and cost > 3",
        "not known(cost) and not (cost > 3)",
        "sure and (withheld(sure) and cost > 1)",
        "withheld(heads) and heads in [1, 2]",
    ],
)
def test_a_condition_on_what_nobody_has_said(condition):
    found = complaint(HEADS + rules(f'when = "{condition}"\nverdict = "go"'))
    assert "r1 can never speak: it asks what a field says that nobody has said\n" in found
    assert "ask that in a rule of its own, or only where the field is known" in found


@pytest.mark.parametrize(
    "condition",
    [
        "heads / 3 == 0.5",
        "heads * 2 / 3 == 0.5",
        "heads * heads == 2",
        "heads * heads * heads == 9 and sure",
    ],
)
def test_whole_numbers_that_never_come_to_that(condition):
    found = complaint(HEADS + rules(f'when = "{condition}"\nverdict = "go"'))
    assert "the rule r1 can never speak: its condition never holds" in found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("cost == 3", "cost >= 3 and cost <= 3"),
        ("cost >= 3 and cost <= 3", "cost == 3"),
        ("cost == 3", "not (cost < 3 or cost > 3)"),
        ("heads == 3", "2 < heads < 4"),
        ("heads > 2 and heads < 4", "heads == 3"),
        ("heads in [3, 4]", "2 < heads < 5"),
        ("cost + heads == 3", "cost + heads >= 3 and sure and cost + heads <= 3"),
        ("2 < cost < 5", "3 <= cost <= 4 and sure"),
    ],
)
def test_the_same_thing_again_in_other_words(first, second):
    body = HEADS + rules(*(f'when = "{each}"\nverdict = "go"' for each in (first, second)))
    found = complaint(body)
    assert "the rule r2 can never speak: whatever meets it meets the rule r1 before it\n" in found
    assert "put it before that rule, or drop it" in found


@pytest.mark.parametrize(
    "condition",
    [
        "withheld(cost) or cost > 3",
        "known(cost) and cost > 3",
        "not known(cost) and heads > 3",
        "heads / 4 == 0.5",
        "heads * heads == 4",
        "cost * cost == 2",
    ],
)
def test_what_may_be_met_loads(condition):
    body = HEADS + rules(f'when = "{condition}"\nverdict = "go"')
    assert evaluator(body).evaluate({"id": "I1", "cost": 1, "heads": 1, "sure": True}).decided


FEW = '[relations.few]\nholds = "cost <= heads"\nbecause = "each costs 1 at most"\n'
WITHHELD = {"withheld": "not yet public"}


@pytest.mark.parametrize(
    ("before", "condition", "heads"),
    [
        ("", "withheld(cost) and cost >= heads", 0),  # whatever it says, it is at least 0
        (FEW, "withheld(cost) and cost < 10", 3),
    ],
)
def test_what_is_certain_of_a_field_that_nobody_says_speaks(before, condition, heads):
    body = HEADS + before + rules(f'when = "{condition}"\nverdict = "go"')
    found = evaluator(body).evaluate({"id": "I1", "cost": WITHHELD, "heads": heads})
    assert (found.verdict, found.decided_by.id) == ("go", "r1")


def test_a_rule_on_what_an_earlier_one_leaves_of_a_withheld_field_speaks():
    entries = ("cost <= 3", "withheld(cost) and cost > 3")
    body = HEADS + rules(*(f'when = "{each}"\nverdict = "go"' for each in entries))
    found = evaluator(body).evaluate({"id": "I1", "cost": WITHHELD})
    assert (found.verdict, found.decided_by.candidates) == ("go", ("r1", "r2"))


def test_what_is_undefined_is_asked_and_speaks_in_no_rule():
    found = complaint(HEADS + rules('when = "abs(cost / heads) < 0"\nverdict = "go"'))
    assert "the rule r1 can never speak: its condition never holds\n" in found
