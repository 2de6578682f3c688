"""What is possible: sound for every completion, and exact where that is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import attrs
import formulas as lang
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.interpret.cuts import OTHER
from evalcore.interpret.trace import Trace
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import MANY, Space, possible
from evalcore.language import nodes
from evalcore.language.comparing import MIRRORED, OPPOSITE
from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld
from evalcore.rules.file import read_draft
from evalcore.say.formula import spell
from evalcore.written.errors import InputError
from rulesets import evaluator, ruleset_text

VERDICTS = ("go", "hold", "refer", "kill")


def declared() -> str:
    """The fields of the language's tests, as a ruleset declares them."""
    lines: list[str] = []
    for field in lang.FIELDS.values():
        lines += [f'[fields."{field.name}"]', *_keys(field)]
        for inner in field.record.values():
            lines += [f'[fields."{field.name}".record.{inner.name}]', *_keys(inner)]
    return "\n".join(lines)


def _keys(field: Any) -> list[str]:
    said = {
        "kind": f'"{field.kind}"',
        "unit": f'"{field.unit}"' if field.unit else None,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "whole": "true" if field.whole else None,
        "choices": list(field.choices) if field.choices else None,
    }
    return [f"{key} = {value}" for key, value in said.items() if value is not None]


FIELDS = declared()


@st.composite
def rulesets(draw: st.DrawFn) -> str:
    """Rulesets of random rules, and of a total that they may ask for."""
    total = draw(lang.numbers(2, records=True))
    near = draw(st.sampled_from(["total > 0.5", "total <= 0.5", "total > 2 and p", "total == 1"]))
    conditions = draw(st.lists(lang.flags(2, records=True), min_size=1, max_size=4))
    conditions.insert(draw(st.integers(0, len(conditions))), near)
    body = [f"verdicts = {list(VERDICTS)}", f'total = """{total}"""', FIELDS]
    for index, condition in enumerate(conditions):
        verdict = draw(st.sampled_from(VERDICTS))
        body.append(f"[[rules]]\nid = 'r{index}'\nwhen = '''{condition}'''\nverdict = '{verdict}'")
    return ruleset_text("\n".join(body))


def made(text: str) -> Evaluator | None:
    try:
        draft = read_draft(text, "random.toml")
        return Evaluator(draft.ruleset, plugins=Plugins()) if not draft.complaints else None
    except InputError:
        return None


MOST_WORLDS = 64
World = Mapping[tuple[str, int | None], bool]


class Completed(Trace):
    """What a completion leads to, where `known()` is still about the request as it was.

    A condition that is undefined behaves as an unknown one: an `if` may take either branch by it.
    `world` says which one; what it does not say is `asked`, and taken for false.
    """

    def __init__(
        self, before: Initiative, after: Mapping[str, Any], world: World | None = None
    ) -> None:
        super().__init__(attrs.evolve(before.situation.on(lang.AS_OF), values=after))
        self.before, self.world = before, world or {}
        self.asked: dict[tuple[str, int | None], None] = {}

    def _branches(self, node: Any) -> Any:
        if node.strict or self._see(node.condition).value is not None:
            return super()._branches(node)
        said, turned = saying(node.condition)
        key = (said, self._place if self._record else None)
        self.asked.setdefault(key)
        return self._see(node.then if self.world.get(key, False) != turned else node.otherwise)

    def _said(self, reference: Any) -> Any:
        held = self._record.get("\0") if hasattr(reference, "records") else None
        source = self.before.situation.values if not hasattr(reference, "records") else held
        return None if source is None else source.get(reference.name)


def saying(node: Any) -> tuple[str, bool]:
    """What a condition says, and whether it is the negation of that: `a > b` is not `a <= b`."""
    match node:
        case nodes.Named(body=body):
            return saying(body)
        case nodes.Not(operand=operand):
            said, turned = saying(operand)
            return said, not turned
        case nodes.Compare(operator=operator, left=left, right=right):
            sides = [spell(left), spell(right)]
            if sides[0] > sides[1]:
                sides, operator = sides[::-1], MIRRORED[operator]
            turned = operator in (">", ">=", "!=")
            return f" {OPPOSITE[operator] if turned else operator} ".join(sides), turned
        case _:
            return spell(node), False


def worlds(before: Initiative, after: Mapping[str, Any]) -> Iterator[Completed]:
    """The ways to take what is undefined; each is worked out before the next is made."""
    waiting: list[World] = [{}]
    for _ in range(MOST_WORLDS):
        if not waiting:
            return
        world = waiting.pop()
        made = Completed(before, after, world)
        yield made
        new = next((key for key in made.asked if key not in world), None)
        if new is not None:
            waiting += [{**world, new: True}, {**world, new: False}]  # the one just seen, again


