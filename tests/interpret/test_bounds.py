"""The bounds interpretation: sound for every completion, equal to the values where all is known."""

from __future__ import annotations

from itertools import product
from typing import Any

import formulas as lang
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.spans import undefinable
from evalcore.language.nodes import If, walk_with_children
from evalcore.request.values import Withheld


def bounds(made: lang.Formula, values: dict[str, Any]) -> Any:
    read_in = lang.initiative(values)
    function = bound_program([made.root], made.types)
    return function(read_in.situation.on(lang.AS_OF))[0]


def without_facts(text: str) -> bool:
    return "known(" not in text and "withheld(" not in text


def may_be_either(made: lang.Formula) -> bool:
    """Whether an `if` may have an undefined condition: no value then, and the ends of both."""
    found = dict(walk_with_children(made.root))
    doubtful = undefinable(found)
    return any(isinstance(each, If) and each.condition in doubtful for each in found)


@pytest.mark.parametrize(("then", "ends"), [("1", (0.0, 1.0, False)), ("0", (0.0, 0.0, False))])
def test_an_undefined_condition_leaves_either_branch(then, ends):
    made = lang.formula(f"{then} if a / n > 3 else 0")
    values = {"a": 1.0, "n": 0}
    assert may_be_either(made)
    assert made.run(lang.initiative(values)) is None
    assert bounds(made, values) == ends


@given(lang.numbers(records=True) | lang.flags(records=True), lang.any_values, lang.known_values)
def test_every_completion_lies_within_the_bounds(text, values, filled):
    assume(without_facts(text))
    made = lang.formula_or_none(text)
    assume(made is not None)
    filled = {
        name: _complete(filled[name] if value is None or isinstance(value, Withheld) else value)
        for name, value in values.items()
    }
    first, second, undefined = bounds(made, values)
    result = made.run(lang.initiative(filled))
    if result is None:
        assert undefined or may_be_either(made)
    elif isinstance(result, bool):
        assert first if result else second
    else:
        assert first <= result <= second


SPARE = {"owner": "it", "target": 7, "baseline": 3, "done": True, "weight": 2}


def _complete(value: Any) -> Any:
    """Records without a gap; anything else as it is."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    return [
        {k: (SPARE[k] if v is None or isinstance(v, Withheld) else v) for k, v in each.items()}
        for each in value
    ]


@given(lang.numbers(records=True) | lang.flags(records=True), lang.known_values)
def test_with_nothing_missing_the_bounds_are_the_value(text, values):
    made = lang.formula_or_none(text)
    assume(made is not None)
    values = {name: _complete(value) for name, value in values.items()}
    first, second, undefined = bounds(made, values)
    result = made.run(lang.initiative(values))
    if result is None:
        assert undefined or may_be_either(made)
    elif isinstance(result, bool):
        assert (first, second) == (result, not result) or undefined
    else:
        assert first == result == second or (undefined and first <= result <= second)


@st.composite
def each_field_once(draw: st.DrawFn) -> str:
    """Formulas that rise or fall with each of five fields, and mention each of them once."""
    parts = draw(st.permutations(["a", "b", "c", "n", "m"]))
    while len(parts) > 1:
        first, second, *rest = parts
        made = draw(
            st.sampled_from([
                f"({first} + {second})",
                f"({first} - {second})",
                f"({first} * {second})",
                f"min({first}, {second}, 400)",
                f"max({second}, {first})",
                f"(-{first} + clamp({second}, -3, 7.5))",
                f"mean({first}, {second}, 1)",
                f"(linear({first}, worst=4, best=-2) - {second} / 3)",
                f"({first} + piecewise({second}, {{-5: 0.25, 0: 1, 10: 2.5}}))",
            ])
        )  # fmt: skip
        parts = [*rest, made] if draw(st.booleans()) else [made, *rest]
    return parts[0]


@given(each_field_once(), st.sets(st.sampled_from("abcnm"), min_size=1))
def test_the_bounds_are_exact_where_every_field_occurs_once(text, missing):
    """Such a formula has its least and its largest value at corners of the box."""
    made = lang.formula(text)
    known: dict[str, Any] = {"a": 3.5, "b": -2, "c": 0.25, "n": 7, "m": -1}
    said = {name: value for name, value in known.items() if name not in missing}
    ends = [(lang.FIELDS[name].low, lang.FIELDS[name].high) for name in sorted(missing)]
    results = [
        made.run(lang.initiative(said | dict(zip(sorted(missing), corner, strict=True))))
        for corner in product(*ends)
    ]
    assert bounds(made, said) == (min(results), max(results), False)


@given(each_field_once(), st.integers(-20, 20), st.sets(st.sampled_from("abcnm"), min_size=1))
def test_conditions_are_exact_where_every_field_occurs_once(text, limit, missing):
    made, number = lang.formula(f"{text} >= {limit}"), lang.formula(text)
    known: dict[str, Any] = {"a": 3.5, "b": -2, "c": 0.25, "n": 7, "m": -1}
    said = {name: value for name, value in known.items() if name not in missing}
    low, high, _ = bounds(number, said)
    assert bounds(made, said) == (high >= limit - 1e-9, low < limit - 1e-9, False)
