"""Ties: what is equal in decimals is equal, at whole thresholds too, in every interpretation."""

from __future__ import annotations

import formulas as lang
import pytest

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.trace import Trace
from rulesets import evaluate, evaluator

# Sums of decimals that miss, or exceed, their threshold in float64.
TIES = [
    ("a + b + c >= 1", (0.2, 0.7, 0.1)),
    ("a + b + c <= 0.6", (0.1, 0.2, 0.3)),
    ("not (a + b + c > 0.6)", (0.1, 0.2, 0.3)),
    ("not (a + b + c < 1)", (0.2, 0.7, 0.1)),
    ("a + b + c == 1", (0.2, 0.7, 0.1)),
    ("1 <= a + b + c", (0.2, 0.7, 0.1)),
    ("a + b + c in [1, 2]", (0.2, 0.7, 0.1)),
    ("a / b >= 3", (0.3, 0.1, 0)),
    ("(a + b) * 10 == 3", (0.1, 0.2, 0)),
    ("a + b + c >= n", (0.2, 0.7, 0.1)),
    ("n <= a + b + c", (0.2, 0.7, 0.1)),
    ("round(a * 10, 0) >= b", (0.3, 3, 0)),
]


@pytest.mark.parametrize(("text", "numbers"), TIES)
def test_a_tie_holds_in_every_interpretation(text, numbers):
    said = {**dict(zip("abc", numbers, strict=True)), "n": 1}
    formula = lang.formula(text)
    read_in = lang.initiative(said)
    assert formula.run(read_in) is True
    assert Trace(read_in.situation)[formula.root] is True
    bounds = bound_program([formula.root], formula.types)
    assert bounds(read_in.situation) == ((True, False, False), True)


FIELDS = "".join(
    f'[fields.{name}]\nkind = "number"\nminimum = 0\nmaximum = 9\n' for name in ("a", "b", "c")
)


@pytest.mark.parametrize("threshold", ["1", "1.0", "one"])
def test_a_total_that_reaches_a_whole_threshold_decides(threshold):
    rule = '[[rules]]\nid = "r"\nwhen = "a + b + c >= {}"\nverdict = "go"\n'
    body = f"{FIELDS}[parameters]\none = 1\n{rule.format(threshold)}"
    assert evaluate(body, a=0.2, b=0.7, c=0.1).verdict == "go"
    judge = evaluator(body)
    whole = judge.evaluate({"id": "I1", "a": 0.2, "b": 0.7, "c": 0.1})
    assert (whole.verdict, whole.decided) == ("go", True)