SPARE = {"owner": "it", "target": 7.0, "baseline": 3.0, "done": True, "weight": 2.0}


def complete(before: Initiative, filled: Initiative) -> dict[str, Any]:
    """The values of both, with no gap left; records remember what they were."""
    found: dict[str, Any] = {}
    for name, field in before.fields.items():
        said = before.situation.values[name]
        value = filled.situation.values[name] if said is None else said
        if field.record:
            value = tuple(
                {key: SPARE[key] if cell is None else cell for key, cell in each.items()}
                | {"\0": each if said is not None else dict.fromkeys(each, 1)}
                for each in value
            )
        found[name] = value
    return found


def led_to(made: Evaluator, trace: Trace) -> set[str]:
    """The verdicts that the rules leave possible on given values, one by one."""
    found: set[str] = set()
    for _, clause in made.graph.steps:
        speaks = trace[clause.speaks]
        if speaks is not False:
            found.add(clause.verdict)
        if speaks is True:
            return found
    return {*found, made.ruleset.default.verdict}


def read(evaluator: Evaluator, values: Mapping[str, Any]) -> Initiative:
    said = {name: lang.read(field, values[name]) for name, field in evaluator.fields.items()}
    return Initiative("I1", "", said, evaluator.fields)


@settings(max_examples=50)
@given(rulesets(), lang.any_values, lang.known_values)
def test_no_completion_contradicts_what_is_possible(text, values, filled):
    made_of = made(text)
    assume(made_of is not None)
    before = read(made_of, values)
    reached, totals = set[str](), []
    for trace in worlds(before, complete(before, read(made_of, filled))):
        reached |= led_to(made_of, trace)
        totals.append(trace[made_of.graph.total])
    space = Space(made_of.graph, before.situation.on(lang.AS_OF))
    evaluation = made_of.evaluate(before, as_of=lang.AS_OF)
    assert reached <= set(possible(space).verdicts)
    assert reached <= set(possible(space, most=60, enough=60).verdicts)
    assert reached <= set(evaluation.possible)
    for total in (each for each in totals if each is not None):
        low, high = evaluation.total_range
        assert low <= total <= high


ONE_OF_TWO = (
    ("True if x / y > 1 else p", ("go",)),
    ("p if x / y > 1 else False", ("go", "hold")),
    ("(2 if x / y > 1 else 3) > 1", ("go",)),
    ("(2 if x / y > 1 else 3) > 2", ("go", "hold")),
    ("(x / y > 1 or p) if p else False", ("go",)),
    ("not (False if sqrt(2 - x) > 1 else not p)", ("go",)),
    ("(x if x / y > 1 else 1) - (x if x / y > 1 else 1) == 0", ("go",)),
    ("(2 if x / y > 1 else 3) + (3 if not (x / y > 1) else 2) == 5", ("go", "hold")),
)


@pytest.mark.parametrize(("condition", "verdicts"), ONE_OF_TWO)
def test_by_a_condition_that_is_undefined_an_if_may_take_either_branch(condition, verdicts):
    fields = "".join(f'[fields.{n}]\nkind = "number"\nminimum = 0\n' for n in "xy")
    body = f'[[rules]]\nid = "a"\nwhen = "{condition}"\nverdict = "go"\n'
    judge = evaluator(fields + '[fields.p]\nkind = "flag"\n' + body)
    before = judge.read({"id": "I1", "x": 3, "y": 0, "p": True})
    reached = set[str]().union(*(led_to(judge, e) for e in worlds(before, before.situation.values)))
    assert reached <= set(verdicts)
    assert set(judge.evaluate(before, as_of=lang.AS_OF).possible) == set(verdicts)


