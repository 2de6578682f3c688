from __future__ import annotations

from typing import Annotated

import pytest

from evalcore import clauses, gate, number, setting
from rulesets import complaint, evaluator, offering, said

Yes = Annotated[float, number("yes", minimum=0, maximum=8)]
Need = Annotated[float, setting()]


@gate
def voted(yes: Yes, *, need: Need = 3.0):
    """The council agrees."""
    return clauses(cast=yes > 0, enough=yes >= need)


PLUGINS = offering(voted)
GATE = '[gates.council]\npolicy = "voted"\n'
FIELDS = """
[fields.cost]
kind = "number"
minimum = 0
[fields.sure]
kind = "flag"
"""


def rules(*entries: str) -> str:
    listed = (f'[[rules]]\nid = "r{n}"\n{entry}\n' for n, entry in enumerate(entries, start=1))
    return "".join(listed)


def asked(body: str, **said: object) -> tuple[str | None, str | None, str | None]:
    found = evaluator(GATE + body, PLUGINS).evaluate({"id": "I1", **said})
    return found.verdict, found.decided_by.id, found.decided_by.clause


def test_the_first_rule_that_speaks_decides():
    body = FIELDS + rules(
        'when = "cost > 5"\nverdict = "kill"', 'when = "cost > 3"\nverdict = "go"'
    )
    assert asked(body, cost=9)[:2] == ("kill", "r1")
    assert asked(body, cost=4)[:2] == ("go", "r2")
    assert asked(body, cost=1)[:2] == ("hold", None)


def test_a_requirement_speaks_where_it_is_not_met():
    body = FIELDS + rules('require = "cost > 5"\notherwise = "recycle"')
    assert asked(body, cost=1)[:2] == ("recycle", "r1")
    assert asked(body, cost=9)[:2] == ("hold", None)


def test_a_gate_is_asked_whole():
    body = rules('gate = "council"\notherwise = "refer"')
    assert asked(body, yes=0) == ("refer", "r1", "cast")
    assert asked(body, yes=2) == ("refer", "r1", "enough")
    assert asked(body, yes=3) == ("hold", None, None)


def test_a_gate_is_asked_by_clause():
    body = rules(
        'gate = "council"\nclauses = ["enough", "cast"]\n'
        'otherwise = { cast = "refer", enough = "kill" }',
    )
    assert asked(body, yes=0) == ("kill", "r1", "enough")


def test_reasons_may_be_given_by_clause():
    body = rules('gate = "council"\notherwise = "refer"\nbecause = { cast = "nobody voted" }')
    judge = evaluator(GATE + body, PLUGINS)
    assert judge.evaluate({"id": "I1", "yes": 0}).decided_by.because == "nobody voted"
    assert judge.evaluate({"id": "I1", "yes": 1}).decided_by.because == "enough"


def test_reasons_that_are_not_given_are_the_names():
    body = FIELDS + rules(
        'when = "cost > 5"\nverdict = "go"', 'require = "sure"\notherwise = "kill"'
    )
    judge = evaluator(body.replace("r1", "too_dear").replace("r2", "not-sure"))
    assert judge.evaluate({"id": "I1", "cost": 9}).decided_by.because == "too dear"
    found = judge.evaluate({"id": "I1", "cost": 1, "sure": False})
    assert found.decided_by.because == "not not sure"


def test_gates_and_clauses_that_do_not_exist():
    body = GATE + rules(
        'gate = "counsil"\notherwise = "go"',
        'gate = "council"\nclauses = ["cst", "enough"]\notherwise = { cast = "go", enough = "go" }',
        'gate = "council"\nclauses = []\notherwise = "go"',
    )
    assert complaint(body, PLUGINS) == said("""
        small.toml:7:8: rules[1].gate: there is no gate 'counsil'
            expected one of council
            did you mean 'council'?
        small.toml:12:12: rules[2].clauses[1]: the gate council has no clause 'cst'
            expected one of cast, enough
            did you mean 'cast'?
        small.toml:17:11: rules[3].clauses: no clause is asked
            expected one of cast, enough
    """)


def test_no_clauses_are_one_complaint_whatever_is_said_of_each():
    body = rules(
        'gate = "council"\nclauses = []\notherwise = { cast = "go" }\nbecause = { x = "y" }'
    )
    assert complaint(GATE + body, PLUGINS) == said("""
        small.toml:8:11: rules[1].clauses: no clause is asked
            expected one of cast, enough
    """)


def test_clauses_without_verdict_and_verdicts_without_clause():
    body = GATE + rules(
        'gate = "council"\notherwise = { cast = "go" }',
        'gate = "council"\nclauses = ["cast"]\notherwise = { cast = "go", enough = "kill" }',
    )
    assert complaint(body, PLUGINS) == said("""
        small.toml:8:13: rules[1].otherwise: no verdict is given for enough
            expected a verdict for each clause asked
        small.toml:13:28: rules[2].otherwise.enough: 'enough' is not among the clauses asked
            expected one of cast
    """)


