from __future__ import annotations

import re
from itertools import pairwise

import pytest

from evalcore.judge.explanation import Reason, explain
from evalcore.letters import page
from rulesets import evaluate

BODY = """
verdicts = ["go", "hold", "recycle"]
when_undecided = "recycle"
[parameters]
least = 2
[fields.cost]
kind = "number"
unit = "kEUR"
question = "What will it cost?"
[fields.benefit]
kind = "number"
unit = "kEUR"
[fields.safe]
kind = "flag"
[measures]
payback = "benefit / cost"
[criteria.worth]
score = "clamp(payback / 4)"
weight = 1
about = "what it brings back"
[[rules]]
id = "safe"
require = "safe"
otherwise = "hold"
because = "it is not safe"
[[rules]]
id = "worthy"
when = "payback >= least and not safe == False"
verdict = "go"
because = "it pays back"
"""


def lines(reason: Reason, depth: int = 0) -> list[str]:
    mark = f"[{reason.state}] " if reason.state else ""
    below = [line for part in reason.parts for line in lines(part, depth + 1)]
    return [f"{'  ' * depth}{mark}{reason.text}", *below]


def tree(**said: object) -> str:
    return "\n".join(lines(explain(evaluate(BODY, **said))))


def test_a_decision_explained():
    assert (
        tree(cost=10, benefit=20, safe=True)
        == """\
I1 Try: go, total 0.5
  because it pays back
  what was asked, in order
    [yes] safe: met
      [yes] safe
        safe = yes
    [yes] worthy: holds: go (it pays back)
      [yes] all of
        [yes] payback >= least
          payback = 2
          least = 2 (parameter)
        [yes] not safe == False
          safe = yes
  the scores: total 0.5
    worth: 0.5 of 1 (weight 1, adds 0.5 to the total) - what it brings back
      clamp(payback / 4)
        payback = 2
  the measures
    payback = 2
      benefit / cost
        benefit = 20 kEUR
        cost = 10 kEUR"""
    )


def test_an_undecided_evaluation_says_so_first_and_what_it_depends_on():
    assert tree(benefit=20, safe=True).splitlines()[:5] == [
        "I1 Try: undecided, recycle for now, total from 0 to 1",
        "  because still open: cost",
        "  [unknown] still possible: go, hold; it depends on",
        "    [unknown] cost (unknown): What will it cost?",
        "  what was asked, in order",
    ]


def test_an_undecided_evaluation_without_a_verdict_for_now():
    body = BODY.replace('when_undecided = "recycle"\n', "")
    assert explain(evaluate(body)).text == "I1 Try: undecided, total from 0 to 1"


def test_the_default_and_what_is_undefined():
    found = tree(benefit=20, cost=0, safe=True)
    assert "  [unknown] without a value, although all was said\n" in found
    assert "    [unknown] payback: division by zero in benefit / cost\n" in found
    assert "    otherwise: hold\n" in found
    assert "worth: unknown (weight 1) - what it brings back\n" in found


def test_a_gate_that_is_not_met_ends_what_was_asked():
    asked = tree(benefit=20, cost=1, safe=False).split("what was asked")[1].split("the scores")[0]
    assert "[no] safe: not met: hold (it is not safe)" in asked
    assert "worthy" not in asked


def test_measures_within_measures_are_shown_once():
    chain = "\n".join(f'm{n} = "m{n - 1} and m{n - 1}"' for n in range(1, 60))
    body = f'[fields.p]\nkind = "flag"\n[measures]\nm0 = "p"\n{chain}\n'
    body += '[[rules]]\nid = "r"\nwhen = "m59"\nverdict = "go"'
    assert len(lines(explain(evaluate(body, p=True)))) < 400


def test_an_explanation_as_plain_data():
    assert explain(evaluate("")).to_json() == {
        "text": "I1 Try: hold",
        "state": None,
        "parts": [
            {"text": "because no rule speaks", "state": None, "parts": []},
            {
                "text": "what was asked, in order",
                "state": None,
                "parts": [{"text": "otherwise: hold", "state": None, "parts": []}],
            },
        ],
    }


def test_nothing_is_listed_after_what_surely_decides():
    body = """
    [fields.a]
    kind = "number"
    [fields.b]
    kind = "number"
    [[rules]]
    id = "open"
    when = "a > 1"
    verdict = "hold"
    [[rules]]
    id = "sure"
    when = "b > 1"
    verdict = "go"
    [[rules]]
    id = "late"
    when = "b > 0"
    verdict = "kill"
    """
    body = "\n".join(line.strip() for line in body.splitlines())
    found = "\n".join(lines(explain(evaluate(body, b=5))))
    assert "sure: holds" in found
    assert "late" not in found


