"""No relation that a letter, a page or a tree states is untrue, however close the call."""

from __future__ import annotations

from random import Random

import pytest
import shapes
import statements

from evalcore import Evaluator, InputError
from evalcore.extend.plugins import Plugins
from evalcore.judge.explanation import explain
from evalcore.letters import page
from evalcore.rules.file import read_draft, read_ruleset
from rulesets import evaluate, ruleset_text


@pytest.mark.parametrize("seed", range(6))
def test_what_is_stated_of_random_requests_is_so(seed):
    r, relations = Random(seed), 0  # noqa: S311 - no secrets
    for _ in range(40):
        try:
            judge = Evaluator(read_ruleset(shapes.ruleset(r)))
            said = shapes.close_calls(r, shapes.request(r))
            found = judge.judge(said, as_of=shapes.AS_OF)
        except InputError:  # a rule that never speaks, votes that cannot be
            continue
        stated = list(statements.stated(found))
        relations += len(stated)
        assert [text for text, so in stated if not so] == []
    assert relations > 20


def test_what_is_not_so_is_found():
    said = "The total, 0.55, is below 0.55 (so much); d, 1 May 2024, is before 1 May 2023."
    found = list(statements._in_words(said))
    assert [so for _, so in found] == [False, False]
    certain = "The total is 0.4 to 1 whatever is filled in, and so at least 0.5"
    assert [so for _, so in statements._in_words(certain)] == [False]
    whole = "Y over 9, 0.11, is not above 0.5 times 0.5 (0.25). It, 0.2, is above 0."
    assert [so for _, so in statements._in_words(whole)] == [True, True]


def test_the_ends_of_a_range_are_rounded_outwards_as_far_as_the_relation_needs():
    body = """
    [fields.x]
    kind = "number"
    [fields.y]
    kind = "number"
    minimum = 0
    maximum = 1
    [[rules]]
    id = "enough"
    require = "x + y > 0.5"
    otherwise = "hold"
    """
    (gate,) = evaluate(body, x=0.50004).gates
    words = "X plus y is 0.5 to 1.51 whatever is filled in, and so above 0.5"
    assert gate.because != words
    assert gate.because == "x plus y is 0.50004 to 1.50004 whatever is filled in, and so above 0.5"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("max(n, n) - n * 5 <= 2.5", "is at most 2.5, whatever is filled in"),
        ("min(x, n) - n <= 0.5", "is at most 0.5, whatever is filled in"),
        ("n * 3 != 1", "is not 1, whatever is filled in"),
    ],
)
def test_a_range_is_no_reason_for_what_lies_within_it(rule, words):
    """It is so by how both sides are made; "-45 to 9, and so at most 2.5" gives no reason."""
    body = f"""
    [fields.x]
    kind = "number"
    [fields.n]
    kind = "number"
    whole = true
    minimum = 0
    maximum = 9
    [[rules]]
    id = "enough"
    require = "{rule}"
    otherwise = "hold"
    """
    draft = read_draft(ruleset_text(body))
    judge = Evaluator(draft.ruleset, plugins=Plugins(), unreached=True)
    (gate,) = judge.evaluate({"id": "I1", "title": "Try"}).gates
    assert gate.passed
    assert gate.because.endswith(words)


def test_what_one_before_it_forestalls_is_said_so_and_not_that_it_is_not_known():
    body = """
    [fields.s]
    kind = "flag"
    [fields.x]
    kind = "flag"
    [[rules]]
    id = "both"
    when = "s and x"
    verdict = "kill"
    [[rules]]
    id = "started"
    when = "s"
    verdict = "go"
    """
    found = evaluate(body, x=True)
    assert found.possible == ("hold", "kill")
    asked = {each.name: (each.result, each.words) for each in page(found).asked}
    assert asked["started"] == (
        "does not apply",
        "Wherever this would speak, something before it does.",
    )
    (steps,) = [e for e in explain(found).parts if e.text.startswith("what was asked")]
    assert steps.parts[1].text == "started: does not hold"
    assert steps.parts[1].parts[0].text == "s: wherever this would speak, one before it does"
