"""The interpretations of a graph that have to agree: one entry in a table each.

Each says what the outputs of a policy come to on one request: a value, or between which values it
lies. None stands for a request that this interpretation has no answer to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, TypeGuard

import attrs

from evalcore.extend.policies import Clauses
from evalcore.interpret.bounds import bound_program
from evalcore.interpret.trace import Trace
from evalcore.language.nodes import Compare
from evalcore.testing.subjects import Said

SLACK = 1e-9
DOUBTFUL = 1e-6  # so near to each other, plain Python and the tolerance of evalcore may differ


@attrs.frozen
class Between:
    """Bounds of a value: numbers, or False and True of a condition."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value lies within, but for rounding."""
        slack = SLACK * max(1.0, abs(value))
        return self.low - slack <= value <= self.high + slack


Answer = Mapping[str, Any]  # by clause: a value, or bounds


@attrs.frozen
class Interpretation:
    """One of them: its name, what it answers, and the library without which it is not there."""

    name: str
    answer: Callable[[Said], Answer | None]
    needs: str = ""

    @property
    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None


def by_generated_python(said: Said) -> Answer:
    """The generated function, which decides."""
    return said.results


def by_trace(said: Said) -> Answer:
    """The outcomes of the nodes one by one, which explain."""
    traced, problems = said.traced, said.answers.problems
    outcomes = Trace(said.situation, problems=problems)
    return {name: outcomes[node] for name, node in traced.nodes.items()}


def by_bounds(said: Said) -> Answer:
    """Between which values it lies, whatever the missing fields turn out to be."""
    traced = said.traced
    nodes = list(traced.nodes.values())
    graph = traced.graph
    spans = bound_program(nodes, graph.types)(said.situation)
    found: dict[str, Any] = {}
    for name, span in zip(traced.nodes, spans, strict=True):
        first, second, _ = span
        if isinstance(first, bool):  # whether it can be true, and can be false
            found[name] = Between(low=not second, high=first)
        else:
            found[name] = Between(first, second)
    return found


def by_calling(said: Said) -> Answer | None:
    """The function as its author wrote it and tests it, called with plain values."""
    traced = said.traced
    if not said.is_complete or traced.opaque is not None or traced.graph.reads_date:
        return None
    if any(_is_doubtful(said, each) for each in traced.graph.nodes if isinstance(each, Compare)):
        return None
    values = [_as_author(said.situation.values[each.name]) for each in traced.policy.fields]
    if None in said.results.values():  # where it is undefined, Python raises as it likes
        return None
    try:
        result: object = traced.policy.function(*values, **traced.settings)
    except (ArithmeticError, LookupError, ValueError):
        return None  # plain Python works out both branches of when(), the undefined one too
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        if said.has_unknown_parts:  # plain Python knows no unknown
            return None
        raised = f"raised {type(error).__name__}: {error}"
        return dict.fromkeys(traced.nodes, raised)
    if isinstance(result, Clauses):
        return dict(result)
    return {"": result}


def _is_doubtful(said: Said, node: Compare) -> bool:
    outcomes = Trace(said.situation)
    left, right = outcomes[node.left], outcomes[node.right]
    if not isinstance(left, float) or not isinstance(right, float):
        return False
    return left != right and abs(left - right) < DOUBTFUL


def _as_author(value: Any) -> Any:
    """A value as a unit test would write it: lists, and records as dicts."""
    if not isinstance(value, tuple):
        return value
    return [_as_record(each) if isinstance(each, Mapping) else each for each in _items(value)]


def _items(value: Any) -> list[Any]:
    return list(value)


def _as_record(record: Any) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name}


INTERPRETATIONS = (
    Interpretation("function", by_calling),
    Interpretation("python", by_generated_python),
    Interpretation("trace", by_trace),
    Interpretation("bounds", by_bounds),
)


def compared() -> tuple[str, ...]:
    """The names of those that are there."""
    return tuple(each.name for each in INTERPRETATIONS if each.is_there)


def agrees(answer: Any, value: Any) -> bool:
    """Whether an interpretation's answer fits the value that decides."""
    if isinstance(answer, Between):
        return value is None or answer.holds(float(value))
    if _is_number(answer) and _is_number(value):
        return abs(answer - value) <= SLACK * max(1.0, abs(value))
    return answer is value or (type(answer) is type(value) and bool(answer == value))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