def test_a_gate_where_none_is_configured():
    assert complaint(rules('gate = "council"\notherwise = "go"')) == said("""
        small.toml:5:8: rules[1].gate: there is no gate 'council'
            expected a gate under [gates.NAME]
    """)


def test_a_condition_that_is_a_number():
    assert complaint(FIELDS + rules('when = "cost + 1"\nverdict = "go"')) == said("""
        small.toml:10:8: rules[1].when: the condition is a number
            expected something true or false
            compare it with something
    """)


@pytest.mark.parametrize(
    "condition",
    [
        "cost < 0",
        "False",
        "cost > 1 and 1 > 2",
        "known(cost) and not known(cost)",
    ],
)
def test_a_condition_that_never_holds(condition):
    assert complaint(FIELDS + rules(f'when = "{condition}"\nverdict = "go"')) == said("""
        small.toml:10:8: rules[1].when: the rule r1 can never speak: its condition never holds
            hold it against the ranges and choices of its fields
    """)


def test_a_gate_that_is_always_met():
    settings = "settings = { need = -1 }\n"
    entry = 'gate = "council"\nclauses = ["enough"]\notherwise = "go"'
    body = GATE + settings + FIELDS + rules('require = "cost >= 0"\notherwise = "go"', entry)
    assert complaint(body, PLUGINS) == said("""
        small.toml:14:11: rules[1].require: the rule r1 can never speak: its gate is always met
            hold it against the ranges and choices of its fields
        small.toml:18:8: rules[2].gate: the rule r2 can never speak: its gate is always met
            hold it against the ranges and choices of its fields
    """)


def test_rules_after_one_that_always_speaks():
    body = FIELDS + rules(
        'require = "False"\notherwise = "go"',
        'when = "sure"\nverdict = "go"',
        'when = "cost > 3"\nverdict = "go"',
    )
    assert complaint(body) == said("""
        small.toml:14:8: rules[2].when: the rule r2 can never speak: the rule r1 before it always does
            put it before that rule, or drop it
        small.toml:18:8: rules[3].when: the rule r3 can never speak: the rule r1 before it always does
            put it before that rule, or drop it
    """)  # noqa: E501


def test_a_rule_that_may_be_undefined_is_not_final():
    first = 'when = "cost / cost >= -1"\nverdict = "go"'
    body = FIELDS + rules(first, 'when = "sure"\nverdict = "kill"')
    assert asked(body, cost=1)[:2] == ("go", "r1")
    assert asked(body, cost=0, sure=True)[:2] == (None, None)


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        (("cost >= 3", "cost >= 4"), "whatever meets it meets the rule r1 before it"),
        (("cost >= 3", "sure", "cost > 3"), "whatever meets it meets the rule r1 before it"),
        (("cost / 2 >= 3", "cost / 2 >= 3"), "whatever meets it meets the rule r1 before it"),
        (("1 / cost >= 0.5", "1 / cost >= 0.6"), "whatever meets it meets the rule r1 before it"),
        (("cost < 3", "cost >= 3", "cost == 5"), "whatever meets it meets the rule r2 before it"),
        (("cost < 3", "cost < 5", "cost > 4 and cost < 5"), "meets the rule r2 before it"),
        (("cost < 3", "cost >= 3", "sure"), "the rules before it leave nothing for it"),
        (("sure", "not sure", "cost > 3"), "the rules before it leave nothing for it"),
        (("cost >= 0", "sure"), "the rule r1 before it always does"),
        (("sure", "cost > 3 and cost < 2"), "its condition never holds"),
        (("sure and not sure",), "its condition never holds"),
        (
            ("sure or cost > 3", "sure and cost > 5"),
            "whatever meets it meets the rule r1 before it",
        ),
    ],
)
def test_a_rule_that_nothing_is_left_for_can_never_speak(conditions, why):
    last = len(conditions)
    texts = [f'when = "{each}"\nverdict = "go"' for each in conditions]
    found = complaint(FIELDS + rules(*texts))
    assert f"the rule r{last} can never speak: " in found
    assert why in found


@pytest.mark.parametrize(
    "conditions",
    [
        ("cost >= 4", "cost >= 3"),
        ("1 / cost >= 0.5", "1 / cost < 0.5", "sure"),  # cost 0: neither of them
        ("cost < 3", "cost * 2 >= 6", "sure"),  # by the tolerance
        ("known(cost)", "not known(cost)"),
        ("sure", "not sure"),
    ],
)
def test_a_rule_that_something_is_left_for_is_none(conditions):
    texts = [f'when = "{each}"\nverdict = "go"' for each in conditions]
    asked(FIELDS + rules(*texts), cost=1)


def test_a_gate_with_a_clause_that_is_no_condition():
    @gate(name="odd")
    def odd(yes: Yes):
        return clauses(yes=yes + 1, no=yes < 3)

    body = '[gates.g]\npolicy = "odd"\n' + rules('gate = "g"\notherwise = "go"')
    assert complaint(body, offering(odd)) == said("""
        small.toml:4:10: gates.g.policy: plugin house: the clause yes is a number
            expected a condition
    """)
