"""What is certain is decided: rules that leave nothing for those after them."""

from datetime import date

import pytest

from evalcore import Evaluator, function, hookimpl
from evalcore.judge.explanation import explain
from evalcore.rules.file import read_ruleset

FIELDS = """
name = "certain"
version = "1"
verdicts = ["go", "hold", "kill"]
[fields]
x = { kind = "number" }
n = { kind = "number", whole = true, minimum = 0, maximum = 9 }
cost = { kind = "number", minimum = 0 }
m = { kind = "number", whole = true, minimum = 0, maximum = 9 }
d = { kind = "date" }
e = { kind = "date" }
t = { kind = "text" }
c = { kind = "choice", choices = ["a", "b", "c"] }
s = { kind = "set" }
voted = { kind = "flag" }
b = { kind = "number", minimum = 0, maximum = 9 }
[fields.r.record]
v = { kind = "number", minimum = 0, maximum = 9 }
w = { kind = "text" }
[default]
verdict = "hold"
"""
AS_OF = date(2026, 11, 23)


def judged(*conditions: str, **said):
    """Rules that lead to go and kill in turn; where none of them speaks, hold."""
    rules = "".join(
        f'[[rules]]\nid = "q{n}"\nwhen = "{each}"\nverdict = "{("go", "kill")[n % 2]}"\n'
        for n, each in enumerate(conditions)
    )
    judge = Evaluator(read_ruleset(f"{FIELDS}{rules}"))
    return judge.evaluate({"id": "R1", **said}, as_of=AS_OF)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("x < 3", "x >= 3"),
        ("x == 3", "x != 3"),
        ("x * 2 + 1 < 3", "x * 2 + 1 >= 3"),
        ("clamp(x / 4) < 0.5", "clamp(x / 4) >= 0.5"),
        ("x * x > 4", "x * x <= 4"),
        ("cost / (b + 1) > 2", "not (cost / (b + 1) > 2)"),
        ("n < 3", "n >= 3"),
        ("n <= 2", "n >= 3"),
        ("d >= date(2024, 1, 1)", "d < date(2024, 1, 1)"),
        ("d == date(2024, 1, 1)", "d != date(2024, 1, 1)"),
        ("d <= date(2024, 1, 1)", "d >= date(2024, 1, 2)"),
        ("days_since(d) >= 30", "days_since(d) < 30"),
        ("t == 'ann'", "t != 'ann'"),
        ("t in ['ann', 'bob']", "t not in ['ann', 'bob']"),
        ("c == 'a'", "c in ['b', 'c']"),
        ("'u' in s", "'u' not in s"),
        ("count(s) > 2", "count(s) <= 2"),
    ],
)
def test_two_rules_that_split_all_leave_nothing_for_the_default(first, second):
    found = judged(first, second)
    assert found.possible == ("go", "kill")
    assert judged(first, "voted", second).possible == ("go", "kill")  # one verdict for both
    assert judged(first, "voted", second).decided is False