def test_deep_conditions_end_in_their_text():
    names = [f"m{n}" for n in range(22)]
    measures = ['m0 = "q"']
    for before, name in pairwise(names):
        text = before
        for _ in range(25):
            text = f"q or (p and ({text}))"
        measures.append(f'{name} = "{text}"')
    body = "\n".join(
        [
            "[fields.p]\nkind = 'flag'\n[fields.q]\nkind = 'flag'\n[measures]",
            *measures,
            '[[rules]]\nid = "deep"\nwhen = "m21"\nverdict = "go"',
        ]
    )
    assert explain(evaluate(body, p=True, q=False)).to_json()["state"] is None


RANGES = """
verdicts = ["go", "hold", "kill"]
total = "x - 0.5 * x * x"
[fields.x]
kind = "number"
minimum = 0
maximum = 1
[fields.y]
kind = "number"
[criteria.plain]
score = "x"
weight = 1
[[rules]]
id = "low"
when = "total < 0.25"
verdict = "kill"
[[rules]]
id = "high"
when = "total > 0.75"
verdict = "go"
[[rules]]
id = "same"
when = "y * y - y * y * 1 > 1"
verdict = "kill"
"""


def test_a_total_that_is_not_known_is_bounded_and_sharper_than_in_one_pass():
    body = RANGES.replace('[criteria.plain]\nscore = "x"\nweight = 1\n', "")
    found = evaluate(body, y=0)
    whole = found.graph.spanning(found.situation)[found.graph.places[found.graph.total]]
    assert whole[:2] == (-0.5, 1.0)
    assert found.total_range == (-0.125, 0.875)  # over the parts that the verdict was sought in
    assert explain(found).text == "I1 Try: undecided, total from -0.125 to 0.875"
    assert "-0.13 to 0.88" in page(found).total


def test_what_bounds_may_promise_too_much_is_said():
    """Nothing shows that this is 0: the bounds of an open range cannot be cut fine enough."""
    body = RANGES.replace('[criteria.plain]\nscore = "x"\nweight = 1\n', "")
    words = "\n".join(lines(explain(evaluate(body, x=0.9))))
    assert "still possible: hold, kill (at most: bounds may promise too much)" in words
    assert "promise too much" not in "\n".join(lines(explain(evaluate(body, y=0))))


VOTES = """
[fields.yes]
kind = "number"
whole = true
minimum = 0
[fields.no]
kind = "number"
whole = true
minimum = 0
[fields.present]
kind = "number"
whole = true
minimum = 0
[relations.votes]
holds = "yes + no <= present"
because = "who votes is present"
[[rules]]
id = "voted"
require = "known(yes) or withheld(yes)"
otherwise = "hold"
[[rules]]
id = "against"
when = "no > 0"
verdict = "kill"
"""


def told(body: str, **said: object) -> str:
    return "\n".join(lines(explain(evaluate(body, **said))))


def test_what_is_asked_for_is_shown_as_it_is_said_not_as_what_it_may_be():
    found = told(VOTES, yes={"withheld": "secret ballot"}, present=7)
    assert "[no] known(yes)\n          yes = withheld (secret ballot)" in found
    assert "[yes] withheld(yes)\n          yes = withheld (secret ballot)" in found


def test_what_nobody_said_and_is_certain_waits_for_nobody():
    found = told(VOTES, yes=1, present=1)
    assert "[no] no > 0\n        no = 0 (whatever is filled in)" in found


def test_what_a_number_is_made_of_is_shown_with_all_its_digits():
    body = '[fields.a]\nkind = "number"\n[fields.b]\nkind = "number"\nunit = "kEUR"\n'
    body += '[[rules]]\nid = "r"\nwhen = "{}"\nverdict = "go"\n'
    found = told(body.format("a / 3 < 1.5"), a=4.4999999)
    assert "a / 3 = 1.49999997\n          a = 4.4999999" in found
    assert "        a = 0.5000001" in told(body.format("a != 0.5"), a=0.5000001).splitlines()
    assert "b = 1,234,567.891 kEUR" in told(body.format("b > 1234567.89"), b=1234567.891)
    assert "        a = 0.3" in told(body.format("a >= 0.3"), a=0.1 + 0.2).splitlines()


@pytest.mark.parametrize(
    "y", [2.99894881425, 0.9994499800123456, 3.00000014362, 12345.678901234567]
)
@pytest.mark.parametrize("rule", ["y <= abs(y)", "y == abs(min(y, y))", "not (y != min(y, y * 1))"])
def test_a_number_that_was_said_and_what_is_made_of_it_read_as_equal(y, rule):
    """The one was shown with all its digits, the other with four."""
    fields = '[fields.y]\nkind = "number"\nminimum = 0\nmaximum = 100000'
    found = evaluate(f'{fields}\n[[rules]]\nid = "r"\nwhen = "{rule}"\nverdict = "go"', y=y)
    said = re.findall(r"= ([\d.,]+)$", str(explain(found)), re.MULTILINE)
    numbers = [float(each.replace(",", "")) for each in said]
    assert len(numbers) > 1
    assert max(numbers) - min(numbers) <= 1e-9
