"""The same work for zen-engine, the fastest rules engine for whole rulesets that Python can call.

One decision: an expression node for scores, total and gates, then a decision table of which the
first row that fits decides. It is compiled once. Weights and thresholds are those of `work.toml`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from work import GOALS, STAGES, Row

EXPRESSIONS = {
    "fit": f"min([1, {' + '.join(f'({goal!r} in goals ? {w} : 0)' for goal, w in GOALS.items())}])",
    "value": "min([1, expected_benefit * confidence / 400000])",
    "time": "1 - max([0, min([1, (personal_hours - 4) / 36])])",
    "energising": "(energy + 2) / 4",
    "maturity": " : ".join(
        [*(f"stage == {stage!r} ? {score}" for stage, score in STAGES.items()), "0"]
    ),
    "votes": "council_votes_for + council_votes_against",
    "council": "$.votes > 0 ? council_votes_for / $.votes : 0.5",
    "outcomes": "min([1, measurable_outcomes / 4])",
    "people": "0.5 * culture_fit + 0.5 * sponsor_trust / 5",
    "total": "0.25 * $.fit + 0.2 * $.value + 0.15 * $.time + 0.05 * $.energising "
    "+ 0.1 * $.maturity + 0.1 * $.council + 0.1 * $.outcomes + 0.05 * $.people",
    "quorum": "$.votes + council_votes_abstain >= 5 and council_votes_for > council_votes_against",
    "aligned": "$.fit >= 0.25",
    "budget": "cost <= 250000 or (cost <= 400000 and $.total >= 0.6)",
    "days": "days_since_review",
}

COLUMNS = ("aligned", "budget", "quorum", "days", "total")
RULES = (
    ("false", "", "", "", "< 0.45", "stop"),
    ("", "false", "", "", "< 0.5", "stop"),
    ("false", "", "", "", "", "pivot"),
    ("", "false", "", "", "", "pivot"),
    ("", "", "false", "", "", "hold"),
    ("", "", "", "> 180", "", "hold"),
    ("", "", "", "", ">= 0.62", "commit"),
    ("", "", "", "", ">= 0.5", "coach"),
    ("", "", "", "", ">= 0.4", "pivot"),
    ("", "", "", "", ">= 0.3", "hold"),
    ("", "", "", "", "", "stop"),
)


def decision() -> dict[str, Any]:
    """The decision in zen-engine's own format."""
    inputs = [{"id": f"i{n}", "name": name, "field": name} for n, name in enumerate(COLUMNS)]
    rules = [
        {"_id": f"r{number}", "o": json.dumps(verdict)}
        | {f"i{n}": test for n, test in enumerate(tests)}
        for number, (*tests, verdict) in enumerate(RULES)
    ]
    scores = [{"id": key, "key": key, "value": text} for key, text in EXPRESSIONS.items()]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "verdict", "field": "verdict"}],
        "rules": rules,
    }
    nodes: list[dict[str, Any]] = [
        {"id": "in", "name": "request", "type": "inputNode"},
        {
            "id": "scores",
            "name": "scores",
            "type": "expressionNode",
            "content": {"expressions": scores},
        },
        {"id": "rules", "name": "rules", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "response", "type": "outputNode"},
    ]
    ids = [node["id"] for node in nodes]
    edges = [
        {"id": f"{one}-{two}", "type": "edge", "sourceId": one, "targetId": two}
        for one, two in pairwise(ids)
    ]
    return {"nodes": nodes, "edges": edges}


def compiled() -> tuple[Callable[[Row], str], Callable[[Row], str]]:
    """Two functions from an initiative to its verdict: without and with zen-engine's trace.

    Of the ways to evaluate one decision that zen-engine offers, a static loader is the fastest:
    `create_decision(...).evaluate` starts a thread a call and takes five to ten times as long.
    """
    import zen

    loader = {"type": "static", "content": {"work": decision()}}
    evaluate = zen.ZenEngine({"loader": loader}).evaluate
    options = {"trace": True}

    def plain(row: Row) -> str:
        verdict: str = evaluate("work", row)["result"]["verdict"]
        return verdict

    def traced(row: Row) -> str:
        verdict: str = evaluate("work", row, options)["result"]["verdict"]
        return verdict

    return plain, traced