@pytest.mark.parametrize(
    "bands",
    [
        ("x < 3", "x == 3", "x > 3"),
        ("x > 3", "x < 3", "x == 3"),
        ("n < 3", "n == 3", "n > 3"),
        ("n != 4", "n <= 4"),
        ("d < date(2024, 1, 1)", "d == date(2024, 1, 1)", "d > date(2024, 1, 1)"),
        ("t == 'ann'", "t in ['bob', 'ann']", "not (t == 'ann' or t == 'bob')"),
        ("x < 1", "x < 2", "x >= 2"),
        ("b - x < 1", "b - x < 2", "b - x >= 2"),
    ],
)
def test_bands_over_three_rules_leave_nothing(bands):
    assert "hold" not in judged(*bands).possible


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("voted and x > 3", "not voted or x <= 3"),
        ("voted and x * b > 3", "x * b <= 3 or not voted"),
        ("2 < x * b < 5", "x * b <= 2 or x * b >= 5"),
        ("x * b <= 2 or x * b >= 5", "2 < x * b < 5"),
        ("x - b > n and voted", "not (voted and x - b > n)"),
        ("x - b > n and voted", "x - b <= n or not voted"),
        ("voted and (x * b > 1 or t == 'ann')", "not voted or (x * b <= 1 and t != 'ann')"),
        ("(voted and x * b > 3) and b / 2 > 2", "x * b <= 3 or (b / 2 <= 2 or not voted)"),
        ("any_of(r, v > x) and voted", "not voted or all_of(r, not (v > x))"),
        ("d >= date(2024, 1, 1) and c == 'a'", "c != 'a' or d < date(2024, 1, 1)"),
        ("2 < x * b < 5", "x * b < 2.5 or x * b > 4.5"),
    ],
)
def test_a_rule_that_is_the_negation_of_the_one_before_leaves_nothing(first, second):
    """However it is written: by De Morgan both are one condition."""
    assert judged(first, second).possible == ("go", "kill")


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (("2 < x * b < 5", "x * b <= 2", "x * b >= 5"), {}),
        (("2 < x * b < 5", "x * b <= 3", "x * b > 4.5"), {}),
        (("x * b < -1 or x * b > 1", "x * b > 0.5", "-1 <= x * b <= 0.5"), {}),
        (("voted and 2 < x * b < 5", "x * b <= 2", "x * b >= 5"), {"voted": True}),
        (("voted and x * b > 3", "x * b <= 3"), {"voted": True}),
        (("voted and x * b > x + b", "x * b <= x + b"), {"voted": True}),
        (("x - b > n and voted", "not voted", "x - b <= n"), {}),
        (("voted and any_of(r, v > x)", "all_of(r, not (v > x))"), {"voted": True}),
        (("b / 2 > 1 and x * b > 2 and voted", "not voted", "b / 2 <= 1", "x * b <= 2"), {}),
    ],
)
def test_what_a_passed_rule_leaves_is_one_of_its_parts(bands, said):
    """Once the others are known not to be so, by a later rule or by the request, the last is."""
    assert "hold" not in judged(*bands, **said).possible


def test_a_part_that_may_be_undefined_leaves_the_others_open():
    """Where b is 0 the first is undefined and passed over, though voted is true."""
    found = judged("voted and x / b < 2", "voted and x / b >= 2", voted=True)
    assert found.possible == ("go", "hold", "kill")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("cost <= 100 or (cost > 100 and voted)", {"voted": True}),
        ("n >= 5 or n < 5", {}),
        ("x >= 5 or x < 5", {}),
        ("t == 'ann' or t != 'ann'", {}),
        ("t != 'ann' or t != 'bob'", {}),
        ("(d != date(2025, 1, 1) or days_since(d) <= 0) or days_since(d) > 0", {}),
        ("not (x > 3 and x < 3)", {}),
        ("x == x", {}),
        ("n != 0.5", {}),
        ("not any_of(r, v < x)", {"x": -1}),
        ("all_of(r, v >= 0)", {}),
        ("total_of(r, v) >= 0", {}),
        ("count(r, v > 9) == 0", {}),
    ],
)
def test_one_condition_that_always_holds_decides(condition, said):
    found = judged(condition, **said)
    assert (found.verdict, found.decided) == ("go", True)


def test_different_formulas_of_one_field_leave_a_sliver():
    """By the tolerance: 2.9999999994 is not below 3, and its double does not reach 6."""
    assert judged("x < 3", "x * 2 >= 6").possible == ("go", "hold", "kill")
    assert judged("x < 3", "x * 2 >= 6", x=3 - 6e-10).verdict == "hold"


@pytest.mark.parametrize("near", [3 - 1e-9, 3 + 1e-9, 3.0, 3 - 2e-9, 3 + 2e-9])
def test_equal_is_what_is_neither_below_nor_above(near):
    verdicts = [judged(each, x=near).verdict for each in ("x < 3", "x == 3", "x > 3")]
    assert sorted(verdicts) == ["go", "hold", "hold"]


def test_ranges_are_cut_where_a_field_is_compared():
    """Not halved: of the dates of ten thousand years only those before one day are left."""
    conditions = ("d > date(2025, 6, 1)", "days_since(d) <= 0", "d > date(2026, 6, 1)")
    assert judged(conditions[0], "x < 0", conditions[1], x=1).possible == ("go", "hold")
    assert judged("abs(n) > 1", "x < 0", "n >= 4", x=1).possible == ("go", "hold")


