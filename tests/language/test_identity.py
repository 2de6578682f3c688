"""What a field is, asked in a policy in whatever words: refused, and never where a setting is."""

from __future__ import annotations

import operator
from types import NoneType
from typing import Annotated

import pytest

from evalcore import clamp, criterion, known, number, when
from evalcore.written.errors import TracingError

Hours = Annotated[float, number("hours", minimum=0, maximum=9)]
Days = Annotated[float, number("days", minimum=0, maximum=9)]
NOTHING = None


def missing(value):
    return value is None


def either(value, *, other=None):
    return 0.0 if other is None and missing(value) else 1.0


def capped(value, cap=None):
    return clamp(value / 9) if cap is None else clamp(value / (cap + 1))


def by_name(hours: Hours) -> float:
    return 1.0 if hours is NOTHING else 0.0


def renamed(hours: Hours) -> float:
    given = hours
    return 1.0 if given is None else 0.0


def renamed_at_once(hours: Hours, days: Days) -> float:
    _, second = hours, days
    return 1.0 if second is not None else 0.0


def walrus(hours: Hours) -> float:
    return 1.0 if (given := hours) is None else given


def helped(hours: Hours) -> float:
    return 1.0 if missing(hours) else 0.0


def helped_twice(hours: Hours) -> float:
    return either(value=hours)


def by_lambda(hours: Hours) -> float:
    return 1.0 if (lambda value: value is None)(hours) else 0.0  # noqa: PLC3002


def by_named_lambda(hours: Hours) -> float:
    absent = lambda value: value is None
    return 1.0 if absent(hours) else 0.0


def inside(hours: Hours) -> float:
    def absent(value):
        return value is None

    return 1.0 if absent(hours) else 0.0


def matched(hours: Hours) -> float:
    match hours:
        case None:
            return 0.0
        case _:
            return 1.0


def matched_either(hours: Hours) -> float:
    match hours:
        case 1 | None:
            return 0.0
    return 1.0


def by_type(hours: Hours) -> float:
    return 1.0 if isinstance(hours, type(None)) else 0.0  # noqa: FURB168


def by_plain_types(hours: Hours) -> float:
    return 1.0 if isinstance(hours, (int, float)) else 0.0


def by_its_type(hours: Hours) -> float:
    return 1.0 if type(hours) is NoneType else 0.0


def by_its_class(hours: Hours) -> float:
    return 1.0 if hours.__class__ is type(None) else 0.0


def by_operator(hours: Hours) -> float:
    return 1.0 if operator.is_(hours, None) else 0.0


def any_of_them(hours: Hours, days: Days) -> float:
    return 1.0 if any(each is None for each in (hours, days)) else 0.0


@pytest.mark.parametrize(
    ("function", "asked", "advice"),
    [
        (by_name, "hours is NOTHING", "write negate(known(hours))"),
        (renamed, "given is None", "write negate(known(given))"),
        (renamed_at_once, "second is not None", "write known(second)"),
        (walrus, "(given := hours) is None", "write negate(known(given))"),
        (helped, "value is None", "write negate(known(value))"),
        (helped_twice, "value is None", "write negate(known(value))"),
        (by_lambda, "value is None", "write negate(known(value))"),
        (by_named_lambda, "value is None", "write negate(known(value))"),
        (inside, "value is None", "write negate(known(value))"),
        (matched, "match hours: case None", "write when(known(hours), ...)"),
        (matched_either, "match hours: case 1 | None", "write when(known(hours), ...)"),
        (by_type, "isinstance(hours, type(None))", "write known(hours)"),
        (by_plain_types, "isinstance(hours, (int, float))", "write known(hours)"),
        (by_its_type, "type(hours) is NoneType", "write negate(known(hours))"),
        (by_its_class, "hours.__class__ is type(None)", "write negate(known(hours))"),
        (by_operator, "operator.is_(hours, None)", "write negate(known(hours))"),
        (any_of_them, "each is None", "write negate(known(each))"),
    ],
)
def test_what_a_field_is_cannot_be_asked(function, asked, advice):
    with pytest.raises(TracingError) as caught:
        criterion(function).trace({})
    words = f"`{asked}` cannot be traced into an expression: {advice} (test_identity.py, line "
    assert str(caught.value).startswith(words)


def equal(hours: Hours) -> float:
    return when(hours == None, 1.0, 0.0)  # noqa: E711


def listed(hours: Hours) -> float:
    return 1.0 if hours in (None,) else 0.0  # noqa: FURB171


def counted(hours: Hours) -> float:
    return float([hours].count(None))


@pytest.mark.parametrize("function", [equal, listed, counted])
def test_what_is_compared_with_none_is_found_while_it_is_traced(function):
    with pytest.raises(TypeError, match="whether a field is known says known"):
        criterion(function).trace({})


def of_a_setting(hours: Hours, *, limit: float | None = None) -> float:
    match limit:
        case None:
            return clamp(hours / 9)
        case _:
            return capped(hours, limit)


def with_a_default(hours: Hours, days: Days) -> float:
    return capped(hours, days)


def bound_twice(hours: Hours) -> float:
    found = None
    if found is None:
        found = hours
    return clamp(found / 9)


def known_well(hours: Hours) -> float:
    return when(known(hours), 1.0, 0.0)


@pytest.mark.parametrize("function", [of_a_setting, with_a_default, bound_twice, known_well])
def test_what_is_no_field_can_be_asked(function):
    assert criterion(function).trace({})


class Odd:
    def __bool__(self):
        raise TypeError("it is neither true nor false")


ODD = Odd()  # as an array of NumPy, or an expression, in the module of a policy


def test_what_else_a_module_holds_is_not_asked_whether_it_is_true():
    with pytest.raises(TypeError, match="neither"):
        bool(ODD)
    assert criterion(spread).trace({})


def spread(hours: Hours) -> float:
    """Spread: over the week."""
    return clamp(hours / 9)
