"""Mutants: which there are, and which cases notice them."""

from __future__ import annotations

import pytest

from cases.caselaw import evaluator_of
from evalcore.cases.gathering import gather
from evalcore.cases.mutants import changed, mutants, try_mutants
from evalcore.cases.trying import Mutation, try_cases
from evalcore.language import nodes

BODY = """
verdicts = ["go", "hold", "kill"]
[parameters]
enough = 20
[fields.a]
kind = "number"
minimum = 0
[fields.b]
kind = "number"
minimum = 0
[fields.phase]
kind = "choice"
choices = ["idea", "pilot", "live"]
[measures]
both = "a + b"
[[rules]]
id = "good"
when = "{}"
verdict = "go"
"""


def case(name: str, expect: str, **said: object) -> str:
    listed = ", ".join(f"{key} = {value!r}" for key, value in said.items())
    return f'[[cases]]\nname = "{name}"\ninitiative = {{ {listed} }}\nexpect = "{expect}"\n'


def tried(condition: str, cases: str) -> Mutation:
    own = evaluator_of(BODY.format(condition) + cases)
    ready = gather(own)
    return try_mutants(try_cases(own, ready), ready)


@pytest.mark.parametrize(
    ("condition", "changes"),
    [
        ("a < b", ["a < b becomes a <= b", "a < b becomes a >= b"]),
        (
            "a >= enough",
            [
                "20 becomes 22",
                "20 becomes 18",
                "a >= enough becomes a > enough",
                "a >= enough becomes a < enough",
            ],
        ),
        (
            "phase == 'idea'",
            ["phase == 'idea' becomes phase != 'idea'", "phase == 'idea' becomes phase == 'pilot'"],
        ),
        (
            "phase in ['idea', 'pilot']",
            [
                "phase in ['idea', 'pilot'] becomes phase in ['pilot']",
                "phase in ['idea', 'pilot'] becomes phase in ['idea']",
            ],
        ),
        (
            "known(a) and known(b)",
            [
                "known(a) becomes not known(a)",
                "known(b) becomes not known(b)",
                "known(a) and known(b) becomes known(a) or known(b)",
            ],
        ),
        (
            "both > max(a, b)",
            [
                "a + b becomes a - b",
                "max(a, b) becomes min(a, b)",
                "both > max(a, b) becomes both >= max(a, b)",
                "both > max(a, b) becomes both <= max(a, b)",
            ],
        ),
    ],
)
def test_each_node_is_changed_by_itself(condition, changes):
    graph = evaluator_of(BODY.format(condition)).graph
    found = [each.text for each in mutants(graph)]
    assert found == [*changes, "go becomes hold", "hold becomes kill"]


def test_a_mutant_says_in_which_rule_or_named_value_it_is():
    graph = evaluator_of(BODY.format("both >= enough")).graph
    owners = {each.text: each.owner for each in mutants(graph)}
    assert owners["20 becomes 22"] == "enough"
    assert owners["a + b becomes a - b"] == "both"
    assert owners["both >= enough becomes both > enough"] == "good"
    assert owners["go becomes hold"] == "good"
    assert owners["hold becomes kill"] == "default"


def test_what_is_changed_is_changed_everywhere_and_nothing_else_is():
    graph = evaluator_of(BODY.format("both > 3 and both < 9")).graph
    node = graph.measures["both"]
    assert isinstance(node, nodes.Named)
    other = changed(graph, node.body, nodes.Literal(5.0))
    assert isinstance(other.measures["both"], nodes.Named)
    assert isinstance(other.measures["both"].body, nodes.Literal)
    assert not any(isinstance(each, nodes.FieldRef) for each in nodes.walk(*other.outputs))
    assert any(isinstance(each, nodes.FieldRef) for each in nodes.walk(*graph.outputs))


def test_a_case_on_either_side_and_one_on_the_threshold_kill_all():
    cases = case("above", "go", a=21) + case("on it", "go", a=20) + case("below", "hold", a=19)
    found = tried("a >= enough", cases)
    assert (found.killed.reached, found.killed.of) == (6, 6)


def test_survivors_are_those_that_no_case_notices():
    found = tried("a >= enough", case("far above", "go", a=90))
    assert [each.text for each in found.survivors] == [
        "20 becomes 22",
        "20 becomes 18",
        "a >= enough becomes a > enough",
        "hold becomes kill",
    ]
    assert found.to_json()["survivors"][0] == {"in": "enough", "from": "20", "to": "22"}


def test_what_is_undecided_is_a_case_as_well():
    found = tried("a >= enough and b > 5", case("b is open", "undecided", a=90))
    survivors = [each.text for each in found.survivors]
    assert "a >= enough and b > 5 becomes a >= enough or b > 5" not in survivors
    assert "b > 5 becomes b >= 5" in survivors


def test_cases_that_do_not_hold_or_have_parameters_of_their_own_kill_nothing():
    cases = (
        case("wrong", "hold", a=90) + case("other", "hold", a=30) + "parameters = { enough = 40 }\n"
    )
    found = tried("a >= enough", cases)
    assert found.killed.reached == 0


def test_only_what_somebody_wrote_is_changed_in_a_rule_by_a_table():
    text = BODY.partition("[[rules]]")[0] + (
        '[tables.t]\nrows = """\n| a | => t |\n| <= 5 | go |\n| > 5 | kill |\n"""\n'
        '[[rules]]\nid = "by_table"\ntable = "t"\n'
    )
    found = [each.text for each in mutants(evaluator_of(text).graph)]
    assert found == ["go becomes hold", "kill becomes go", "hold becomes kill"]
