"""From a plain function to a policy: what it declares, how it is traced, what is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

import attrs
import pytest
from traced import complaints, traced

from evalcore.extend.policies import Clauses, Policy, PolicyError, Role, clauses, criterion, gate
from evalcore.language.build import all_of, is_in, known, share, when
from evalcore.language.nodes import Literal
from evalcore.language.operations import clamp, linear, minimum
from evalcore.request.declarations import choice, flag, number, records, set_of_text, setting, text
from evalcore.written.errors import InputError, TracingError

Hours = Annotated[float, number("hours", unit="h/month", minimum=0, maximum=100)]
Free = Annotated[float, setting(unit="h/month", above=0, about="free hours")]
Culture = Annotated[float, number("culture", minimum=0, maximum=4)]
Tags = Annotated[Sequence[str], set_of_text("tags")]
Remit = Annotated[str, choice("remit", ["it", "trust"])]
Ready = Annotated[bool, flag("ready")]
Outcomes = Annotated[Any, records("outcomes", text("owner"), number("target"))]


@criterion
def untouched(hours: Hours, culture: Culture, *, free: Free, bonus: float = 0.5) -> float:
    """Untouched: the share of the free hours that is left.

    A second paragraph.
    """
    return clamp(1 - hours / free + bonus * culture / 4)


@gate
def may_start(hours: Hours, ready: Ready, *, free: Free) -> Clauses:
    """Readiness and time."""
    return clauses(not_ready=ready, too_many_hours=hours <= free)


# What a policy declares


def test_a_policy_knows_its_fields_settings_and_words():
    assert (untouched.name, untouched.role) == ("untouched", Role.CRITERION)
    assert [each.name for each in untouched.fields] == ["hours", "culture"]
    assert untouched.fields[0].unit == "h/month"
    assert [(each.name, each.shape.kind, each.required) for each in untouched.settings] == [
        ("free", float, True),
        ("bonus", float, False),
    ]
    assert untouched.settings[0].shape.spec.about == "free hours"
    assert untouched.summary == "Untouched: the share of the free hours that is left."
    assert untouched.doc.endswith("A second paragraph.")
    assert (may_start.role, may_start.role.plural) == (Role.GATE, "gates")
    assert Role.CRITERION.plural == "criteria"


def test_a_name_can_be_given():
    @criterion(name="untouched")
    def left(hours: Hours) -> float:
        return hours

    @gate(name="untouched")
    def some_left(hours: Hours) -> Clauses:
        return clauses(none=hours > 0)

    assert [(each.name, each.role) for each in (left, some_left)] == [
        ("untouched", "criterion"),
        ("untouched", "gate"),
    ]
    assert left.doc == left.summary == ""


# Called and traced


def test_called_with_numbers_it_stays_a_function():
    assert untouched(10, 2, free=20) == 0.75
    assert untouched(hours=10, culture=0, free=20, bonus=0) == 0.5
    assert may_start(10, ready=True, free=20).failed is None
    assert may_start(30, ready=True, free=20).failed == "too_many_hours"
    assert may_start(30, ready=False, free=20).failed == "not_ready"


def test_traced_it_gives_the_same():
    graph = traced(untouched, free=20)
    assert graph.fields == {"hours", "culture"}
    assert graph.run({"hours": 10, "culture": 2}) == 0.75
    assert graph.run({"hours": 10}) is None
    made = traced(may_start, free=20)
    assert made.run({"hours": 30, "ready": True}) == {"not_ready": True, "too_many_hours": False}
    assert made.run({"ready": False}) == {"not_ready": False, "too_many_hours": None}


def test_the_unit_of_a_setting_takes_part():
    @criterion
    def careless(hours: Hours, *, free: Annotated[float, setting(unit="weeks")]) -> float:
        return clamp(1 - (hours - free))

    with pytest.raises(InputError, match=r"the units differ: h/month and weeks"):
        traced(careless, free=2)


def test_settings_are_plain_values_while_tracing():
    @criterion
    def chosen(hours: Hours, culture: Culture, *, by_hours: bool = False) -> float:
        return clamp(hours / 100) if by_hours else culture / 4

    assert traced(chosen).fields == {"culture"}
    assert traced(chosen, by_hours=True).fields == {"hours"}


def test_a_setting_may_be_an_attrs_class():
    made = traced(quorate, council={"seats": 8, "quorum": 5})
    assert made.run({"hours": 5}) == {"no_quorum": True}
    assert complaints(quorate, council={"seats": 3, "quorum": 5}) == [
        "settings.council: the quorum 5 is above the seats 3"
    ]
    assert complaints(quorate, council={"seats": "8"}) == [
        "settings.council.seats: found '8'\n    expected a whole number",
        "settings.council: quorum is missing\n    expected a whole number",
    ]


@attrs.frozen
class Council:
    seats: int
    quorum: int

    def __attrs_post_init__(self):
        if self.quorum > self.seats:
            message = f"the quorum {self.quorum} is above the seats {self.seats}"
            raise ValueError(message)


@gate
def quorate(hours: Hours, *, council: Council) -> Clauses:
    return clauses(no_quorum=hours >= council.quorum)


def test_records_are_traced_by_a_function_of_one_record():
    @criterion
    def owned(outcomes: Outcomes) -> float:
        return share(outcomes, lambda one: all_of(known(one.owner), one.target > 3))

    rows = [{"owner": "CMO", "target": 4}, {"target": 9}]
    assert traced(owned).run({"outcomes": rows}) == 0.5


def test_a_constant_is_a_score():
    @criterion
    def always(hours: Hours) -> float:
        return 1

    (node,) = always.trace({}).values()
    assert isinstance(node, Literal)
    assert node.value == 1.0


# Clauses


def test_clauses_keep_their_order():
    made = clauses(second=True, first=False, third=False)
    assert list(made) == ["second", "first", "third"]
    assert (len(made), made["second"], made.failed) == (3, True, "first")
    assert repr(made) == "clauses(second=True, first=False, third=False)"


def test_a_gate_keeps_the_order_of_its_clauses_in_the_graph():
    assert list(may_start.trace({"free": 3.0})) == ["not_ready", "too_many_hours"]


# Python that cannot be traced


def branches(hours: Hours) -> float:
    if hours > 5:
        return 0
    return 1


def chains(hours: Hours) -> float:
    return when(0 < hours < 5, 1.0, 0.0)


def joins(hours: Hours, culture: Culture) -> float:
    return when(hours > 5 and culture > 2, 1.0, 0.0)


def contains(tags: Tags) -> float:
    return 1.0 if "it" in tags else 0.0


def listed(remit: Remit) -> float:
    return when(remit in ["it", "trust"], 1.0, 0.0)


def converts(hours: Hours) -> float:
    return math.sqrt(hours)


def iterates(tags: Tags) -> float:
    return float(len([each for each in tags if each]))


def measures(tags: Tags) -> float:
    return len(tags)


def smallest(hours: Hours) -> float:
    return min(hours, 3)


CHAIN = (
    "if, and, or, not, in, min, max and chained comparisons cannot be traced into an expression: "
)
CHAIN += "use when(...), all_of, any_of, negate, is_in, minimum or maximum instead"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (branches, CHAIN),
        (chains, CHAIN),
        (joins, CHAIN),
        (listed, CHAIN),
        (smallest, CHAIN),
        (
            contains,
            "in cannot be traced into an expression: use has(set, item)",
        ),
        (
            converts,
            (
                "float, int, math and formatting as a number cannot be traced into an expression: "
                "leave float and int out; instead of math use square_root, nearest or magnitude"
            ),
        ),
        (
            iterates,
            (
                "iteration, sum, min or max cannot be traced into an expression: "
                "use total_of, count, any_of or all_of for records, minimum or maximum for numbers"
            ),
        ),
        (measures, "len cannot be traced into an expression: use count(...)"),
    ],
)
def test_python_that_cannot_be_traced_is_refused_with_advice(function, words):
    with pytest.raises(TracingError) as caught:
        criterion(function).trace({})
    assert str(caught.value) == words


def absent(hours: Hours) -> float:
    return 0.5 if hours is None else clamp(hours / 9)


def present(hours: Hours, culture: Culture) -> float:
    given = 1.0
    if culture is not None and hours:
        given = 0.5
    return given


def the_same(hours: Hours, culture: Culture) -> float:
    return 1.0 if hours is culture else 0.0


def unowned(outcomes: Outcomes) -> float:
    return share(outcomes, lambda each: each.owner is None)


def limited(hours: Hours, *, limit: float | None = None) -> float:
    return clamp(hours / 9) if limit is None else clamp(hours / limit)


@pytest.mark.parametrize(
    ("function", "words", "line"),
    [
        (absent, "`hours is None`: write negate(known(hours))", 1),
        (present, "`culture is not None`: write known(culture)", 2),
        (the_same, "`hours is culture`: compare with ==", 1),
        (unowned, "`each.owner is None`: write negate(known(each.owner))", 1),
    ],
)
def test_what_a_field_is_cannot_be_asked(function, words, line):
    asked, advice = words.split(": ")
    with pytest.raises(TracingError) as caught:
        criterion(function).trace({})
    place = f"test_policies.py, line {function.__code__.co_firstlineno + line}"
    assert str(caught.value) == f"{asked} cannot be traced into an expression: {advice} ({place})"


def test_what_a_setting_is_can_be_asked():
    assert criterion(limited).trace({"limit": None})
    assert limited(4.5) == 0.5


def test_the_advice_works():
    @criterion
    def advised(hours: Hours, remit: Remit) -> float:
        return when(is_in(remit, ["it"]), clamp(minimum(hours / 3, 1)), 0)

    assert advised(6, "it") == 1
    graph = traced(advised)
    assert graph.run({"hours": 1.5, "remit": "it"}) == advised(1.5, "it") == 0.5
    assert graph.run({"hours": 1.5, "remit": "trust"}) == 0


# Functions that cannot be policies


def bare(hours) -> float: ...


def typed(hours: float) -> float: ...


def twice(hours: Annotated[float, number("a"), number("b")]) -> float: ...


def starred(*hours: Hours) -> float: ...


def gathered(**settings: float) -> float: ...


def defaulted(hours: Hours = 3) -> float: ...


def keyword_field(*, hours: Hours) -> float: ...


def untyped_setting(hours: Hours, *, free) -> float: ...


def odd_setting(hours: Hours, *, free: set[str]) -> float: ...


def odd_default(hours: Hours, *, free: Free = -1) -> float: ...


def dangling(hours: Nowhere) -> float: ...  # noqa: F821


PARAMETER = (
    "{0}: the parameter hours declares no field; expected Annotated[float, "
    "number('hours', ...)], or a keyword-only parameter for a setting"
)


@pytest.mark.parametrize("decorate", [criterion, gate])
@pytest.mark.parametrize(
    ("function", "words"),
    [
        (bare, PARAMETER.format("bare")),
        (typed, PARAMETER.format("typed")),
        (twice, PARAMETER.format("twice")),
        (starred, "starred: a policy names its parameters, it takes no *hours"),
        (gathered, "gathered: a policy names its parameters, it takes no **settings"),
        (
            defaulted,
            (
                "defaulted: the parameter hours is a field and has a default; a field that is not "
                "said is unknown, a keyword-only setting has defaults"
            ),
        ),
        (
            keyword_field,
            "keyword_field: the field hours is keyword-only; fields are positional parameters",
        ),
        (untyped_setting, "untyped_setting: the setting free has no type annotation"),
        (
            odd_setting,
            (
                "odd_setting: the setting free has a type that no ruleset can hold; expected "
                "float, int, str, bool, Literal texts, a list or a dict of these, or an attrs class"
            ),
        ),
        (
            odd_default,
            (
                "odd_default: the default of the setting free does not fit: settings.free: "
                "found -1\n    expected a number above 0 h/month"
            ),
        ),
        (
            dangling,
            "dangling: its annotations cannot be resolved: name 'Nowhere' is not defined",
        ),
    ],
)
def test_a_function_that_cannot_be_a_policy(decorate, function, words):
    with pytest.raises(PolicyError) as caught:
        decorate(function)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("result", "found"), [("x", "str"), (None, "NoneType"), (True, "bool"), (clauses(), "Clauses")]
)
def test_a_criterion_returns_a_number(result, found):
    policy: Policy[..., float] = criterion(name="odd")(lambda: result)
    with pytest.raises(PolicyError, match=f"^odd returned {found}; a criterion returns a number$"):
        policy.trace({})


@pytest.mark.parametrize("result", [1.0, True, None, {"a": True}, clauses()])
def test_a_gate_returns_clauses(result):
    expected = r"^odd returned no clauses\(\.\.\.\); a gate returns clauses\(name=\.\.\.\)$"
    with pytest.raises(PolicyError, match=expected):
        gate(name="odd")(lambda: result).trace({})


def test_settings_that_do_not_go_together_are_the_functions_own_words():
    @criterion
    def bounded(hours: Hours, *, low: float, high: float) -> float:
        return clamp(linear(hours, worst=low, best=high))

    with pytest.raises(ValueError, match=r"^linear: worst and best are the same$"):
        bounded.trace({"low": 3.0, "high": 3.0})
