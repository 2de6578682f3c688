"""What a ruleset that compiles says to no purpose: what is warned of, and what is not."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import pytest

from evalcore import Evaluator, clauses, gate, number
from evalcore.extend.plugins import Plugins
from evalcore.rules.file import read_draft
from evalcore.rules.lint.directions import directions, in_words
from evalcore.rules.lint.gaps import gaps
from rulesets import SOURCE, evaluator, offering, ruleset_text, said

X = '[fields.x]\nkind = "number"\nminimum = 0\nmaximum = 100\n'
N = '[fields.n]\nkind = "number"\nwhole = true\nminimum = 0\nmaximum = 100\n'


def rule(name, when, verdict="go"):
    return f'[[rules]]\nid = "{name}"\nwhen = "{when}"\nverdict = "{verdict}"\n'


def warnings(body, *codes):
    found = evaluator(body).warnings
    return "\n".join(str(each) for each in found if not codes or each.code in codes)


def test_a_weight_of_nothing_counts_where_a_rule_reads_the_score():
    body = (
        X
        + """
[criteria.a]
score = "x / 100"
weight = 1
[criteria.b]
score = "1 - x / 100"
weight = 0
"""
    )
    assert warnings(body + rule("r", "total > 0.5")) == said("""
        small.toml:13:10: criteria.b.weight: b has the weight 0, so its score counts for nothing
            give it a weight, or drop the criterion
    """)
    assert warnings(body + rule("r", "total > 0.5 and b > 0.1")) == ""


def test_a_score_that_reaches_only_a_tenth():
    body = X + '[criteria.a]\nscore = "clamp(linear(x, worst=0, best=1000))"\nweight = 1\n'
    found = warnings(body + rule("r", "total > 0.05"))
    assert found == said("""
        small.toml:8:9: criteria.a.score: the score of a lies from 0 to 0.1 whatever a request says
            expected a score that can move from 0 to 1
            hold its anchors or table against the ranges of its fields
    """)


def test_a_criterion_that_changes_no_verdict():
    body = X + '[criteria.a]\nscore = "x / 100"\nweight = 1\n' + rule("r", "x > 5")
    assert "a changes no verdict: no rule reads it or the total" in warnings(body)
    left_out = X + 'total = "x"\n[criteria.a]\nscore = "x / 100"\n' + rule("r", "total > 5")
    left_out = left_out.replace(X + 'total = "x"\n', 'total = "x"\n' + X)
    assert "a changes no verdict: neither a rule nor the total reads it" in warnings(left_out)


def test_a_weight_that_hardly_matters():
    body = (
        X
        + """
[criteria.a]
score = "x / 100"
weight = 1000
[criteria.b]
score = "1 - x / 100"
weight = 1
"""
    )
    found = warnings(body + rule("r", "total > 0.5"))
    assert found == said("""
        small.toml:13:10: criteria.b.weight: the weight of b hardly matters: it is 0.1% of the whole
            the score moves the total by 0.001 at most
    """)


def test_a_threshold_out_of_reach_beside_another_condition():
    body = X + '[criteria.a]\nscore = "0.5 + x / 200"\nweight = 1\n'
    found = warnings(body + rule("r", "total >= 0.4 and x > 5"), "EV310")
    assert found == said("""
        small.toml:12:9: rules[1].when: total >= 0.4 always holds: total is 0.5 to 1
            hold it against the ranges that its fields are declared with, or leave it out
    """)
    assert warnings(body + rule("r", "total >= 0.6 and x > 5"), "EV310") == ""


def test_a_switch_is_no_comparison_that_is_settled():
    body = "[parameters]\nstrict = 1\n" + X + rule("r", "strict == 1 and x > 5")
    assert warnings(body) == ""


@gate
def voted(yes: Annotated[float, number("yes", minimum=0)]):
    return clauses(some=yes > 0, counted=yes >= 0, many=yes > 5)


def test_a_clause_that_never_speaks():
    body = """