@pytest.mark.parametrize(
    ("conditions", "said", "possible"),
    [
        (("n == m", "n > m"), {"m": 0}, ["go", "kill"]),  # n is from 0 to 9
        (("n == m", "n < m"), {"m": 0}, ["go", "hold"]),
        (("n <= m", "n == 5"), {"m": 5}, ["go", "hold"]),
        (("b <= n", "b < 3"), {"n": 3}, ["go", "hold"]),
        (("b > cost", "b >= 4"), {"cost": 3}, ["go", "hold"]),
        (("d < e", "d >= date(2026, 1, 1)"), {"e": date(2026, 1, 1)}, ["go", "kill"]),
        (("d != e", "d == date(2026, 1, 1)"), {"e": date(2026, 1, 1)}, ["go", "kill"]),
        (("d != e", "d == date(9999, 12, 31)"), {"e": date(9999, 12, 31)}, ["go", "kill"]),
        # What b / cost is tells nothing of n where it is undefined: n may still be 0.
        (("n >= b / cost", "n >= 1"), {"b": 9}, ["go", "hold", "kill"]),
        (("n >= b / cost", "n >= 1"), {"b": 9, "cost": 0}, ["go", "hold", "kill"]),
    ],
)
def test_two_fields_that_are_compared_tell_of_one_another(conditions, said, possible):
    found = judged(*conditions, **said)
    assert sorted(found.possible) == possible


def test_a_text_is_each_of_those_mentioned_or_any_other():
    found = judged("lookup(t, {'ann': 1, 'bob': 2}, default=0) > 0", "t == 'ann'")
    assert found.possible == ("go", "hold")


def test_texts_that_are_held_against_one_another_stay_open():
    text = FIELDS.replace("[fields]", '[fields]\nu = { kind = "text" }')
    rules = '[[rules]]\nid = "a"\nwhen = "t == u and t != \'ann\'"\nverdict = "go"\n'
    judge = Evaluator(read_ruleset(f"{text}{rules}"))
    assert judge.evaluate({"id": "R1"}).possible == ("go", "hold")


@function
def twice(value: float) -> float:
    """Twice as much."""
    return value + value


class Doubling:
    @hookimpl
    def evalcore_functions(self):
        return [twice]


def test_what_is_shared_is_looked_at_once():
    """Forty levels that each name the one below twice: 2**40 looks would never end."""
    deep = "v"
    for _ in range(40):
        deep = f"twice({deep})"
    measures = 'm0 = "x > 1"\n'
    for n in range(1, 40):
        measures += f'm{n} = "(m{n - 1} and voted) or (m{n - 1} and x > {n})"\n'
    rules = f"""
[measures]
{measures}
[[rules]]
id = "listed"
when = "any_of(r, {deep} > 3)"
verdict = "kill"
[[rules]]
id = "deep"
when = "m39"
verdict = "go"
"""
    judge = Evaluator(read_ruleset(f"{FIELDS}{rules}"), plugins=[Doubling()])
    found = judge.evaluate({"id": "R1", "voted": True, "r": []})
    assert found.possible == ("go", "hold")
    assert explain(found).parts


@pytest.mark.parametrize(
    "conditions",
    [
        ("b / n >= 0.5", "b / n < 0.5"),
        ("b / n >= 0.5", "not b / n >= 0.5"),
        ("clamp(b / n) >= 0", "n >= 0"),
    ],
)
def test_what_has_no_value_for_one_answer_is_not_certain(conditions):
    """With n = 0 neither condition comes to anything, and only then."""
    found = judged(*conditions, b=9)
    apart = judged(*conditions, b=9, n=0)
    assert not apart.decided
    assert set(apart.possible) <= set(found.possible)


@pytest.mark.parametrize(
    ("conditions", "possible"),
    [
        (("count(r) == 0", "any_of(r, v >= 0)"), ["go", "kill"]),  # empty, or not
        (("count(r) > 0", "any_of(r, v > 2)"), ["go", "hold"]),
        (("any_of(r, v >= 0)", "all_of(r, v > 5)"), ["go", "kill"]),
        (("total_of(r, v + 1) >= 1", "count(r) == 0"), ["go", "kill"]),
        (("count(r) == 0", "share(r, v >= 0) == 1"), ["go", "kill"]),
        (("count(r) == 1", "any_of(r, v >= 0)"), ["go", "hold", "kill"]),
    ],
)
def test_a_list_that_is_not_given_is_empty_or_has_a_record(conditions, possible):
    assert sorted(judged(*conditions).possible) == possible


@pytest.mark.parametrize("said", [{"x": 1}, {"x": 1, "b": 0}, {"b": 0}, {"x": 1, "b": 9}])
def test_an_undefined_condition_is_no_stricter_than_an_unknown_one(said):
    """Whichever branch it is: x / 0 chooses neither, and both of them are enough."""
    assert judged("(2 if x / b > 2 else 1) >= 0.3", **said).verdict == "go"
    assert judged("(2 if x / b > 2 else 0) >= 0.3", b=0).decided is False
