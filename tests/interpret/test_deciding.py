"""Decisions: the first case that holds, in every interpretation; what passing one over tells."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import formulas as lang
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from judge.test_possible import FIELDS as ALL_FIELDS

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.python import compile_program
from evalcore.interpret.trace import Trace
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import Possible, Space, possible
from evalcore.language.check import check
from evalcore.language.nodes import Decide, DecidedBy, If, Literal
from evalcore.request.initiative import Initiative
from evalcore.written.errors import InputError
from rulesets import complaint, evaluator


def decision(*conditions):
    """A decision on these conditions, whose verdicts are v0, v1 ... and no."""
    made = [lang.formula(text) for text in conditions]
    types = {node: kind for each in made for node, kind in each.types.items()}
    node = Decide(tuple((f"v{n}", each.root) for n, each in enumerate(made)), "no")
    check(node, lang.FIELDS, types, [])
    return node, types


def nested(node, types):
    """What a decision means."""
    found = Literal(node.default)
    for verdict, condition in reversed(node.cases):
        found = If(condition, Literal(verdict), found)
    complaints = []
    check(found, lang.FIELDS, types, complaints)
    assert complaints == []
    return found


@settings(max_examples=60)
@given(st.lists(lang.flags(2, records=True), min_size=1, max_size=5), lang.any_values)
def test_a_decision_means_nested_ifs(texts, values):
    try:
        node, types = decision(*texts)
    except InputError:
        assume(False)
    ifs, place = nested(node, types), DecidedBy(node)
    read_in = lang.initiative(values)
    now = read_in.situation.on(lang.AS_OF)
    results = compile_program([node, place, ifs], types)(now.values, now.withheld, now.as_of)
    trace = Trace(now)
    assert results == (trace[node], trace[place], trace[ifs])
    verdict, case, same = results
    assert verdict == same
    assert verdict == (None if case is None else [*(v for v, _ in node.cases), "no"][case])


def test_two_thousand_cases_work_in_every_interpretation():
    conditions = (f"a > {1000 - n} and a < {1000 - n}.5" for n in range(2000))
    node, types = decision(*conditions)
    program = [node, DecidedBy(node)]
    evaluate, bounds = compile_program(program, types), bound_program([node], types)
    for a, expected in ((500.25, ("v500", 500)), (-3.75, ("no", 2000)), (1000.75, ("no", 2000))):
        read_in = lang.initiative({"a": a} if a <= 1000 else {"a": 999.75})
        now = read_in.situation
        assert evaluate(now.values, now.withheld) == expected
        trace = Trace(now)
        assert (trace[node], trace[DecidedBy(node)]) == expected
        assert bounds(now) == ((expected[1],), True)
    nothing = lang.initiative({}).situation
    assert evaluate(nothing.values) == (None, None)
    assert bounds(nothing.assume({"a": (2.25, 4.25)})) == ((996, 997, 998, 2000), True)


def test_what_cases_share_is_there_in_whichever_function_they_come():
    """A long decision is several functions; none of them sees what another one has made."""
    conditions = [f"a * b > {5000 - n} or (c > {n + 1} / 2501 and p)" for n in range(2_500)]
    node, types = decision(*conditions, "a * b < -3")
    program = [DecidedBy(node), node]
    run = compile_program(program, types)
    for said in (
        {"a": 80.0, "b": 50.0, "c": 0.0, "p": True},
        {"a": 0.0, "b": 1.0, "c": 0.0, "p": True},
        {"a": 60.0, "b": 50.0, "c": 0.0, "p": True},
        {"a": -4.0, "b": 1.0, "c": 0.0, "p": False},
        {"a": 110.0, "b": 50.0},
        {"a": 70.0, "b": 50.0, "c": 0.5, "p": False},
        {"a": 1.0, "c": 0.0},
        {"c": 1.0},
    ):
        now = lang.initiative(said).situation
        trace = Trace(now)
        assert run(now.values, now.withheld) == tuple(trace[each] for each in program), said


def made(fields: str, *rules: tuple[str, str], measures: str = "") -> Evaluator:
    body = f'verdicts = ["go", "hold", "refer", "kill"]\n{measures}\n{fields}'
    for n, (verdict, condition) in enumerate(rules):
        body += f'\n[[rules]]\nid = "r{n}"\nwhen = """{condition}"""\nverdict = "{verdict}"\n'
    return evaluator(body)


def outlook(judge: Evaluator, said: dict[str, object], most: int = 1) -> Possible:
    values = {name: lang.read(field, said.get(name)) for name, field in judge.fields.items()}
    read_in = Initiative("I1", "", values, judge.fields)
    space = Space(judge.graph, read_in.situation.on(lang.AS_OF))
    return possible(space, most=most)


FIELDS = """
[fields.n]
kind = "number"
minimum = 0
maximum = 10
[fields.w]
kind = "number"
minimum = 0
maximum = 10
whole = true
[fields.d]
kind = "date"
[fields.c]
kind = "choice"
choices = ["x", "y", "z"]
[fields.s]
kind = "set"
choices = ["x", "y"]
[fields.g]
kind = "flag"
[fields.h]
kind = "flag"
[fields.e]
kind = "date"
[fields.r.record]
v = { kind = "number", minimum = 0, maximum = 9 }
"""
COMPLEMENTS = {
    "a number": ("n < 3", "n >= 3"),
    "a number, turned": ("3 > n", "3 <= n"),
    "a whole number": ("w <= 3", "w >= 4"),
    "equality": ("n == 3", "n != 3"),
    "a formula": ("n * 2 + 1 < 3", "n * 2 + 1 >= 3"),
    "a clamp": ("clamp(n / 4) < 0.5", "clamp(n / 4) >= 0.5"),
    "a product": ("n * n < 4", "n * n >= 4"),
    "a date": ("d < date(2026, 1, 2)", "d >= date(2026, 1, 2)"),
    "the day after": ("d <= date(2026, 1, 2)", "d >= date(2026, 1, 3)"),
    "days": ("days_since(d) >= 30", "days_since(d) < 30"),
    "a choice": ("c == 'x'", "c in ['y', 'z']"),
    "a set": ("'x' in s", "'x' not in s"),
    "a flag": ("g", "not g"),
    "flags": ("g or h", "not g and not h"),
    "a ratio": ("n / (n + 1) >= 0.5", "n / (n + 1) < 0.5"),
    "a whole condition": ("g and n > 2", "not (g and n > 2)"),
    "another constant": ("n < 3", "n >= 2.5"),
    "any and all": ("any_of(r, v > 5)", "all_of(r, v <= 5)"),
    "two days, turned": ("d <= e", "e < d"),
    "two numbers, turned": ("n <= w", "w <= n"),
}


@pytest.mark.parametrize("name", COMPLEMENTS)
def test_after_a_condition_and_its_complement_nothing_is_left(name):
    first, second = COMPLEMENTS[name]
    judge = made(FIELDS, ("go", first), ("kill", second))
    assert set(outlook(judge, {}).verdicts) == {"go", "kill"}


@pytest.mark.parametrize("name", COMPLEMENTS)
def test_neither_is_it_where_another_rule_is_asked_between_them(name):
    first, second = COMPLEMENTS[name]
    judge = made(FIELDS, ("go", first), ("refer", "n > 9 and w > 9"), ("kill", second))
    assert set(outlook(judge, {}).verdicts) == {"go", "refer", "kill"}


@pytest.mark.parametrize("pair", [("n", "w"), ("d", "e"), ("w", "count(s)"), ("n * 2", "w + 1")])
def test_below_equal_and_above_are_all_there_is(pair):
    left, right = pair
    asked = [f"{left} {sign} {right}" for sign in ("<", "==", ">")]
    for one, two, three in permutations(asked):
        judge = made(FIELDS, ("go", one), ("kill", two), ("refer", three))
        assert set(outlook(judge, {}).verdicts) == {"go", "kill", "refer"}
    judge = made(FIELDS, ("go", asked[0]), ("kill", asked[1]))
    assert set(outlook(judge, {}).verdicts) == {"go", "kill", "hold"}


def test_what_divides_by_nothing_stands_in_no_way_to_another():
    asked = [f"n / w {sign} n" for sign in ("<", "==", ">")]
    judge = made(FIELDS, ("go", asked[0]), ("kill", asked[1]), ("refer", asked[2]))
    assert set(outlook(judge, {"w": 0}).verdicts) >= {"hold"}
    assert "hold" not in outlook(judge, {"w": 2}).verdicts


def test_what_was_worked_out_from_a_narrowed_field_keeps_its_range():
    rules = [("go", "n < 3"), ("kill", "n * 2 >= 5")]
    alone = made(FIELDS, *rules)
    after = made(FIELDS, ("refer", "n * 2 >= 17 and g"), *rules)
    assert set(outlook(alone, {}).verdicts) == {"go", "kill", "hold"}
    assert outlook(after, {"g": False}).verdicts == outlook(alone, {}).verdicts


def test_narrowing_in_one_branch_does_not_reach_the_other():
    either = "(n < 3 and g) or (n >= 3 and h)"
    judge = made(FIELDS, ("go", either), ("kill", "n < 3"), ("refer", "n >= 3"))
    assert set(outlook(judge, {}).verdicts) == {"go", "kill", "refer"}


def test_different_formulas_of_one_field_leave_a_sliver():
    judge = made(FIELDS, ("go", "n < 3"), ("kill", "n * 2 >= 6"))
    assert judge.evaluate({"id": "I1", "n": 2.9999999994}).verdict == "hold"
    assert "hold" in outlook(judge, {}, most=24).verdicts


SIGNS = ("<", "<=", "==", "!=", ">=", ">")


@pytest.mark.parametrize("first", SIGNS)
@pytest.mark.parametrize("second", SIGNS)
@pytest.mark.parametrize("pair", [("n", "w"), ("d", "e"), ("w", "k"), ("n * 2", "n + w")])
def test_two_sides_held_against_one_another_either_way(first, second, pair):
    left, right = pair
    fields = f'{FIELDS}\n[fields.k]\nkind = "number"\nwhole = true\nminimum = 0\nmaximum = 10\n'
    texts = (f"{left} {first} {right}", f"{right} {second} {left}")
    rules = [("go", f"g and {' and '.join(texts)}"), ("kill", texts[0]), ("refer", texts[1])]
    judge = _as_many(fields, rules)
    for low, high in ((3, 3), (3, 4), (4, 3)):
        days = {"d": f"2026-01-0{low}", "e": f"2026-01-0{high}"}
        said = {"n": low, "w": high if pair != ("w", "k") else low, "k": high, **days}
        for g in (True, False):
            whole = outlook(judge, {**said, "g": g})
            assert len(whole.verdicts) == 1
            assert set(whole.verdicts) <= set(outlook(judge, {"g": g}).verdicts)


def _as_many(fields: str, rules: list[tuple[str, str]]) -> Evaluator:
    """The rules that can speak, each after those before it."""
    kept: list[tuple[str, str]] = []
    judge = made(fields)
    for each in rules:
        try:
            judge = made(fields, *kept, each)
        except InputError:
            continue
        kept.append(each)
    return judge


def test_days_that_are_never_so_many():
    with pytest.raises(InputError, match="its condition never holds"):
        made(FIELDS, ("go", "days_since(d) == 0.5"))
    judge = made(FIELDS, ("go", "days_since(d) * 4 == 2"), ("kill", "g"))
    assert outlook(judge, {"g": True}).verdicts == ("kill",)


SPARE = '[fields.spare]\nkind = "flag"\n'


@settings(max_examples=80, deadline=None)
@given(
    st.lists(lang.flags(2, records=True), min_size=1, max_size=4),
    lang.flags(2, records=True),
    lang.any_values,
    st.integers(0, 4),
)
def test_another_rule_and_a_name_change_nothing_that_is_possible(texts, other, values, place):
    """The other rule reads the same fields, and never holds on this request."""
    rules = [*zip(("go", "refer", "kill", "go"), texts, strict=False)]
    never = ("kill", f"spare and ({other})")
    fields = ALL_FIELDS + "\n" + SPARE
    try:
        alone = made(fields, *rules)
        before = made(fields, *rules[:place], never, *rules[place:])
        named = made(
            fields,
            *((verdict, f"named_{n}") for n, (verdict, _) in enumerate(rules)),
            measures="[measures]\n"
            + "\n".join(f'named_{n} = """{text}"""' for n, (_, text) in enumerate(rules)),
        )
    except InputError:
        assume(False)
    said = {**values, "spare": False}
    for most in (1, 24):
        found = [outlook(each, said, most).verdicts for each in (alone, before, named)]
        assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("part", ['[measures]\nm = "verdict"', '[criteria.c]\nscore = "verdict"'])
def test_nothing_that_leads_to_the_verdict_can_read_it(part):
    assert "verdict cannot be used here" in complaint(part)
    rule = '[[rules]]\nid = "r"\nwhen = "verdict == \'go\'"\nverdict = "hold"'
    assert "so nothing that leads to it can read it" in complaint(rule)


SIDES = """
[fields.c]
kind = "choice"
choices = ["x", "y", "z"]
[fields.d]
kind = "date"
[fields.e]
kind = "date"
[fields.f]
kind = "flag"
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("d > e or c == 'z'", "f and (c == 'y' or (d > e and d >= e))"),
        ("d > e", "c != 'x' and (f or (c == 'y' and d > e and d >= e))"),
        ("d < e or c == 'z'", "f and (c == 'y' or (d < e and d <= e and d == e))"),
    ],
)
def test_what_was_made_where_nothing_came_by_is_made_again(first, second):
    """Bounds of `d >= e` were asked for where `d > e`, which is settled, had ended the question."""
    ready = made(SIDES, ("go", first), ("kill", second))
    found = ready.evaluate({"id": "I1", "title": "Try"})
    assert set(found.possible) == {"go", "kill", "hold"}
    found = ready.evaluate({"id": "I1", "title": "Try", "c": "y", "f": True, "d": date(2026, 1, 1)})
    assert set(found.possible) <= {"go", "kill", "hold"}
