"""The verdict rules for engines that only take rules: scores, total and flags are given to them.

So these engines do less than the others: a quarter of the work, and still the figures are theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]

LAST = "stop"
RULES: tuple[tuple[tuple[tuple[str, str, Any], ...], str], ...] = (
    ((("aligned", "is", False), ("total", "<", 0.45)), "stop"),
    ((("budget", "is", False), ("total", "<", 0.5)), "stop"),
    ((("aligned", "is", False),), "pivot"),
    ((("budget", "is", False),), "pivot"),
    ((("quorum", "is", False),), "hold"),
    ((("days", ">", 180.0),), "hold"),
    ((("total", ">=", 0.62),), "commit"),
    ((("total", ">=", 0.5),), "coach"),
    ((("total", ">=", 0.4),), "pivot"),
    ((("total", ">=", 0.3),), "hold"),
)


def business_rules() -> Callable[[Facts], str]:
    """The rules in business-rules, which stops at the first that holds."""
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
    )

    class Variables(BaseVariables):
        def __init__(self, facts: Facts) -> None:
            self.facts = facts

        @boolean_rule_variable
        def aligned(self) -> bool:
            return self.facts["aligned"]

        @boolean_rule_variable
        def budget(self) -> bool:
            return self.facts["budget"]

        @boolean_rule_variable
        def quorum(self) -> bool:
            return self.facts["quorum"]

        @numeric_rule_variable
        def days(self) -> float:
            return self.facts["days"]

        @numeric_rule_variable
        def total(self) -> float:
            return self.facts["total"]

    class Actions(BaseActions):
        verdict = LAST

        @rule_action(params={"verdict": "text"})
        def decide(self, verdict: str) -> None:
            self.verdict = verdict

    spelt = {"<": "less_than", ">": "greater_than", ">=": "greater_than_or_equal_to"}
    rules = [
        {
            "conditions": {
                "all": [
                    {"name": name, "operator": "is_false", "value": True}
                    if operator == "is"
                    else {"name": name, "operator": spelt[operator], "value": value}
                    for name, operator, value in tests
                ]
            },
            "actions": [{"name": "decide", "params": {"verdict": verdict}}],
        }
        for tests, verdict in RULES
    ]

    def evaluate(facts: Facts) -> str:
        actions = Actions()
        run_all(rules, Variables(facts), actions, stop_on_first_trigger=True)
        return actions.verdict

    return evaluate


def rule_engine() -> Callable[[Facts], str]:
    """The rules in rule-engine, compiled once and asked in order."""
    from rule_engine import Rule

    rules = [
        (Rule(" and ".join(_rule_text(*test) for test in tests)).matches, verdict)
        for tests, verdict in RULES
    ]

    def evaluate(facts: Facts) -> str:
        for matches, verdict in rules:
            if matches(facts):
                return verdict
        return LAST

    return evaluate


def _rule_text(name: str, operator: str, value: object) -> str:
    return f"not {name}" if operator == "is" else f"{name} {operator} {value}"