[gates.council]
policy = "voted"
[[rules]]
id = "r"
gate = "council"
clauses = ["some", "counted", "many"]
otherwise = "hold"
"""
    found = evaluator(body, offering(voted)).warnings
    assert "\n".join(map(str, found)) == said("""
        small.toml:8:20: rules[1].clauses[2]: the clause counted of the rule r can never speak
            an earlier clause or rule always does where it would; leave it out
    """)
    assert evaluator(body.replace('"counted", ', ""), offering(voted)).warnings == []


GAPS = {
    "a point": (X, ["x < 3 -> go", "x > 3 -> kill"], "hold", "x is 3"),
    "a stretch": (X, ["x < 3 -> go", "x >= 8 -> go"], "hold", "x is from 3 to below 8"),
    "above it": (X, ["x <= 3 -> go", "x > 8 -> go"], "hold", "x is from above 3 to 8"),
    "a whole one": (N, ["n < 3 -> go", "n > 3 -> kill"], "hold", "n is 3"),
    "bands": (X, ["2 <= x and x < 4 -> go", "x > 5 -> go"], "hold", "x is from 4 to 5"),
    "turned": (X, ["3 > x -> go", "not x <= 8 -> go"], "hold", "x is from 3 to 8"),
    "the worst": (X, ["x >= 8 -> go", "x < 3 -> hold"], "kill", "x is from 3 to below 8"),
}


def with_default(body, verdict):
    text = ruleset_text(body, f'\n[default]\nverdict = "{verdict}"\n')
    return Evaluator(read_draft(text, SOURCE).ruleset, plugins=Plugins())


def rules_of(spelt):
    parts = [each.split(" -> ") for each in spelt]
    return "".join(rule(f"r{n}", *each) for n, each in enumerate(parts))


@pytest.mark.parametrize("case", GAPS)
def test_a_gap_between_two_rules(case):
    fields, rules, default, where = GAPS[case]
    judge = with_default(fields + rules_of(rules), default)
    (gap,) = [each for each in judge.warnings if each.code == "EV311"]
    assert gap.problem == f"where {where}, only [default] is left: {default}"
    assert judge.evaluate({"id": "I", **gap.witness}).decided_by.kind == "default"


NO_GAPS = {
    "touching": (X, ["x < 3 -> go", "x >= 3 -> kill"]),
    "a ladder with a middle": (X, ["x < 3 -> kill", "x >= 8 -> go"]),
    "whole numbers": (N, ["n < 3 -> go", "n > 2 -> kill"]),
    "one rule": (X, ["x < 3 -> go"]),
    "another rule after them": (X + N, ["x < 3 -> go", "x > 8 -> go", "n > 5 -> kill"]),
    "other things": (X + N, ["x < 3 -> go", "n > 5 -> kill"]),
    "joined": (X, ["x < 3 -> go", "x > 8 -> go", "x >= 3 -> kill"]),
}


@pytest.mark.parametrize("case", NO_GAPS)
def test_no_gap(case):
    fields, rules = NO_GAPS[case]
    assert warnings(fields + rules_of(rules), "EV311") == ""


def test_the_middle_of_a_ladder_is_told():
    graph = evaluator(X + rule("a", "x < 3", "kill") + rule("b", "x >= 8")).graph
    assert [gap.words for gap in gaps(graph.rules, graph.types)] == ["x is from 3 to below 8"]


DIRECTIONS = {
    "x / 100": "rises with x",
    "1 - x / 100": "falls with x",
    "clamp(linear(x, worst=5, best=1))": "falls with x",
    "clamp(linear(x, worst=1, best=5))": "rises with x",
    "piecewise(x, {0: 1, 50: 0.5, 100: 0})": "falls with x",
    "piecewise(x, {0: 0, 50: 1, 100: 0})": "moves either way with x",
    "clamp(x / (n + 1))": "rises with x, falls with n",
    "0.2 if x > 5 else 0.1": "rises with x",
    "0.1 if x > 5 else 0.2": "falls with x",
    "(x - 1) * (x - 2) / 100000 + 0.5": "moves either way with x",
    "max(0, min(1, 2 - x))": "falls with x",
}


@pytest.mark.parametrize("formula", DIRECTIONS)
def test_which_way_a_score_moves(formula):
    body = X + N + f'[criteria.a]\nscore = "clamp({formula})"\nweight = 1\n'
    graph = evaluator(body + rule("r", "total > 0.05 and x > 1 and n > 2")).graph
    moves = directions(graph.criteria[0].score, graph.types)
    assert in_words(moves) == DIRECTIONS[formula]


def test_a_direction_is_that_of_values():
    """Where a score is said to rise, it never falls: on a grid."""
    for formula, words in DIRECTIONS.items():
        body = X + N + f'[criteria.a]\nscore = "clamp({formula})"\nweight = 1\n'
        judge = evaluator(body + rule("r", "total > 0.05 and x > 1 and n > 2"))
        for name in ("x", "n"):
            fixed = {"x": 40, "n": 7}
            scores = [
                judge.evaluate({"id": "I", **fixed, name: value}).criteria[0].score
                for value in range(0, 101, 4)
            ]
            steps = [after - before for before, after in pairwise(scores)]
            if f"rises with {name}" in words:
                assert min(steps) >= -1e-12, formula
            if f"falls with {name}" in words:
                assert max(steps) <= 1e-12, formula


@pytest.mark.parametrize(
    ("field", "tags", "anchors", "expected"),
    [
        ("npv_k", "[]", "worst=100, best=0", "a falls as npv_k rises"),
        ("npv_k", "[]", "worst=0, best=100", ""),
        ("amount", '["benefit"]', "worst=100, best=0", "a falls as amount rises"),
        ("amount", '["cost"]', "worst=0, best=100", "a rises as amount rises"),
        ("amount", "[]", "worst=100, best=0", ""),
        ("run_cost_k", "[]", "worst=0, best=100", "a rises as run_cost_k rises"),
        ("cost_savings", "[]", "worst=0, best=100", ""),
    ],
)
def test_anchors_that_are_swapped(field, tags, anchors, expected):
    body = f"""