UNDEFINED = st.sampled_from(
    ["x / y > 1", "not (x / y > 1)", "x / y <= 1", "1 < x / y", "sqrt(2 - x) > 1", "y / x == 1"]
)
NUMBERS = st.recursive(
    st.sampled_from(["x", "y", "1", "2", "x / y", "sqrt(2 - x)"]),
    lambda inner: st.one_of(
        st.builds("({} if {} else {})".format, inner, UNDEFINED, inner),
        st.builds("({} if {} > {} else {})".format, inner, inner, inner, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
    ),
    max_leaves=6,
)
FLAGS = st.recursive(
    st.one_of(
        st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["<", ">=", "=="]), NUMBERS),
        st.sampled_from(["p", "x / y > 1", "y > 1"]),
    ),
    lambda inner: st.one_of(
        st.builds("({} if {} else {})".format, inner, UNDEFINED, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("not ({} or {})".format, inner, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=80)
@given(
    st.lists(FLAGS, min_size=1, max_size=3),
    st.fixed_dictionaries({"x": st.integers(0, 3), "y": st.integers(0, 1), "p": st.booleans()}),
    st.sets(st.sampled_from("xyp")),
)
def test_what_undefined_conditions_leave_open_is_possible(conditions, whole, missing):
    fields = "".join(f'[fields.{n}]\nkind = "number"\nminimum = 0\nmaximum = 3\n' for n in "xy")
    body = fields + '[fields.p]\nkind = "flag"\n'
    for place, each in enumerate(conditions):
        body += f"[[rules]]\nid = 'r{place}'\nwhen = '{each}'\nverdict = '{VERDICTS[place]}'\n"
    judge = made(ruleset_text(body))
    assume(judge is not None)
    values = {key: whole[key] for key in judge.fields}
    before = judge.read({"id": "I1", **{k: v for k, v in values.items() if k not in missing}})
    after = {key: float(v) if key != "p" else v for key, v in values.items()}
    reached = set[str]().union(*(led_to(judge, each) for each in worlds(before, after)))
    assert reached <= set(judge.evaluate(before, as_of=lang.AS_OF).possible)


@settings(max_examples=30)
@given(rulesets(), lang.any_values)
def test_a_completion_that_is_tried_decides_as_bounds_say(text, values):
    made_of = made(text)
    assume(made_of is not None)
    situation = read(made_of, values).situation.on(lang.AS_OF)
    space = Space(made_of.graph, situation)
    keys = [key for key in space.ordered if key in made_of.graph.sampled]
    for index, each in enumerate(space.values_at(keys)):
        case = made_of.graph.run(each, situation.withheld, lang.AS_OF)[-1]
        assert case is None or case in space.cases(space.point(keys, index))


def test_a_completion_is_tried_where_no_formula_asks_what_was_said():
    body = """
        verdicts = ["go", "hold"]
        [fields.a]
        kind = "number"
        minimum = 0
        [fields.note]
        kind = "text"
        [[rules]]
        id = "rich"
        when = "a > 3 or note == 'yes' or known({})"
        verdict = "go"
        """
    judge = evaluator(body.format("a"))
    tried = Space(judge.graph, judge.read({"id": "A"}).situation)
    assert tried.values_at(["note"]) == [
        {"a": None, "note": each} for each in ("yes", OTHER, "yes")
    ]
    assert tried.values_at(["a"]) == []


@settings(max_examples=40)
@given(rulesets(), lang.any_values)
def test_sharper_is_never_wider(text, values):
    made_of = made(text)
    assume(made_of is not None)
    before = read(made_of, values)
    space = Space(made_of.graph, before.situation.on(lang.AS_OF))
    one, some = (possible(space, most=most, enough=most) for most in (1, 40))
    assert set(some.verdicts) <= set(one.verdicts)
    assert set(some.cases) <= set(one.cases)
    assert possible(space, most=40, enough=40) == some
    if one.exact:
        assert some.verdicts == one.verdicts


@settings(max_examples=40)
@given(rulesets(), lang.known_values)
def test_with_nothing_missing_it_is_the_evaluation(text, values):
    made_of = made(text)
    assume(made_of is not None)
    values = {
        name: [
            {k: SPARE[k] if v is None or isinstance(v, Withheld) else v for k, v in each.items()}
            for each in value
        ]
        if value and isinstance(value, list) and isinstance(value[0], dict)
        else value
        for name, value in values.items()
    }
    before = read(made_of, values)
    now = before.situation
    *_, verdict, _ = made_of.run(now.values, now.withheld, lang.AS_OF)
    space = Space(made_of.graph, before.situation.on(lang.AS_OF))
    if verdict is not None:
        assert possible(space).verdicts == (verdict,)


SMALL = """
[fields.p]
kind = "flag"
[fields.q]
kind = "flag"
[fields.n]
kind = "number"
whole = true
minimum = 0
maximum = 3
[fields.remit]
kind = "choice"
choices = ["it", "trust", "sales"]
[fields.tags]
kind = "set"
choices = ["a", "b"]
[[rules]]
id = "one"
when = "{one}"
verdict = "go"
[[rules]]
id = "two"
when = "{two}"
verdict = "hold"
[[rules]]
id = "three"
when = "{three}"
verdict = "kill"
[default]
verdict = "refer"
"""
WORLDS = {
    "p": [True, False],
    "q": [True, False],
    "n": [0, 1, 2, 3],
    "remit": ["it", "trust", "sales"],
    "tags": [[], ["a"], ["b"], ["a", "b"]],
}
TESTS = [
    "p", "p and q", "n >= 2", "n < 1 or q", "remit == 'it'", "remit in ['it', 'sales']",
    "n * n - 2 * n < 0", "'a' in tags", "count(tags) == 1", "n == 2", "n != 1", "p == q",
    "abs(n - 1) > 0.5", "not (n >= 1 and n <= 2)", "lookup(remit, {'it': 1}, default=0) >= n",
    "overlap(tags, {'a': 0.5, 'b': 0.75}) > 0.6", "n / (n - 1) > 1.6", "remit != 'trust' and p",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(TESTS), min_size=3, max_size=3),
    st.dictionaries(st.sampled_from(sorted(WORLDS)), st.integers(0, 3), max_size=4),
)
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_all_worlds_of_a_small_ruleset_are_found_and_no_other(tests, chosen):
    text = SMALL.format(**dict(zip(("one", "two", "three"), tests, strict=True)))
    judge = made(ruleset_text(text, ""))
    assume(judge is not None)  # where one of the rules can never speak
    values = {name: WORLDS[name][index % len(WORLDS[name])] for name, index in chosen.items()}
    known = {name: value for name, value in values.items() if name in judge.fields}
    before = judge.read({"id": "I1", **known})
    open_ = [name for name in judge.fields if name not in known]
    reached: set[str] = set()
    for world in product(*(WORLDS[name] for name in open_)):
        filled = judge.evaluate({"id": "I1", **known, **dict(zip(open_, world, strict=True))})
        reached |= set(filled.possible)
    found = possible(Space(judge.graph, before.situation), MANY, MANY)
    assert found.exact
    assert set(found.verdicts) == reached


OPEN, _, _ = SMALL.partition("[[rules]]")


def outlook(conditions: dict[str, str], fields: str = OPEN, **said: Any):
    rules = "\n".join(
        f'[[rules]]\nid = "{verdict}"\nwhen = "{condition}"\nverdict = "{verdict}"'
        for verdict, condition in conditions.items()
    )
    made_of = evaluator(fields + rules)
    before = made_of.read({"id": "I1", **said})
    return possible(Space(made_of.graph, before.situation), most=1)


X = '[fields.x]\nkind = "number"\nminimum = 0\nmaximum = 10\n'


@pytest.mark.parametrize(
    ("conditions", "verdicts", "fields"),
    [
        ({"go": "x >= 5", "kill": "x < 5"}, ("go", "kill"), X),
        ({"go": "x > 5", "refer": "x <= 5"}, ("go", "refer"), X),
        ({"go": "x * 2 >= 8.5", "kill": "x * 2 < 8.5"}, ("go", "kill"), X),
        ({"go": "not (x >= 5)", "kill": "x >= 4"}, ("go", "kill"), X),
        ({"go": "x < 3 or x > 7", "kill": "x >= 3 and x <= 7"}, ("go", "kill"), X),
        ({"go": "p", "kill": "not p"}, ("go", "kill"), None),
        ({"go": "remit == 'it'", "kill": "remit != 'it'"}, ("go", "kill"), None),
        ({"go": "remit in ['it', 'trust']", "kill": "remit == 'sales'"}, ("go", "kill"), None),
        ({"go": "n >= 2", "kill": "n <= 1"}, ("go", "kill"), None),
    ],
)
def test_a_condition_that_did_not_hold_narrows_what_it_compares(conditions, verdicts, fields):
    """One pass is enough, also for a formula: what says the same is one node."""
    found = outlook(conditions, *([fields] if fields else []))
    assert set(found.verdicts) == set(verdicts)


def test_known_is_a_fact_that_filling_in_does_not_change():
    found = outlook({"go": "known(p)", "kill": "p"})
    assert found.verdicts == ("hold", "kill") or set(found.verdicts) == {"kill", "hold"}


def test_known_stays_open_until_somebody_was_asked():
    made_of = evaluator(
        '[fields.p]\nkind = "flag"\n[[rules]]\nid = "a"\nwhen = "known(p)"\nverdict = "go"'
    )
    before = made_of.read({"id": "I1"})
    asked = Space(made_of.graph, before.situation)
    open_ = Space(made_of.graph, before.situation.ask(["p"]))
    said = Space(made_of.graph, before.situation.open({"p": None}))
    assert [possible(each).verdicts for each in (asked, open_, said)] == [
        ("hold",),
        ("go", "hold"),
        ("go",),
    ]
