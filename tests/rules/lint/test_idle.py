from __future__ import annotations

from typing import Annotated

from evalcore import clauses, gate, number
from rulesets import evaluator, offering, said


@gate
def voted(yes: Annotated[float, number("yes")]):
    return clauses(some=yes > 0)


def test_what_decides_nothing_is_a_warning():
    body = """
    [parameters]
    used = 1
    idle = 2
    [measures]
    a = "used + 1"
    b = "a + 1"
    [gates.council]
    policy = "voted"
    """
    judge = evaluator(body, offering(voted))
    assert "\n".join(map(str, judge.warnings)) == said("""
        small.toml:5:1: parameters.idle: nothing uses idle
        small.toml:8:1: measures.b: nothing uses b
        small.toml:9:8: gates.council: no rule asks the gate council, so it decides nothing
    """)


def test_nothing_idle_is_no_warning():
    body = '[parameters]\np = 1\n[[rules]]\nid = "r"\nwhen = "x > p"\nverdict = "go"\n'
    assert evaluator(body + '[fields.x]\nkind = "number"').warnings == []