[fields.{field}]
kind = "number"
minimum = 0
tags = {tags}
[criteria.a]
score = "clamp(linear({field}, {anchors}))"
weight = 1
""" + rule("r", "total > 0.5")
    found = [each for each in evaluator(body).warnings if each.code == "EV312"]
    assert [each.problem for each in found] == ([expected] if expected else [])


def test_a_warning_is_allowed_on_its_line():
    allowed = "# evalcore: allow EV302 because the page shows it"
    head = f"[parameters]\na = 1  {allowed}\nb = 2\n"
    assert warnings(head) == "small.toml:5:1: parameters.b: nothing uses b"


def test_an_allowance_needs_a_reason_and_something_to_allow():
    body = """
[parameters]
a = 1  # evalcore: allow EV302
b = 2  # evalcore: allow EV302 because
c = 3  # evalcore: allow
d = 4  # evalcore: allow EV301, EV302 because it is kept
about = 5 # it is '# evalcore: allow EV302 because' in a comment
"""
    found = warnings(body)
    assert found.count("nothing uses") == 4
    assert found.count("is allowed without a reason") == 2
    assert "small.toml:6:8: this comment allows nothing: it names no code" in found
    assert "small.toml:7:8: there is no EV301 here to allow" in found


def test_what_looks_like_an_allowance_in_a_text_is_none():
    body = 'about = "# evalcore: allow EV302 because it is a text"\n[parameters]\na = 1\n'
    assert warnings(body) == "small.toml:5:1: parameters.a: nothing uses a"
