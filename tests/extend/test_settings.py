"""Settings: read as strictly as fields, complained about all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Optional

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.extend.policies import PolicyError, criterion
from evalcore.extend.settings import REQUIRED, Setting, read_settings
from evalcore.extend.shapes import shape_of
from evalcore.language.expr import Expr, Quantity
from evalcore.language.nodes import Apply, FieldRef
from evalcore.language.nodes import Literal as LiteralNode
from evalcore.request.declarations import SettingSpec, number, setting
from evalcore.written.errors import Complaint


@attrs.frozen
class Stage:
    name: str
    weeks: Annotated[int, setting(minimum=1)] = 4


@attrs.frozen
class Council:
    """A council, whose quorum its seats can reach."""

    seats: Annotated[int, setting(minimum=1)]
    quorum: int
    share: float = 0.5
    mode: Literal["open", "secret"] = "open"
    first: Stage | None = None
    stages: list[Stage] = attrs.field(factory=list)

    def __attrs_post_init__(self):
        if self.quorum > self.seats:
            message = f"a quorum of {self.quorum} is out of reach for {self.seats} seats"
            raise ValueError(message)


def one(kind, spec=SettingSpec(), default=REQUIRED):  # noqa: B008
    return [Setting("s", shape_of(kind, spec), default)]


def read(kind, value, spec=SettingSpec()):  # noqa: B008
    found: list[Complaint] = []
    result = read_settings(one(kind, spec), {"s": value}, found)["s"]
    assert [str(each) for each in found] == []
    return result


def said(kind, value, spec=SettingSpec()):  # noqa: B008
    found: list[Complaint] = []
    read_settings(one(kind, spec), {"s": value}, found)
    return [str(each).removeprefix("settings.") for each in found]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (float, 3, 3.0),
        (int, 3.0, 3),
        (bool, False, False),
        (str, "x", "x"),
        (Literal["cast", "seats"], "seats", "seats"),
        (float | None, 2, 2.0),
        (Optional[str], "x", "x"),  # noqa: UP045 - both spellings are met
        (list[str], ["b", "a"], ("b", "a")),
        (Sequence[float], [1, 2], (1.0, 2.0)),
        (tuple[int, ...], [], ()),
        (dict[str, float], {"a": 1}, {"a": 1.0}),
        (Mapping[str, list[int]], {"a": [1], "b": []}, {"a": (1,), "b": ()}),
        (list, ["a"], ("a",)),
        (dict, {"a": 1}, {"a": 1.0}),
    ],
)
def test_a_value_that_fits(kind, value, expected):
    result = read(kind, value)
    assert result == expected
    assert isinstance(result, type(expected))


NUMBER_FROM = setting(above=0, maximum=9, unit="h/month")


@pytest.mark.parametrize(
    ("kind", "value", "spec", "expected"),
    [
        (float, "3", SettingSpec(), ["s: found '3'\n    expected a number"]),
        (float, True, SettingSpec(), ["s: found true\n    expected a number"]),
        (int, 3.5, SettingSpec(), ["s: found 3.5\n    expected a whole number"]),
        (bool, 1, SettingSpec(), ["s: found 1\n    expected true or false"]),
        (str, 1, SettingSpec(), ["s: found 1\n    expected a text"]),
        (float, 0, NUMBER_FROM, ["s: found 0\n    expected a number above 0 at most 9 h/month"]),
        (
            float,
            9.5,
            NUMBER_FROM,
            ["s: found 9.5\n    expected a number above 0 at most 9 h/month"],
        ),
        (
            int,
            10,
            setting(minimum=1, below=10),
            ["s: found 10\n    expected a whole number below 10 at least 1"],
        ),
        (
            str,
            "enterprize",
            setting(choices=["enterprise", "trust"]),
            [
                (
                    "s: found 'enterprize'\n    expected one of enterprise, trust\n"
                    "    did you mean 'enterprise'?"
                )
            ],
        ),
        (
            Literal["cast", "present"],
            "presnt",
            SettingSpec(),
            [
                "s: found 'presnt'\n    expected one of cast, present\n    did you mean 'present'?",
            ],
        ),
        (
            Literal["cast", "present"],
            ["cast"],
            SettingSpec(),
            ["s: found ['cast']\n    expected one of cast, present"],
        ),
        (
            list[str],
            "abc",
            SettingSpec(),
            ["s: found 'abc'\n    expected a list, each entry a text"],
        ),
        (
            list[float],
            [1, "x", True],
            SettingSpec(),
            ["s[2]: found 'x'\n    expected a number", "s[3]: found true\n    expected a number"],
        ),
        (
            dict[str, float],
            [1],
            setting(above=0),
            ["s: found [1]\n    expected a table, each value a number above 0"],
        ),
        (
            dict[str, float],
            {"a": 0, "b b": 1, "c": "x"},
            setting(above=0),
            [
                "s.a: found 0\n    expected a number above 0",
                "s.c: found 'x'\n    expected a number above 0",
            ],
        ),
        (float | None, None, SettingSpec(), ["s: found nothing\n    expected a number"]),
    ],
)
def test_a_value_that_does_not_fit(kind, value, spec, expected):
    assert said(kind, value, spec) == expected


@pytest.mark.parametrize("kind", [float, int])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, -(10**400)])
def test_a_number_that_float64_cannot_hold(kind, value):
    (complaint,) = said(kind, value)
    words = "a number" if kind is float else "a whole number"
    assert complaint.endswith(f"\n    expected {words}, finite and at most 2**53 in size")
    assert read(kind, 2**53) == 2**53


def test_strangers_and_what_is_missing_are_named_together():
    found: list[Complaint] = []
    quorum = shape_of(int, setting(about="who must be there"))
    declared = [Setting("seats", shape_of(int)), Setting("quorum", quorum)]
    assert read_settings(declared, {"seets": 8}, found) == {}
    assert [str(each) for each in found] == [
        (
            "settings.seets: there is no setting 'seets'\n"
            "    expected one of seats, quorum\n"
            "    did you mean 'seats'?"
        ),
        "the setting seats is missing\n    expected a whole number",
        "the setting quorum (who must be there) is missing\n    expected a whole number",
    ]
    assert [each.on_key for each in found] == [True, False, False]


def test_a_policy_without_settings_takes_none():
    found: list[Complaint] = []
    read_settings([], {"goals": 1}, found)
    assert [str(each) for each in found] == [
        "settings.goals: there is no setting 'goals'\n    expected no settings at all"
    ]


# Defaults


@pytest.mark.parametrize(
    ("kind", "default", "expected"),
    [
        (float, 3, 3.0),
        (int, 3, 3),
        (float | None, None, None),
        (list[str], ["a"], ("a",)),
        (tuple[str, ...], ("a",), ("a",)),
        (dict[str, float], {"a": 1}, {"a": 1.0}),
        (Council, Council(8, 5), Council(8, 5, stages=())),
    ],
)
def test_a_default_is_read_like_a_value_that_was_given(kind, default, expected):
    found: list[Complaint] = []
    result = read_settings(one(kind, default=default), {}, found)["s"]
    assert found == []
    assert (result, type(result)) == (expected, Quantity if kind is float else type(expected))


def test_what_is_given_comes_before_the_default():
    assert read_settings(one(float, default=3.0), {"s": 4}, []) == {"s": 4.0}


# Units


def unit_of(value):
    """The unit with which a setting enters a graph."""
    product = value * Expr(FieldRef("a"))
    assert isinstance(product.node, Apply)
    literal = product.node.args[0]
    assert isinstance(literal, LiteralNode)
    return literal.unit


@pytest.mark.parametrize("given_or_default", [{"s": 3}, {}])
def test_a_number_carries_its_unit_into_the_graph(given_or_default):
    hours = setting(unit="h/month")
    number = read_settings(one(float, hours, 3.0), given_or_default, [])["s"]
    assert unit_of(number) == "h/month"
    assert type(number + 1) is float


def test_the_numbers_of_a_table_and_of_a_list_carry_it_too():
    hours = setting(unit="h")
    assert unit_of(read(dict[str, float], {"a": 3}, hours)["a"]) == "h"
    assert unit_of(read(list[float], [3], hours)[0]) == "h"
    default = read_settings(one(dict[str, float], hours, {"a": 3}), {}, [])["s"]
    assert unit_of(default["a"]) == "h"


def test_a_number_without_a_unit_fits_any():
    assert unit_of(read(float, 3)) is None


# Classes


def test_a_class_is_structured_with_what_is_in_it():
    table = {
        "seats": 8,
        "quorum": 5.0,
        "mode": "secret",
        "first": {"name": "idea"},
        "stages": [{"name": "build", "weeks": 9}],
    }
    built = read(Council, table)
    assert built == Council(8, 5, 0.5, "secret", Stage("idea", 4), (Stage("build", 9),))
    assert type(built.quorum) is int


def test_the_cross_check_of_a_class_speaks_for_itself():
    assert said(Council, {"seats": 8, "quorum": 9}) == [
        "s: a quorum of 9 is out of reach for 8 seats"
    ]


def test_all_mistakes_in_a_class_are_found_at_once():
    table = {
        "seats": 0,
        "share": float("nan"),
        "mode": "secrt",
        "first": {"weeks": "x", "nam": "idea"},
        "stages": [{"name": "a"}, {"name": 3, "weeks": 0}, 7],
        "chair": "CEO",
    }
    assert said(Council, table) == [
        "s.seats: found 0\n    expected a whole number at least 1",
        "s: quorum is missing\n    expected a whole number",
        "s.share: found nan\n    expected a number, finite and at most 2**53 in size",
        "s.mode: found 'secrt'\n    expected one of open, secret\n    did you mean 'secret'?",
        "s.first: name is missing\n    expected a text",
        "s.first.weeks: found 'x'\n    expected a whole number at least 1",
        (
            "s.first.nam: there is no setting 'nam'\n    expected one of name, weeks\n"
            "    did you mean 'name'?"
        ),
        "s.stages[2].name: found 3\n    expected a text",
        "s.stages[2].weeks: found 0\n    expected a whole number at least 1",
        "s.stages[3]: found 7\n    expected a table for Stage",
        (
            "s.chair: there is no setting 'chair'\n"
            "    expected one of seats, quorum, share, mode, first, stages"
        ),
    ]


@pytest.mark.parametrize("value", [3, [3], None, "x"])
def test_a_class_wants_a_table(value):
    shown = "nothing" if value is None else repr(value)
    assert said(Council, value) == [f"s: found {shown}\n    expected a table for Council"]
    assert said(list[Council], [value]) == [
        f"s[1]: found {shown}\n    expected a table for Council"
    ]


# Any input


KINDS: list[Any] = [
    float, int, bool, str, Literal["a", "b"], float | None, list[str], list[list[float]],
    dict[str, float], dict[str, Council], Council, list[Council], Annotated[int, setting(above=3)],
]  # fmt: skip
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["seats", "quorum", "share", "stages", "é", ""]), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(KINDS), trees)
def test_nothing_that_a_file_can_hold_raises(kind, value):
    found: list[Complaint] = []
    read_settings(one(kind), {"s": value}, found)
    assert all(each.path[0] == "settings" for each in found)


# Types


@pytest.mark.parametrize("kind", KINDS)
def test_types_that_a_ruleset_can_hold(kind):
    assert shape_of(kind).exact


@pytest.mark.parametrize(
    "kind",
    [
        set[str], frozenset[str], complex, object, Any, int | str, Literal[1, 2], tuple[int, str],
        dict[int, str], list[set[str]], dict[str, bytes],
    ],
)  # fmt: skip
def test_types_that_no_ruleset_can_hold(kind):
    assert not shape_of(kind).exact


@pytest.mark.parametrize(
    ("kind", "spec", "words"),
    [
        (float, setting(minimum=0, maximum=1), "a number at least 0 at most 1"),
        (int, setting(above=0, unit="weeks"), "a whole number above 0 weeks"),
        (Annotated[int, setting(above=3)], setting(), "a whole number above 3"),
        (Literal["a", "b"], setting(), "one of a, b"),
        (list[float], setting(below=2), "a list, each entry a number below 2"),
        (dict[str, bool], setting(), "a table, each value true or false"),
        (str | None, setting(choices=["a"]), "one of a"),
        (Council, setting(), "a table for Council"),
    ],
)
def test_a_type_in_words(kind, spec, words):
    assert str(shape_of(kind, spec)) == words


# Defaults inside classes: what reaches a policy was held against its declaration, wherever it is.


@attrs.frozen
class Band:
    best: Annotated[float, setting(unit="EUR", above=0)] = 50_000


@attrs.frozen
class Wrong:
    best: Annotated[float, setting(unit="EUR", above=0)] = -50


@attrs.frozen
class Outer:
    inner: Band = Band()
    several: tuple[Band, ...] = (Band(),)
    named: dict[str, Band] = attrs.field(factory=lambda: {"a": Band()})
    doubled: Band = attrs.field()

    @doubled.default
    def _(self):
        return Band(2 * self.inner.best)


def units(value):
    match value:
        case Quantity():
            return value.unit
        case Band():
            return units(value.best)
        case tuple():
            return [units(each) for each in value]
        case dict():
            return {key: units(each) for key, each in value.items()}
        case _:
            return attrs.asdict(value, recurse=False) and [
                units(getattr(value, each.name)) for each in attrs.fields(type(value))
            ]


@pytest.mark.parametrize("given", [{}, {"inner": {}}, {"several": [{}]}, {"named": {"a": {}}}])
def test_a_default_in_a_class_has_its_unit_however_deep(given):
    made = read(Outer, given)
    assert units(made) == ["EUR", ["EUR"], {"a": "EUR"}, "EUR"]
    assert made.doubled.best == 100_000


def test_so_has_a_class_that_is_itself_the_default():
    found: list[Complaint] = []
    made = read_settings(one(Outer, default=Outer(Band(7))), {}, found)["s"]
    assert found == []
    assert units(made) == ["EUR", ["EUR"], {"a": "EUR"}, "EUR"]
    assert (made.inner.best, made.doubled.best) == (7, 14)


@pytest.mark.parametrize(
    ("kind", "given", "place"),
    [
        (Wrong, {}, "s.best"),
        (tuple[Wrong, ...], [{}], "s[1].best"),
        (dict[str, Wrong], {"a": {}}, "s.a.best"),
    ],
)
def test_a_default_in_a_class_that_does_not_fit_is_refused(kind, given, place):
    assert said(kind, given) == [f"{place}: found -50\n    expected a number above 0 EUR"]


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (Wrong, Wrong()),
        (tuple[Wrong, ...], (Wrong(),)),
        (dict[str, Wrong], {"a": Wrong()}),
    ],
)
def test_its_author_hears_of_it_when_the_policy_is_declared(kind, default):
    def policy(x: Annotated[float, number("x")], *, s=default) -> float:
        return x

    policy.__annotations__["s"] = kind
    with pytest.raises(PolicyError, match="found -50"):
        criterion(policy)


def test_a_list_of_classes_may_be_a_default():
    def policy(x: Annotated[float, number("x")], *, s: tuple[Band, ...] = (Band(),)) -> float:
        return x

    assert criterion(policy).settings[0].default == (Band(),)
