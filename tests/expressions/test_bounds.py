"""The bounds interpretation: sound for every completion, equal to the values where all is known."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given

from evalcore.expressions.bounds import spanning
from evalcore.expressions.domains import mentioned, natural
from evalcore.expressions.types import of_field
from evalcore.values import Withheld
from expressions import language as lang


def domains(made: lang.Formula) -> dict[Any, Any]:
    texts = mentioned(made.types)
    return {name: natural(of_field(field), texts) for name, field in lang.FIELDS.items()}


def bounds(made: lang.Formula, values: dict[str, Any]) -> Any:
    read_in = lang.initiative(values)
    function = spanning([made.root], made.types)
    return function(read_in.plain, domains(made), read_in.withheld, lang.AS_OF)[0]


def without_facts(text: str) -> bool:
    return "known(" not in text and "withheld(" not in text


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
        assert undefined
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
        assert undefined
    elif isinstance(result, bool):
        assert (first, second) == (result, not result) or undefined
    else:
        assert first == result == second or (undefined and first <= result <= second)
